"""The desk always answers, in order, and hands no personal number on."""

from __future__ import annotations

import asyncio
import logging

import pytest

from actions.answering.copy import copy
from bot.channels.desk import MAX_CHARS, Desk
from bot.channels.tokens import Seal
from bot.port import Reply
from tests.channels.engines import Broken, Echo, Silent, Slow

SEAL = Seal(b"a key for tests")
ID = "11010519491231002X"


def say(engine: Echo, text: str) -> Reply:
    replies = asyncio.run(Desk(engine, SEAL).say("web:1", text))
    assert len(replies) == 1
    return replies[0]


NOT_WORTH_ASKING = {
    "nothing": ("", "empty"),
    "white space": (" \n\t　 ", "empty"),
    "emoji": ("😀😭👍🏽", "symbols"),
    "punctuation": ("？？！……", "symbols"),
    "control characters": ("\x00\x01\x07\x1b", "symbols"),
    "invisible characters": ("\u200b\u202e\ufeff", "symbols"),
    "10,000 characters": ("备" * 10_000, "too_long"),
    "one character too many": ("备" * (MAX_CHARS + 1), "too_long"),
}


@pytest.mark.parametrize(("text", "key"), NOT_WORTH_ASKING.values(), ids=NOT_WORTH_ASKING)
def test_kindly_refuses_without_asking_the_engine(text: str, key: str) -> None:
    engine = Echo()
    reply = say(engine, text)
    assert reply.text == copy("talk")[key]["text"]
    assert reply.answer["status"] == "needs_detail"
    assert engine.heard == []


WORTH_ASKING = ["备" * MAX_CHARS, "😀怎么备案", "1", "ok", "备\x00案带什么", "㐀", "/choose{}"]


@pytest.mark.parametrize("text", WORTH_ASKING, ids=lambda text: repr(text[:12]))
def test_asks_the_engine_about_everything_else(text: str) -> None:
    engine = Echo()
    say(engine, text)
    assert len(engine.heard) == 1


def test_hands_no_personal_number_on() -> None:
    engine = Echo()
    say(engine, f"我是{ID}查备案")
    assert engine.heard == ["我是【身份证】查备案"]


def test_opens_a_sealed_choice() -> None:
    engine = Echo()
    say(engine, f"  {SEAL.close({'topic': 'materials'})}\n")
    assert engine.heard == [{"topic": "materials"}]


def test_takes_a_forged_choice_for_text() -> None:
    engine = Echo()
    forged = Seal(b"another key").close({"topic": "materials"})
    say(engine, forged)
    assert all(isinstance(heard, str) for heard in engine.heard)


@pytest.mark.parametrize("text", ["nothing", "blank"])
def test_is_never_silent(text: str) -> None:
    assert say(Silent(), text).answer["status"] == "failed"


def test_an_error_inside_becomes_a_kind_reply_with_numbers_to_call(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reply = say(Broken(), "怎么备案")
    assert reply.answer["status"] == "failed"
    assert "12393" in reply.text
    assert "120" in reply.text
    assert "incident" in caplog.text


def test_the_log_of_an_error_does_not_say_what_the_citizen_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        say(Broken(), "我得了乙肝怎么备案")
    assert "乙肝" not in caplog.text


def test_keeps_the_messages_of_one_conversation_in_order() -> None:
    engine = Slow()
    desk = Desk(engine, SEAL)

    async def hurry() -> None:
        await asyncio.gather(*(desk.say("web:1", f"第{number}句") for number in range(8)))

    asyncio.run(hurry())
    assert engine.heard == [f"第{number}句" for number in range(8)]


def test_lets_conversations_pass_each_other() -> None:
    engine = Slow()
    desk = Desk(engine, SEAL)

    async def hurry() -> None:
        await asyncio.gather(desk.say("web:1", "慢"), desk.say("web:2", "快"))

    asyncio.run(hurry())
    assert engine.heard == ["快", "慢"]


def test_goes_on_after_an_error() -> None:
    desk = Desk(Broken(), SEAL)

    async def twice() -> list[list[Reply]]:
        return [await desk.say("web:1", "一"), await desk.say("web:1", "二")]

    assert [replies[0].answer["status"] for replies in asyncio.run(twice())] == ["failed", "failed"]


def test_erases_a_conversation() -> None:
    engine = Echo()
    desk = Desk(engine, SEAL)

    async def talk_and_erase() -> None:
        await desk.say("web:1", "怎么备案")
        await desk.erase("web:1")

    asyncio.run(talk_and_erase())
    assert engine.heard == []
