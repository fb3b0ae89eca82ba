"""Whatever way a message is typed, the components behind the normaliser see one form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.text import asks, clauses, led, normalise, self_contained

TYPED_AND_READ = [
    # full-width letters, digits, punctuation
    ("备案有效期是１年吗？", "备案有效期是1年吗?"),
    ("江苏医保云ＡＰＰ", "江苏医保云APP"),
    ("拨０５１２－１２３９３", "拨0512-12393"),
    # traditional characters
    ("異地就醫備案要帶什麼材料", "异地就医备案要带什么材料"),
    ("轉診證明誰開", "转诊证明谁开"),
    ("門診報銷", "门诊报销"),
    # misspellings, homophones, voice transcripts
    ("备岸材料", "备案材料"),
    ("医宝卡抱销", "医保卡报销"),
    ("扬凌的转珍", "杨凌的转诊"),
    ("苏洲起伏线", "苏州起付线"),
    ("成诺书", "承诺书"),
    # control and invisible characters, white space
    ("备\u200b案\ufeff材料", "备案材料"),
    ("备案\x00\x07材料", "备案材料"),
    ("\u202e材料\u202c", "材料"),
    ("  备案 \t\n 材料  ", "备案 材料"),
    # several at once
    ("\u3000異第就醫　備岸？", "异地就医 备案?"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "read"), TYPED_AND_READ)
def test_brings_to_one_form(typed: str, read: str) -> None:
    assert normalise(typed) == read


@pytest.mark.parametrize(("typed", "read"), TYPED_AND_READ)
def test_leaves_alone_what_is_in_that_form(typed: str, read: str) -> None:
    assert normalise(read) == read


@settings(deadline=None)
@given(st.text())
def test_never_fails_and_leaves_no_control_character(typed: str) -> None:
    read = normalise(typed)
    assert read == read.strip()
    assert not any(ord(character) < 32 for character in read)


MESSAGES_AND_CLAUSES = [
    ("备案要带什么材料", ["备案要带什么材料"]),
    ("备案要带什么材料?多久能办好?管几年?", ["备案要带什么材料?", "多久能办好?", "管几年?"]),
    ("我爸退休了,户口也迁走了,要交什么材料", ["我爸退休了", "户口也迁走了", "要交什么材料"]),
    # what is too short to mean anything stays with what came before
    ("张家港的窗口在哪里?谢谢", ["张家港的窗口在哪里? 谢谢"]),
    ("你好,怎么备案", ["你好", "怎么备案"]),
    ("没备案能报吗 外地药店能刷医保吗", ["没备案能报吗", "外地药店能刷医保吗"]),
    ("第一,材料", ["第一,材料"]),
    ("???", []),
    ("", []),
]


@pytest.mark.parametrize(("message", "expected"), MESSAGES_AND_CLAUSES)
def test_splits_a_message_into_clauses(message: str, expected: list[str]) -> None:
    assert clauses(message) == expected


def test_a_question_that_leans_on_what_was_told_is_read_with_it() -> None:
    parts = ["我妈备案到南京才一个月", "我想帮她取消", "网上却说不让", "为啥不让?", "要等多久?", "窗口在哪?"]
    assert self_contained(parts) == [*parts[:3], "网上却说不让,为啥不让?", "网上却说不让,要等多久?", "窗口在哪?"]


QUESTIONS = [
    "要带什么材料",
    "多久能办好",
    "能不能代办",
    "在哪里办",
    "可以刷卡不",
    "备案了吗",
    "有区别伐",
    "咋整",
    "用不用备案",
    "户口没迁?",
]
STATEMENTS = ["我爸退休了", "户口迁走了", "我是张家港的", "谢谢你", "单位派我去的", "住了好几年了"]


@pytest.mark.parametrize("text", QUESTIONS)
def test_hears_a_question(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", STATEMENTS)
def test_does_not_take_a_statement_for_a_question(text: str) -> None:
    assert not asks(text)


LETTERS_AND_LEADS = [
    # what a sentence says right before its question belongs to it
    ("我退休了。等备好了,过年回老家看病,卡还能刷吗?", {"卡还能刷吗?": "过年回老家看病,卡还能刷吗?"}),
    # what another sentence says does not, nor does another question
    ("我退休了。材料要哪些?几天能好?", {}),
    # a long lead would be all that is read
    ("我" + "一直" * 20 + "等着,几天能好?", {}),
]


@pytest.mark.parametrize(("text", "expected"), LETTERS_AND_LEADS)
def test_a_question_is_led_up_to_by_its_own_sentence(text: str, expected: dict[str, str]) -> None:
    assert led(text) == expected
