"""The guided check: uses what was said, asks only what decides, and ends with one card."""

import pytest

from tests.actions.tasks.talk import Talk


def test_a_story_is_enough(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    reply = talk.say("我能备案吗")
    assert "按“异地长期居住人员”备案，可以提供材料，也可以签承诺书" in reply
    assert "如果户口已迁入，则按“异地安置退休人员”备案" in reply
    assert talk.answer.sources
    assert talk.task["rests"]


def test_only_what_decides_is_asked(talk: Talk):
    assert "要去哪个城市" in talk.say("我能备案吗")
    assert "哪种情形" in talk.say("上海")
    assert "按“异地转诊人员”备案" in talk.press("医院给开了转诊")


def test_from_the_check_straight_into_the_filing(talk: Talk):
    talk.say("我能备案吗")
    talk.say("上海")
    assert "80%" in talk.press("自己临时去看病")
    talk.press("现在就办秒备")
    talk.say("本人")
    assert "从哪天开始" in talk.say("昆山")


def test_an_answer_in_own_words(talk: Talk):
    talk.say("我在昆山参保，退休了常年住上海")
    assert "户口迁到那边了吗" in talk.say("我能备案吗")
    assert "异地安置退休人员" in talk.say("户口已经迁过去了")


def test_not_knowing_never_becomes_no(talk: Talk):
    talk.say("我在昆山参保，退休了常年住上海")
    talk.say("我能备案吗")
    talk.say("不清楚")
    reply = talk.say("没有") if talk.task else talk.answer.text
    assert "办不了" not in reply
    assert "如果户口已迁入" in reply


def test_a_question_in_between(talk: Talk):
    talk.say("我能备案吗")
    assert "回到刚才的条件核对" in talk.say("备案收钱吗？", "fee")


def test_inside_the_city_nothing_is_needed(talk: Talk):
    talk.say("我在昆山参保")
    talk.say("我能备案吗")
    assert "不算到外市异地就医" in talk.say("去苏州市区看")


def test_giving_up_names_a_person(talk: Talk):
    talk.say("我能备案吗")
    talk.say("上海")
    for _ in range(3):
        talk.say("哦哦")
    assert "12393" in talk.answer.text
    assert talk.task is None


def test_people_from_elsewhere_are_told_where_to_file(talk: Talk):
    talk.say("我是合肥医保，来苏州看病")
    reply = talk.say("我能备案吗")
    assert "苏州这边不需要办任何备案手续" in reply


def test_a_bare_story_opens_the_check(talk: Talk):
    assert "异地长期居住人员" in talk.say("退休跟女儿住上海，户口没迁")


@pytest.mark.parametrize(
    "said", ["我能备案吗", "我符合条件吗", "帮我看看我属于哪类", "能备案吗", "那我能备案吗？", "我该办哪一类备案"]
)
def test_words_that_start_it(talk: Talk, said: str):
    assert "要去哪个城市" in talk.say(said, "who")


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("没有居住证能备案吗", "materials"),
        ("备案要带什么", "materials"),
        ("用支付宝能备案吗", "channels"),
        ("在合肥租房住了三年没办居住证，能备案吗", "who"),
        ("退休户口迁走了，能签承诺书备案吗", "commitment"),
    ],
)
def test_a_plain_question_is_not_drawn_in(talk: Talk, said: str, topic: str):
    talk.say(said, topic)
    assert talk.task is None


def test_a_commitment_of_two_months_ago_is_not_asked_again(talk: Talk):
    talk.say("我昆山参保，两个月前签承诺书备了上海，没退休，户口没迁，不是单位派的")
    reply = talk.say("现在长住杭州，能备案吗", "who")
    assert "满6个月才能" in reply
    assert "如果承诺备案满了期限，则按“异地长期居住人员”备案" in reply


def test_a_commitment_without_a_date_is_asked_for(talk: Talk):
    talk.say("我昆山参保，用承诺书备过一次上海，没退休，户口没迁，不是单位派的")
    assert "满6个月了吗" in talk.say("现在长住杭州，能备案吗", "who")
    assert "按“异地长期居住人员”备案" in talk.press("是")


