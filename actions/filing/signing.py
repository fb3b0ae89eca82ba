"""Signature of a request to an agency's interface: HMAC-SHA256 over method, path, time, nonce and body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

KEY_ID = "X-Yidi-Key"
TIME = "X-Yidi-Time"
NONCE = "X-Yidi-Nonce"
SIGNATURE = "X-Yidi-Signature"
TIME_WINDOW_SECONDS = 300


def sign(secret: bytes, method: str, path: str, body: bytes, time: str, nonce: str) -> str:
    """The signature in hexadecimal."""
    message = "\n".join((method, path, time, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def verify(secret: bytes, method: str, path: str, body: bytes, headers: Mapping[str, str], now: float) -> bool:
    """Whether the headers sign this request, not longer ago than the window."""
    time, nonce, given = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
    if not time.isdigit() or abs(now - int(time)) > TIME_WINDOW_SECONDS or not nonce:
        return False
    return hmac.compare_digest(given, sign(secret, method, path, body, time, nonce))
