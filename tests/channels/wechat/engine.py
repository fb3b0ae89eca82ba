"""A small engine of our own for tests of the channel: it repeats, and it answers as slowly as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.port import Reply

ERASURE = "erasure"
CHOICES = (("备案材料", {"topic": "materials"}), ("备案期限", {"topic": "validity"}))


class EchoEngine:
    """Answers 答：<text>. Texts in `held`, and erasures, are done when their event is set; `said` is what was asked."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.erased: list[str] = []
        self.held: dict[str, asyncio.Event] = {}
        self.texts: dict[str, str] = {}
        self.offered: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {"备案": CHOICES}
        self.broken = False

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        self.said.append((conversation, text))
        if text in self.held:
            await self.held[text].wait()
        if self.broken:
            raise RuntimeError("could not answer")
        if text == "silence":
            return []
        return [Reply(self.texts.get(text, f"答：{text}"), self.offered.get(text, ()))]

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:
        self.said.append((conversation, payload["topic"]))
        return [Reply(f"答：{payload['topic']}")]

    async def erase(self, conversation: str) -> None:
        if self.broken:
            raise RuntimeError("could not erase")
        if ERASURE in self.held:
            await self.held[ERASURE].wait()
        self.erased.append(conversation)

    def slow(self, text: str, seconds: float) -> None:
        """Answer a text after some seconds on the loop's clock, counted from now."""
        self.held[text] = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, self.held[text].set)

    @property
    def texts_asked(self) -> list[str]:
        return [text for _, text in self.said]
