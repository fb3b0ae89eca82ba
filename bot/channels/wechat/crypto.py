"""Signatures and the cipher of pushes, on `cryptography` alone.

Source: 消息加解密说明. AES-256-CBC, IV = first 16 bytes of the key; plain text = 16 random bytes + length (uint32, big
endian) + message + app id, padded by PKCS#7 to blocks of 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

from bot.channels.wechat.errors import WeChatError

BLOCK = 32
RANDOM = 16
LENGTH = struct.Struct(">I")


class Undecipherable(WeChatError):
    """No key opens the message, or it was made for another account. Says nothing about why, on purpose."""


def signature(*parts: str) -> str:
    """Signature over the parts, sorted as strings: hex SHA-1."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def matches(given: str, *parts: str) -> bool:
    """Whether a given signature is the one over the parts, in constant time."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


class Cipher:
    """Opens and closes messages of one account with its current and its previous key."""

    def __init__(self, app_id: str, encoding_aes_keys: Sequence[str]) -> None:
        self._app_id = app_id.encode()
        self._keys = [base64.b64decode(key + "=") for key in encoding_aes_keys]

    def decrypt(self, encrypted: str) -> tuple[bytes, int]:
        """The message and the number of the key that opened it (0 is the current one); raises Undecipherable."""
        try:
            data = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise Undecipherable from None
        if not data or len(data) % RANDOM:
            raise Undecipherable
        for number, key in enumerate(self._keys):
            message = self._open(data, key)
            if message is not None:
                return message, number
        raise Undecipherable

    def encrypt(self, message: bytes, key_number: int = 0) -> str:
        """Base64 of the message encrypted with a key."""
        full = secrets.token_bytes(RANDOM) + LENGTH.pack(len(message)) + message + self._app_id
        pad = BLOCK - len(full) % BLOCK
        encryptor = self._cipher(self._keys[key_number]).encryptor()
        return base64.b64encode(encryptor.update(full + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def _open(self, data: bytes, key: bytes) -> bytes | None:
        decryptor = self._cipher(key).decryptor()
        full = decryptor.update(data) + decryptor.finalize()
        pad = full[-1]
        if not 1 <= pad <= BLOCK or full[-pad:] != bytes([pad]) * pad or len(full) - pad < RANDOM + LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(full, RANDOM)
        body = full[RANDOM + LENGTH.size : -pad]
        if length > len(body) or not hmac.compare_digest(body[length:], self._app_id):
            return None
        return body[:length]

    @staticmethod
    def _cipher(key: bytes) -> BlockCipher[modes.CBC]:
        return BlockCipher(algorithms.AES(key), modes.CBC(key[:16]))
