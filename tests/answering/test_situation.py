"""The person's case: what is said last holds, and what is unknown stays unknown."""

from __future__ import annotations

import pytest

from actions.situation import Situation, category_from_signs, update
from bot.nlu.gazetteer import Gazetteer
from bot.nlu.text import normalise
from knowledge.loader import load

PLACES = load().places


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def told(gazetteer: Gazetteer, *messages: str) -> Situation:
    situation = Situation()
    for message in messages:
        situation = update(situation, gazetteer.find(normalise(message)), PLACES)
    return situation


# (messages, insured place, care place)
JOURNEYS = [
    (["苏州的医保去上海看病"], "suzhou", "上海市"),
    (["人在上海，医保在苏州"], "suzhou", "上海市"),
    (["淮安过来苏州看病"], "huaian", "suzhou"),
    (["单位派驻成都，社保交在太仓"], "taicang", "成都市"),
    (["去上海看病"], None, "上海市"),
    (["张家港的呢"], "zhangjiagang", None),
    (["苏州医保去北京", "改去南京了呢"], "suzhou", "nanjing"),
    (["昆山参保去上海", "说错了我是常熟的"], "changshu", "上海市"),
    (["医保在苏州", "要备案吗"], "suzhou", None),
    (["备案要带什么材料"], None, None),
]


@pytest.mark.parametrize(("messages", "insured", "care"), JOURNEYS)
def test_places_of_the_case(gazetteer: Gazetteer, messages: list[str], insured: str | None, care: str | None) -> None:
    situation = told(gazetteer, *messages)
    assert (situation.insured_place, situation.care_place) == (insured, care)


TRIPS = [
    ("昆山参保去苏州看病", "in_city"),
    ("苏州医保去南京看病", "in_province"),
    ("苏州医保去上海看病", "cross_province"),
    ("苏州医保去省内别的市看病", "in_province"),
    ("苏州医保怎么备案", None),
]


@pytest.mark.parametrize(("message", "trip"), TRIPS)
def test_kind_of_trip(gazetteer: Gazetteer, message: str, trip: str | None) -> None:
    assert told(gazetteer, message).trip_between(PLACES) == trip


# Signs of a story → category (001 第三条, 000 二); nothing is guessed from one sign that fits several.
STORIES = [
    ({"retired", "hukou_moved"}, "retiree"),
    ({"retired", "hukou_kept"}, "resident"),
    ({"retired"}, None),
    ({"lives_elsewhere"}, "resident"),
    ({"sent_by_employer"}, "worker"),
    ({"sent_by_employer", "retired"}, "worker"),
    ({"referral"}, "referral"),
    ({"referral", "no_referral"}, None),
    ({"temporary_visit"}, "temporary"),
    ({"temporary_visit", "emergency"}, None),
    (set(), None),
]


@pytest.mark.parametrize(("signs", "category"), STORIES, ids=lambda value: str(value))
def test_category_of_a_story(signs: set[str], category: str | None) -> None:
    assert category_from_signs(signs) == category


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        (["hukou_kept"], ["hukou_moved"], ("hukou_moved",)),
        (["filed"], ["not_filed"], ("not_filed",)),
        (["retired"], ["hukou_moved"], ("retired", "hukou_moved")),
    ],
)
def test_a_new_sign_drops_its_opposite(before: list[str], after: list[str], known: tuple[str, ...]) -> None:
    assert Situation().with_signs(before).with_signs(after).signs == known


def test_comes_back_from_the_slot_as_it_went_in(gazetteer: Gazetteer) -> None:
    situation = told(gazetteer, "我爸退休了户口迁到上海，苏州医保，住院")
    assert Situation.load(situation.dump()) == situation
    assert Situation.load(None) == Situation()
