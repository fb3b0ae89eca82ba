"""The engine in a thread with an event loop of its own, so that its work never keeps the edge from taking messages in.

A message takes the engine some 25 ms, much more on a busy machine. On the edge's loop that time is lost to all who come
meanwhile: their messages are not even lined up, and another process may answer a later one first.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from typing import Any, Protocol, TypeVar

from bot.port import Engine, Reply

Result = TypeVar("Result")


class ColdEngine(Engine, Protocol):
    """An engine as it was loaded."""

    async def warm_up(self) -> None:
        """Do once what the first citizen would have to wait for."""


class EngineAside:
    """The engine port over another engine, all of whose work is done in one thread: its stores are for one only."""

    def __init__(self, engine: ColdEngine) -> None:
        self._engine = engine
        self._loop = asyncio.new_event_loop()
        # A daemon: the edge waits for its own questions; when it has closed nobody waits for an answer any more.
        threading.Thread(target=self._loop.run_forever, name="engine", daemon=True).start()

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        """Answer a typed text."""
        return await self._run(self._engine.respond(conversation, text))

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:
        """Answer a choice."""
        return await self._run(self._engine.choose(conversation, payload))

    async def erase(self, conversation: str) -> None:
        """Forget a conversation."""
        await self._run(self._engine.erase(conversation))

    async def warm_up(self) -> None:
        """Warm the engine up where it will work."""
        await self._run(self._engine.warm_up())

    async def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do the work in the thread; it ends when the waiting for it is cancelled, and its errors are raised here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
