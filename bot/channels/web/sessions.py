"""Sessions: signed by the server, bound to one site, useless anywhere else.

A client that could choose its own id could read another citizen's conversation (rasa's Socket.IO channel allows that),
so an id is only valid with our signature. The engine sees neither: it gets an id derived from both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

SIGNATURE_BYTES = 16
# Longest token worth looking at; a real one has about 100 characters.
LONGEST = 512


@dataclass(frozen=True)
class Session:
    """One visitor on one site. `conversation` is what engine and stores know of it; it opens nothing."""

    token: str
    conversation: str
    expires: float


class Sessions:
    """Issues and reads session tokens: `id.issued.signature`, the signature covering the site as well."""

    def __init__(self, secret: bytes, hours: float, now: Callable[[], float] = time.time) -> None:
        self._key = hashlib.sha256(b"web session" + secret).digest()
        self._life = hours * 3600
        self._now = now

    def issue(self, site: str) -> Session:
        """A new session for pages of `site` (host and port)."""
        body = f"{secrets.token_urlsafe(16)}.{int(self._now())}"
        return self._session(f"{body}.{self._sign(body, site)}")

    def read(self, token: str, site: str) -> Session | None:
        """The session of a token; None when it is forged, expired, or was issued for another site."""
        if len(token) > LONGEST or not token.isascii() or token.count(".") != 2:
            return None
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature, self._sign(body, site)):
            return None
        session = self._session(token)
        return session if session.expires > self._now() else None

    def _session(self, token: str) -> Session:
        name, issued, _ = token.split(".")
        digest = hmac.new(self._key, f"conversation {name}".encode(), hashlib.sha256).hexdigest()
        return Session(token, f"web-{digest[:32]}", int(issued) + self._life)

    def _sign(self, body: str, site: str) -> str:
        digest = hmac.new(self._key, f"{site}\n{body}".encode(), hashlib.sha256).digest()[:SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def bearer(header: str) -> str:
    """The token of an Authorization header; empty when there is none."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
