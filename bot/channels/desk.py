"""The desk: every channel brings its messages here.

It masks personal numbers, opens sealed choices, keeps one conversation's messages in order, and always answers: an
error inside becomes a kind reply with an id that is in the log.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import traceback
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

import knowledge
from actions.records.vault import Vault
from bot.channels.privacy import mask, protect
from bot.channels.tokens import Seal
from bot.port import Engine, Reply

MAX_CHARS = 1000
WORDS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
log = logging.getLogger(__name__)


class Desk:
    """One door to the engine for all channels."""

    def __init__(self, engine: Engine, seal: Seal, vault: Vault | None = None) -> None:
        self._engine = engine
        self._vault = vault
        self._seal = seal
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}
        self._canned = yaml.safe_load((Path(knowledge.__file__).parent / "copy" / "talk.yml").read_text("utf-8"))

    @property
    def seal(self) -> Seal:
        """Closes the choices of replies into tokens."""
        return self._seal

    async def say(self, conversation: str, text: str) -> list[Reply]:
        """Answer one message of a conversation; at least one reply, whatever happens."""
        payload = self._seal.open(text.strip())
        if payload is None:
            refused = self._refused(text)
            if refused:
                return [self.canned(refused)]
        try:
            async with self._turn(conversation):
                if payload is not None:
                    replies = await self._engine.choose(conversation, payload)
                else:
                    replies = await self._engine.respond(conversation, await self._protected(conversation, text))
        except Exception as error:
            # Type and place only: an error's message may quote the citizen.
            where = traceback.extract_tb(error.__traceback__)[-1]
            incident = secrets.token_hex(4)
            log.error("incident %s: %s at %s:%s", incident, type(error).__name__, where.filename, where.lineno)
            return [self.canned("failed")]
        return [reply for reply in replies if reply.text] or [self.canned("failed")]

    async def erase(self, conversation: str) -> None:
        """Forget a conversation."""
        async with self._turn(conversation):
            await self._engine.erase(conversation)
            if self._vault:
                await asyncio.to_thread(self._vault.close, conversation)

    async def _protected(self, conversation: str, text: str) -> str:
        """The text without personal numbers. In a filing the vault keeps them, and a token stands for each."""
        masked, vault = mask(text), self._vault
        if vault is None or masked == unicodedata.normalize("NFKC", text):
            return masked

        def keep(kind: str, number: str) -> str | None:
            return vault.put(conversation, kind, number)

        return await asyncio.to_thread(protect, text, keep)

    def canned(self, key: str) -> Reply:
        """A reply that needs no engine."""
        reply = self._canned[key]
        return Reply(reply["text"], (), {"id": key, "status": reply["status"], "text": reply["text"]})

    @staticmethod
    def _refused(text: str) -> str | None:
        """Why a text is not worth asking the engine about: key of the canned reply."""
        if not text.strip():
            return "empty"
        if len(text) > MAX_CHARS:
            return "too_long"
        return None if WORDS.search(text) else "symbols"

    @asynccontextmanager
    async def _turn(self, conversation: str) -> AsyncIterator[None]:
        """One message of a conversation at a time, in the order of arrival; asyncio locks are first in, first out."""
        lock, waiting = self._queues.get(conversation, (asyncio.Lock(), 0))
        self._queues[conversation] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._queues[conversation]
            if waiting == 1:
                del self._queues[conversation]
            else:
                self._queues[conversation] = (lock, waiting - 1)
