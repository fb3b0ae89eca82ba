"""The filing dialogue asks with real controls; whoever sees only text misses nothing."""

import pytest

from actions.filing.errors import FilingError
from actions.filing.validators import destination
from knowledge.loader import load
from tests.actions.filing.samples import ADULT, MOBILE
from tests.actions.tasks.talk import Talk

ANSWERS = ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", ADULT, MOBILE)
PLACES = load().places


def form_after(talk: Talk, answers: int) -> dict:
    for text in ANSWERS[:answers]:
        talk.say(text)
    return talk.answer.to_json()["form"]


@pytest.mark.parametrize(
    ("answers", "form"),
    [
        (2, {"field": "insured", "kind": "choice"}),
        (3, {"field": "destination", "kind": "city"}),
        (4, {"field": "start", "kind": "date", "min": "2025-07-03", "max": "2026-07-03"}),
        (7, {"field": "id_number", "kind": "id", "label": "您本人的18位身份证号"}),
        (8, {"field": "mobile", "kind": "phone"}),
    ],
    ids=lambda value: value["field"] if isinstance(value, dict) else None,
)
def test_each_value_is_asked_with_its_control(talk: Talk, answers: int, form: dict):
    shown = form_after(talk, answers)
    assert {key: shown[key] for key in form} == form
    assert shown["label"]
    assert talk.answer.text.strip()


@pytest.mark.parametrize(
    "answers", [1, 5, 6, 9], ids=["for whom", "consent to the rate", "consent to the data", "summary"]
)
def test_a_choice_of_two_needs_no_control_beside_its_buttons(talk: Talk, answers: int):
    assert form_after(talk, answers) is None
    assert talk.answer.choices


@pytest.mark.parametrize(("answers", "field"), [(2, "insured")])
def test_what_an_option_says_is_understood(talk: Talk, answers: int, field: str):
    for option in form_after(talk, answers)["options"]:
        other = Talk(talk.office, talk.now, f"web:{option['value']}")
        form_after(other, answers)
        other.say(option["value"])
        assert field in other.task["values"]


@pytest.mark.parametrize("city", [place for place in PLACES if place.level == "city"], ids=lambda place: place.name)
def test_every_city_of_the_list_is_understood(talk: Talk, city):
    form_after(talk, 3)
    reply = talk.say(city.name)
    try:
        expected = destination(city.id, "kunshan", PLACES)
    except FilingError:
        assert "不算异地" in reply
        return
    assert talk.task["values"]["destination"] == expected


def test_the_control_comes_back_after_a_mistake_and_after_a_question_in_between(talk: Talk):
    assert form_after(talk, 4)["kind"] == "date"
    talk.say("2月30号")
    assert talk.answer.form.kind == "date"
    talk.say("要带什么材料呢？", "materials")
    assert talk.answer.form.kind == "date"
    talk.say("2025-07-08")
    assert talk.task["values"]["start"] == "2025-07-08"


@pytest.mark.parametrize(
    ("answers", "between", "points"),
    [(6, "", 3), (9, "", 7), (9, "备案收钱吗？", 7)],
    ids=["consent to the data", "summary", "summary after a question in between"],
)
def test_a_list_is_one_on_a_page_too(talk: Talk, answers: int, between: str, points: int):
    form_after(talk, answers)
    if between:
        talk.say(between, "fee")
    lines = [line.text for section in talk.answer.sections for line in section.lines]
    assert points in [len(section.lines) for section in talk.answer.sections]
    assert all(line in talk.answer.text and "\n" not in line and "•" not in line for line in lines)
