"""The gate: whether a request comes from the platform, in its time, once; and what stands in it.

Mode is decided per request: `encrypt_type=aes` is compatible or safe mode, everything else is plain. A setting accepts
safe mode only. The platform repeats a push with the same body; the same signature over another body is a replay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.wechat.crypto import Cipher, Undecipherable, matches, signature
from bot.channels.wechat.errors import WeChatError
from bot.channels.wechat.evidence import Setting
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.store import Store
from bot.channels.wechat.xml import encrypted_reply, read_xml

WINDOW = 300  # seconds that the request's timestamp may differ from our clock


class Refused(WeChatError):
    """The request is not accepted; `reason` is for the log and never holds data of the request."""

    def __init__(self, reason: str, doubted: Setting | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.doubted = doubted


@dataclass(frozen=True)
class Envelope:
    """An opened push: its fields, by which it can be told from a replay, and how its reply must be closed.

    `key` is None in plain mode.
    """

    fields: Mapping[str, str]
    nonce: str
    key: int | None
    seal: str
    content: str


class Gate:
    """Opens requests to one official account and closes the replies."""

    def __init__(self, settings: WeChatSettings, store: Store, clock: Callable[[], float]) -> None:
        self._token = settings.token
        self._safe_mode_only = settings.safe_mode_only
        self._cipher = Cipher(settings.app_id, settings.aes_keys)
        self._store = store
        self._clock = clock

    def verify(self, query: Mapping[str, str]) -> str:
        """Answer to the console's verification (GET): the `echostr`, plain on official accounts."""
        self._check_time(query)
        if not matches(query.get("signature", ""), self._token, query["timestamp"], query.get("nonce", "")):
            raise Refused("bad signature", Setting.token)
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> Envelope:
        """The push in a POST; raises Refused or Malformed."""
        self._check_time(query)
        timestamp, nonce = query["timestamp"], query.get("nonce", "")
        if query.get("encrypt_type", "raw").lower() == "aes":
            given, cipher_text = query.get("msg_signature", ""), read_xml(body).get("Encrypt", "")
            if not matches(given, self._token, timestamp, nonce, cipher_text):
                raise Refused("bad msg_signature", Setting.token)
            message, key = self._decrypt(cipher_text)
            return Envelope(read_xml(message), nonce, key, _hash(given, timestamp, nonce), _hash(cipher_text))
        if self._safe_mode_only:
            raise Refused("plain push, and only safe mode is accepted")
        given = query.get("signature", "")
        if not matches(given, self._token, timestamp, nonce):
            raise Refused("bad signature", Setting.token)
        content = hashlib.sha256(body).hexdigest()
        return Envelope(read_xml(body), nonce, None, _hash(given, timestamp, nonce), content)

    async def admit(self, envelope: Envelope) -> None:
        """Let a push in unless its signature came with another body before; raises Refused."""
        seen = f"nonce:{envelope.seal}"
        if await self._store.add(seen, envelope.content, 2 * WINDOW):
            return
        if await self._store.get(seen) != envelope.content:
            raise Refused("replayed signature")

    def close(self, xml: str, envelope: Envelope) -> str:
        """The reply as the request's mode wants it; encrypted with the key that opened the request."""
        if envelope.key is None:
            return xml
        encrypted, now = self._cipher.encrypt(xml.encode(), envelope.key), int(self._clock())
        return encrypted_reply(
            encrypted, signature(self._token, str(now), envelope.nonce, encrypted), now, envelope.nonce
        )

    def _decrypt(self, cipher_text: str) -> tuple[bytes, int]:
        try:
            return self._cipher.decrypt(cipher_text)
        except Undecipherable:
            raise Refused("no key opens the message", Setting.key) from None

    def _check_time(self, query: Mapping[str, str]) -> None:
        timestamp = query.get("timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise Refused("no timestamp")
        if abs(int(timestamp) - self._clock()) > WINDOW:
            raise Refused("timestamp outside the window")


def _hash(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
