"""Sealed payloads: buttons carry tokens that only the server can have made."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

MARK = "~"
SIGNATURE_BYTES = 9


class Seal:
    """Seals choices with a key; a token is valid for every conversation, since it only asks a question."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def close(self, payload: Mapping[str, str]) -> str:
        """A token for a payload: mark, signature and content in URL-safe characters."""
        body = base64.urlsafe_b64encode(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()).rstrip(
            b"="
        )
        return MARK + (self._sign(body) + body).decode()

    def open(self, text: str) -> dict[str, str] | None:
        """The payload of a token; None for any other text, a forged one included."""
        if not text.startswith(MARK) or not text.isascii():
            return None
        raw = text[len(MARK) :].encode()
        signature, body = raw[: SIGNATURE_BYTES * 4 // 3], raw[SIGNATURE_BYTES * 4 // 3 :]
        if not hmac.compare_digest(signature, self._sign(body)):
            return None
        data: dict[str, str] = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
        return data

    def _sign(self, body: bytes) -> bytes:
        digest = hmac.new(self._key, body, hashlib.sha256).digest()[:SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest)
