"""One follower's turns in the order in which they came, whichever process runs them.

A turn lines up when it is claimed. It may speak when all that stand before it are over or their processes have died,
which shows in the claim that a living process keeps renewing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.channels.wechat.store import Lease, Store, poll

LEASE_LIFE = 3.5  # shorter than the budget: a repetition that waits notices that the process of a turn has died
LONGEST_WAIT = 60.0  # then a turn speaks out of order, rather than never


def running(key: str) -> str:
    """Name of the claim on a turn."""
    return f"running:{key}"


class Queue:
    """The queues of all followers, in the shared store. `new_id` gives ids in the order of time."""

    def __init__(self, store: Store, new_id: Callable[[], str]) -> None:
        self._store = store
        self._new_id = new_id

    async def line_up(self, conversation: str, key: str) -> None:
        """Take a place; a turn taken over from a process that died keeps the place it had."""
        box = _box(conversation)
        if key not in await self._store.look(box):
            await self._store.put(box, key, self._new_id(), 2 * LONGEST_WAIT)

    @asynccontextmanager
    async def place(self, conversation: str, key: str) -> AsyncIterator[None]:
        """Wait for one's turn, alone; leave the queue afterwards."""
        alone = Lease(self._store, f"order:{conversation}", LEASE_LIFE)

        async def first() -> bool | None:
            return (await self._is_first(_box(conversation), key) and await alone.claim()) or None

        try:
            await poll(first, LONGEST_WAIT)
            async with alone.held():
                yield
        finally:
            await self._store.take(_box(conversation), key)

    async def _is_first(self, box: str, key: str) -> bool:
        places = await self._store.look(box)
        mine = (places.get(key, ""), key)
        earlier = [other for other, place in places.items() if (place, other) < mine]
        return not [other for other in earlier if await self._store.get(running(other))]


def _box(conversation: str) -> str:
    return f"queue:{conversation}"
