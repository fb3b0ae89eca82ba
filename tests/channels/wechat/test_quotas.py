"""What may be sent when: quotas, windows, refusals. What cannot be sent waits for the next contact."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.channels.wechat.ledger import Grant, Ledger
from bot.channels.wechat.said import Said
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import USER

pytestmark = pytest.mark.anyio
HOUR = 3600


@pytest.fixture
def ledger(account: Account) -> Ledger:
    return Ledger(account.store)


async def spendable(ledger: Ledger) -> int:
    count = 0
    while await ledger.spend("c"):
        count += 1
    return count


CONTACTS: dict[str, tuple[list[Grant | float], int]] = {
    "nobody wrote": ([], 0),
    "a message": ([Grant.message], 5),
    "two messages do not add up": ([Grant.message, Grant.message], 5),
    "a message, 47 hours ago": ([Grant.message, 47 * HOUR], 5),
    "a message, 49 hours ago": ([Grant.message, 49 * HOUR], 0),
    "a click": ([Grant.action], 3),
    "a click, two minutes ago": ([Grant.action, 120.0], 0),
    "a message, then a click": ([Grant.message, Grant.action], 8),
    "a message, then a click two minutes ago": ([Grant.message, Grant.action, 120.0], 5),
}


@pytest.mark.parametrize(("history", "right"), CONTACTS.values(), ids=CONTACTS)
async def test_the_ledger(ledger: Ledger, history: list[Grant | float], right: int) -> None:
    for step in history:
        await (ledger.contact("c", step) if isinstance(step, Grant) else asyncio.sleep(step))
    assert await spendable(ledger) == right


async def test_a_repetition_of_a_message_grants_nothing(account: Account, ledger: Ledger) -> None:
    push, conversation = account.platform.fields(Content="你好"), account.channels[0].conversation(USER)
    await account.platform.push(push)
    await ledger.spend(conversation)
    await account.platform.push(push)
    assert await ledger.spend(conversation) == (Grant.message, 3)
    await account.platform.text("又一条")
    assert await ledger.spend(conversation) == (Grant.message, 4)


async def test_the_fourth_message_asks_to_write_again(account: Account) -> None:
    await account.platform.text("你好")
    delivery = account.channels[0]._turns._delivery
    for number in range(1, 7):
        await delivery.send(USER, account.channels[0].conversation(USER), Said(f"第{number}条"))
    assert account.seen[1:] == ["第1条", "第2条", "第3条", "第4条\n（回复任意内容继续）", "第5条"]


REFUSALS = {"outside the window": 45015, "quota used up": 45047, "daily quota": 45009, "no right": 48001,
            "white list": 40164, "secret frozen": 40243, "an error of tomorrow": 99999}  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS.values(), ids=REFUSALS)
async def test_what_was_refused_comes_with_the_next_contact(account: Account, code: int) -> None:
    account.engine.slow("慢", 10)
    account.platform.errors["message/custom/send"] = [code]
    await account.platform.text("慢")
    await account.settle()
    assert account.seen == []
    await account.platform.text("还在吗")
    assert account.seen == ["【您上次问的】\n答：慢\n【您这次问的】\n答：还在吗"]


async def test_what_was_refused_comes_at_once_when_the_platform_is_just_asking_again(account: Account) -> None:
    async def hangs_at_four_seconds(step: str, key: str) -> None:
        await asyncio.sleep(1.5 if step == "set" and key.startswith("let-go:") and key not in hung else 0)
        hung.add(key)

    hung: set[str] = set()
    account.platform.app = account.process(hangs_at_four_seconds)
    account.engine.slow("慢", 7)
    account.platform.errors["message/custom/send"] = [45015]
    await account.platform.text("慢")
    await account.settle()
    assert account.platform.calls["message/custom/send"] == 1
    assert account.seen == ["答：慢"]
    await account.platform.text("还在吗")
    assert account.seen == ["答：慢", "答：还在吗"]


async def test_what_timed_out_comes_with_the_next_contact(account: Account) -> None:
    account.engine.slow("慢", 10)
    account.platform.delay["message/custom/send"] = 60
    await account.platform.text("慢")
    await account.settle()
    account.platform.delay.clear()
    await account.platform.event("CLICK", EventKey="ratio")
    assert "答：慢" in account.seen[0]
    assert account.platform.calls["message/custom/send"] == 1


async def test_a_quota_that_ran_out_before_the_answer_keeps_it(account: Account) -> None:
    account.engine.slow("异地就医报销比例是多少", 90)
    await account.platform.event("CLICK", EventKey="ratio")
    await account.settle()
    assert account.platform.calls["message/custom/send"] == 0
    await account.platform.text("然后呢")
    assert account.seen[0].startswith("【您上次问的】\n答：异地就医报销比例是多少")


@pytest.mark.parametrize("code", [40003, 43004, 50005, 48002])
async def test_who_refuses_messages_is_left_in_peace(account: Account, code: int) -> None:
    account.engine.slow("慢", 10)
    account.platform.errors["message/custom/send"] = [code]
    await account.platform.text("慢")
    await account.settle()
    await account.platform.text("我又来了")
    assert account.seen == ["答：我又来了"]


@pytest.mark.parametrize(("code", "hours"), [(48001, 24), (45009, 1)])
async def test_without_the_right_answers_are_passive_until_it_may_have_changed(
    account: Account, code: int, hours: int
) -> None:
    delivery = account.channels[0]._turns._delivery
    account.engine.slow("慢", 10)
    account.platform.errors["message/custom/send"] = [code]
    await account.platform.text("慢")
    await account.settle()
    assert not await delivery.allowed()
    await asyncio.sleep(hours * HOUR)
    assert await delivery.allowed()


async def test_a_text_that_is_too_long_after_all_is_cut_shorter(account: Account) -> None:
    account.engine.slow("长", 10)
    account.engine.texts["长"] = "一句话。" * 150
    account.platform.errors["message/custom/send"] = [45002]
    await account.platform.text("长")
    await account.settle()
    assert len(account.seen[0].encode()) <= 1024
    await account.platform.text("1")
    assert "".join(account.seen).replace("\n回复 1 继续", "") == account.engine.texts["长"]


async def test_certified_accounts_may_send_menus_whose_entries_can_be_clicked(anyio_backend: Any) -> None:  # noqa: ARG001
    account = Account(menu_messages=True)
    entry = await account.offered()
    assert entry["content"] == "备案期限"
    await account.platform.text("备案期限", bizmsgmenuid=entry["id"])
    await account.platform.text("备案期限", bizmsgmenuid="forgotten")
    assert account.seen == ["答：备案", "答：validity", "答：备案期限"]


async def test_accounts_that_may_not_send_menus_send_numbers(anyio_backend: Any) -> None:  # noqa: ARG001
    account = Account(menu_messages=True)
    account.platform.certified = False
    for text in ("备案", "备案"):
        account.engine.slow(text, 10)
        await account.platform.text(text)
        await account.settle()
    assert account.seen == ["答：备案\n回复数字选一个：\n1 备案材料\n2 备案期限"] * 2
    assert account.platform.calls["message/custom/send"] == 3


async def test_alarms_name_the_address_and_no_secret(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    account.engine.slow("慢", 10)
    account.platform.errors["stable_token"] = [40164] * 9
    with caplog.at_level(logging.DEBUG):
        await account.platform.text("慢")
        await account.settle()
    assert "203.0.113.7" in caplog.text
    for secret in ("a-secret", "token-", USER, "慢"):
        assert secret not in caplog.text
