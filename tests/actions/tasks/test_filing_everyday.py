"""How people really talk: everything in one breath, second thoughts, waiting, numbers too early."""

import pytest

from tests.actions.filing.samples import ADULT, MOBILE
from tests.actions.tasks.talk import Talk
from tests.actions.tasks.test_filing_talk import collected, stored


@pytest.mark.parametrize(
    ("said", "values"),
    [
        (
            "我要办秒备，我自己，昆山参保的，下周一去上海看病",
            {"who": "self", "insured": "kunshan", "destination": "上海市", "start": "2025-07-07"},
        ),
        (
            "那个我想给我妈办个临时备案嗯她是吴江的然后下个月5号去南京",
            {"who": "proxy", "insured": "wujiang", "destination": "nanjing", "start": "2025-08-05"},
        ),
        (
            "喂 我跟你讲啊 我是张家港的 后天要去上海看病 你帮我办一下秒备吧",
            {"insured": "zhangjiagang", "destination": "上海市", "start": "2025-07-05"},
        ),
        ("给我办个临时备案，本人，太仓", {"who": "self", "insured": "taicang"}),
        ("给我爸办个备案，他在太仓参保，明天去北京", {"who": "proxy", "insured": "taicang", "destination": "北京市"}),
    ],
)
def test_everything_in_one_breath(talk: Talk, said: str, values: dict):
    reply = talk.say(said)
    assert "记下了" in reply
    assert {field: talk.task["values"].get(field) for field in values} == values


@pytest.mark.parametrize(
    "said",
    [
        "怎么办秒备",
        "我不想办秒备",
        "办秒备要带什么",
        "我已经办了秒备",
        "取消秒备",
        "临时备案有效期一年",
        "秒备是什么意思",
    ],
)
def test_what_only_speaks_of_it_starts_nothing(talk: Talk, said: str):
    talk.say(said, "instant")
    assert talk.task is None


def test_right_values_of_a_message_survive_a_wrong_one(talk: Talk):
    talk.say("我要办秒备，我自己，昆山参保的，去香港，明天走")
    assert "这里的备案不包括" in talk.answer.text
    assert set(talk.task["values"]) == {"who", "insured", "start"}


def test_a_wrong_value_beside_the_right_answer_does_not_ask_again(talk: Talk):
    talk.say("我要办秒备，我自己，昆山参保的，去深圳")
    reply = talk.say("明天去澳门")
    assert "这里的备案不包括" in reply
    assert "从哪天开始" not in reply
    assert talk.task["values"]["destination"] == "深圳市"


def test_going_to_where_one_is_insured_is_said_at_any_time(talk: Talk):
    talk.say("我要办秒备，昆山参保的")
    assert "不算异地" in talk.say("去苏州看病")


def test_somebody_sent_by_the_employer_is_told_of_the_better_filing(talk: Talk):
    assert "常驻异地工作人员" in talk.say("我昆山参保，公司派我去深圳常驻，想办秒备")


@pytest.mark.parametrize("said", ["等一下", "稍等", "我去拿身份证", "让我想想", "等等啊", "我找一下"])
def test_waiting_is_no_failure(talk: Talk, said: str):
    talk.say("我要办秒备")
    for _ in range(5):
        assert "不急" in talk.say(said)
    assert talk.task["failures"] == 0


def test_a_number_before_the_consent_is_not_kept_and_that_is_said(talk: Talk):
    talk.say("我要办秒备")
    assert "我没有留" in talk.say(f"我自己，手机{MOBILE}，身份证{ADULT}")
    assert talk.task["values"] == {"who": "self"}
    talk.say("昆山")
    assert "我没有留" in talk.say(ADULT)
    assert talk.task["failures"] == 0


def test_the_consents_say_what_the_documents_say_and_what_is_kept(talk: Talk):
    talk.say("我要办秒备，我自己，昆山参保的，明天去上海")
    assert "按原规定结付比例的80%结付" in talk.answer.text
    assert "依据：苏州一本通七 3。" in talk.answer.text
    assert [(source.document, source.clauses) for source in talk.answer.sources] == [("000", ("七 3",))]
    said = talk.say("同意")
    assert all(part in said for part in ("用途：只为办这次备案", "存什么：", "存多久："))


