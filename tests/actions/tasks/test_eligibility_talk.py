"""The guided check: uses what was said, asks only what decides, and ends with one card."""

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


def test_a_filing_by_documents_is_gone_through_step_by_step(talk: Talk):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    talk.say("我能备案吗")
    assert "居住证明" in talk.press("一步步陪我办")
    assert "江苏医保云" in talk.say("下一步")
    assert "0512-12393" in talk.say("卡住了")
    assert "1到2个工作日" in talk.say("下一步")
    assert talk.answer.sources
    assert "不冻结" in talk.say("下一步")
    assert "以经办机构或APP里的结果为准" in talk.say("完成了")
    assert talk.task is None


def test_people_from_elsewhere_are_told_where_to_file(talk: Talk):
    talk.say("我是合肥医保，来苏州看病")
    reply = talk.say("我能备案吗")
    assert "苏州这边不需要办任何备案手续" in reply
