"""The five-second rule, repetitions and order, seen from the follower's phone."""

from __future__ import annotations

import asyncio
import gc

import pytest

from tests.channels.wechat.clockwork import clock
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import CUT, PAUSED, SAFE

pytestmark = pytest.mark.anyio


async def test_a_quick_answer_comes_in_the_open_connection(account: Account) -> None:
    await account.platform.text("你好")
    assert account.seen == ["答：你好"]
    assert account.platform.calls["message/custom/send"] == 0


async def test_an_answer_after_four_seconds_comes_as_a_customer_service_message(account: Account) -> None:
    account.engine.slow("慢", 10)
    await account.platform.text("慢")
    assert account.seen == []
    await account.settle()
    assert account.seen == ["答：慢"]
    assert account.platform.calls["message/custom/typing"] == 1


async def test_the_platform_is_answered_before_it_cuts_the_connection(account: Account) -> None:
    account.engine.slow("慢", 10)
    before = clock()
    await account.platform.text("慢")
    assert clock() - before < 4.5


async def test_a_process_under_load_answers_the_platform_before_it_cuts_the_connection(account: Account) -> None:
    async def loaded(*_: str) -> None:
        await asyncio.sleep(0.15)

    account.platform.app = account.process(loaded)
    account.engine.slow("慢", 10)
    before = clock()
    await account.platform.text("慢")
    assert clock() - before < CUT
    await account.settle()
    assert account.seen == ["答：慢"]


@pytest.mark.parametrize("key", ["attempts:", "delivery:", "shown:"])
async def test_what_might_not_arrive_before_the_cut_comes_as_a_customer_service_message(
    account: Account, key: str
) -> None:
    async def at_the_last_moment(_step: str, of: str) -> None:
        await asyncio.sleep(4.2 if of.startswith(key) and of not in seen else 0)
        seen.add(of)

    seen: set[str] = set()
    account.platform.app = account.process(at_the_last_moment)
    await account.platform.text("一")
    await account.settle()
    assert account.seen == ["答：一"]
    assert account.platform.calls["message/custom/send"] == 1


async def test_three_copies_at_once_run_one_turn_and_give_one_reply(account: Account) -> None:
    account.engine.slow("三次", 2)
    push = account.platform.fields(Content="三次")
    await asyncio.gather(*(account.platform.push(push) for _ in range(3)))
    assert account.engine.texts_asked == ["三次"]
    assert account.seen == ["答：三次"]


async def test_copies_at_once_on_two_processes_run_one_turn_and_give_one_reply(account: Account) -> None:
    other = account.process()
    account.engine.slow("两处", 2)
    push = account.platform.fields(Content="两处")
    first = asyncio.create_task(account.platform.push(push))
    await asyncio.sleep(0.5)
    account.platform.app = other
    await asyncio.gather(first, account.platform.push(push))
    assert account.engine.texts_asked == ["两处"]
    assert account.seen == ["答：两处"]


async def test_a_storm_of_copies_on_two_processes_is_answered_once_and_in_a_connection(account: Account) -> None:
    async def slow(step: str, key: str) -> None:
        await asyncio.sleep(0.2 if step == "get" and key.startswith("attempts:") else 0)

    apps = (account.process(slow), account.platform.app)  # the last copy, which is answered, comes to the slow one
    account.engine.slow("风暴", 3)
    push = account.platform.fields(Content="风暴")
    sent = []
    for number in range(9):
        account.platform.app = apps[number % 2]
        sent.append(asyncio.create_task(account.platform.push(push)))
        await asyncio.sleep(0.01)
    await asyncio.gather(*sent)
    await account.settle()
    assert account.engine.texts_asked == ["风暴"]
    assert account.seen == ["答：风暴"]
    assert account.platform.calls["message/custom/send"] == 0


async def test_a_copy_after_the_answer_is_only_acknowledged(account: Account) -> None:
    push = account.platform.fields(Content="一次")
    await account.platform.push(push)
    await account.platform.push(push)
    assert account.seen == ["答：一次"]


