"""A claim ends when its holder lets go of it, and only then."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.wechat.queue import LEASE_LIFE
from bot.channels.wechat.store import Lease
from tests.channels.wechat.conftest import Account, Delayed

pytestmark = pytest.mark.anyio


class Renewals:
    """Sends as redis-py does, in a `wait_for`: on Python 3.10 it swallows a cancellation that comes as it ends."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, step: str, _key: str) -> None:
        if step == "keep":
            self.begun.set()
            await asyncio.wait_for(asyncio.sleep(0), 1)


@pytest.mark.parametrize("later", range(8))
async def test_who_lets_go_at_any_moment_of_a_renewal_is_not_the_holder_afterwards(
    account: Account, later: int
) -> None:
    renewals = Renewals()
    lease = Lease(Delayed(account.store, renewals), "k", LEASE_LIFE)
    assert await lease.claim()
    renewals.begun.clear()
    async with lease.held():
        await renewals.begun.wait()
        for _ in range(later):
            await asyncio.sleep(0)
    await asyncio.sleep(10 * LEASE_LIFE)
    assert await account.store.get("k") is None


async def test_a_claim_lives_as_long_as_it_is_held(account: Account) -> None:
    mine, other = (Lease(account.store, "k", LEASE_LIFE) for _ in range(2))
    assert await mine.claim()
    async with mine.held():
        await asyncio.sleep(10 * LEASE_LIFE)
        assert not await other.claim()
    assert await other.claim()
