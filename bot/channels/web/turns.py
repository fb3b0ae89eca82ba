"""One run per message id: a message sent three times is answered once, and every sender gets that answer."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.desk import Desk
from bot.channels.privacy import mask
from bot.channels.tokens import Seal
from bot.channels.web.history import History, Rendered
from bot.port import Reply

# A turn longer than this has lost its process: somebody else may answer the message.
STALE_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.25
# What is shown of a long message in the history; the desk has read the whole.
LONGEST_SAID = 20_000


class TurnPending(Exception):  # noqa: N818 - reads as what happened
    """Another process is still answering; asking again with the same id gives its answer."""


@dataclass(frozen=True)
class Said:
    """A citizen's message: `text` goes to the desk, `shown` is what the history repeats (a button's title)."""

    id: str
    text: str
    shown: str


def render(replies: list[Reply], seal: Seal) -> Rendered:
    """Replies as the JSON of this protocol: text, choices with sealed tokens, and the Answer."""
    return [
        {
            "text": reply.text,
            "choices": [{"title": title, "token": seal.close(payload)} for title, payload in reply.choices],
            "answer": _without(reply.answer, "text", "choices"),
        }
        for reply in replies
    ]


def _without(data: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


def masked_as_written(text: str) -> str:
    """The text without personal numbers. Where there are none it stays as written, full-width signs included."""
    masked = mask(text)
    return text if masked == unicodedata.normalize("NFKC", text) else masked


class Turns:
    """Runs turns apart from the requests that ask for them, so that a cut connection loses nothing."""

    def __init__(self, desk: Desk, history: History) -> None:
        self._desk = desk
        self._history = history
        self._running: dict[tuple[str, str], asyncio.Task[Rendered]] = {}

    def answer(self, conversation: str, said: Said) -> asyncio.Task[Rendered]:
        """The task that answers a message; the running one if it is a retry. Await it shielded."""
        key = (conversation, said.id)
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._answer(conversation, said))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        return task

    async def erase(self, conversation: str) -> None:
        """Forget a conversation here and in the engine."""
        await self._history.erase(conversation)
        await self._desk.erase(conversation)

    async def _answer(self, conversation: str, said: Said) -> Rendered:
        shown = masked_as_written(said.shown)[:LONGEST_SAID]
        if not await self._history.claim(conversation, said.id, shown, STALE_SECONDS):
            return await self._of_another(conversation, said.id)
        try:
            replies = render(await self._desk.say(conversation, said.text), self._desk.seal)
        except BaseException:
            await asyncio.shield(self._history.release(conversation, said.id))
            raise
        await self._history.finish(conversation, said.id, replies)
        return replies

    async def _of_another(self, conversation: str, message: str) -> Rendered:
        """The answer that an earlier request, perhaps in another process, made or is making."""
        until = time.monotonic() + STALE_SECONDS / 2
        while time.monotonic() < until:
            replies = await self._history.replies(conversation, message)
            if replies is not None:
                return replies
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        raise TurnPending(message)
