"""The same wish in many words: renew, change, withdraw, keep, look up, stop, later, and an answer taken back."""

import datetime as dt

import pytest

from actions.filing.model import State
from tests.actions.filing.samples import ADULT, MOBILE, make_draft
from tests.actions.tasks.talk import Talk
from tests.actions.tasks.test_filing_talk import collected, stored

RENEW = ("我要续办备案", "备案快到期了想接着办", "再备一年", "想延长一年", "一年满了想再续上",
         "备案要过期了，帮我接着备",
         "续一下备案", "我那份备案下个月到期想续", "到期了还要继续看病，接着办吧", "把备案顺延一年")  # fmt: skip
CHANGE = ("我要变更备案", "备案的城市填错了想改", "想换个城市，备案改到杭州", "我备的上海，现在要改去北京",
          "把我的备案改个日期", "出发日期往后推了，备案要改", "想把备案地换一下", "备案手机号换了想改",
          "刚办的那份要改一下目的地", "备案写错了要改")  # fmt: skip
CANCEL = ("我要取消备案", "不去上海了，备案帮我撤了", "把备案销掉", "我想撤回备案申请", "那个备案作废吧",
          "备案我不要了",
          "帮我把刚才那份删掉", "退掉我的备案", "备案注销一下", "刚办好的备案能撤吗")  # fmt: skip
KEEP = ("先不撤了", "算了不取消了", "留着吧", "还是不动了", "别撤", "先留着", "我再想想", "当我没说", "搞错了不用撤",
        "还是要去的，不撤了", "不用了，保留吧")  # fmt: skip
SHOW = ("查一下我的备案到哪了", "我那个备案下来没", "备案办成没有", "看看我备案状态", "我的备案通过没",
        "帮我查查备案结果",
        "备案查询", "我上周提交的那个审批了吗", "我的秒备成功没有", "凭编号查备案", "我有没有备过案")  # fmt: skip
STOP = ("不办了", "不想弄了", "不填了", "不搞了太麻烦", "我放弃", "太麻烦了不办了", "结束办理",
        "不需要了", "我不想继续了", "取消吧",
        "关掉")  # fmt: skip
LATER = ("明天再弄", "明儿个再弄吧", "先到这吧", "我晚点再来", "回头再说", "改天再办", "下次吧", "先放着", "现在没空",
         "有事先走了", "今天就到这里", "先停一下明天继续", "过两天再说")  # fmt: skip
SHORTLY = ("等我找到身份证再来", "等会儿再填", "一会儿再弄", "稍等", "我去拿身份证")


@pytest.fixture
def receipt(talk: Talk) -> str:
    return talk.office.service.confirm(make_draft(), "web:1", dt.date(2025, 7, 3)).receipt


@pytest.mark.parametrize("said", [*RENEW, *CHANGE, *CANCEL, *SHOW])
def test_whoever_filed_here_is_asked_for_the_numbers(talk: Talk, receipt: str, said: str):
    assert "请发查询编号" in talk.say(said, "change_cancel")


@pytest.mark.parametrize(
    ("wordings", "reply"),
    [(RENEW, "一年到"), (CHANGE, "再重新办吗"), (CANCEL, "撤掉吗")],
    ids=["renew", "change", "cancel"],
)
def test_the_wish_is_known_when_the_numbers_come(talk: Talk, receipt: str, wordings: tuple[str, ...], reply: str):
    for said in wordings:
        talk.say(said, "change_cancel")
        assert reply in talk.say(f"{receipt} 002X"), said
        talk.say("先不撤了")
        talk.memory, talk.task = type(talk.memory)(), None


@pytest.mark.parametrize("said", [*RENEW, *CHANGE, *CANCEL])
def test_whoever_did_not_is_answered_from_the_documents_and_told_of_the_look_up(talk: Talk, said: str):
    answer = talk.say(said, "change_cancel")
    assert talk.task is None
    assert "依据：" in answer
    assert "说“查我的备案”" in answer


