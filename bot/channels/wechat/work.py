"""Turns that are not over, each with the push that asked for it, so that another process can take them up.

What is kept is encrypted: a push names its follower and holds what he wrote.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.channels.wechat.pushes import Push, read_push
from bot.channels.wechat.store import Store

BOX = "work"
KEPT_FOR = 24 * 3600
NONCE_BYTES = 12


@dataclass(frozen=True)
class Turn:
    """One push to be answered, under the key where its repetitions meet. Places sort in the order of the queue."""

    key: str
    conversation: str
    place: str
    fields: Mapping[str, str]

    @property
    def push(self) -> Push:
        """The push."""
        return read_push(self.fields)

    @property
    def user(self) -> str:
        """Openid of the follower."""
        return self.push.user


class Work:
    """The turns that are not over, in the shared store."""

    def __init__(self, store: Store, key: bytes) -> None:
        self._store = store
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=b"wechat work").derive(key))

    async def keep(self, turn: Turn) -> None:
        """Keep a turn until it is over."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, json.dumps(asdict(turn)).encode(), turn.key.encode())
        await self._store.put(BOX, turn.key, base64.b64encode(nonce + sealed).decode(), KEPT_FOR)

    async def drop(self, key: str) -> None:
        """A turn is over."""
        await self._store.take(BOX, key)

    async def keys(self) -> set[str]:
        """The turns that are not over."""
        return set(await self._store.look(BOX))

    async def turns(self) -> list[Turn]:
        """The turns that are not over. Those that cannot be read, as after a change of the key, are dropped."""
        turns = []
        for key, value in (await self._store.look(BOX)).items():
            try:
                data = base64.b64decode(value)
                opened = self._cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], key.encode())
                turns.append(Turn(**json.loads(opened)))
            except (InvalidTag, ValueError, TypeError):  # another key, broken off, or written by another release
                await self.drop(key)
        return turns