async def test_a_slow_turn_and_its_copies_give_one_customer_service_message(account: Account) -> None:
    account.engine.slow("慢", 12)
    push = account.platform.fields(Content="慢")
    await asyncio.gather(*(account.platform.push(push) for _ in range(3)))
    await account.settle()
    assert account.engine.texts_asked == ["慢"]
    assert account.seen == ["答：慢"]


async def test_an_account_without_the_right_gets_the_result_on_the_retry(account: Account) -> None:
    account.platform.customer_service = False
    account.engine.slow("慢", 7)
    await account.platform.text("慢")
    assert account.engine.texts_asked == ["慢"]
    assert account.seen == ["答：慢"]


async def test_an_account_without_the_right_is_told_to_come_back_and_finds_the_result(account: Account) -> None:
    account.platform.customer_service = False
    account.engine.slow("很慢", 30)
    await account.platform.text("很慢")
    assert "还在查" in account.seen[0]
    await account.settle()
    await account.platform.text("好了吗")
    assert account.seen[1] == "【您上次问的】\n答：很慢\n【您这次问的】\n答：好了吗"


async def test_an_account_without_a_secret_replies_passively(anyio_backend: object) -> None:  # noqa: ARG001
    account = Account(secret="")
    account.engine.slow("慢", 7)
    await account.platform.text("慢")
    assert account.seen == ["答：慢"]
    assert not account.platform.calls


async def test_the_right_is_lost_while_the_turn_runs_and_a_retry_brings_the_result(account: Account) -> None:
    account.engine.slow("慢", 10)
    push = account.platform.fields(Content="慢")
    account.platform.delay["message/custom/typing"] = 60
    account.platform.customer_service = False
    await account.platform.push(push)
    await account.settle()
    assert account.seen == []
    await account.platform.push(push)
    assert account.seen == ["答：慢"]


async def test_an_answer_that_missed_all_its_connections_comes_as_a_customer_service_message(account: Account) -> None:
    async def too_late(step: str, key: str) -> None:
        await asyncio.sleep(6 if step == "get" and key.startswith("attempts:") else 0)

    account.platform.app = account.process(too_late)
    await account.platform.text("一")
    await asyncio.sleep(6)
    await account.settle()
    assert account.seen == [PAUSED, "答：一"]


async def test_followers_do_not_wait_for_each_other(account: Account) -> None:
    account.engine.slow("慢", 60)
    slow = asyncio.create_task(account.platform.text("慢"))
    await account.platform.text("快", user="oZ2another")
    assert account.platform.seen["oZ2another"] == ["答：快"]
    await slow


async def test_a_broken_desk_is_covered_with_words_and_the_hotline(account: Account) -> None:
    account.engine.broken = True
    await account.platform.text("坏")
    assert "12393" in account.seen[0]


async def test_a_silent_desk_is_covered_with_words(account: Account) -> None:
    await account.platform.text("silence")
    assert "12393" in account.seen[0]


async def test_safe_mode_looks_the_same_to_the_follower(account: Account) -> None:
    account.platform.mode = SAFE
    account.engine.texts["你好"] = "</Content>]]><x>&危险"
    await account.platform.text("你好")
    assert account.seen == ["</Content>]]><x>&危险"]


async def test_no_bad_day_shows_the_platforms_own_error(account: Account) -> None:
    account.engine.broken = True
    account.platform.answers["stable_token"] = ["<html>502</html>"] * 100
    for text in ("一", "二", "三"):
        await account.platform.text(text)
    assert PAUSED not in account.seen


async def test_what_fails_beside_the_answer_is_one_line_in_the_log(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing(_step: str, key: str) -> None:
        if key == "access-token":
            raise TimeoutError

    account.platform.app = account.process(failing)
    account.engine.slow("慢", 3)
    await account.platform.text("慢")
    await account.settle()
    gc.collect()  # asyncio reports an error that nobody has looked at when it drops the task
    assert account.seen == ["答：慢"]
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
    assert "wechat: not sent: TimeoutError" in caplog.text
