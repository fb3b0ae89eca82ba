"""The API client: one token for everybody, bounded tries, raw UTF-8, nothing secret in the log."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from bot.channels.wechat.access import AccessToken
from bot.channels.wechat.client import WeChatClient, open_http
from bot.channels.wechat.errors import ApiError, Remedy, Unreachable, table
from tests.channels.wechat.clockwork import clock
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import USER

pytestmark = pytest.mark.anyio
SEND = "message/custom/send"


@pytest.fixture
async def client(account: Account) -> WeChatClient:
    account.platform.windows[USER] = [[clock() + 3600, 99]]
    return account.channels[0].client


async def test_many_calls_fetch_one_token(account: Account, client: WeChatClient) -> None:
    account.platform.delay["stable_token"] = 1
    await asyncio.gather(*(client.send_text(USER, "你好") for _ in range(20)))
    assert account.platform.calls["stable_token"] == 1


async def test_two_processes_with_an_expired_token_refresh_once(account: Account, client: WeChatClient) -> None:
    account.process()
    await client.send_text(USER, "一")
    account.platform.expires = 0.0
    account.platform.delay["stable_token"] = 1
    await asyncio.gather(*(channel.client.send_text(USER, "二") for channel in account.channels for _ in range(5)))
    assert account.platform.calls["stable_token"] == 2
    assert len(account.seen) == 11


async def test_a_token_is_replaced_before_it_ends(account: Account, client: WeChatClient) -> None:
    for _ in range(10):
        await client.send_text(USER, "你好")
        await asyncio.sleep(3000)
        account.platform.windows[USER] = [[clock() + 3600, 99]]
    assert account.platform.calls[SEND] == 10  # never a refused call


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_dead_token_is_renewed_once_and_the_call_repeated_once(
    account: Account, client: WeChatClient, code: int
) -> None:
    account.platform.errors[SEND] = [code]
    await client.send_text(USER, "你好")
    assert account.seen == ["你好"]
    assert account.platform.calls[SEND] == 2


async def test_a_platform_that_insists_on_the_dead_token_is_forced(account: Account, client: WeChatClient) -> None:
    await client.send_text(USER, "一")
    account.platform.errors[SEND] = [40001]
    await client.send_text(USER, "二")
    assert account.platform.valid_token == "token-2"
    assert account.platform.calls["stable_token"] == 3


async def test_a_token_that_stays_dead_is_given_up(account: Account, client: WeChatClient) -> None:
    account.platform.errors[SEND] = [40001] * 9
    with pytest.raises(ApiError):
        await client.send_text(USER, "你好")
    assert account.platform.calls[SEND] == 2


async def test_a_token_server_that_calls_our_secret_invalid_is_believed(account: Account, client: WeChatClient) -> None:
    account.platform.errors["stable_token"] = [40001]
    with pytest.raises(ApiError, match="40001 .*AppSecret"):
        await client.send_text(USER, "你好")
    assert account.platform.calls["stable_token"] == 1


async def test_a_busy_platform_is_asked_three_times(account: Account, client: WeChatClient) -> None:
    account.platform.errors[SEND] = [-1, -1]
    await client.send_text(USER, "你好")
    account.platform.errors[SEND] = [-1] * 9
    with pytest.raises(ApiError):
        await client.send_text(USER, "你好")
    assert account.platform.calls[SEND] == 6


async def test_a_token_server_that_stumbles_is_asked_again(account: Account, client: WeChatClient) -> None:
    account.platform.answers["stable_token"] = ["", "<html>"]
    await client.send_text(USER, "你好")
    assert account.seen == ["你好"]


@pytest.mark.parametrize("answer", ["", "<html>502</html>", "[]", "null", '{"errcode": "x"}', "7"])
async def test_a_message_that_may_have_arrived_is_not_sent_again(
    account: Account, client: WeChatClient, answer: str
) -> None:
    account.platform.answers[SEND] = [answer]
    with pytest.raises(Unreachable):
        await client.send_text(USER, "你好")
    assert account.platform.calls[SEND] == 1


async def test_a_slow_platform_is_not_waited_for(account: Account, client: WeChatClient) -> None:
    account.platform.delay[SEND] = 3600
    before = clock()
    with pytest.raises(Unreachable):
        await client.send_text(USER, "你好")
    assert clock() - before < 10


async def test_a_call_that_did_not_leave_is_repeated(account: Account) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.path)
        raise httpx.ConnectError("down", request=request)

    tried: list[str] = []
    http = open_http("https://api.test", httpx.MockTransport(refuse))
    client = WeChatClient(http, AccessToken(http, account.settings, account.store))
    with pytest.raises(Unreachable):
        await client.send_text(USER, "你好")
    assert tried == ["/cgi-bin/stable_token"] * 3


async def test_chinese_is_sent_as_it_is(account: Account, client: WeChatClient) -> None:
    await client.send_text(USER, "异地就医 🏥 ]]>")
    assert account.seen == ["异地就医 🏥 ]]>"]


async def test_the_log_has_no_token_no_secret_and_no_follower(
    account: Account, client: WeChatClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await client.send_text(USER, "私事")
        account.platform.errors[SEND] = [40164]
        with pytest.raises(ApiError):
            await client.send_text(USER, "私事")
    assert "203.0.113.7" in caplog.text
    for secret in ("token-1", "a-secret", USER, "私事"):
        assert secret not in caplog.text


CODES = {
    Remedy.retry: [-1], Remedy.refresh: [40001, 40014, 42001], Remedy.stop: [40003, 43004, 50005, 48002],
    Remedy.alarm: [40164, 61004, 40243, 89503], Remedy.wait: [45015, 45047], Remedy.shorten: [45002],
    Remedy.degrade: [45009], Remedy.passive: [48001], Remedy.ignore: [40200, 45008, 45072, 45080, 45081],
}  # fmt: skip


@pytest.mark.parametrize(("code", "remedy"), [(code, remedy) for remedy, codes in CODES.items() for code in codes])
def test_every_code_has_its_remedy(code: int, remedy: Remedy) -> None:
    assert table()[code][0] is remedy
    assert table()[code][1]
