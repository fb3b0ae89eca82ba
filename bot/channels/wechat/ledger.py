"""The ledger of one follower: how often we may write, what waits to be said, what was shown last.

Quotas (发送客服消息, rules since 2023-06-12): a message allows 5 within 48 hours; a menu click, a follow or a scan 3
within one minute. Each action sets its quota anew, nothing adds up. The platform has the last word (45015, 45047).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum

from bot.channels.wechat.said import Said, Shown
from bot.channels.wechat.steps import Say
from bot.channels.wechat.store import Store

HOUR = 3600
WINDOW = 48 * HOUR
WAITS_FOR = 30 * 24 * HOUR


class Grant(Enum):
    """What a contact allows: number of messages, and for how many seconds."""

    message = (5, WINDOW)
    action = (3, 60)


@dataclass(frozen=True)
class Waiting:
    """An answer that nobody has delivered yet. Whoever takes it out of the ledger is the one who delivers it."""

    id: str
    said: Said


class Ledger:
    """Reads and writes the ledgers in the shared store."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._last = 0.0

    async def contact(self, conversation: str, grant: Grant) -> None:
        """The follower did something that allows us to write."""
        count, seconds = grant.value
        await self._store.set(f"quota:{grant.name}:{conversation}", str(count), seconds)

    async def spend(self, conversation: str) -> tuple[Grant, int] | None:
        """Take the right to one message: from which grant, and what is left of it. None when there is no right."""
        for grant in (Grant.action, Grant.message):  # the one that ends sooner first
            left = await self._store.decrement(f"quota:{grant.name}:{conversation}")
            if left is not None:
                return grant, left
        return None

    async def used_up(self, conversation: str) -> None:
        """The platform says that no right is left."""
        await self._store.delete(*(f"quota:{grant.name}:{conversation}" for grant in Grant))

    async def wait(self, conversation: str, waiting: Waiting) -> None:
        """Keep an answer until it is delivered. Ids are in the order of time."""
        await self._store.put(f"waiting:{conversation}", waiting.id, waiting.said.to_json(), WAITS_FOR)

    async def take(self, conversation: str, waiting_id: str) -> Waiting | None:
        """Take one answer to deliver it; None when somebody else has."""
        value = await self._store.take(f"waiting:{conversation}", waiting_id)
        return Waiting(waiting_id, Said.from_json(value)) if value else None

    async def take_all(self, conversation: str) -> list[Said]:
        """Take all answers that wait, oldest first."""
        return [Said.from_json(value) for value in await self._store.drain(f"waiting:{conversation}")]

    async def show(self, conversation: str, shown: Shown) -> None:
        """Note what the follower sees now."""
        await self._store.set(f"shown:{conversation}", shown.to_json(), WINDOW)

    async def shown(self, conversation: str) -> Shown:
        """What the follower saw last."""
        value = await self._store.get(f"shown:{conversation}")
        return Shown.from_json(value) if value else Shown()

    async def offer(self, conversation: str, entries: dict[str, Say]) -> None:
        """Note the entries of a menu message: id → what it says to the desk."""
        for entry, say in entries.items():
            await self._store.put(f"entries:{conversation}", entry, json.dumps(asdict(say), ensure_ascii=False), WINDOW)

    async def chosen(self, conversation: str, entry: str) -> Say | None:
        """What an entry of a menu message says; None when it is no longer known."""
        value = await self._store.take(f"entries:{conversation}", entry)
        if value is None:
            return None
        await self._store.put(f"entries:{conversation}", entry, value, WINDOW)  # an entry can be clicked again
        return Say(**json.loads(value))

    async def forget(self, conversation: str) -> None:
        """Erase all that is kept of a follower."""
        boxes = (f"{name}:{conversation}" for name in ("waiting", "shown", "entries"))
        await self._store.delete(*boxes, *(f"quota:{grant.name}:{conversation}" for grant in Grant))

    def new_id(self) -> str:
        """Id for a waiting answer; later ids sort behind earlier ones."""
        self._last = max(self._clock(), self._last + 1e-6)
        return f"{self._last:017.6f}"