@pytest.mark.parametrize("said", ["她同意的", "我妈同意了", "已经同意了", "好的没问题", "同意过了"])
def test_ways_to_say_that_the_person_agreed(talk: Talk, said: str):
    talk.say("帮我妈办个临时备案")
    talk.say(said)
    assert talk.task["values"]["authorised"] is True


@pytest.mark.parametrize("said", ["没问过她", "还没有", "没跟她说", "她不同意"])
def test_ways_to_say_that_nobody_asked(talk: Talk, said: str):
    talk.say("帮我妈办个临时备案")
    assert "没有同意" in talk.say(said, "dissatisfied", 0.9)
    assert talk.task is None


def test_second_thoughts_about_whom_it_is_for(talk: Talk):
    talk.say("帮我妈办个临时备案")
    assert "改成本人办理" in talk.say("算错了，给我自己办")
    assert "改成代他人办理" in talk.say("还是给我妈办")


def test_a_destination_in_our_province_is_not_taken_for_the_place_of_insurance(talk: Talk):
    collected(talk)
    talk.say("是南京不是上海")
    talk.say("不办了")
    assert talk.memory.situation.insured_place == "kunshan"
    assert "记下了：在昆山市参保，去南京市看病" in talk.say("我要办秒备")


def test_a_thing_not_understood_at_the_summary_is_explained_then_a_person_helps(talk: Talk):
    collected(talk)
    replies = [talk.say("蓝蓝的天") for _ in range(4)]
    assert "我才往下办" in replies[2]
    assert "0512-12393" in replies[3]
    assert (talk.task, stored(talk)) == (None, 0)


@pytest.mark.parametrize("said", ["对的没错", "都对，确认", "是的，确认办理", "我确认", "确定"])
def test_more_ways_to_say_yes(talk: Talk, said: str):
    collected(talk)
    talk.say(said)
    assert stored(talk) == 1


@pytest.mark.parametrize("said", ["那就这样吧", "好了", "下一步", "嗯嗯", "同意", "没问题"])
def test_more_that_is_no_yes(talk: Talk, said: str):
    collected(talk)
    assert "明确说“确认”" in talk.say(said, "goodbye")
    assert stored(talk) == 0


def test_who_files_the_same_trip_again_gets_the_receipt_again(talk: Talk):
    collected(talk)
    talk.say("确认")
    receipt = talk.office.service.own("web:1")[0].receipt
    talk.say("不办了")
    collected(talk)
    reply = talk.say("确认")
    assert "没有再办第二份" in reply
    assert receipt in reply
    assert stored(talk) == 1


@pytest.mark.parametrize("said", ["我改主意了，不去上海了，去天津", "要改成去杭州"])
def test_a_change_of_mind_after_the_yes_is_shown_its_way(talk: Talk, said: str):
    collected(talk)
    talk.say("确认")
    assert "说“变更刚才办的备案”" in talk.say(said)
    assert talk.task["task"] == "guide"
    assert "请发查询编号" in talk.say("变更刚才办的备案")


@pytest.mark.parametrize("said", ["取消刚才办的备案", "我的备案办好了吗", "撤掉我刚才办的秒备"])
def test_the_look_up_is_open_from_within_the_steps(talk: Talk, said: str):
    collected(talk)
    talk.say("确认")
    talk.say(said)
    assert talk.task["task"] == "look_up"


def test_holidays_are_days(talk: Talk):
    talk.say("我要办秒备，我自己，昆山参保的，去上海")
    talk.say("国庆去")
    assert talk.task["values"]["start"] == "2025-10-01"


def test_whoever_wants_a_person_is_told_the_number_at_any_point(talk: Talk):
    talk.say("我要办秒备")
    assert "12393" in talk.say("转人工", "human")
    collected(talk)
    talk.say("确认")
    assert "12393" in talk.say("转人工", "human")


def test_to_know_is_not_to_agree(talk: Talk):
    talk.say("我要办秒备，我自己，昆山参保的，明天去上海")
    talk.say("知道了")
    assert "consent_rate" not in talk.task["values"]