def test_two_destinations_close_the_commitment(talk: Talk):
    talk.say("我昆山参保，退休了，户口没迁，上海和杭州两边长住，证明都有")
    assert "不能用承诺书" in talk.answer.text
    assert "方式：提供材料" in talk.answer.text


def test_a_mother_is_asked_about_as_such(talk: Talk):
    assert "您母亲退休了吗" in talk.say("我妈72岁，昆山参保，跟我住杭州")
    talk.say("退休了")
    reply = talk.say("没有迁")
    assert "您母亲符合条件" in reply
    assert "代办人身份证原件" in reply


def test_a_child_is_not_asked_about_a_pension(talk: Talk):
    talk.say("孩子6岁，园区参保，户口没迁，跟爷爷奶奶住徐州")
    assert "异地长期居住人员" in talk.answer.text


def test_stay_and_insurance_decide_in_yangling(talk: Talk):
    talk.say("我杨凌参保，退休了，户口没迁，在北京住了大半年，有居住证，能备案吗", "who")
    assert "转诊" in talk.answer.text
    assert "还没满期限" in talk.press("不是")
    assert "正常缴费" in talk.say("另外我医保断缴了")


def test_abroad_is_told_so(talk: Talk):
    talk.say("我能备案吗")
    assert "港澳台" in talk.say("香港")


