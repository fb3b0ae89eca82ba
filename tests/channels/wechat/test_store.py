"""Both stores keep the same promises: the same tests run on SQLite in memory, SQLite in a file, and Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.store import Lease, Store, open_store
from bot.channels.wechat.store_redis import RedisStore
from bot.channels.wechat.store_sqlite import SqliteStore

pytestmark = pytest.mark.anyio
LONG = 600.0
MOMENT = 0.03


@pytest.fixture
def anyio_backend() -> Any:
    return "asyncio"  # threads and sockets keep real time


@pytest.fixture(params=["memory", "file", "redis"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """The store as two processes see it."""
    if request.param == "memory":
        one: Store = SqliteStore()
        two = one
    elif request.param == "file":
        one, two = SqliteStore(str(tmp_path / "state.db")), SqliteStore(str(tmp_path / "state.db"))
    else:
        url = request.getfixturevalue("redis_url")
        one, two = (RedisStore(url, f"{request.node.name}:") for _ in range(2))
    yield one, two
    await one.close()
    if two is not one:
        await two.close()


Stores = tuple[Store, Store]


async def test_a_key_is_claimed_once(stores: Stores) -> None:
    claims = await asyncio.gather(*(store.add("k", "v", LONG) for store in stores * 10))
    assert sum(claims) == 1


async def test_what_one_sets_the_other_gets(stores: Stores) -> None:
    one, two = stores
    await one.set("k", "医保", LONG)
    assert await two.get("k") == "医保"
    await two.delete("k", "nothing")
    assert await one.get("k") is None


async def test_entries_end_with_their_life(stores: Stores) -> None:
    one, two = stores
    await one.set("k", "v", MOMENT)
    await one.put("b", "f", "v", MOMENT)
    await one.increment("n", MOMENT)
    await asyncio.sleep(2 * MOMENT)
    assert await two.get("k") is None
    assert await two.take("b", "f") is None
    assert await two.look("b") == {}
    assert await two.increment("n", LONG) == 1
    assert await two.add("k", "again", LONG)


async def test_a_key_is_removed_only_with_its_value(stores: Stores) -> None:
    one, two = stores
    await one.set("k", "mine", LONG)
    assert not await two.remove("k", "yours")
    assert await two.remove("k", "mine")
    assert not await one.remove("k", "mine")


async def test_counting_up_is_exact(stores: Stores) -> None:
    counts = await asyncio.gather(*(store.increment("n", LONG) for store in stores * 10))
    assert sorted(counts) == list(range(1, 21))


async def test_counting_down_ends_at_nothing(stores: Stores) -> None:
    one, two = stores
    assert await one.decrement("n") is None
    await one.set("n", "3", LONG)
    left = await asyncio.gather(*(store.decrement("n") for store in (one, two, one, two, one)))
    assert sorted(left, key=str) == [0, 1, 2, None, None]


async def test_a_value_is_taken_out_of_a_box_once(stores: Stores) -> None:
    one, two = stores
    await one.put("b", "f", "v", LONG)
    taken = await asyncio.gather(*(store.take("b", "f") for store in (one, two, one, two)))
    assert sorted(taken, key=str) == [None, None, None, "v"]


async def test_one_settles_and_only_what_that_one_has_put_is_in_the_box(stores: Stores) -> None:
    one, two = stores
    await one.put("b", "before", "v", LONG)

    def settle(store: Store, number: int) -> Awaitable[bool]:
        return store.settle("done", f"f{number}", LONG, box="b", content=f"v{number}", kept=LONG)

    settled = await asyncio.gather(*(settle(store, number) for number, store in enumerate(stores * 5)))
    winner = settled.index(True)
    assert sum(settled) == 1
    assert await one.get("done") == f"f{winner}"
    assert await two.look("b") == {f"f{winner}": f"v{winner}"}


async def test_what_has_settled_lives_as_long_as_it_should(stores: Stores) -> None:
    one, two = stores
    assert await one.settle("done", "f", MOMENT, box="b", content="v", kept=LONG)
    await asyncio.sleep(2 * MOMENT)
    assert await two.get("done") is None
    assert await two.look("b") == {"f": "v"}


async def test_a_key_is_kept_by_who_has_it_or_when_nobody_has(stores: Stores) -> None:
    one, two = stores
    assert await one.keep("k", "mine", MOMENT)
    assert await one.keep("k", "mine", LONG)
    await asyncio.sleep(2 * MOMENT)
    assert not await two.keep("k", "yours", LONG)
    assert await one.get("k") == "mine"


async def test_a_box_can_be_looked_into(stores: Stores) -> None:
    one, two = stores
    await one.put("b", "1", "v1", LONG)
    await one.put("b", "2", "v2", LONG)
    assert await two.look("b") == {"1": "v1", "2": "v2"}
    assert await two.look("another") == {}
    assert await two.take("b", "1") == "v1"


async def test_a_box_is_deleted_like_a_key(stores: Stores) -> None:
    one, two = stores
    await one.put("b", "f", "v", LONG)
    await two.delete("b")
    assert await one.take("b", "f") is None


async def test_what_is_deleted_is_in_no_file_any_more(tmp_path: Path) -> None:
    one, two = SqliteStore(str(tmp_path / "state.db")), SqliteStore(str(tmp_path / "state.db"))
    await one.set("k", "私事", LONG)
    await one.put("b", "f", "私事" * 2000, LONG)
    await two.set("k", "另一件私事", LONG)
    assert any("私事".encode() in path.read_bytes() for path in tmp_path.iterdir())
    await two.delete("k", "b")
    assert not any("私事".encode() in path.read_bytes() for path in tmp_path.iterdir())
    for store in (one, two):
        await store.close()


async def test_a_lease_is_held_by_one_and_free_afterwards(stores: Stores) -> None:
    first, second = (Lease(store, "lease", LONG) for store in stores)
    assert await first.claim()
    async with first.held():
        assert not await second.claim()
        assert await second.lost()
        assert not await first.lost()
    assert await second.claim()


@pytest.mark.parametrize("kind", ["file", "redis"])
async def test_every_account_has_a_store_of_its_own(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    redis_url = request.getfixturevalue("redis_url") if kind == "redis" else ""
    accounts = [f"{request.node.name}-{name}" for name in ("test", "real")]
    test, real = (
        open_store(WeChatSettings("t", account, redis_url=redis_url, state_file=str(tmp_path / "state.db")))
        for account in accounts
    )
    await test.set("k", "v", LONG)
    await test.put("b", "f", "v", LONG)
    await test.settle("done", "f", LONG, box="c", content="v", kept=LONG)
    await real.delete("k", "b")
    assert [await real.get(key) for key in ("k", "done")] == [None, None]
    assert [await real.look(box) for box in ("b", "c")] == [{}, {}]
    assert (await test.get("k"), await test.look("b"), await test.look("c")) == ("v", {"f": "v"}, {"f": "v"})
    for store in (test, real):
        await store.close()


async def test_old_entries_are_swept_out() -> None:
    now = [0.0]
    store = SqliteStore(clock=lambda: now[0])
    for number in range(999):
        await store.set(str(number), "v", 1)
    now[0] = 2.0
    await store.set("last", "v", 1)
    assert store._db.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    await store.close()
