"""Buttons carry payloads that only the server can have made."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.tokens import MARK, Seal

SEAL = Seal(b"the server's key")
PAYLOAD = {"topic": "materials", "category": "retiree", "place": "苏州"}
TOKEN = SEAL.close(PAYLOAD)


def test_opens_to_what_was_closed() -> None:
    assert SEAL.open(TOKEN) == PAYLOAD


def test_travels_through_urls_and_forms_unchanged() -> None:
    assert TOKEN.isascii()
    assert all(character.isalnum() or character in "-_~" for character in TOKEN)


def unsigned(payload: dict[str, str]) -> str:
    return MARK + base64.urlsafe_b64encode(json.dumps(payload).encode()).decode()


BODY = TOKEN[len(MARK) + 12 :]
FORGED = {
    "another key": Seal(b"somebody else's key").close(PAYLOAD),
    "no signature": unsigned(PAYLOAD),
    "signature of another token": SEAL.close({"topic": "ratio"})[: len(MARK) + 12] + BODY,
    "signature alone": TOKEN[: len(MARK) + 12],
    "no mark": TOKEN[len(MARK) :],
    "mark alone": MARK,
    "one character more": TOKEN + "A",
    "first character of the content changed": TOKEN[: len(MARK) + 12] + ("A" if BODY[0] != "A" else "B") + BODY[1:],
    "Chinese behind it": TOKEN + "好",
    "empty": "",
    "a Rasa command": '/choose{"topic": "ratio"}',
    "JSON": json.dumps(PAYLOAD),
}


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_text(text: str) -> None:
    assert SEAL.open(text) is None


@pytest.mark.parametrize("length", range(len(TOKEN)))
def test_a_cut_token_is_text(length: int) -> None:
    assert SEAL.open(TOKEN[:length]) is None


@settings(deadline=None)
@given(st.text() | st.text(alphabet="~-_ABCabc019").map(lambda text: MARK + text))
def test_no_text_is_taken_for_a_token_or_breaks_it(text: str) -> None:
    assert SEAL.open(text) is None


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text()))
def test_every_payload_comes_back(payload: dict[str, str]) -> None:
    assert SEAL.open(SEAL.close(payload)) == payload
