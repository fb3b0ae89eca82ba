"""How much a client may ask: counters of one minute, in Redis when several processes share them, else in memory."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
MINUTE = 60
# Above this many counters the old minutes are thrown away.
MANY = 10_000
REDIS_TIMEOUT_SECONDS = 0.5


class Limits:
    """Counts what clients do. Names of clients (addresses) are kept only as keyed hashes."""

    def __init__(self, secret: bytes, redis_url: str = "", now: Callable[[], float] = time.time) -> None:
        self._key = hashlib.sha256(b"limits" + secret).digest()
        self._now = now
        self._counts: dict[tuple[str, int], int] = {}
        timeout = REDIS_TIMEOUT_SECONDS
        self._redis: Redis | None = (
            Redis.from_url(redis_url, socket_timeout=timeout, socket_connect_timeout=timeout) if redis_url else None
        )

    async def wait(self, client: str, per_minute: int) -> int:
        """Seconds that `client` has to wait before its next request; 0 when it may go on."""
        now = self._now()
        name = hashlib.blake2b(client.encode(), key=self._key, digest_size=12).hexdigest()
        count = await self._count(name, int(now // MINUTE))
        return 0 if count <= per_minute else MINUTE - int(now % MINUTE)

    async def _count(self, name: str, minute: int) -> int:
        if self._redis is not None:
            try:
                async with self._redis.pipeline(transaction=True) as pipe:
                    key = f"yidi:limit:{name}:{minute}"
                    count, _ = await pipe.incr(key).expire(key, 2 * MINUTE).execute()
                    return int(count)
            except (RedisError, OSError) as problem:
                # A limit that cannot be shared is still a limit; citizens must not be locked out by it.
                logger.warning("limits: counting in memory, Redis does not answer (%s)", type(problem).__name__)
        if len(self._counts) > MANY:
            self._counts = {key: count for key, count in self._counts.items() if key[1] == minute}
        count = self._counts[name, minute] = self._counts.get((name, minute), 0) + 1
        return count
