"""After filing: look up, cancel, change, renew — and what ten wrong tries lead to."""

import datetime as dt

import pytest

from actions.filing.model import State
from tests.actions.filing.samples import make_draft
from tests.actions.tasks.talk import Talk


@pytest.fixture
def receipt(talk: Talk) -> str:
    return talk.office.service.confirm(make_draft(), "web:1", dt.date(2025, 7, 3)).receipt


def state(talk: Talk) -> State:
    return talk.office.service.own("web:1")[0].state


def test_both_numbers_in_one_message(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    reply = talk.say(f"编号{receipt}，尾号002X")
    assert receipt in reply
    assert "杭州市" in reply
    assert [choice.title for choice in talk.answer.choices] == ["接着办", "变更", "取消", "续办"]


def test_one_number_after_the_other(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    assert "后四位" in talk.say(receipt)
    assert "状态：等您在江苏医保云APP里提交" in talk.say("002x")


def test_a_wrong_number_is_not_told_apart(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    assert "没有查到" in talk.say(f"{receipt} 0000")
    talk.say("我的备案办好了吗")
    assert "没有查到" in talk.say("K482-T913-M063 002X")


def test_ten_wrong_tries_lock(talk: Talk, receipt: str):
    for _ in range(10):
        talk.say("我的备案办好了吗")
        talk.say("K482-T913-M063 0000")
    talk.say("不查了")
    assert "先锁一小时" in talk.say("我的备案办好了吗")
    assert "先锁一小时" in talk.say(f"{receipt} 002X")


def test_whoever_filed_elsewhere_is_told_where_to_ask(talk: Talk):
    talk.say("我的备案办好了吗")
    assert "在别处办的我查不到" in talk.say("我是在窗口办的")
    assert talk.task is None


def test_what_is_withdrawn_already_says_so(talk: Talk, receipt: str):
    for text in (f"{receipt} 002X", "取消", "是", "取消我刚才办的备案"):
        talk.say(text)
    assert "没有什么可撤可改的了" in talk.say(f"{receipt} 002X")


def test_cancelling_needs_a_yes_and_says_the_rule(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    talk.say(f"{receipt} 002X")
    reply = talk.press("取消")
    assert "怎么取消，苏州的文件没有写" in reply
    assert "要在江苏医保云APP里做" in reply
    assert talk.answer.sources
    assert state(talk) is State.confirmed
    assert "记录已撤销" in talk.say("是")
    assert state(talk) is State.withdrawn


def test_no_means_no(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    talk.say(f"{receipt} 002X")
    talk.press("取消")
    assert "没有动" in talk.say("不撤")
    assert state(talk) is State.confirmed


def test_changing_is_withdrawing_and_filing_anew(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    talk.say(f"{receipt} 002X")
    talk.press("变更")
    talk.press("是，撤掉")
    assert "给谁办" in talk.press("重新办秒备")


@pytest.mark.parametrize(("days", "offered"), [(10, False), (310, True)])
def test_renewing_is_offered_near_the_end_of_the_year(talk: Talk, receipt: str, days: int, offered: bool):
    talk.now += dt.timedelta(days=days)
    talk.say("我的备案办好了吗")
    talk.say(f"{receipt} 002X")
    assert "文件没有写" in talk.press("续办")
    assert ("重新办秒备" in [choice.title for choice in talk.answer.choices]) is offered


def test_the_wish_is_remembered_through_the_numbers(talk: Talk, receipt: str):
    talk.say("取消我刚才办的备案")
    assert "撤掉吗" in talk.say(f"{receipt} 002X")


def test_a_question_in_between(talk: Talk):
    talk.say("我的备案办好了吗")
    assert "回到刚才的查询" in talk.say("备案能管多久？", "validity")


def test_going_on_with_the_guide(talk: Talk, receipt: str):
    talk.say("我的备案办好了吗")
    talk.say(f"{receipt} 002X")
    assert "第1步" in talk.press("接着办")


@pytest.mark.parametrize(
    ("said", "reply"), [("那改成去重庆行吗", "重新办吗"), ("怎么取消", "撤掉吗"), ("什么时候到期", "2026年")]
)
def test_a_wish_in_the_form_of_a_question_gets_its_rule_with_the_source(
    talk: Talk, receipt: str, said: str, reply: str
):
    talk.say("我的备案办好了吗")
    talk.say(f"{receipt} 002X")
    answer = talk.say(said)
    assert reply in answer
    assert "依据：苏州一本通" in answer
    assert state(talk) is State.confirmed


@pytest.mark.parametrize("said", ["我编号忘了", "我找不到编号了"])
def test_a_lost_receipt_is_no_wrong_look_up(talk: Talk, said: str):
    talk.say("我的备案办好了吗")
    for _ in range(4):
        assert "往上翻一翻" in talk.say(said)


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        (("我的备案办好了吗",), "请发查询编号"),
        (("我的备案办好了吗", "{receipt}"), "还要身份证的后四位"),
        (("取消我刚才办的备案", "{receipt} 002X"), "要我把这里的记录也撤掉吗"),
        (("变更我刚才办的备案", "{receipt} 002X"), "要我把这份撤掉，再重新办吗"),
    ],
)
@pytest.mark.parametrize(("said", "intent"), [("备案能管多久？", "validity"), ("谢谢你", "thanks")])
def test_whatever_was_asked_is_asked_again_after_a_question_in_between(
    talk: Talk, receipt: str, before: tuple[str, ...], asked: str, said: str, intent: str
):
    for text in before:
        talk.say(text.format(receipt=receipt))
    for _ in range(4):
        assert asked in talk.say(said, intent).partition("回到刚才的查询：")[2]


def test_after_a_question_the_filing_found_still_takes_a_wish(talk: Talk, receipt: str):
    talk.say(f"{receipt} 002X")
    assert "回到刚才" not in talk.say("备案能管多久？", "validity")
    assert "撤掉吗" in talk.say("取消")


def test_a_receipt_number_opens_the_look_up_by_itself(talk: Talk, receipt: str):
    assert "杭州市" in talk.say(f"{receipt} 尾号002X")


@pytest.mark.parametrize("said", ["查我的备案", "续办", "取消"])
def test_saying_again_what_one_wants_is_no_wrong_number(talk: Talk, receipt: str, said: str):
    talk.say("我的备案办好了吗")
    for _ in range(4):
        assert "请发查询编号" in talk.say(said)
    assert "没有查到" not in talk.say(f"{receipt} 002X")


@pytest.mark.parametrize(
    "said",
    [
        "我上次办的备案咋样了",
        "请问我昨天在这里交的备案通过了吗",
        "我妈之前办的那个备案有结果了没",
        "上回办的秒备想撤掉",
        "想改一下我那份备案",
    ],
)
def test_asked_for_in_everyday_words(talk: Talk, said: str):
    assert "查询编号" in talk.say(said, "filing_status")


def test_the_steps_are_taken_up_again_in_another_conversation(talk: Talk, office):
    made = office.service.confirm(make_draft(), "web:other", talk.now.date())
    talk.say(f"{made.receipt} 002X")
    assert "第1步" in talk.press("接着办")
    talk.say("完成了")
    assert office.service.get(made.id).state is State.accepted


@pytest.mark.parametrize("said", ["好，撤掉重新办", "撤了重新办吧", "行，取消吧"])
def test_after_a_withdrawal_it_is_filed_anew_in_own_words(talk: Talk, said: str):
    made = talk.office.service.confirm(make_draft(), talk.conversation, talk.now.date())
    talk.say("变更刚才办的备案")
    talk.say(f"{made.receipt} 002X")
    assert "已撤销" in talk.say(said)
    assert "给谁办" in talk.say("重新办一个")


@pytest.mark.parametrize("said", ["查秒备", "我想查一下备案进度", "想看看备案办得咋样了", "问下备案好了没"])
def test_more_words_that_open_the_look_up(talk: Talk, said: str):
    assert "请发查询编号" in talk.say(said)


@pytest.mark.parametrize("said", ["编号忘了", "查询编号找不到了怎么办"])
def test_whoever_lost_the_number_is_told_where_it_stands(talk: Talk, said: str):
    assert "往上翻一翻" in talk.say(said)


def test_who_kept_the_filing_may_still_withdraw_it(talk: Talk, receipt: str):
    for said in (f"查{receipt} 002X", "想撤掉", "先不撤了"):
        talk.say(said)
    assert state(talk) is State.confirmed
    talk.say("还是撤掉吧")
    talk.press("是，撤掉")
    assert state(talk) is State.withdrawn
