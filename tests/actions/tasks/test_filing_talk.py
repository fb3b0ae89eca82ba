"""Filing as a conversation: asked once, corrected at will, interrupted, stopped, done after an explicit yes only."""

import datetime as dt

import pytest
import sqlalchemy as sa

from actions.filing.model import State
from actions.filing.tables import filing
from actions.records.tables import vault_session, vault_value
from tests.actions.filing.samples import ADULT, CHILD, MOBILE
from tests.actions.tasks.talk import Talk


def stored(talk: Talk, table=filing) -> int:
    with talk.office.database.read() as connection:
        return len(connection.execute(sa.select(table)).all())


def collected(talk: Talk) -> None:
    """Everything given, the summary on the screen."""
    for text in ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", ADULT, MOBILE):
        talk.say(text)


def test_the_straight_way_ends_with_a_filing_reported_by_the_citizen(talk: Talk):
    collected(talk)
    assert "**************002X" in talk.answer.text
    assert "138****0000" in talk.answer.text
    assert stored(talk) == 0
    assert "我没有替您提交" in talk.press("确认")
    assert stored(talk) == 1
    for _ in range(4):
        talk.say("下一步")
    assert "以APP里的结果为准" in talk.say("完成了")
    made = talk.office.service.own("web:1")[0]
    assert (made.state, made.history[-1].note) == (State.accepted, "reported done")
    assert talk.task is None


def test_no_personal_number_reaches_the_slots_or_a_reply(talk: Talk):
    replies = [
        talk.say(text) for text in ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", ADULT, MOBILE, "确认")
    ]
    everything = "".join([*talk.slots, *replies])
    assert ADULT not in everything
    assert MOBILE not in everything
    assert stored(talk, vault_value) == stored(talk, vault_session) == 0


def test_what_was_said_before_is_not_asked_again(talk: Talk):
    talk.say("我在昆山参保，自己去杭州看病")
    talk.say("我要办秒备")
    assert "从哪天开始" in talk.say("本人")


def test_several_values_in_one_message(talk: Talk):
    talk.say("我要办秒备")
    talk.say("本人")
    assert "您同意吗" in talk.say("我是园区的，下周一去南京")
    assert (talk.task["values"]["insured"], talk.task["values"]["destination"]) == ("park", "nanjing")


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("不是上海，是杭州", "destination", "杭州市"),
        ("去南京", "destination", "nanjing"),
        ("是南京不是上海", "destination", "nanjing"),
        ("去杭州，不去上海了", "destination", "杭州市"),
        ("我说错了，是南京，不是上海", "destination", "nanjing"),
        ("哦等等地方错了 是南京不是上海", "destination", "nanjing"),
        ("改成7月8号", "start", "2025-07-08"),
        ("我是太仓参保的", "insured", "taicang"),
        ("不是昆山，是常熟的", "insured", "changshu"),
    ],
)
def test_corrections_at_the_summary(talk: Talk, said: str, field: str, value: str):
    collected(talk)
    assert "好的，改成" in talk.say(said)
    assert talk.task["values"][field] == value
    assert "请核对" in talk.answer.text


def test_a_corrected_number_replaces_the_old_one(talk: Talk):
    collected(talk)
    assert "139****1111" in talk.say("手机改成13900001111")


def test_a_question_in_between_is_answered_and_the_task_returns(talk: Talk):
    talk.say("我要办秒备")
    talk.say("本人")
    reply = talk.say("要带什么材料呢？", "materials")
    assert "居民身份证或社会保障卡" in reply
    assert "回到刚才的备案：参保在苏州的哪个区、市？" in reply
    assert "要去哪个城市" in talk.say("昆山")


@pytest.mark.parametrize(("said", "intent"), [("这样备案报销打几折？", "ratio"), ("为什么要打折", "inform")])
def test_a_consent_that_was_asked_for_once_is_asked_for_briefly(talk: Talk, said: str, intent: str):
    for text in ("我要办秒备", "本人", "昆山", "上海", "后天"):
        talk.say(text)
    reply = talk.say(said, intent)
    on_the_page = [line.text for section in talk.answer.sections for line in section.lines]
    assert "先说清楚后果" not in reply
    assert reply.count("您同意吗") == 1
    assert [line for line in on_the_page if line not in reply] == []


def test_a_question_at_the_summary_does_not_confirm(talk: Talk):
    collected(talk)
    assert "请核对" in talk.say("备案能管多久？", "validity")
    assert stored(talk) == 0


@pytest.mark.parametrize("said", ["好的", "嗯", "行", "可以吧", "ok"])
def test_half_a_yes_is_none(talk: Talk, said: str):
    collected(talk)
    assert "明确说“确认”" in talk.say(said)
    assert stored(talk) == 0


@pytest.mark.parametrize("said", ["确认", "确认办理", "对，确认", "都对", "是的"])
def test_an_explicit_yes_is_one(talk: Talk, said: str):
    collected(talk)
    talk.say(said)
    assert stored(talk) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("我要办秒备", "不办了"),
        ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", ADULT, "算了"),
        ("我要办秒备", "本人", "昆山", "上海", "后天", "不同意"),
        ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "不同意"),
        ("我要办秒备", "替别人办", "没有"),
    ],
)
def test_stopping_or_refusing_leaves_nothing(talk: Talk, texts: tuple[str, ...]):
    for text in texts:
        talk.say(text)
    assert talk.task is None
    assert stored(talk) == stored(talk, vault_value) == stored(talk, vault_session) == 0


