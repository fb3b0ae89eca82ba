"""Who gets in: signatures, time, replays, modes, sizes, and XML that wants more than it should."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from bot.channels.wechat.crypto import signature
from tests.channels.wechat.clockwork import EPOCH
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import APP_ID, OTHER_AES_KEY, PLAIN, SAFE, TOKEN, xml

pytestmark = pytest.mark.anyio


def signed(timestamp: float = EPOCH, nonce: str = "7") -> dict[str, str]:
    """Query of a plain request."""
    time = str(int(timestamp))
    return {"timestamp": time, "nonce": nonce, "signature": signature(TOKEN, time, nonce)}


async def status(account: Account, query: dict[str, str], body: bytes) -> int:
    answer = await account.platform.post(query, body)
    assert answer is not None
    return answer[0]


REFUSED: dict[str, dict[str, str]] = {
    "no query at all": {},
    "no signature": {"timestamp": str(int(EPOCH)), "nonce": "7"},
    "another token": {**signed(), "signature": signature("other", str(int(EPOCH)), "7")},
    "another nonce": {**signed(), "nonce": "8"},
    "too old": signed(EPOCH - 301),
    "from the future": signed(EPOCH + 301),
    "time that is no number": {**signed(), "timestamp": "now"},
    "time in Chinese digits": {**signed(), "timestamp": "１７８"},
    "aes with the plain signature only": {**signed(), "encrypt_type": "aes"},
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
async def test_what_the_platform_did_not_sign_is_refused(account: Account, query: dict[str, str]) -> None:
    assert await status(account, query, xml(account.platform.fields(Content="x")).encode()) == 403
    assert account.engine.said == []


async def test_a_signature_over_another_body_is_a_replay(account: Account) -> None:
    query, body = account.platform.request(account.platform.fields(Content="真"))
    assert await status(account, query, body) == 200
    assert await status(account, query, body.replace("真".encode(), "假".encode())) == 403
    assert account.engine.texts_asked == ["真"]


async def test_the_same_request_again_is_a_repetition_and_runs_nothing(account: Account) -> None:
    query, body = account.platform.request(account.platform.fields(Content="真"))
    await account.platform.post(query, body)
    assert await account.platform.post(query, body) == (200, "success")
    assert account.engine.texts_asked == ["真"]


@pytest.mark.parametrize("mode", [PLAIN, SAFE])
async def test_the_mode_is_decided_by_the_request(account: Account, mode: str) -> None:
    account.platform.mode = mode
    await account.platform.text("你好")
    assert account.seen == ["答：你好"]


async def test_compatible_mode_reads_the_encrypted_part(account: Account) -> None:
    query, body = account.platform.request(account.platform.fields(Content="密文"), SAFE)
    both = body.replace(b"<xml>", "<xml><Content>明文</Content><MsgType>text</MsgType>".encode())
    await account.platform.post(query, both)
    assert account.engine.texts_asked == ["密文"]


async def test_the_previous_key_is_accepted_and_used_for_the_reply(account: Account) -> None:
    account.platform.mode, account.platform.aes_key = SAFE, OTHER_AES_KEY
    await account.platform.text("旧钥匙")
    assert account.seen == ["答：旧钥匙"]


async def test_another_key_is_refused(account: Account) -> None:
    account.platform.aes_key = "0" * 43
    assert await status(account, *account.platform.request(account.platform.fields(Content="x"), SAFE)) == 403


async def test_a_message_for_another_account_is_refused(account: Account) -> None:
    account.platform.crypto.app_id = APP_ID
    query, body = account.platform.request(account.platform.fields(Content="x"), SAFE)
    other = Account(app_id="wxffffffffffffffff")
    other.platform.app = other.process()
    assert await status(other, query, body) == 403


async def test_safe_mode_only_refuses_plain_pushes(anyio_backend: Any) -> None:  # noqa: ARG001
    account = Account(safe_mode_only=True)
    assert await status(account, *account.platform.request(account.platform.fields(Content="x"), PLAIN)) == 403
    account.platform.mode = SAFE
    await account.platform.text("你好")
    assert account.seen == ["答：你好"]


MALFORMED = {
    "empty": b"",
    "text": b"hello",
    "json": b'{"MsgType": "text"}',
    "cut off": b"<xml><MsgType>text</MsgType>",
    "doctype": b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><MsgType>text</MsgType></xml>',
    "entity": b'<!DOCTYPE x [<!ENTITY a "b">]><xml><MsgType>text</MsgType><Content>&a;</Content></xml>',
    "laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>',
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><xml/>',
    "multi-byte encoding": b'<?xml version="1.0" encoding="gb18030"?><xml/>',
    "null bytes": b"<xml>\0</xml>",
    "too many fields": b"<xml>" + b"".join(b"<f%d/>" % n for n in range(99)) + b"</xml>",
    "an abyss": b"<a>" * 60_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_push_is_refused(account: Account, body: bytes) -> None:
    assert await status(account, signed(), body) == 400


async def test_bodies_over_256_kib_are_refused(account: Account) -> None:
    assert await status(account, signed(), b"x" * (256 * 1024 + 1)) == 413


async def test_a_push_without_a_follower_is_only_acknowledged(account: Account) -> None:
    assert await account.platform.post(signed(), b"<xml><MsgType>text</MsgType></xml>") == (200, "success")


async def test_refusals_say_why_in_the_log_and_nothing_of_the_request(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await status(account, REFUSED["another token"] | {"openid": "oSecret"}, "<xml>机密</xml>".encode())
    assert "bad signature" in caplog.text
    assert "oSecret" not in caplog.text
    assert "机密" not in caplog.text


@pytest.fixture
async def without_store(account: Account) -> Account:
    await account.store.close()
    return account


@pytest.mark.parametrize("mode", [PLAIN, SAFE])
async def test_without_its_store_the_channel_still_answers(without_store: Account, mode: str) -> None:
    without_store.platform.mode = mode
    await without_store.platform.text("你好")
    assert "12393" in without_store.seen[0]
    await without_store.platform.event("VIEW", EventKey="http://x/")
    assert len(without_store.seen) == 1
    assert without_store.engine.said == []


async def test_without_its_store_the_channel_can_be_verified(without_store: Account) -> None:
    request = Request({"type": "http", "query_string": urlencode({**signed(), "echostr": "58"}).encode()})
    assert (await without_store.channels[0]._verify(request)).body == b"58"


async def test_without_its_store_an_erasure_is_asked_for_again(without_store: Account) -> None:
    push = without_store.platform.fields(kind="event", Event="unsubscribe")
    assert await status(without_store, *without_store.platform.request(push)) == 503
