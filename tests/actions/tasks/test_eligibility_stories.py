"""Stories of what was promised, of several places, and of trips that need no filing, as people send them."""

import pytest

from tests.actions.tasks.talk import Talk


@pytest.mark.parametrize(
    ("said", "topic", "told"),
    [
        ("姑苏参保，四个月前签承诺书备了无锡，现在搬到常州住了，能重新备案吗", "change_cancel", "满6个月才能"),
        ("退休了户口迁到了合肥，苏州医保，三个月前用承诺书备案过南京，这种能备案吗", "commitment", "满6个月才能"),
        ("我在相城参保，长住杭州，户口没迁，之前签承诺书备过案，能备案吗", "commitment", "单位派您"),
        ("想在上海和杭州两个地方都备案，长住，户口没动，苏州医保，能不能备案", "several_places", "单位派您"),
        ("姑苏区参保，自己去上海和南京两边看病，没转诊，能备案吗", "without_filing", "能不能同时备案几个地方"),
        (
            "我医保在常熟，人长期住在宁波和绍兴，证明拿不出，能备案吗",
            "several_places",
            "要提供有效的异地长期居住认定材料",
        ),
        ("我能备案吗，杨凌医保，在西安住了八个月，还会一直住", "who", "一年"),
    ],
)
def test_what_was_promised_and_where_to_is_weighed_in_the_check(talk: Talk, said: str, topic: str, told: str):
    assert told in talk.say(said, topic)
    assert talk.task["task"] == "eligibility"


def test_a_choice_typed_as_it_reads_is_that_choice(talk: Talk):
    talk.say("我能备案吗")
    talk.say("去广州")
    assert "按“异地长期居住人员”备案" in talk.say("长住那边,户口没迁")


def test_a_trip_inside_the_city_needs_no_filing(talk: Talk):
    assert talk.say("我在昆山参保，去太仓看病，自己去，能备案吗", "who").startswith("不用办异地就医备案")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("要是只是去看个病呢", "按“其他临时外出就医人员”备案"), ("要是医院给转诊了呢", "按“异地转诊人员”备案")],
)
def test_another_aim_of_the_trip_can_be_supposed(talk: Talk, said: str, outcome: str):
    talk.say("我在昆山参保，户口没迁，没退休，长住上海，不是单位派的")
    assert "只是假设" in talk.say(said, "referral")
    assert outcome in talk.answer.text
