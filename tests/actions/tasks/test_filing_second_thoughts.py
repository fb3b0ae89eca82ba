"""What people take back, send too soon, or put in their own words while they file and while they go through the APP."""

import pytest

from actions.filing.model import State
from tests.actions.filing.samples import ADULT, MOBILE, OTHER_ADULT
from tests.actions.tasks.talk import Talk
from tests.actions.tasks.test_filing_talk import collected, stored

BEFORE_NUMBERS = ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意")


def so_far(talk: Talk, *said: str) -> str:
    for text in said:
        reply = talk.say(text)
    return reply


@pytest.mark.parametrize("given", [1, 2, 4, 7])
def test_a_number_taken_back_before_it_was_asked_for_is_no_failure(talk: Talk, given: int):
    so_far(talk, *BEFORE_NUMBERS[:given])
    asked = talk.task["asked"]
    assert "还没有问到" in talk.say("我手机号打错了")
    assert (talk.task["asked"], talk.task["failures"]) == (asked, 0)


def test_a_number_taken_back_where_it_is_asked_for_is_asked_anew(talk: Talk):
    assert "好的，重新来" in so_far(talk, *BEFORE_NUMBERS, ADULT, "手机号打错了")
    assert talk.task["asked"] == "mobile"


def test_the_number_given_last_is_the_one_that_was_wrong(talk: Talk):
    assert "18位身份证号" in so_far(talk, *BEFORE_NUMBERS, ADULT, "号码写错了")
    assert "id_number" not in talk.task["values"]


def test_another_identity_number_where_the_mobile_is_asked_for_replaces_the_first(talk: Talk):
    reply = so_far(talk, *BEFORE_NUMBERS, ADULT, f"身份证发错了，是{OTHER_ADULT}")
    assert f"好的，改成{'*' * 14}{OTHER_ADULT[-4:]}" in reply
    assert "手机号" in reply
    assert "不对" not in reply
    assert OTHER_ADULT[-4:] in talk.say(MOBILE)


def test_a_mobile_where_the_identity_number_is_asked_for_is_noted(talk: Talk):
    reply = so_far(talk, *BEFORE_NUMBERS, f"我手机{MOBILE}")
    assert "记下了：手机138****0000" in reply
    assert "位数不对" not in reply
    assert "请核对" in talk.say(ADULT)


def test_a_question_that_names_the_city_again_is_answered(talk: Talk):
    so_far(talk, "我要办秒备", "本人", "昆山", "上海")
    assert "回到刚才的备案：从哪天开始" in talk.say("能刷医保卡吗在上海", "direct_settlement", 0.5)


def test_a_number_sent_with_the_wish_does_not_keep_from_filing(talk: Talk):
    reply = talk.say(f"我要办秒备，昆山参保，下周一去北京，身份证{ADULT}", "personal_record")
    assert "号码先不用发" in reply
    assert "给谁办" in reply


def test_a_number_sent_with_anything_else_is_refused_as_before(talk: Talk):
    talk.say(f"查我的备案，身份证{ADULT}", "personal_record")
    assert talk.task is None


@pytest.mark.parametrize("said", ["那就办吧", "开始办", "就一步步陪我办吧", "重新办"])
def test_going_ahead_in_general_confirms_and_consents_to_nothing(talk: Talk, said: str):
    so_far(talk, *BEFORE_NUMBERS[:5], said)
    assert "consent_rate" not in talk.task["values"]
    talk.say("不办了")
    collected(talk)
    talk.say(said, "goodbye", 0.99)
    assert stored(talk) == 0
    assert talk.task["task"] == "filing"


@pytest.mark.parametrize("said", ["那就办吧", "帮我办吧", "我考虑考虑", "让我再想想", "考虑一下"])
def test_whoever_thinks_it_over_has_not_confirmed(talk: Talk, said: str):
    collected(talk)
    assert "明确说“确认”" in talk.say(said)
    assert stored(talk) == 0


@pytest.mark.parametrize("said", ["登好了", "好嘞，下一步", "搞定了这步", "填好啦", "我已经选好了", "进去了", "好的"])
def test_own_words_for_the_next_step(talk: Talk, said: str):
    collected(talk)
    talk.say("确认")
    assert "第2步" in talk.say(said)


@pytest.mark.parametrize("said", ["弄不来，没这个选项", "收不到验证码", "点了没反应", "忘记密码了", "看不懂啊"])
def test_own_words_for_being_stuck(talk: Talk, said: str):
    collected(talk)
    talk.say("确认")
    assert "刷脸" in talk.say(said)
    assert talk.office.service.own("web:1")[0].history[-1].note == "stuck"


@pytest.mark.parametrize("said", ["好嘞，提交成功啦", "都提交好了", "显示备案成功了", "终于办下来了"])
def test_own_words_for_being_done(talk: Talk, said: str):
    collected(talk)
    talk.say("确认")
    assert "您说已在江苏医保云APP提交成功" in talk.say(said)


def test_confirming_twice_tells_the_same_number_twice(talk: Talk):
    collected(talk)
    talk.say("确认")
    assert talk.office.service.own("web:1")[0].receipt in talk.say("确认")
    assert stored(talk) == 1


def test_a_filing_withdrawn_elsewhere_is_not_reported_done_here(talk: Talk):
    collected(talk)
    talk.say("确认")
    service = talk.office.service
    service.withdraw(service.own("web:1")[0])
    assert "已经撤销" in talk.say("完成了")
    assert service.own("web:1")[0].state is State.withdrawn


def test_he_who_was_asked_to_file_does_not_become_the_applicant(talk: Talk):
    so_far(talk, "办秒备去上海，给我爸", "嗯他让我办的")
    assert (talk.task["values"]["who"], talk.task["values"]["authorised"]) == ("proxy", True)


@pytest.mark.parametrize("said", ["不行，不给", "我不放心", "不想给", "不同意"])
def test_no_consent_in_own_words_ends_it_and_keeps_nothing(talk: Talk, said: str):
    assert "没有您的同意" in so_far(talk, *BEFORE_NUMBERS[:6], said)
    assert talk.task is None


@pytest.mark.parametrize("said", ["想给孩子备案去北京，昆山医保", "帮同事办个秒备", "给我哥申请秒备"])
def test_a_filing_for_somebody_else_is_seen_as_one(talk: Talk, said: str):
    talk.say(said)
    assert talk.task["values"]["who"] == "proxy"
