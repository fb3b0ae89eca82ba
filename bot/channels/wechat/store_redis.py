"""The shared store in Redis, for several machines. Scripts make atomic what no single command does."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as Late

TIMEOUT = 1.0  # asked twice, this is over before the platform must be answered
KEEP = """local value = redis.call('get', KEYS[1])
if value and value ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1"""
SETTLE = """if not redis.call('set', KEYS[1], ARGV[1], 'nx', 'px', ARGV[2]) then return 0 end
redis.call('del', KEYS[2])
redis.call('hset', KEYS[2], ARGV[1], ARGV[3])
redis.call('pexpire', KEYS[2], ARGV[4])
return 1"""
REMOVE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
INCREMENT = """local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
return count"""
DECREMENT = (
    "if tonumber(redis.call('get', KEYS[1]) or '0') > 0 then return redis.call('decr', KEYS[1]) else return -1 end"
)
PUT = """redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
return redis.call('pexpire', KEYS[1], ARGV[3])"""
TAKE = """local value = redis.call('hget', KEYS[1], ARGV[1])
if value then redis.call('hdel', KEYS[1], ARGV[1]) end
return value"""


class RedisStore:
    """See `store.Store`. Raises redis errors when Redis has not answered a second time either.

    An answer that is late or lost may belong to a command that was carried out, so each may be carried out twice: a
    count is then one too high, a right to write one too few, and what was taken is gone.
    """

    def __init__(self, url: str, prefix: str) -> None:
        self._prefix = prefix
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1),
            retry_on_error=[Unreachable, Late],
        )

    async def add(self, key: str, value: str, life: float) -> bool:
        """Set a key that does not exist; False when it does."""
        return bool(await self._redis.set(self._prefix + key, value, nx=True, px=_ms(life)))

    async def keep(self, key: str, value: str, life: float) -> bool:
        """Set a key that does not exist or has this value already; False when it has another."""
        return bool(await self._redis.eval(KEEP, 1, self._prefix + key, value, _ms(life)))

    async def settle(self, key: str, field: str, life: float, *, box: str, content: str, kept: float) -> bool:
        """Set a key that does not exist to a field, and make a box hold only that field; neither when it exists."""
        keys, values = (self._prefix + key, self._prefix + box), (field, _ms(life), content, _ms(kept))
        return bool(await self._redis.eval(SETTLE, 2, *keys, *values))

    async def set(self, key: str, value: str, life: float) -> None:
        """Set a key."""
        await self._redis.set(self._prefix + key, value, px=_ms(life))

    async def get(self, key: str) -> str | None:
        """Value of a key that has not expired."""
        value: str | None = await self._redis.get(self._prefix + key)
        return value

    async def delete(self, *keys: str) -> None:
        """Remove keys and boxes."""
        await self._redis.delete(*(self._prefix + key for key in keys))

    async def remove(self, key: str, value: str) -> bool:
        """Remove a key if it still has this value."""
        return bool(await self._redis.eval(REMOVE, 1, self._prefix + key, value))

    async def increment(self, key: str, life: float) -> int:
        """Count up and return the count; the life starts with the first."""
        return int(await self._redis.eval(INCREMENT, 1, self._prefix + key, _ms(life)))

    async def decrement(self, key: str) -> int | None:
        """Count down and return what is left; None when nothing was left to take."""
        left = int(await self._redis.eval(DECREMENT, 1, self._prefix + key))
        return left if left >= 0 else None

    async def put(self, box: str, field: str, value: str, life: float) -> None:
        """Put a value into a box; the box lives as long as its last value."""
        await self._redis.eval(PUT, 1, self._prefix + box, field, value, _ms(life))

    async def look(self, box: str) -> dict[str, str]:
        """What lies in a box."""
        values: dict[str, str] = await self._redis.hgetall(self._prefix + box)
        return values

    async def take(self, box: str, field: str) -> str | None:
        """Take a value out of a box; None when somebody else has taken it."""
        value: str | None = await self._redis.eval(TAKE, 1, self._prefix + box, field)
        return value

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close()


def _ms(seconds: float) -> int:
    return max(1, int(seconds * 1000))
