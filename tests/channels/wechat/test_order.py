"""One follower's messages are answered in the order in which they were sent, on two processes and on a bad day."""

from __future__ import annotations

import asyncio
import re

import pytest
from starlette.applications import Starlette

from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import USER

pytestmark = pytest.mark.anyio


async def say(account: Account, process: Starlette, text: str) -> None:
    account.platform.app = process
    await account.platform.text(text)


async def test_messages_in_one_process_keep_their_order(account: Account) -> None:
    account.engine.slow("一", 6)
    first = asyncio.create_task(account.platform.text("一"))
    await asyncio.sleep(1)
    await asyncio.gather(first, account.platform.text("二"), account.platform.text("三"))
    await account.settle()
    assert account.seen == ["答：一", "答：二", "答：三"]


async def test_two_processes_keep_the_order(account: Account) -> None:
    one, other = account.platform.app, account.process()
    account.engine.slow("一", 3)
    first = asyncio.create_task(say(account, one, "一"))
    await asyncio.sleep(1)
    await asyncio.gather(first, say(account, other, "二"))
    assert account.seen == ["答：一", "答：二"]


async def test_three_messages_on_two_processes_keep_their_order(account: Account) -> None:
    one, other = account.platform.app, account.process()
    account.engine.slow("一", 6)
    sent = []
    for text, process in (("一", one), ("二", other), ("三", one)):
        sent.append(asyncio.create_task(say(account, process, text)))
        await asyncio.sleep(0.3)
    await asyncio.gather(*sent)
    await account.settle()
    assert account.engine.texts_asked == ["一", "二", "三"]
    assert account.seen == ["答：一", "答：二", "答：三"]


async def test_a_slow_process_has_lined_up_before_the_next_message_comes(account: Account) -> None:
    async def slowly(*_: str) -> None:
        await asyncio.sleep(0.1)

    slow, quick = account.process(slowly), account.process()
    first = asyncio.create_task(say(account, slow, "一"))
    await asyncio.sleep(0.5)
    await asyncio.gather(first, say(account, quick, "二"))
    await account.settle()
    assert account.engine.texts_asked == ["一", "二"]
    assert re.findall("答：(.)", "".join(account.seen)) == ["一", "二"]


async def test_who_wrote_first_speaks_first_although_he_lined_up_last(account: Account) -> None:
    one, account.platform.app = account.platform.app, account.process()
    earlier = account.platform.fields(Content="二")
    account.engine.slow("一", 3)
    first = asyncio.create_task(say(account, one, "一"))
    await asyncio.sleep(1)
    third = asyncio.create_task(account.platform.text("三"))
    await asyncio.sleep(1)
    await asyncio.gather(first, account.platform.push(earlier), third)
    assert account.engine.texts_asked == ["一", "二", "三"]


async def test_a_process_that_hangs_for_longer_than_its_lease_is_not_overtaken(account: Account) -> None:
    awake = asyncio.Event()
    awake.set()

    async def when_awake(*_: str) -> None:
        await awake.wait()

    hanging, other = account.process(when_awake), account.process()
    account.engine.slow("一", 10)
    await say(account, hanging, "一")
    awake.clear()
    await asyncio.sleep(5)
    second = asyncio.create_task(say(account, other, "二"))
    await asyncio.sleep(1)
    await account.channels[-1]._turns.take_over()
    await asyncio.sleep(10)
    awake.set()
    await second
    await account.settle()
    assert account.seen == ["答：一", "答：二"]


async def test_a_reply_on_its_way_into_its_connection_is_not_overtaken(account: Account) -> None:
    async def slow_at_the_end(step: str, key: str) -> None:
        await asyncio.sleep(2 if step == "set" and key.startswith("shown:") else 0)

    slow, other = account.process(slow_at_the_end), account.process()
    first = asyncio.create_task(say(account, slow, "一"))
    await asyncio.sleep(1)
    await asyncio.gather(first, say(account, other, "二"))
    assert account.seen == ["答：一", "答：二"]


async def test_a_place_without_work_does_not_hold_up_the_next(account: Account) -> None:
    conversation = account.channels[0].conversation(USER)
    await account.store.put(f"queue:{conversation}", "a turn of which nothing is left", "0", 120)
    await account.platform.text("下一个")
    assert account.seen == ["答：下一个"]
