"""Turns whose process died or hangs: another one takes them up, once, and answers once."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.wechat.pushes import read_push
from bot.channels.wechat.queue import LEASE_LIFE
from bot.channels.wechat.routes import WeChat
from bot.channels.wechat.speaker import LONGEST
from tests.channels.wechat.clockwork import clock
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.engine import ERASURE
from tests.channels.wechat.platform import USER
from tests.channels.wechat.test_pushes import contents

pytestmark = pytest.mark.anyio
LATER = 60.0


class Dying:
    """A process that from a step on does nothing any more."""

    def __init__(self, account: Account, step: str = "", key: str = "") -> None:
        self._last = (step, key)
        self._dead = False
        self.app = account.process(self._step)

    def die(self) -> None:
        self._dead = True

    async def _step(self, step: str, key: str) -> None:
        if self._dead or (step == self._last[0] and key.startswith(self._last[1])):
            self._dead = True
            await asyncio.sleep(10 * 3600)


async def taken_up(account: Account) -> None:
    """Two living processes look for turns again and again."""
    channels = [WeChat(account.settings, account.desk, b"a-key", store=account.store, clock=clock,
                       transport=account.platform.transport) for _ in range(2)]  # fmt: skip
    looking = [asyncio.create_task(channel.take_over()) for channel in channels]
    await asyncio.sleep(LATER)
    for task in looking:
        task.cancel()


async def test_a_turn_is_taken_up_by_a_retry(account: Account) -> None:
    push = account.platform.fields(Content="断电")
    key = read_push(push).key(account.channels[0].conversation(USER))
    await account.store.increment(f"attempts:{key}", 600)
    await account.store.add(f"running:{key}", "a process that is no more", LEASE_LIFE)
    await account.platform.push(push)
    assert account.seen == ["答：断电"]


async def test_what_was_let_go_is_taken_up_and_said_once(account: Account) -> None:
    dying = Dying(account)
    account.platform.app = dying.app
    account.engine.slow("慢", 8)
    await account.platform.text("慢")
    dying.die()
    await taken_up(account)
    assert account.seen == ["答：慢"]
    assert account.engine.texts_asked == ["慢", "慢"]


async def test_an_answer_that_was_found_and_not_sent_is_sent_by_another(account: Account) -> None:
    account.platform.app = Dying(account, "keep", "sending:").app
    account.engine.slow("慢", 8)
    await account.platform.text("慢")
    await taken_up(account)
    assert account.seen == ["答：慢"]
    assert account.engine.texts_asked == ["慢"]


async def test_an_answer_that_was_perhaps_sent_waits_for_the_next_contact(account: Account) -> None:
    account.platform.app = Dying(account, "decrement", "quota:").app
    account.engine.slow("慢", 8)
    await account.platform.text("慢")
    await taken_up(account)
    assert account.seen == []
    account.platform.app = account.process()
    await account.platform.text("还在吗")
    assert account.seen == ["【您上次问的】\n答：慢\n【您这次问的】\n答：还在吗"]


async def test_an_account_without_the_right_finds_what_was_taken_up(account: Account) -> None:
    account.platform.customer_service = False
    dying = Dying(account)
    account.platform.app = dying.app
    account.engine.slow("慢", 20)
    await account.platform.text("慢")
    dying.die()
    await taken_up(account)
    account.platform.app = account.process()
    await account.platform.text("好了吗")
    assert account.seen[1] == "【您上次问的】\n答：慢\n【您这次问的】\n答：好了吗"


async def test_a_turn_that_ends_its_processes_is_given_up_with_words(account: Account) -> None:
    dying = Dying(account)
    account.platform.app = dying.app
    account.engine.slow("慢", 8)
    push = account.platform.fields(Content="慢")
    key = read_push(push).key(account.channels[0].conversation(USER))
    for _ in range(2):
        await account.store.increment(f"tries:{key}", 600)
    await account.platform.push(push)
    dying.die()
    await taken_up(account)
    assert account.engine.texts_asked == ["慢"]
    (said,) = account.seen
    assert "12393" in said


async def test_a_clicked_entry_is_known_to_who_takes_the_turn_up(anyio_backend: object) -> None:  # noqa: ARG001
    account = Account(menu_messages=True)
    entry = await account.offered()
    for step, key in (("put", "entries:"), ("get", "let-go:")):
        account.platform.app = Dying(account, step, key).app
        await account.platform.text(entry["content"], bizmsgmenuid=entry["id"])
        await taken_up(account)
    assert set(account.engine.texts_asked) == {"备案", "validity"}


async def test_an_erasure_is_tried_until_it_succeeds(account: Account) -> None:
    account.engine.broken = True
    await account.platform.event("unsubscribe")
    await taken_up(account)
    assert account.engine.erased == []
    account.engine.broken = False
    await taken_up(account)
    assert account.channels[0].conversation(USER) in account.engine.erased


async def test_an_erasure_that_takes_too_long_is_tried_again(account: Account) -> None:
    account.engine.held[ERASURE] = asyncio.Event()
    await account.platform.event("unsubscribe")
    await asyncio.sleep(LONGEST)
    assert account.engine.erased == []
    account.engine.held[ERASURE].set()
    await taken_up(account)
    assert account.channels[0].conversation(USER) in account.engine.erased


async def test_a_process_that_was_thought_dead_does_not_answer_a_second_time(account: Account) -> None:
    account.engine.slow("停顿", 20)
    push = account.platform.fields(Content="停顿")
    await account.platform.push(push)
    key = next(iter(account.channels[0]._turns._running))
    await account.store.set(f"running:{key}", "another process", 600)
    await account.settle()
    assert account.seen == []


async def test_work_is_kept_so_that_nobody_reads_it_and_only_until_it_is_over(account: Account) -> None:
    account.engine.slow("私事", 8)
    await account.platform.text("私事")
    assert await account.store.look("work")
    assert USER not in contents(account)
    assert "私事" not in contents(account)
    await account.settle()
    assert not await account.store.look("work")
    assert not await account.store.look(f"queue:{account.channels[0].conversation(USER)}")


async def test_a_turn_that_ends_while_another_process_looks_is_not_taken_up(account: Account) -> None:
    async def slow_look(step: str, key: str) -> None:
        await asyncio.sleep(1 if step == "get" and key.startswith("running:") else 0)

    async def slow_reply(step: str, key: str) -> None:
        if step == "get" and key.startswith("attempts:"):
            await asyncio.sleep(2)

    account.process(slow_look)
    account.platform.app = account.process(slow_reply)
    account.engine.slow("一", 1.2)
    said = asyncio.create_task(account.platform.text("一"))
    await asyncio.sleep(0.5)
    await asyncio.gather(said, account.channels[1]._turns.take_over())
    await account.settle()
    assert account.seen == ["答：一"]
    assert account.platform.calls["message/custom/send"] == 0


@pytest.mark.parametrize("kept", ["A" * 64, "A" * 8, "A", ""])
async def test_work_that_nobody_can_read_is_dropped_and_holds_up_nobody(account: Account, kept: str) -> None:
    conversation = account.channels[0].conversation(USER)
    await account.store.put("work", "lost", kept, 600)
    await account.store.put(f"queue:{conversation}", "lost", "0", 600)
    waiting = asyncio.create_task(account.platform.text("下一个"))
    await asyncio.gather(waiting, taken_up(account))
    assert account.seen == ["答：下一个"]