@pytest.mark.parametrize("said", ["他14岁，我是他妈", "我是孩子的监护人", "我就是他爸"])
def test_a_guardian_has_agreed(talk: Talk, said: str):
    talk.say("帮我儿子办秒备")
    assert "参保在苏州的哪个区" in talk.say(said)


@pytest.mark.parametrize("town", ["曼谷", "东京", "台北"])
def test_a_town_abroad_is_known_to_be_abroad(talk: Talk, town: str):
    talk.say("我要办秒备，我自己，昆山参保的")
    assert "这里的备案不包括" in talk.say(town)


def test_what_becomes_of_the_numbers_is_told_as_it_is_and_not_that_none_are_needed(talk: Talk):
    for text in ("我要办秒备", "本人", "昆山", "上海", "后天", "同意"):
        talk.say(text)
    reply = talk.say("你们会不会把我的身份证泄露？", "privacy")
    assert "只为办这次备案" in reply
    assert "30天内清掉" in reply
    assert "不需要您的任何个人信息" not in reply
    assert "请发您本人的18位身份证号" in talk.say("同意")


def test_a_question_before_the_choice_between_two_filings_keeps_the_choice(talk: Talk):
    talk.say("我昆山参保，公司派我去深圳常驻，想办秒备")
    assert "要接着按其他临时外出办秒备吗" in talk.say("备案收钱吗？", "fee")
    assert "给谁办" in talk.say("要")


def test_a_day_told_too_early_is_noted_and_not_taken_for_talk(talk: Talk):
    talk.say("我要办秒备，我自己")
    assert "2025年7月3日开始" in talk.say("今天", "out_of_scope")
    assert talk.task["values"]["start"] == "2025-07-03"


@pytest.mark.parametrize("said", ["秒备", "给我来个秒备吧", "我想要秒备"])
def test_one_word_is_enough_to_begin(talk: Talk, said: str):
    assert "给谁办" in talk.say(said)


@pytest.mark.parametrize("said", ["嗯都对，确认", "对的，没问题", "好的，确认", "没错，都对"])
def test_a_clear_yes_in_other_words(talk: Talk, said: str):
    collected(talk)
    assert "我没有替您提交" in talk.say(said)


@pytest.mark.parametrize("said", ["没问题", "好的", "嗯嗯", "可以了"])
def test_what_is_not_clear_is_no_yes(talk: Talk, said: str):
    collected(talk)
    assert "明确说“确认”" in talk.say(said)
    assert stored(talk) == 0


def test_the_summary_is_not_read_out_again_to_who_was_not_understood(talk: Talk):
    collected(talk)
    reply = talk.say("啦啦啦")
    assert "都对就回“确认”" in reply
    assert "身份证：" not in reply
    assert "我没有替您提交" in talk.press("确认")


def test_a_second_yes_is_no_wrong_number(talk: Talk):
    for text in ("我要办秒备", "本人", "昆山", "上海", "后天", "同意", "同意"):
        talk.say(text)
    for _ in range(5):
        assert talk.say("好的同意").startswith("请发您本人的18位身份证号")
    assert "位数不对" not in talk.say("马上就来啊")


def test_a_correction_while_consent_is_asked_does_not_read_it_all_again(talk: Talk):
    for text in ("我要办秒备", "本人", "昆山", "上海", "后天", "同意"):
        talk.say(text)
    reply = talk.say("改成下周五吧")
    assert "改成2025年7月11日" in reply
    assert "存多久" not in reply
    assert talk.task["asked"] == "consent_data"


@pytest.mark.parametrize("said", ["然后呢？", "接下来怎么弄？"])
def test_whoever_asks_what_comes_next_is_told(talk: Talk, said: str):
    collected(talk)
    talk.press("确认")
    assert "第2步" in talk.say(said, "steps")


def test_a_button_pressed_twice_shows_the_filing_once_more(talk: Talk):
    collected(talk)
    summary = talk.answer
    talk.press("确认")
    receipt = talk.task["filing"]
    talk.press("下一步")
    talk.answer = summary
    assert "我没有替您提交" in talk.press("确认")
    assert talk.task["filing"] == receipt
    assert stored(talk) == 1


def test_enough_for_today(talk: Talk):
    collected(talk)
    talk.press("确认")
    assert "先停在这里" in talk.say("算了先到这")
