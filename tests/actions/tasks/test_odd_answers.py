"""Answers in odd forms: not decided yet, a time without a day, a part of a city, "the first one", "I think so"."""

import datetime as dt

import pytest

from actions.filing.dates import read_date
from actions.filing.errors import FilingError
from tests.actions.filing.samples import ADULT
from tests.actions.tasks.talk import Talk
from tests.actions.tasks.test_filing_talk import collected


def until(talk: Talk, *texts: str) -> None:
    for text in texts:
        talk.say(text)


@pytest.mark.parametrize(
    ("said", "city"),
    [("浦东", "上海市"), ("萧山", "杭州市"), ("去义乌看", "金华市"), ("上海瑞金医院", "上海市"), ("魔都", "上海市")],
)
def test_a_part_of_a_city_is_the_city(talk: Talk, said: str, city: str):
    until(talk, "我要办秒备", "本人", "昆山", said)
    assert talk.task["values"]["destination"] == city


@pytest.mark.parametrize("said", ["还没定去哪", "没想好", "不一定", "看情况吧", "不知道去哪个城市"])
def test_a_city_not_decided_is_no_side_question_and_no_failure(talk: Talk, said: str):
    until(talk, "我要办秒备", "本人", "昆山")
    for _ in range(5):
        assert "没定就先不用办" in talk.say(said, "where")
    assert talk.task["asked"] == "destination"


def test_two_cities_are_asked_to_be_one(talk: Talk):
    until(talk, "我要办秒备", "本人", "昆山")
    assert "先办哪一个" in talk.say("上海和杭州都要去")
    assert "从哪天开始" in talk.say("先杭州")


@pytest.mark.parametrize(
    "said", ["大概12月初", "国庆后", "过完年", "月底吧", "下个月", "下周", "最近", "十二月中旬", "半个月后"]
)
def test_a_time_without_a_day_is_asked_for_the_day(talk: Talk, said: str):
    until(talk, "我要办秒备", "本人", "昆山", "上海")
    assert "定到哪一天" in talk.say(said, "validity")
    assert talk.task["asked"] == "start"


@pytest.mark.parametrize("said", ["说不准哪天", "还没定", "到时候再说"])
def test_a_day_not_decided(talk: Talk, said: str):
    until(talk, "我要办秒备", "本人", "昆山", "上海")
    assert "最早可能去的那一天" in talk.say(said, "where")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天就走", "2026-11-22"),
        ("下礼拜三", "2026-11-25"),
        ("12-05", "2026-12-05"),
        ("20261201", "2026-12-01"),
        ("三天后", "2026-11-25"),
        ("两个星期后", "2026-12-06"),
        ("这个周末", "2026-11-22"),
        ("国庆", "2027-10-01"),
        ("元旦", "2027-01-01"),
        ("月底28号", "2026-11-28"),
        ("越快越好", "2026-11-22"),
        ("今晚", "2026-11-22"),
    ],
)
def test_days_as_people_say_them(said: str, day: str):
    sunday = dt.date(2026, 11, 22)
    assert read_date(said, sunday).isoformat() == day


@pytest.mark.parametrize("said", ["1-2天", "65岁", "昆山", "国庆后", "一年"])
def test_what_is_no_day(said: str):
    with pytest.raises(FilingError):
        read_date(said, dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    "said",
    [
        "我的身份证１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "110105-19491231-002x",
        f"号码是{ADULT}哦",
    ],
)
def test_an_id_number_as_people_type_it(talk: Talk, said: str):
    until(talk, "我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", said)
    assert talk.task["asked"] == "mobile"


def test_a_daughters_number_changes_nothing_else(talk: Talk):
    until(talk, "我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", ADULT)
    reply = talk.say("我女儿的手机13812345678")
    assert "138****5678" in reply
    assert "本人办理" in reply


def test_after_a_change_the_old_city_is_not_taken_for_the_new_one(talk: Talk):
    collected(talk)
    talk.say("确认")
    receipt = talk.office.service.own("web:1")[0].receipt
    until(talk, "变更刚才办的备案", f"{receipt} 002X", "是")
    assert "去上海市看病" not in talk.press("重新办秒备")
    assert "在昆山市参保" in talk.answer.text


@pytest.mark.parametrize("said", ["第二个", "上面说的第二种", "选二", "B", "2", "我是第2种", "长住那边，户口没迁"])
def test_a_kind_of_filing_named_by_its_place(talk: Talk, said: str):
    until(talk, "我能备案吗", "杭州", said)
    assert "异地长期居住人员" in talk.answer.text or "单位派您" in talk.answer.text


def test_the_last_one_is_never_to_stop(talk: Talk):
    until(talk, "我要办秒备", "最后一个")
    assert talk.task["values"] == {"who": "proxy"}


@pytest.mark.parametrize("said", ["都不是", "以上都不是", "不晓得", "都行", "不太清楚"])
def test_none_of_the_kinds_is_asked_one_by_one(talk: Talk, said: str):
    until(talk, "我能备案吗", "杭州")
    assert talk.say(said, "deny").startswith("那一条条来")
    assert "您退休了吗" in talk.answer.text


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("好像是", "先按“是”算"),
        ("应该是吧", "先按“是”算"),
        ("差不多", "先按“是”算"),
        ("好像不是", "先按“不是”算"),
        ("应该没有", "先按“不是”算"),
    ],
)
def test_half_an_answer_is_taken_for_now_and_that_is_said(talk: Talk, said: str, taken: str):
    until(talk, "我能备案吗", "杭州", "长年住在那边，户口没有迁")
    assert "单位派您" in talk.answer.text
    assert taken in talk.say(said, "affirm")


@pytest.mark.parametrize("said", ["还没定去哪", "不知道去哪个城市", "不晓得"])
def test_where_to_is_not_known_yet(talk: Talk, said: str):
    until(talk, "我能备案吗")
    assert "您是哪种情形" in talk.say(said, "where")


def test_a_part_of_a_city_in_the_first_message(talk: Talk):
    until(talk, "我要办秒备，我自己，太仓，去义乌")
    assert talk.task["values"]["destination"] == "金华市"


@pytest.mark.parametrize("said", ["身份证在哪看啊", "号码怎么找"])
def test_where_a_number_is_found_is_no_side_question(talk: Talk, said: str):
    until(talk, "我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意")
    assert talk.say(said, "out_of_scope").startswith("身份证号是18位")


@pytest.mark.parametrize("said", ["想给别人办备案", "我要给我妈办个备案"])
def test_to_file_for_another_is_nothing_forbidden(talk: Talk, said: str):
    assert "您已得到同意了吗" in talk.say(said, "forbidden")


def test_my_filing_is_looked_up_in_a_doubled_verb(talk: Talk):
    assert "请发查询编号" in talk.say("查查我的备案", "personal_record")
