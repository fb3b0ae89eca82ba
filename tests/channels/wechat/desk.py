"""A small desk of our own for tests of the channel: it repeats, and it answers as slowly as a test wants."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping

from bot.channels.tokens import Seal
from bot.port import Reply

SEAL = Seal(b"test")
CHOICES = (("备案材料", {"topic": "materials"}), ("备案期限", {"topic": "validity"}))


class EchoDesk:
    """Answers 答：<text>. Texts in `held` are answered when their event is set; `said` lists what was asked."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.erased: list[str] = []
        self.held: dict[str, asyncio.Event] = {}
        self.texts: dict[str, str] = {}
        self.broken = False
        self._order: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def say(self, conversation: str, text: str) -> list[Reply]:
        async with self._order[conversation]:
            self.said.append((conversation, text))
            if text in self.held:
                await self.held[text].wait()
            if self.broken:
                raise RuntimeError(f"could not answer {text}")
            if text == "silence":
                return []
            payload: Mapping[str, str] | None = SEAL.open(text)
            answer = self.texts.get(text, f"答：{payload['topic'] if payload else text}")
            return [Reply(answer, CHOICES if text == "备案" else ())]

    async def erase(self, conversation: str) -> None:
        if self.broken:
            raise RuntimeError("could not erase")
        self.erased.append(conversation)

    def hold(self, text: str) -> asyncio.Event:
        self.held[text] = asyncio.Event()
        return self.held[text]

    def slow(self, text: str, seconds: float) -> None:
        """Answer a text after some seconds on the loop's clock, counted from now."""
        asyncio.get_running_loop().call_later(seconds, self.hold(text).set)

    @property
    def texts_asked(self) -> list[str]:
        return [text for _, text in self.said]
