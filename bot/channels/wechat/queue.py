"""One follower's turns in the order in which they were sent, whichever process runs them.

A turn lines up when it is claimed. It may speak when all that stand before it are over. One whose process has died or
hangs (its claim ran out) keeps its place as long as its work is kept: it is taken up before those behind it speak.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.wechat.store import Lease, Store, poll
from bot.channels.wechat.work import KEPT_FOR, Turn, Work

LEASE_LIFE = 3.5  # shorter than the budget: a repetition that waits notices that the process of a turn has died


def running(key: str) -> str:
    """Name of the claim on a turn."""
    return f"running:{key}"


class Queue:
    """The queues of all followers, in the shared store."""

    def __init__(self, store: Store, work: Work) -> None:
        self._store = store
        self._work = work

    async def line_up(self, turn: Turn) -> None:
        """Take a place, with the work kept first: what stands in the queue can be taken up."""
        await self._work.keep(turn)
        await self._store.put(_box(turn), turn.key, turn.place, KEPT_FOR)

    @asynccontextmanager
    async def alone(self, turn: Turn) -> AsyncIterator[None]:
        """Wait until all turns before this one are over. There is no way round: each ends, or is taken up and ended."""
        alone = Lease(self._store, f"order:{turn.conversation}", LEASE_LIFE)

        async def first() -> bool | None:
            return (await self._is_first(turn) and await alone.claim()) or None

        await poll(first, math.inf)
        async with alone.held():
            yield

    async def leave(self, turn: Turn) -> None:
        """The turn is over."""
        await self._work.drop(turn.key)
        await self._store.take(_box(turn), turn.key)

    @asynccontextmanager
    async def handing_over(self, conversation: str, patience: float = math.inf) -> AsyncIterator[bool]:
        """Be the only one who takes from the waiting answers until they have gone out; False when others do for long.

        A reply in an open connection goes out after its turn has left the queue; the next one must not overtake it.
        """
        alone = Lease(self._store, f"delivery:{conversation}", LEASE_LIFE)

        async def claimed() -> bool | None:
            return await alone.claim() or None

        if not await poll(claimed, patience):
            yield False
            return
        async with alone.held():
            yield True

    async def _is_first(self, turn: Turn) -> bool:
        places = await self._store.look(_box(turn))
        earlier = [key for key, place in places.items() if (place, key) < (turn.place, turn.key)]
        for key in earlier:
            if await self._store.get(running(key)):
                return False
        return not earlier or not set(earlier) & await self._work.keys()


def _box(turn: Turn) -> str:
    return f"queue:{turn.conversation}"
