"""Ten thousand pushes of every kind of oddness: no 5xx, no traceback, nothing in clear in the log."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.wechat.crypto import signature
from bot.channels.wechat.pushes import EVENTS, MESSAGES
from tests.channels.wechat.clockwork import ClockworkLoop, clock
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import PLAIN, SAFE, TOKEN, USER

BATCHES, PUSHES = 500, 20
ALLOWED = {200, 400, 403, 413}
NUMBERS = ("11010519491231002X", "13812345678", "6222021234567890128", "１３８１２３４５６７８", "138 1234 5678")
ODD_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CLEAR = st.sampled_from(NUMBERS).map(lambda number: f"我的号码是{number}，怎么备案")
USUAL = st.sampled_from(
    ["备案", "1", "继续", "/restart", "~forged", "", "]]>", "<xml>", "&a;", "\0", "-1", "９" * 30, "nan"]
)
FIELDS = """Content Event EventKey MsgId bizmsgmenuid Recognition Label Location_X Location_Y OpenID CreateTime MsgType
FromUserName ToUserName Ticket Odd"""
NAMES = st.sampled_from(FIELDS.split())
QUERY_NAMES = st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type"])
KINDS = st.sampled_from([*MESSAGES, "event", "event", "odd", ""])
EVENT_NAMES = st.sampled_from([*EVENTS, *(name.upper() for name in EVENTS), "odd"])
PUSH = st.builds(
    lambda kind, event, fields: {"kind": kind, "Event": event, **fields},
    KINDS,
    EVENT_NAMES,
    st.dictionaries(NAMES, st.one_of(CLEAR, USUAL, ODD_TEXT), max_size=5),
)
SIGNED = st.tuples(st.sampled_from([PLAIN, SAFE]), PUSH)
BYTES = st.tuples(st.just("signed bytes"), st.binary(max_size=200))
FORGED = st.tuples(st.just("any query"), st.dictionaries(QUERY_NAMES, ODD_TEXT))
REQUEST = st.one_of(SIGNED, SIGNED, BYTES, FORGED)


@settings(max_examples=BATCHES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(REQUEST, min_size=PUSHES, max_size=PUSHES), st.booleans())
def test_no_push_breaks_the_channel(requests: list[tuple[str, Any]], customer_service: bool) -> None:
    with _Log() as records:
        statuses = _run(_deliver(requests, customer_service))
    assert set(statuses) <= ALLOWED
    assert not [record for record in records if record.exc_info]
    text = "\n".join(record.getMessage() for record in records)
    assert not [secret for secret in (*NUMBERS, USER, "怎么备案", TOKEN) if secret in text]


async def _deliver(requests: list[tuple[str, Any]], customer_service: bool) -> list[int]:
    account = Account()
    account.platform.customer_service = customer_service
    statuses = []
    for mode, content in requests:
        answer = await account.platform.post(*_request(account, mode, content))
        statuses.append(answer[0] if answer else 0)
    await account.settle()
    return statuses


def _request(account: Account, mode: str, content: Any) -> tuple[dict[str, str], bytes]:
    now = str(int(clock()))
    if mode == "signed bytes":
        return {"timestamp": now, "nonce": "n", "signature": signature(TOKEN, now, "n")}, content
    if mode == "any query":
        return {"timestamp": now, **content}, b"<xml/>"
    return account.platform.request(account.platform.fields(**content), mode)


def _run(work: Any) -> list[int]:
    loop = ClockworkLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


class _Log(logging.Handler):
    """Everything that is logged, down to debug."""

    def __enter__(self) -> list[logging.LogRecord]:
        self.records: list[logging.LogRecord] = []
        self._level = logging.getLogger().level
        logging.getLogger().addHandler(self)
        logging.getLogger().setLevel(logging.DEBUG)
        return self.records

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(self._level)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_ten_thousand_pushes_are_tried() -> None:
    assert BATCHES * PUSHES >= 10_000


def test_the_loop_that_never_waits_notices_a_dead_end() -> None:
    with pytest.raises(RuntimeError, match="never come"):
        _run(asyncio.Event().wait())
