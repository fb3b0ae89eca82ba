"""Engines for tests of the edge: small, and of the same shape as the real one (`bot.port.Engine`)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.port import Reply


class Echo:
    """Says back what it heard, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[str | Mapping[str, str]] = []

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        self.heard.append(text)
        return [Reply(f"{conversation}: {text}", (("a choice", {"topic": "ratio"}),), {"status": "answered"})]

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:
        self.heard.append(payload)
        return [Reply(f"{conversation} chose {dict(payload)}")]

    async def erase(self, conversation: str) -> None:
        self.heard.clear()


class Silent(Echo):
    """Has nothing to say."""

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        return [Reply("")] if text == "blank" else []


class Broken(Echo):
    """Fails, with what it was told in the message of the error, as libraries do."""

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        raise ValueError(f"cannot understand {text!r}")


class Slow(Echo):
    """Gives way to others in the middle of every turn; the first turn of all gives way the longest."""

    def __init__(self) -> None:
        super().__init__()
        self.busy: set[str] = set()
        self._turns = 0

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        assert conversation not in self.busy, "two messages of one conversation at a time"
        self.busy.add(conversation)
        self._turns += 1
        for _ in range(20 if self._turns == 1 else 1):
            await asyncio.sleep(0)
        self.busy.discard(conversation)
        return await super().respond(conversation, text)