def test_a_correction_after_the_card_brings_it_anew(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "异地安置退休人员”备案" in talk.say("说错了，户口迁了")
    assert "方式：签承诺书" in talk.say("居住证明没有")


def test_a_correction_of_an_answer_by_button(talk: Talk):
    talk.say("我在昆山参保，退休了常年住上海，能备案吗", "who")
    talk.press("是")
    assert "“异地安置退休人员”备案" in talk.answer.text
    assert "“异地长期居住人员”备案" in talk.say("不对，户口没迁")


def test_what_is_only_supposed_leaves_the_own_case(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    reply = talk.say("要是户口迁过去了呢")
    assert "只是假设" in reply
    assert "按“异地安置退休人员”备案" in reply
    assert "长期居住认定材料" in talk.say("那要带什么？", "materials")
    assert "结果不变" in talk.say("户口没迁，长住那边")


def test_a_question_that_supposes_leaves_the_own_case(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "户口本首页" in talk.say("如果户口迁过去了要带什么材料？", "materials")
    assert "长期居住认定材料" in talk.say("那我现在要带什么？", "materials")


def test_suppositions_do_not_add_up(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "方式：签承诺书" in talk.say("要是没有居住证呢")
    assert "可以提供材料，也可以签承诺书" in talk.say("要是户口迁了呢")


def test_what_was_supposed_can_turn_out_to_be_so(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    talk.say("要是户口迁过去了呢")
    talk.press("我就是这种情形")
    assert "户口本首页" in talk.say("那要带什么？", "materials")


def test_a_lock_can_be_supposed_over(talk: Talk):
    talk.say("我昆山参保，两个月前签承诺书备了上海，退休了，户口没迁")
    assert "满6个月才能" in talk.say("现在长住杭州，能备案吗", "who")
    assert "“异地长期居住人员”备案，可以" in talk.say("如果承诺满半年了呢")


def test_what_is_supposed_and_not_understood_is_said_to_be_so(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "没听出假设里哪一条变了" in talk.say("要是天塌下来了呢", "unknown")


def test_supposing_what_changes_nothing_says_so(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "结果也不变" in talk.say("如果户口没迁呢")


def test_a_permit_that_is_there_is_not_missing(talk: Talk):
    assert "可以提供材料，也可以签承诺书" in talk.say("昆山参保，退休跟女儿住上海，户口没动，有居住证")


def test_who_promised_in_huaian_is_told_until_when_and_how_to_get_out(talk: Talk):
    reply = talk.say("淮安医保，在杭州打工两年了，户口没迁，不是单位派的，没退休，居住证正在办，能备案吗", "who")
    for said in ("方式：签承诺书", "6个月内补上", "最晚2026年1月3日", "终止备案", "3个月内不能取消", "急诊、住院除外",
                 "撤销去窗口", "打电话给窗口", "市医保中心网站撤"):  # fmt: skip
        assert said in reply
    assert reply.count("6个月") == 1


def test_a_question_after_the_card_is_simply_answered(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    reply = talk.say("备案收钱吗？", "fee")
    assert "回到刚才" not in reply
    assert "从哪天" in talk.say("我要办秒备") or "本人" in talk.answer.text or "更适合" in talk.answer.text


def test_what_contradicts_the_story_is_not_offered(talk: Talk):
    talk.say("我在昆山参保，退休了，户口没迁")
    talk.say("我能备案吗")
    talk.say("上海")
    assert "退休后户口也迁去了" not in [choice.title for choice in talk.answer.choices]


def test_the_same_card_is_not_shown_twice(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "结果不变" in talk.say("户口没迁，长住那边")


def test_from_and_to_in_one_answer(talk: Talk):
    talk.say("我能备案吗")
    assert "哪种情形" in talk.say("昆山去上海")


def test_asking_again_in_the_middle_keeps_what_was_answered(talk: Talk):
    talk.say("我在昆山参保，常年住上海，能备案吗", "who")
    talk.press("是")
    assert "户口迁到那边了吗" in talk.say("我符合条件吗", "who")


def test_no_referral_slip_is_no_referral(talk: Talk):
    assert "“其他临时外出就医人员”备案" in talk.say("我自己去北京看个专家，没开转诊单，吴江的医保")


def test_posted_by_the_employer_is_not_asked_about_a_pension(talk: Talk):
    assert "“常驻异地工作人员”备案" in talk.say("公司把我派到成都了，我园区参保")


def test_when_a_commitment_was_made_can_be_put_right(talk: Talk):
    talk.say("我昆山参保，两个月前签承诺书备了上海，退休了，户口没迁")
    assert "满6个月才能" in talk.say("现在长住杭州，能备案吗", "who")
    assert "“异地长期居住人员”备案，可以" in talk.say("其实是七个月前签的")


def test_a_missing_certificate_of_the_employer_is_no_missing_employer(talk: Talk):
    talk.say("公司派我去成都驻点两年，园区的医保")
    assert "按“常驻异地工作人员”备案，方式：签承诺书" in talk.say("那要是没有单位证明呢")


@pytest.mark.parametrize(
    ("said", "topic", "verdict"),
    [
        ("太仓参保，医院给开了转院单去上海，这种能备案吗", "referral", "按“异地转诊人员”备案"),
        ("我淮安参保，退休了，户口没迁，在苏州跟儿子住，有居住证，能备案吗", "inbound", "按“异地长期居住人员”备案"),
        ("帮我看看我妈能不能备案，她常熟参保，退休，跟我住南通，户口没迁", "who", "您母亲符合条件"),
        ("退休了，在三亚和昆明轮流住，常熟参保，户口没迁，有居住证，两个地方都能备案吗", "who", "不能用承诺书"),
    ],
)
def test_a_story_that_asks_whether_is_decided(talk: Talk, said: str, topic: str, verdict: str):
    assert verdict in talk.say(said, topic)


def test_guests_whose_rules_we_do_not_hold_are_not_drawn_in(talk: Talk):
    talk.say("我郑州参保，退休了，户口没迁，在苏州跟儿子住，能备案吗", "inbound")
    assert talk.task is None


def test_after_the_card_nothing_waits_so_nothing_is_asked_again(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert talk.say("等一下") == "好，不急，您慢慢来。"


def test_what_is_settled_already_is_said_before_the_next_question(talk: Talk):
    reply = talk.say("我爸退休了，户口也迁过去了，该算哪一类")
    assert "属于“异地安置退休人员”" in reply
    assert "要去哪个城市" in reply
    assert "异地安置退休人员" not in talk.say("不清楚")


def test_what_cannot_be_is_said_at_once(talk: Talk):
    reply = talk.say("我是杨凌参保的，在上海才住了半年，能按长期居住备案吗")
    assert "还不能按“异地长期居住人员”备案" in reply
    assert "一年" in reply
