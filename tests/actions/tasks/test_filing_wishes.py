"""A wish to have it filed now, in people's own words, and what they say that belongs to no question."""

import pytest

from actions.answering.answer import Status
from tests.actions.filing.samples import ADULT, MOBILE
from tests.actions.tasks.talk import Talk

WISH = "file_now"
UP_TO_NUMBERS = ("给自己办个秒备，昆山参保，后天去长沙", "同意", "同意")


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("我下周去长沙出差，先帮我把备案弄好", "去长沙市看病"),
        ("下个月要去青岛看闺女，给办个备案呗", "去青岛市看病"),
        ("张家港医保，去常州开会，现在就给我备上", "在张家港市参保，去常州市看病"),
        ("要出差一个礼拜，快给我备案", "给谁办"),
    ],
)
def test_a_wish_of_somebody_who_goes_away_starts_the_filing(talk: Talk, said: str, noted: str):
    reply = talk.say(said, WISH)
    assert "由您自己提交" in reply
    assert noted in reply


@pytest.mark.parametrize("said", ["替邻居大爷备个案去南京看病，姑苏的医保", "帮同事备案，他去宁波"])
def test_a_wish_for_another_is_a_proxy_s(talk: Talk, said: str):
    assert "要本人同意" in talk.say(said)
    assert talk.task["values"]["who"] == "proxy"


@pytest.mark.parametrize("said", ["帮我备个案", "给我弄个备案吧", "能不能就在这里给我备到上海"])
def test_a_wish_that_says_too_little_or_asks_is_told_how_and_offered_the_filing(talk: Talk, said: str):
    assert "分三步" in talk.say(said, WISH)
    assert talk.task is None
    assert "给谁办" in talk.press("现在就办秒备")


def test_elsewhere_instant_filing_is_not_offered(talk: Talk):
    talk.say("淮安的医保，给我备个案", WISH)
    titles = [choice.title for choice in talk.answer.choices]
    assert "现在就办秒备" not in titles
    assert "看我能不能办" in titles


def test_who_lives_there_for_long_is_not_offered_instant_filing(talk: Talk):
    talk.say("退休了户口也迁到合肥了，苏州医保，给我备个案", WISH)
    assert "现在就办秒备" not in [choice.title for choice in talk.answer.choices]


def test_a_wish_in_an_emergency_waits(talk: Talk):
    talk.say("我爸在南京突然中风了，快帮我备案", "emergency_now")
    assert talk.answer.status is Status.emergency
    assert talk.task is None


@pytest.mark.parametrize("said", ["我自个儿", "我自个儿去", "自家看病用", "就我一个人"])
def test_oneself_in_other_words(talk: Talk, said: str):
    talk.say("我要办秒备")
    talk.say(said)
    assert talk.task["values"]["who"] == "self"


@pytest.mark.parametrize("said", ["唔，打八折也认了", "认了", "对的，确认", "要得"])
def test_consent_in_other_words(talk: Talk, said: str):
    talk.say(UP_TO_NUMBERS[0])
    talk.say(said)
    assert talk.task["values"]["consent_rate"] is True


@pytest.mark.parametrize("said", ["明白", "打八折", "下一步", "好贵啊"])
def test_what_is_no_consent(talk: Talk, said: str):
    talk.say(UP_TO_NUMBERS[0])
    talk.say(said)
    assert talk.task["asked"] == "consent_rate"


def test_a_mother_decides_for_her_child(talk: Talk):
    talk.say("给孩子备个案去上海，太仓的医保")
    assert "从哪天开始" in talk.say("是我儿子，我当妈的做主")


@pytest.mark.parametrize("said", ["没跟他说过", "我不知道他同不同意"])
def test_who_has_not_asked_may_not_file(talk: Talk, said: str):
    talk.say("替邻居大爷备个案去南京看病，姑苏的医保")
    assert "没有同意我不能往下办" in talk.say(said, "dissatisfied")
    assert talk.task is None


def test_the_use_of_numbers_is_explained_at_any_question(talk: Talk):
    talk.say("我要办秒备")
    reply = talk.say("你们要我身份证干啥用，存多久", "privacy")
    assert "没办成的马上清掉" in reply
    assert "给谁办" in reply


def test_a_question_in_between_is_answered_for_a_trip_like_this_one(talk: Talk):
    talk.say("昆山参保，后天去长沙看闺女，给我备个案", WISH)
    reply = talk.say("报销比例是多少啊", "ratio")
    assert "80%" in reply
    assert "转诊的人按什么比例报" not in reply
    talk.say("不办了")
    assert talk.memory.situation.category is None


@pytest.mark.parametrize("said", ["弄到哪了我忘了", "刚才问啥了", "再说一遍"])
def test_who_lost_the_thread_is_asked_again(talk: Talk, said: str):
    talk.say("给自己办个秒备，昆山参保，后天去长沙")
    assert "您同意吗" in talk.say(said, "out_of_scope")
    assert talk.task["failures"] == 0


def test_spoken_digits_are_numbers_too(talk: Talk):
    for said in (*UP_TO_NUMBERS, ADULT):
        talk.say(said)
    assert "请核对" in talk.say("幺三八零零零零零零零零")
    assert MOBILE not in "".join(talk.slots)
    assert "幺三八" not in "".join(talk.slots)


@pytest.mark.parametrize("said", ["看过了，没毛病，确认", "都没错，确认吧"])
def test_a_yes_with_reasons_is_a_yes(talk: Talk, said: str):
    for text in (*UP_TO_NUMBERS, ADULT, MOBILE):
        talk.say(text)
    assert "已记下您的确认" in talk.say(said, "affirm")


@pytest.mark.parametrize("said", ["不想要了，撤了吧", "不要了"])
def test_a_form_is_dropped_in_other_words(talk: Talk, said: str):
    talk.say("给自己办个秒备，昆山参保，后天去长沙")
    talk.say(said)
    assert talk.task is None


def test_submitted_in_other_words(talk: Talk):
    for text in (*UP_TO_NUMBERS, ADULT, MOBILE, "确认"):
        talk.say(text)
    assert "您说已在江苏医保云APP提交成功" in talk.say("弄好了提交了")
