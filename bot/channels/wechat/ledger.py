"""The ledger of one follower: how often we may write, what waits to be said, what was shown last.

Quotas (发送客服消息, rules since 2023-06-12): a message allows 5 within 48 hours; a menu click, a follow or a scan 3
within one minute. Each action sets its quota anew, nothing adds up. The platform has the last word (45015, 45047).
"""

from __future__ import annotations

import json
from dataclasses import asdict
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


class Ledger:
    """Reads and writes the ledgers in the shared store."""

    def __init__(self, store: Store) -> None:
        self._store = store

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

    async def wait(self, conversation: str, turn: str, said: Said, done: str, life: float) -> bool:
        """Keep the answer of a turn in place of all that waited; False when the turn is done, by its key `done`."""
        content = said.to_json()
        return await self._store.settle(done, turn, life, box=_waiting(conversation), content=content, kept=WAITS_FOR)

    async def waiting(self, conversation: str) -> dict[str, Said]:
        """The answers that nobody has delivered yet by turn, at most one."""
        box = await self._store.look(_waiting(conversation))
        return {turn: Said.from_json(value) for turn, value in box.items()}

    async def delivered(self, conversation: str, turn: str) -> None:
        """The answer of a turn waits no longer."""
        await self._store.take(_waiting(conversation), turn)

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
        value = (await self._store.look(f"entries:{conversation}")).get(entry)
        return Say(**json.loads(value)) if value else None

    async def forget(self, conversation: str) -> None:
        """Erase all that is kept of a follower."""
        boxes = (f"{name}:{conversation}" for name in ("shown", "entries"))
        quotas = (f"quota:{grant.name}:{conversation}" for grant in Grant)
        await self._store.delete(_waiting(conversation), *boxes, *quotas)


def _waiting(conversation: str) -> str:
    return f"waiting:{conversation}"