def test_a_number_sent_before_the_consent_is_not_kept(talk: Talk):
    talk.say("我要办秒备")
    talk.say(f"本人，{ADULT}")
    assert stored(talk, vault_value) == 0
    assert ADULT not in "".join(talk.slots)


@pytest.mark.parametrize(
    ("texts", "reply"),
    [
        (("昆山", "苏州"), "不算异地"),
        (("昆山", "香港"), "这里的备案不包括"),
        (("昆山", "日本"), "这里的备案不包括"),
        (("昆山", "浙江"), "要选到城市"),
        (("昆山", "杭州或者上海"), "一次办一个城市的"),
        (("昆山", "上海", "2月30号"), "没有这一天"),
        (("昆山", "上海", "昨天"), "不能早于今天"),
        (("昆山", "上海", "后年8月1号"), "一年以内"),
        (("昆山", "上海", "明天", "同意", "同意", "110105194912310021"), "校验不通过"),
        (("昆山", "上海", "明天", "同意", "同意", CHILD), "请监护人"),
        (("昆山", "上海", "明天", "同意", "同意", "1101051949"), "位数不对"),
        (("昆山", "上海", "明天", "同意", "同意", ADULT, "1380000"), "11位"),
        (("淮安",), "现在说的是在淮安市参保"),
        (("苏州",), "哪个区、市"),
    ],
)
def test_bad_input_gets_a_clear_reply_and_stores_nothing(talk: Talk, texts: tuple[str, ...], reply: str):
    talk.say("我要办秒备")
    talk.say("本人")
    for text in texts:
        talk.say(text)
    assert reply in talk.answer.text
    wrong = 1 if ADULT in texts else 0
    assert (stored(talk), stored(talk, vault_value)) == (0, wrong)


def test_a_minor_is_filed_for_by_the_guardian(talk: Talk):
    for text in ("帮我孩子办备案", "已经同意了", "昆山", "上海", "明天", "同意", "同意", CHILD, MOBILE):
        talk.say(text)
    assert "代他人办理" in talk.answer.text
    talk.say("确认")
    assert stored(talk) == 1


def test_a_minor_who_files_alone_is_offered_the_way_of_the_guardian(talk: Talk):
    for text in ("我要办秒备", "本人", "昆山", "上海", "明天", "同意", "同意", CHILD):
        talk.say(text)
    assert "未成年人由监护人办" in talk.press("帮别人办")
    assert stored(talk) == stored(talk, vault_value) == 0


def test_saying_later_that_it_is_for_somebody_else_asks_for_the_consent(talk: Talk):
    collected(talk)
    assert "本人同意" in talk.say("是给我妈办的")
    assert "id_number" not in talk.task["values"]


def test_the_third_failure_explains_and_the_fourth_hands_over(talk: Talk):
    talk.say("我要办秒备")
    talk.say("本人")
    replies = [talk.say("嗯呢") for _ in range(4)]
    assert "社保卡上或单位缴费的地方" not in replies[1]
    assert "社保卡上或单位缴费的地方" in replies[2]
    assert "0512-12393" in replies[3]
    assert talk.task is None


def test_why_is_answered_without_counting_as_a_failure(talk: Talk):
    talk.say("我要办秒备")
    for _ in range(5):
        assert "记在参保人名下" in talk.say("为什么要问这个")


def test_after_half_an_hour_of_silence_everything_is_gone(talk: Talk):
    collected(talk)
    talk.now += dt.timedelta(minutes=31)
    assert "半小时没有动" in talk.say("确认", "affirm")
    assert stored(talk) == 0


def test_the_same_trip_twice_makes_no_second_filing(talk: Talk):
    collected(talk)
    talk.say("确认")
    talk.say("不办了")
    collected(talk)
    assert "没有再办第二份" in talk.say("确认")
    assert stored(talk) == 1


def test_another_person_under_the_same_name_is_refused(talk: Talk):
    collected(talk)
    talk.say("确认")
    talk.say("不办了")
    for text in ("我要办秒备", "本人", "昆山", "杭州", "后天", "同意", "同意", "320501198001010011", MOBILE):
        talk.say(text)
    assert "不是同一个人" in talk.say("确认")
    assert stored(talk) == 1


def test_an_emergency_breaks_in_without_being_asked_to_go_on(talk: Talk):
    talk.say("我要办秒备")
    reply = talk.say("我爸突然倒下了没气了", "emergency_now", 0.99)
    assert "120" in reply
    assert "回到刚才" not in reply
    assert talk.task is not None


def test_who_fits_another_filing_better_is_told_first(talk: Talk):
    talk.say("昆山参保，退休跟女儿住上海，户口没迁")
    assert "异地长期居住人员" in talk.say("我要办秒备")
    assert "居住证明" in talk.press("看那一类怎么办")
    assert "要接着按其他临时外出办秒备吗" in talk.answer.text
    assert "给谁办" in talk.press("仍按临时外出秒备")


def test_stuck_twice_at_one_step_means_a_person(talk: Talk):
    collected(talk)
    talk.say("确认")
    assert "刷脸" in talk.say("登不上")
    assert "0512-12393" in talk.say("还是卡住了")
    assert "第2步" in talk.say("下一步")
