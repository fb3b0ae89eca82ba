"""The shared store in SQLite: in memory for one process, in a file for several processes of one machine."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")
MEMORY = ":memory:"
SWEEP_EVERY = 1000
BUSY_MS = 2000
SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS box (
  box TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, expires REAL NOT NULL, PRIMARY KEY (box, field)
) WITHOUT ROWID;
"""
ADD = """INSERT INTO entry VALUES (:key, :value, :expires)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE expires <= :now RETURNING 1"""
KEEP = """INSERT INTO entry VALUES (:key, :value, :expires)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
WHERE expires <= :now OR value = excluded.value RETURNING 1"""
SET = "INSERT OR REPLACE INTO entry VALUES (:key, :value, :expires)"
GET = "SELECT value FROM entry WHERE key = :key AND expires > :now"
REMOVE = "DELETE FROM entry WHERE key = :key AND value = :value AND expires > :now RETURNING 1"
INCREMENT = """INSERT INTO entry VALUES (:key, '1', :expires)
ON CONFLICT (key) DO UPDATE SET
  value = CASE WHEN expires > :now THEN CAST(value AS INTEGER) + 1 ELSE 1 END,
  expires = CASE WHEN expires > :now THEN expires ELSE excluded.expires END
RETURNING CAST(value AS INTEGER)"""
DECREMENT = """UPDATE entry SET value = CAST(value AS INTEGER) - 1
WHERE key = :key AND expires > :now AND CAST(value AS INTEGER) > 0 RETURNING CAST(value AS INTEGER)"""
ERASE = "DELETE FROM entry WHERE key = :key"
EMPTY = "DELETE FROM box WHERE box = :key"
PUT = "INSERT OR REPLACE INTO box VALUES (:key, :field, :value, :expires)"
LOOK = "SELECT field, value FROM box WHERE box = :key AND expires > :now"
TAKE = "DELETE FROM box WHERE box = :key AND field = :field AND expires > :now RETURNING value"
SWEEP = ("DELETE FROM entry WHERE expires <= :now", "DELETE FROM box WHERE expires <= :now")


class SqliteStore:
    """See `store.Store`. A file is used from a thread of its own, memory directly (microseconds).

    What is removed is overwritten in the file.
    """

    def __init__(self, path: str = MEMORY, clock: Callable[[], float] = time.time, prefix: str = "") -> None:
        self._clock = clock
        self._prefix = prefix
        self._writes = 0
        self._thread = None if path == MEMORY else ThreadPoolExecutor(1, "wechat-store")
        if path != MEMORY:  # it holds the access token: readable for its owner only
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(
            f"PRAGMA busy_timeout={BUSY_MS};PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            f"PRAGMA secure_delete=ON;{SCHEMA}"
        )

    async def add(self, key: str, value: str, life: float) -> bool:
        """Set a key that does not exist; False when it does."""
        return bool(await self._run(ADD, key=key, value=value, life=life))

    async def keep(self, key: str, value: str, life: float) -> bool:
        """Set a key that does not exist or has this value already; False when it has another."""
        return bool(await self._run(KEEP, key=key, value=value, life=life))

    async def settle(self, key: str, field: str, life: float, *, box: str, content: str, kept: float) -> bool:
        """Set a key that does not exist to a field, and make a box hold only that field; neither when it exists."""
        now = self._clock()
        added = {"key": self._prefix + key, "value": field, "now": now, "expires": now + life}
        put = {**added, "key": self._prefix + box, "value": content, "expires": now + kept}
        return await self._threaded(self._settle, added, put)

    async def set(self, key: str, value: str, life: float) -> None:
        """Set a key."""
        await self._run(SET, key=key, value=value, life=life)

    async def get(self, key: str) -> str | None:
        """Value of a key that has not expired."""
        return _first(await self._run(GET, key=key))

    async def delete(self, *keys: str) -> None:
        """Remove keys and boxes; nothing of them stays in the file."""
        await self._threaded(self._delete, [self._prefix + key for key in keys])

    async def remove(self, key: str, value: str) -> bool:
        """Remove a key if it still has this value."""
        return bool(await self._run(REMOVE, key=key, value=value))

    async def increment(self, key: str, life: float) -> int:
        """Count up and return the count; the life starts with the first."""
        return int((await self._run(INCREMENT, key=key, life=life))[0][0])

    async def decrement(self, key: str) -> int | None:
        """Count down and return what is left; None when nothing was left to take."""
        left = _first(await self._run(DECREMENT, key=key))
        return None if left is None else int(left)

    async def put(self, box: str, field: str, value: str, life: float) -> None:
        """Put a value into a box."""
        await self._run(PUT, key=box, field=field, value=value, life=life)

    async def look(self, box: str) -> dict[str, str]:
        """What lies in a box."""
        return dict(await self._run(LOOK, key=box))

    async def take(self, box: str, field: str) -> str | None:
        """Take a value out of a box; None when somebody else has taken it."""
        return _first(await self._run(TAKE, key=box, field=field))

    async def close(self) -> None:
        """Close the file."""
        if self._thread:
            self._thread.shutdown()
        self._db.close()

    async def _run(self, statement: str, key: str, life: float = 0, **values: str) -> list[tuple[Any, ...]]:
        now = self._clock()
        parameters = {**values, "key": self._prefix + key, "now": now, "expires": now + life}
        return await self._threaded(self._execute, statement, parameters)

    async def _threaded(self, work: Callable[..., Result], *arguments: Any) -> Result:
        if self._thread is None:
            return work(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    def _settle(self, added: dict[str, Any], put: dict[str, Any]) -> bool:
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:  # commits, or rolls back when something fails
            if not self._execute(ADD, added):
                return False
            self._execute(EMPTY, put)
            self._execute(PUT, {**put, "field": added["value"]})
            return True

    def _delete(self, keys: list[str]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            for key in keys:
                for statement in (ERASE, EMPTY):
                    self._db.execute(statement, {"key": key})
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # old pages are in the log until it is emptied

    def _execute(self, statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        if statement not in (GET, LOOK):
            self._writes += 1
            if self._writes % SWEEP_EVERY == 0:
                for sweep in SWEEP:
                    self._db.execute(sweep, parameters)
        return self._db.execute(statement, parameters).fetchall()


def _first(rows: list[tuple[Any, ...]]) -> str | None:
    return str(rows[0][0]) if rows else None
