"""Answers in the form of a phone: 2,048 bytes, whole sentences, numbers, nothing lost."""

from __future__ import annotations

import asyncio
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.guide import load_guide
from bot.channels.wechat.render import LIMIT, linked, size
from bot.channels.wechat.said import Said, Shown
from bot.channels.wechat.xml import cdata, text_reply
from tests.channels.wechat.conftest import Account

WORDS = load_guide().words
MORE = WORDS["more"]
CHOICES = (("备案材料", "~a"), ("备案期限", "~b"))
LIST = "回复数字选一个：\n1 备案材料\n2 备案期限"
PROSE = st.text(st.sampled_from("医保备案。！？\n，；1a 🏥"), max_size=3000)


def pages(text: str, choices: tuple[tuple[str, str], ...] = (), limit: int = LIMIT) -> list[str]:
    """All pages, as a follower reads them who goes on replying 1. Numbers are chosen on the last one only."""
    read, shown = [], Shown(Said(text, choices))
    while shown.rest:
        assert not shown.numbers
        page, shown = shown.rest.opening(WORDS, limit=limit)
        read.append(page)
    assert shown.numbers == tuple(token for _, token in choices)
    return read


def test_a_text_that_fits_is_one_page() -> None:
    assert pages("好。") == ["好。"]


def test_2048_bytes_fit_and_2049_do_not() -> None:
    assert len(pages("a" * LIMIT)) == 1
    assert len(pages("a" * (LIMIT + 1))) == 2


def test_pages_end_with_a_sentence_and_say_how_to_go_on() -> None:
    first, *_ = pages("备案以后在外地看病可以直接结算。" * 60)
    assert first.endswith("。\n" + MORE)


@given(PROSE, st.sampled_from([(), CHOICES]))
def test_no_page_is_too_long_and_no_word_is_lost(text: str, choices: tuple[tuple[str, str], ...]) -> None:
    cut = pages(text, choices)
    assert all(size(page) <= LIMIT for page in cut)
    assert all(page.endswith("\n" + MORE) for page in cut[:-1])
    whole = "".join(page.removesuffix("\n" + MORE) for page in cut[:-1]) + cut[-1]
    assert re.sub(r"\s", "", whole) == re.sub(r"\s", "", text + (LIST if choices else ""))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=2000), st.integers(100, 400))
def test_any_text_is_cut_within_any_limit(text: str, limit: int) -> None:
    assert all(size(page) <= limit for page in pages(text, limit=limit))


@pytest.mark.parametrize("sentences", range(36, 46))
def test_choices_stay_together_on_the_last_page(sentences: int) -> None:
    *_, last = pages("备案以后在外地看病可以直接结算。" * sentences, CHOICES)
    assert last.endswith(LIST)


def test_what_the_follower_has_in_front_of_him_survives_the_store() -> None:
    said = Said("备案以后在外地看病可以直接结算。" * 60, CHOICES, aside=True)
    _, shown = said.opening(WORDS)
    assert Shown.from_json(shown.to_json()) == shown
    assert Said.from_json(said.to_json()) == said


def test_the_first_mention_of_a_mini_program_becomes_a_link() -> None:
    page = linked("用“国家异地就医备案”小程序，国家异地就医备案也行", {"国家异地就医备案": ("wx123456", "pages/a")})
    assert page.count("<a data-miniprogram-appid") == 1
    assert page.startswith(
        '用“<a data-miniprogram-appid="wx123456" data-miniprogram-path="pages/a">国家异地就医备案</a>”'
    )


def test_a_name_that_stands_in_another_makes_no_link_in_a_link() -> None:
    programs = {"异地就医备案": ("wx111111", "pages/a"), "国家异地就医备案": ("wx222222", "pages/b")}
    page = linked("“国家异地就医备案”小程序，又叫异地就医备案", programs)
    assert re.findall(r'appid="(\w+)" [^>]*>([^<]*)</a>', page) == [
        ("wx222222", "国家异地就医备案"),
        ("wx111111", "异地就医备案"),
    ]


def test_a_link_that_does_not_fit_is_left_out() -> None:
    page = "备" * 675 + "小程序"
    assert linked(page, {"小程序": ("wx123456", "pages/a")}) == page


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_a_reply(text: str) -> None:
    root = ElementTree.fromstring(text_reply("u", "a", 1, text))
    assert [child.tag for child in root] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]


def test_the_end_of_a_cdata_section_arrives_as_it_was() -> None:
    assert ElementTree.fromstring(f"<x>{cdata('a]]>b]]]]>>')}</x>").text == "a]]>b]]]]>>"


@pytest.mark.anyio
async def test_a_long_answer_is_read_page_by_page(account: Account) -> None:
    account.engine.texts["全部"] = "".join(f"第{number}条，备案以后可以直接结算。" for number in range(150))
    for text in ("全部", "1", "继续", "1"):
        await account.platform.text(text)
    pages_read = [page.removesuffix("\n" + MORE) for page in account.seen]
    assert len(pages_read) == 4
    assert "".join(pages_read) == account.engine.texts["全部"]
    assert account.engine.texts_asked == ["全部"]


@pytest.mark.anyio
async def test_another_question_in_between_ends_the_reading(account: Account) -> None:
    account.engine.texts["全部"] = "备案以后可以直接结算。" * 200
    for text in ("全部", "算了", "1"):
        await account.platform.text(text)
    assert account.engine.texts_asked == ["全部", "算了", "1"]


@pytest.mark.anyio
async def test_choices_are_numbered(account: Account) -> None:
    await account.platform.text("备案")
    assert account.seen == ["答：备案\n回复数字选一个：\n1 备案材料\n2 备案期限"]


@pytest.mark.anyio
async def test_one_goes_on_before_it_chooses(account: Account) -> None:
    account.engine.texts["备案"] = "备案以后可以直接结算。" * 100
    for text in ("备案", "1", "1"):
        await account.platform.text(text)
    assert account.seen[0].endswith(MORE)
    assert account.seen[1].endswith(LIST)
    assert account.engine.texts_asked == ["备案", "materials"]


@pytest.mark.anyio
async def test_pages_and_choices_that_waited_are_not_lost(account: Account) -> None:
    account.engine.texts["备案"] = "".join(f"第{number}条，备案以后可以直接结算。" for number in range(150))
    account.engine.slow("备案", 10)
    account.platform.errors["message/custom/send"] = [45047]
    await account.platform.text("备案")
    await account.settle()
    read = await read_on(account, "你好")
    wanted = f"【您上次问的】{account.engine.texts['备案']}【您这次问的】答：你好{LIST}"
    assert re.sub(r"\s", "", read) == re.sub(r"\s", "", wanted)


@pytest.mark.anyio
async def test_a_page_that_waited_brings_those_behind_it(account: Account) -> None:
    account.engine.texts["全部"] = "".join(f"第{number}条，备案以后可以直接结算。" for number in range(150))
    await account.platform.text("全部")
    account.engine.slow("慢", 10)
    account.platform.errors["message/custom/send"] = [45047] * 2
    await asyncio.gather(account.platform.text("慢"), account.platform.text("1"))
    await account.settle()
    read = account.seen[0].removesuffix("\n" + MORE) + (await read_on(account, "在吗"))
    assert all(f"第{number}条" in read for number in range(150))
    assert "答：慢" in read


async def read_on(account: Account, text: str) -> str:
    """Send a text and read all pages of what comes."""
    await account.platform.text(text)
    read = account.seen[-1]
    while read.endswith("\n" + MORE):
        await account.platform.text("1")
        read = read.removesuffix(MORE) + account.seen[-1]
    return read
