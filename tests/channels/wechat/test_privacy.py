"""Personal data stops at the edge, and nobody orders the dialogue about by typing."""

from __future__ import annotations

import asyncio
import base64
import json
import logging

import pytest

from bot.channels.desk import Desk
from bot.channels.tokens import Seal
from bot.port import Reply
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.engine import EchoEngine
from tests.channels.wechat.platform import PLAIN, SAFE, USER
from tests.channels.wechat.test_pushes import contents

pytestmark = pytest.mark.anyio

NUMBERS = {
    "identity number": "11010519491231002X",
    "identity number in full width": "１１０１０５１９４９１２３１００２Ｘ",
    "identity number, old form": "110105491231002",
    "identity number with spaces": "110105 19491231 002X",
    "phone": "13812345678",
    "phone with country": "+8613812345678",
    "phone in groups": "138-1234-5678",
    "bank card": "6222021234567890128",
    "social card": "A12345678",
}


@pytest.mark.parametrize("mode", [PLAIN, SAFE])
@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
async def test_personal_numbers_reach_neither_engine_nor_store_nor_log_nor_reply(
    account: Account, caplog: pytest.LogCaptureFixture, number: str, mode: str
) -> None:
    account.platform.mode = mode
    with caplog.at_level(logging.DEBUG):
        await account.platform.text(f"证号{number}怎么备案")
        await account.platform.push(account.platform.fields(kind="voice", Recognition=f"号码{number}是我的"))
        await account.platform.push(account.platform.fields(kind="location", Label=f"昆山市{number}", MsgId="7"))
    kept = (*account.engine.texts_asked, *account.seen, contents(account), caplog.text)
    assert len(account.engine.said) == 3
    assert not [text for text in kept if number in text]


async def test_numbers_stay_masked_in_answers_that_wait(account: Account) -> None:
    account.platform.errors["message/custom/send"] = [45047]
    masked = "证号【身份证】怎么备案"
    account.engine.slow(masked, 10)
    await account.platform.text("证号11010519491231002X怎么备案")
    await account.settle()
    assert masked in contents(account)
    assert "11010519491231002X" not in contents(account)


async def test_neither_store_nor_engine_nor_log_knows_the_openid(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    account.engine.slow("慢", 10)
    with caplog.at_level(logging.DEBUG):
        await account.platform.text("慢")
        await account.settle()
        await account.platform.event("CLICK", EventKey="ratio")
        await account.platform.event("unsubscribe")
    assert USER not in contents(account) + repr(account.engine.said) + repr(account.engine.erased) + caplog.text


async def test_an_error_that_quotes_the_follower_is_told_to_nobody(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    class Quoting(EchoEngine):
        async def respond(self, conversation: str, text: str) -> list[Reply]:
            raise RuntimeError(f"{conversation} said {text}")

    account.desk = Desk(Quoting(), Seal(b"test"))
    account.platform.app = account.process()
    with caplog.at_level(logging.DEBUG):
        await account.platform.text("我的私事，证号11010519491231002X")
    assert "12393" in account.seen[0]
    assert not [text for text in ("私事", "证号", USER) if text in account.seen[0] + caplog.text]


async def test_the_openid_of_the_address_counts_for_nothing(account: Account) -> None:
    await account.platform.text("我的事")
    query, body = account.platform.request(account.platform.fields("oAnother", Content="他的事"), SAFE)
    await account.platform.post(query | {"openid": USER}, body)
    mine, others = (conversation for conversation, _ in account.engine.said)
    assert mine == account.channels[0].conversation(USER) != others


async def test_conversations_differ_by_key_and_by_follower(account: Account) -> None:
    one = account.channels[0]
    assert one.conversation("a") != one.conversation("b")
    assert one.conversation("a") == account.channels[0].conversation("a")


COMMANDS = ["/restart", "/filing_confirm{}", '/choose{"topic": "materials"}', "／restart", "~forged"]


@pytest.mark.parametrize("text", COMMANDS)
async def test_typed_commands_are_text(account: Account, text: str) -> None:
    await account.platform.text(text)
    await account.platform.text("x", bizmsgmenuid=text)
    assert account.engine.texts_asked[0].lstrip("/／") == text.lstrip("/／")
    assert account.engine.texts_asked[1] == "x"


async def test_a_forged_token_is_text(account: Account) -> None:
    body = base64.urlsafe_b64encode(json.dumps({"topic": "filing_confirm"}).encode()).decode().rstrip("=")
    await account.platform.text(f"~{'A' * 12}{body}")
    assert account.engine.texts_asked[0].startswith("~")


async def test_one_follower_never_sees_what_was_said_to_another(account: Account) -> None:
    account.engine.texts["我的事"] = "这是第一个人的事。" * 200
    users = [f"oUser{number}" for number in range(8)]
    await account.platform.text("我的事", user=users[0])
    await asyncio.gather(*(account.platform.text("1", user=user) for user in users[1:]))
    assert all(account.platform.seen[user] == ["答：1"] for user in users[1:])
