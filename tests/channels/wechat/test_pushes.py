"""Every push type has a defined reply."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.wechat import guide
from bot.channels.wechat.guide import load_guide
from bot.channels.wechat.pushes import EVENTS, MESSAGES, event, read_push
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.platform import USER

pytestmark = pytest.mark.anyio
WORDS = load_guide().words
QUESTIONS = [title for title, _ in load_guide().questions]
FIRST = f"1 {QUESTIONS[0]}"

MESSAGE_REPLIES: dict[str, tuple[dict[str, Any], str]] = {
    "text": ({"kind": "text", "Content": "你好"}, "答：你好"),
    "text without content": ({"kind": "text", "Content": ""}, WORDS["unreadable"]),
    "image": ({"kind": "image", "PicUrl": "http://x/", "MediaId": "m"}, WORDS["image"]),
    "voice": ({"kind": "voice", "MediaId": "m", "Format": "amr"}, WORDS["voice"]),
    "voice, recognised": ({"kind": "voice", "MediaId": "m", "Recognition": "怎么备案"}, "答：怎么备案"),
    "video": ({"kind": "video", "MediaId": "m", "ThumbMediaId": "t"}, WORDS["video"]),
    "short video": ({"kind": "shortvideo", "MediaId": "m", "ThumbMediaId": "t"}, WORDS["video"]),
    "link": ({"kind": "link", "Title": "t", "Url": "http://x/"}, WORDS["link"]),
    "unknown": ({"kind": "hologram"}, WORDS["unreadable"]),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "reply"), MESSAGE_REPLIES.values(), ids=MESSAGE_REPLIES)
async def test_messages(account: Account, fields: dict[str, Any], reply: str) -> None:
    await account.platform.push(account.platform.fields(**fields))
    assert account.seen[0].startswith(reply)


EVENT_REPLIES: dict[str, tuple[dict[str, Any], str]] = {
    "subscribe": ({"EventKey": ""}, WORDS["welcome"]),
    "subscribe with a trade number": ({"EventKey": "last_trade_no_123"}, WORDS["welcome"]),
    "SUBSCRIBE in capitals": ({"Event": "SUBSCRIBE"}, WORDS["welcome"]),
    "subscribe with a scene": ({"EventKey": "qrscene_huaian", "Ticket": "t"}, WORDS["welcome"] + "\n答：我在淮安参保"),
    "subscribe with another scene": ({"EventKey": "qrscene_77", "Ticket": "t"}, WORDS["welcome"]),
    "SCAN": ({"EventKey": "claim", "Ticket": "t"}, WORDS["welcome_back"] + "\n答：垫付的医药费怎么回去报销"),
    "SCAN of another scene": ({"EventKey": "77", "Ticket": "t"}, WORDS["welcome_back"]),
    "CLICK": ({"EventKey": "filing_materials"}, "答：异地就医备案要什么材料"),
    "CLICK of an old menu": ({"EventKey": "gone"}, WORDS["welcome_back"]),
    "scancode_waitmsg": ({"EventKey": "k"}, WORDS["scanned"]),
}


@pytest.mark.parametrize(("name", "fields", "reply"), [(name, *row) for name, row in EVENT_REPLIES.items()])
async def test_events(account: Account, name: str, fields: dict[str, Any], reply: str) -> None:
    await account.platform.push(account.platform.fields(kind="event", **{"Event": name.split()[0], **fields}))
    assert account.seen[0].startswith(reply)


def test_a_scene_may_be_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = yaml.safe_load(guide.COPY.read_text("utf-8")) | {"scenes": {77: "怎么备案"}}
    path = tmp_path / "wechat.yml"
    path.write_text(yaml.safe_dump(copy, allow_unicode=True), "utf-8")
    monkeypatch.setattr(guide, "COPY", path)
    push = read_push({"MsgType": "event", "Event": "SCAN", "EventKey": "77"})
    assert push.step(load_guide.__wrapped__()).ask == "怎么备案"


QUIET = [
    "VIEW", "view_miniprogram", "LOCATION", "TEMPLATESENDJOBFINISH", "location_select", "pic_sysphoto",
    "pic_photo_or_album", "pic_weixin", "scancode_push", "subscribe_msg_popup_event", "subscribe_msg_change_event",
    "subscribe_msg_sent_event", "kf_create_session", "kf_close_session", "kf_switch_session", "from_the_future", "",
]  # fmt: skip


@pytest.mark.parametrize("name", QUIET)
async def test_quiet_events_are_acknowledged(account: Account, name: str) -> None:
    await account.platform.event(name, EventKey="k", Latitude="31.3", Longitude="120.6", Status="failed:user block")
    assert account.seen == []
    assert account.engine.said == []


@pytest.mark.parametrize("name", ["unsubscribe", "user_authorization_revoke", "user_authorization_cancellation"])
async def test_who_leaves_is_forgotten(account: Account, name: str) -> None:
    account.engine.texts["长"] = "长句子。" * 400
    await account.platform.text("长")
    await account.platform.event(name)
    await account.platform.text("1")
    conversation = account.channels[0].conversation(USER)
    assert account.engine.erased == [conversation, conversation + "-aside"]
    assert account.seen[-1] == "答：1"


async def test_a_withdrawal_erases_the_person_whom_it_names(account: Account) -> None:
    await account.platform.event("user_authorization_cancellation", user="platform", OpenID=USER)
    assert account.channels[0].conversation(USER) in account.engine.erased


async def test_nothing_of_who_leaves_stays_in_the_store(account: Account) -> None:
    account.engine.slow("私事", 10)
    account.platform.errors["message/custom/send"] = [45047]
    await account.platform.text("私事")
    await account.settle()
    assert "私事" in contents(account)
    await account.platform.event("unsubscribe")
    assert "私事" not in contents(account)
    assert account.channels[0].conversation(USER) not in contents(account)


async def test_a_reply_on_its_way_leaves_nothing_of_who_has_left(account: Account) -> None:
    async def slow_at_the_end(step: str, key: str) -> None:
        await asyncio.sleep(2 if step == "set" and key.startswith("shown:") else 0)

    account.platform.app, other = account.process(slow_at_the_end), account.platform.app
    replied = asyncio.create_task(account.platform.text("私事"))
    await asyncio.sleep(1)
    account.platform.app = other
    await asyncio.gather(replied, account.platform.event("unsubscribe"))
    await account.settle()
    assert account.seen == ["答：私事"]
    assert account.channels[0].conversation(USER) not in contents(account)


async def test_an_erasure_that_failed_is_asked_for_again(account: Account) -> None:
    account.engine.broken = True
    push = account.platform.fields(kind="event", Event="unsubscribe")
    assert await account.platform.post(*account.platform.request(push)) == (503, "")
    account.engine.broken = False
    await account.platform.push(push)
    assert account.channels[0].conversation(USER) in account.engine.erased


async def test_questions_that_we_offered_are_asked_by_number(account: Account) -> None:
    await account.platform.push(account.platform.fields(kind="voice", MediaId="m"))
    assert FIRST in account.seen[0]
    await account.platform.text("2")
    assert account.engine.texts_asked == [QUESTIONS[1]]


async def test_numbers_beyond_the_questions_go_to_the_desk(account: Account) -> None:
    await account.platform.event("subscribe")
    await account.platform.text("9")
    assert account.engine.texts_asked == ["9"]


@pytest.mark.parametrize("text", ["2", "２", " 2 ", "2.", "2、", "回复2", "选2", "第2个", "回复 2"])
async def test_choices_of_an_answer_are_made_by_number(account: Account, text: str) -> None:
    await account.platform.event("subscribe")
    await account.platform.text("备案")
    await account.platform.text(text)
    assert account.engine.texts_asked == ["备案", "validity"]


@pytest.mark.parametrize("text", ["0", "3", "99", "2次", "12393", "二"])
async def test_other_numbers_are_text(account: Account, text: str) -> None:
    await account.platform.text("备案")
    await account.platform.text(text)
    assert account.engine.texts_asked == ["备案", text]


async def test_a_number_after_an_answer_without_choices_is_text(account: Account) -> None:
    for text in ("备案", "好", "1"):
        await account.platform.text(text)
    assert account.engine.texts_asked == ["备案", "好", "1"]


async def test_two_events_in_one_second_are_two(account: Account) -> None:
    for key in ("ratio", "claim", "ratio"):
        await account.platform.event("CLICK", EventKey=key)
    assert len(account.engine.said) == 2


def test_a_type_cannot_be_registered_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        event("scan")(EVENTS["scan"])


def test_the_registry_holds_what_the_documentation_lists() -> None:
    assert set(MESSAGES) == {"text", "image", "voice", "video", "shortvideo", "location", "link"}
    assert {"subscribe", "unsubscribe", "scan", "location", "click", "view"} <= set(EVENTS)


def contents(account: Account) -> str:
    """All that the store holds."""
    rows = [*account.store._db.execute("SELECT * FROM entry"), *account.store._db.execute("SELECT * FROM box")]
    return repr(rows)
