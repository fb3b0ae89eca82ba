"""The case book: stories of people, and what the documents say to them."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from actions.answering.compose import MAX_CHARS, Composer
from actions.answering.copy import copy
from actions.eligibility.assess import assess
from actions.eligibility.card import Cards
from actions.eligibility.case import case_of
from actions.eligibility.otherwise import overall
from actions.eligibility.verdict import Verdict
from actions.situation import Situation
from knowledge.loader import load
from knowledge.model import Category

ON = dt.date(2025, 7, 3)
STORIES = [
    story
    for book in sorted(Path(__file__).parent.glob("casebook_*.yml"))
    for story in yaml.safe_load(book.read_text("utf-8"))
]
BASE = load()


def situation_of(story: dict) -> Situation:
    return Situation(
        story["insured"], story.get("care"), category=story.get("category"), signs=tuple(story.get("signs", ()))
    )


@pytest.mark.parametrize("story", STORIES, ids=[story["story"] for story in STORIES])
def test_story(story: dict):
    situation = situation_of(story)
    found = assess(case_of(situation, BASE.places, **story.get("told", {})), BASE, ON)
    card = Cards(Composer(BASE, ON)).card(found, situation)
    assert overall(found).value == story["result"]
    if "is" in story:
        assert found.best.category.value == story["is"]
    if "modes" in story:
        assert [mode.value for mode in found.best.modes] == story["modes"]
    if story["result"] == "needs_detail":
        assert list(found.missing) == story["missing"]
    assert set(story.get("because", ())) <= {reason.fact for decision in found.decisions for reason in decision.reasons}
    for category in story.get("not", ()):
        assert found[Category(category)].verdict is Verdict.not_eligible
    assert set(story.get("says", ())) <= set(card.facts)
    assert card.sources or story["result"] == "needs_detail"


def test_the_book_is_thick_enough():
    assert len(STORIES) >= 60
    assert len({story["story"] for story in STORIES}) == len(STORIES)


@pytest.mark.parametrize("story", STORIES, ids=[story["story"] for story in STORIES])
def test_the_card_is_read_at_one_glance_even_for_somebody_else_in_an_emergency(story: dict):
    situation = situation_of(story)
    found = assess(case_of(situation, BASE.places, **story.get("told", {})), BASE, ON)
    heaviest = situation.with_signs(["emergency", "pregnant"]).with_told({"whom": "您母亲"})
    for case in (situation, heaviest):
        assert len(Cards(Composer(BASE, ON)).card(found, case).text) <= MAX_CHARS


@pytest.mark.parametrize(("fact", "short"), copy("card").items(), ids=copy("card"))
def test_a_short_form_says_no_more_than_its_fact(fact: str, short: str):
    sentence = BASE.facts[fact].sentence
    assert len(short) <= len(sentence)
    assert set(re.findall(r"[\d-]+", short)) <= set(re.findall(r"[\d-]+", sentence))
