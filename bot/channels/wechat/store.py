"""What several processes share for a short time: claims, counters, waiting answers, the access token.

Every entry has a life in seconds; nothing here is a record. Keys hold hashes, never an openid.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from bot.channels.wechat.settings import WeChatSettings

POLL = 0.05
log = logging.getLogger(__name__)
Found = TypeVar("Found")


class Store(Protocol):
    """The shared store. Each method is atomic across processes."""

    async def add(self, key: str, value: str, life: float) -> bool:
        """Set a key that does not exist; False when it does."""

    async def keep(self, key: str, value: str, life: float) -> bool:
        """Set a key that does not exist or has this value already; False when it has another."""

    async def settle(self, key: str, field: str, life: float, *, box: str, content: str, kept: float) -> bool:
        """Set a key that does not exist to a field, and make a box hold only that field; neither when it exists."""

    async def set(self, key: str, value: str, life: float) -> None:
        """Set a key."""

    async def get(self, key: str) -> str | None:
        """Value of a key that has not expired."""

    async def delete(self, *keys: str) -> None:
        """Remove keys and boxes."""

    async def remove(self, key: str, value: str) -> bool:
        """Remove a key if it still has this value."""

    async def increment(self, key: str, life: float) -> int:
        """Count up and return the count; the life starts with the first."""

    async def decrement(self, key: str) -> int | None:
        """Count down and return what is left; None when nothing was left to take."""

    async def put(self, box: str, field: str, value: str, life: float) -> None:
        """Put a value into a box; the box lives as long as its last value."""

    async def look(self, box: str) -> dict[str, str]:
        """What lies in a box."""

    async def take(self, box: str, field: str) -> str | None:
        """Take a value out of a box; None when somebody else has taken it."""

    async def close(self) -> None:
        """Release connections and files."""


def open_store(settings: WeChatSettings) -> Store:
    """The store of one account: in Redis where one is configured, else in a SQLite file, or in memory for one process.

    Whoever goes over from a test account to the real one must not find the token and the rights of the other.
    """
    prefix = f"yidi:wechat:{settings.app_id}:"
    if settings.redis_url:
        from bot.channels.wechat.store_redis import RedisStore

        return RedisStore(settings.redis_url, prefix)
    from bot.channels.wechat.store_sqlite import SqliteStore

    return SqliteStore(settings.state_file, prefix=prefix)


async def poll(look: Callable[[], Awaitable[Found | None]], seconds: float) -> Found | None:
    """Look until something is found or the time is over. Only for what another process does."""
    deadline = asyncio.get_running_loop().time() + seconds
    while (found := await look()) is None and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(POLL)
    return found


class Lease:
    """A claim that lives only as long as the process that holds it keeps renewing it."""

    def __init__(self, store: Store, key: str, life: float) -> None:
        self._store = store
        self._key = key
        self._life = life
        self._owner = secrets.token_hex(8)

    async def claim(self) -> bool:
        """Try to become the holder. Asked twice, it says the same: the store asks again when an answer is lost."""
        return await self._store.keep(self._key, self._owner, self._life)

    async def lost(self) -> bool:
        """Whether somebody else holds it now."""
        return await self._store.get(self._key) not in (self._owner, None)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Keep a claimed lease alive, and release it at the end."""
        over = asyncio.Event()
        renewal = asyncio.create_task(self._renew(over))
        try:
            yield
        finally:
            # Not cancelled: Python 3.10's `wait_for` can swallow that, and a renewal that goes on or arrives after the
            # removal would hold the lease for nobody.
            over.set()
            await renewal
            await self._store.remove(self._key, self._owner)

    async def _renew(self, over: asyncio.Event) -> None:
        ended = asyncio.ensure_future(over.wait())
        while not (await asyncio.wait({ended}, timeout=self._life / 4))[0]:
            try:
                if not await self._store.keep(self._key, self._owner, self._life):
                    return  # we were stopped for so long that somebody else took over
            except Exception as error:  # whatever the store raises; it may be back for the next renewal
                log.warning("wechat: claim not renewed: %s", type(error).__name__)