@pytest.mark.parametrize("said", ["备案怎么取消", "取消备案还能报销吗", "备案能管多久", "变更备案要什么材料"])
def test_a_question_of_policy_stays_one_for_whoever_filed_here(talk: Talk, receipt: str, said: str):
    talk.say(said, "change_cancel")
    assert talk.task is None


@pytest.mark.parametrize("said", KEEP)
def test_kept_after_all(talk: Talk, receipt: str, said: str):
    for before in ("取消我刚才办的备案", f"{receipt} 002X"):
        talk.say(before)
    assert "没有动" in talk.say(said, "deny")
    assert talk.office.service.own("web:1")[0].state is State.confirmed
    talk.say("取消我刚才办的备案")
    assert "没有动" in talk.say(said, "inform")  # before the numbers came


@pytest.mark.parametrize("said", ["撤吧", "取消吧", "撤了吧", "嗯", "是的，撤掉", "好的取消掉"])
def test_a_yes_to_the_withdrawal(talk: Talk, receipt: str, said: str):
    for before in ("取消我刚才办的备案", f"{receipt} 002X"):
        talk.say(before)
    assert "记录已撤销" in talk.say(said, "affirm")


@pytest.mark.parametrize("said", SHOW[:-2])
def test_a_filing_that_was_shown_is_shown_again(talk: Talk, receipt: str, said: str):
    talk.say(f"{receipt} 002X")
    assert receipt in talk.say(said, "filing_status")


@pytest.mark.parametrize("said", STOP)
def test_enough(talk: Talk, said: str):
    collected(talk)
    assert "已清掉" in talk.say(said, "goodbye")
    assert (talk.task, stored(talk)) == (None, 0)


@pytest.mark.parametrize("said", LATER)
def test_another_day_clears_the_form_changes_no_date_and_says_how_to_begin_again(talk: Talk, said: str):
    for text in ("我要办秒备", "本人", "昆山", "上海"):
        talk.say(text)
    assert "说“办秒备”" in talk.say(said, "goodbye")
    assert talk.task is None
    assert "记下了：在昆山市参保，去上海市看病" in talk.say("我要办秒备")


@pytest.mark.parametrize("said", SHORTLY)
def test_in_a_moment_keeps_the_form(talk: Talk, said: str):
    for text in ("我要办秒备", "本人", "昆山"):
        talk.say(text)
    assert "不急" in talk.say(said, "goodbye")
    assert talk.task["asked"] == "destination"


@pytest.mark.parametrize("said", LATER)
def test_the_steps_wait_until_another_day(talk: Talk, said: str):
    collected(talk)
    talk.say("确认")
    assert "先停在这里" in talk.say(said, "goodbye")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("手机号打错了", "mobile"),
        ("身份证输错了重输", "id_number"),
        ("重新填一下日期", "start"),
        ("改参保地", "insured"),
        ("城市要换", "destination"),
        ("返回上一步", "mobile"),
        ("上一步", "mobile"),
        ("从头来", "who"),
        ("我想重新填", "who"),
        ("办理人选错了", "who"),
    ],
)
def test_an_answer_taken_back_is_asked_for_anew_and_the_others_stay(talk: Talk, said: str, asked: str):
    collected(talk)
    assert talk.say(said, "dissatisfied").startswith("好的，重新来")
    assert talk.task["asked"] == asked
    if asked != "who":
        assert talk.task["values"]["consent_rate"] is True


@pytest.mark.parametrize("said", ["我选错了", "刚才说错了", "点错了"])
def test_a_slip_goes_back_one_question(talk: Talk, said: str):
    for text in ("我要办秒备", "本人", "昆山", "上海"):
        talk.say(text)
    talk.say(said, "dissatisfied")
    assert talk.task["asked"] == "destination"


def test_a_number_taken_back_is_erased(talk: Talk):
    for text in ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意", ADULT):
        talk.say(text)
    assert talk.task["asked"] == "mobile"
    talk.say("身份证输错了")
    assert "id_number" not in talk.task["values"]
    talk.say(ADULT)
    talk.say(MOBILE)
    assert "请核对" in talk.answer.text
