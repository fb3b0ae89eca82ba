"""Conversations with the real engine. Each situation is one sentence and stands in situations/*.yml.

`says` and `never` are about the last reply, `status` and `offers` (titles of buttons) too; a turn `{tap: title}` is a
button.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answering.answer import Status
from actions.answering.compose import MAX_CHARS
from bot.port import Reply
from tests.citizen import Citizen

FOLDER = Path(__file__).parent / "situations"
KEYS = {"situation", "turns", "says", "never", "status", "offers"}


def _situations() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for situation in yaml.safe_load(path.read_text("utf-8")):
            found.append(pytest.param(situation, id=f"{path.stem}: {situation['situation']}"))
    return found


@pytest.mark.parametrize("situation", _situations())
def test_situation(situation: dict[str, Any], citizen: Citizen) -> None:
    for turn in situation["turns"]:
        reply = citizen.taps(turn["tap"]) if isinstance(turn, dict) else citizen.says(turn)
        _is_a_proper_reply(reply, citizen.transcript)
    for wanted in situation.get("says", []):
        assert wanted in reply.text, citizen.transcript
    for unwanted in situation.get("never", []):
        assert unwanted not in reply.text, citizen.transcript
    if "status" in situation:
        assert reply.answer["status"] == situation["status"], citizen.transcript
    for title in situation.get("offers", []):
        assert title in dict(reply.choices), citizen.transcript


def _is_a_proper_reply(reply: Reply, transcript: str) -> None:
    """True of every reply: it says something, not too much, and an answer from the documents names them."""
    assert reply.text.strip()
    assert len(reply.text) <= MAX_CHARS, transcript
    assert reply.answer["status"] in {status.value for status in Status} - {Status.failed.value}, transcript
    if reply.answer["status"] == Status.answered.value:
        assert reply.answer["sources"], transcript
        assert "依据：" in reply.text, transcript


def test_situations_are_many_well_formed_and_different() -> None:
    situations = [param.values[0] for param in _situations()]
    assert len(situations) >= 90
    for situation in situations:
        assert set(situation) <= KEYS
        assert situation["turns"]
        assert situation.keys() & {"says", "never", "status", "offers"}
    for key in ("situation", "turns"):
        assert len({str(situation[key]) for situation in situations}) == len(situations)
