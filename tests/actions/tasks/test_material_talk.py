"""Filing by documents or commitment: gone through step by step, reported by the citizen, looked up afterwards."""

import datetime as dt

import pytest
import sqlalchemy as sa

from actions.eligibility.material_record import Report, material_event, material_filing
from actions.tasks.setup import make_office
from tests.actions.tasks.talk import BASE, Talk

TEN_WRONG = 10
STORY = "我在昆山参保，退休跟女儿住上海，户口没迁"


@pytest.fixture
def office(database, keys):
    return make_office(database, keys, None, BASE)


def guided(talk: Talk, story: str = STORY, mode: str = "签承诺书") -> None:
    """The whole guide, reported done."""
    talk.say(story)
    talk.press("一步步陪我办")
    if mode:
        talk.press(mode)
    for _ in range(3):
        talk.say("下一步")
    talk.say("完成了")


def receipt(talk: Talk) -> str:
    with talk.office.database.read() as connection:
        return connection.execute(sa.select(material_filing.c.receipt)).scalar_one()


def reports(talk: Talk) -> list[str]:
    with talk.office.database.read() as connection:
        return list(connection.execute(sa.select(material_event.c.report).order_by(material_event.c.id)).scalars())


def test_it_is_gone_through_step_by_step(talk: Talk):
    talk.say(STORY)
    assert "哪种方式" in talk.press("一步步陪我办")
    assert "居住证明" in talk.say("提供材料")
    assert "江苏医保云" in talk.say("下一步")
    assert "0512-12393" in talk.say("卡住了")
    assert "1到2个工作日" in talk.say("下一步")
    assert talk.answer.sources
    assert "直接结算" in talk.say("下一步")
    assert "我没有替您提交" in talk.say("完成了")
    assert talk.task is None
    assert reports(talk) == ["stuck", "done"]


def test_looking_it_up_tells_category_place_and_mode(talk: Talk):
    guided(talk)
    reply = talk.say("我的备案办好了吗")
    assert "异地长期居住人员，昆山市参保，备到上海市，方式：签承诺书" in reply
    assert "您说已办好" in reply
    assert "其他临时" not in reply


@pytest.mark.parametrize(
    ("mode", "wish", "says"),
    [("签承诺书", "变更", "6个月"), ("提供材料", "变更", "按需要变更或取消"), ("提供材料", "取消", "按需要变更或取消")],
)
def test_suzhou_tells_a_commitment_from_documents(talk: Talk, mode: str, wish: str, says: str):
    guided(talk, mode=mode)
    talk.say("查我的备案")
    assert says in talk.press(wish)
    assert talk.answer.sources


def test_huaian_asks_whether_it_is_urgent(talk: Talk):
    guided(talk, "我淮安参保，户口没迁，在南京长住，退休了，有居住证，能备案吗", mode="")
    talk.say("查我的备案")
    assert "急诊或住院" in talk.press("取消")
    assert "3个月" in talk.press("不是")


def test_a_cancellation_is_written_down_as_told(talk: Talk):
    guided(talk, mode="提供材料")
    talk.say("查我的备案")
    talk.press("取消")
    talk.press("我已经取消了")
    assert reports(talk) == ["done", "cancelled"]
    assert "您说已取消" in talk.say("查我的备案")


def test_what_was_only_stuck_is_not_taken_for_done(talk: Talk):
    talk.say(STORY)
    talk.press("一步步陪我办")
    talk.press("提供材料")
    talk.say("卡住了")
    talk.say("算了")
    assert "您说卡住了" in talk.say("我的备案办好了吗")


def test_other_conversations_know_nothing_of_it(talk: Talk, office):
    guided(talk)
    stranger = Talk(office, talk.now, "web:2")
    assert "查询编号" in stranger.say("我的备案办好了吗")


def test_its_receipt_number_alone_shows_category_places_and_state_to_any_conversation(talk: Talk, office):
    guided(talk)
    elsewhere = Talk(office, talk.now, "web:2")
    elsewhere.say("我的备案办好了吗")
    reply = elsewhere.say(f"编号是{receipt(talk)}")
    assert "异地长期居住人员，昆山市参保，备到上海市。状态：当时说已办好" in reply
    assert "签承诺书" not in reply
    assert str(dt.date.today().year) not in reply


@pytest.mark.parametrize("said", ["{receipt}", "查我的备案 {receipt}", "这个{receipt}办好了吗"])
def test_the_number_itself_opens_the_look_up(talk: Talk, office, said: str):
    guided(talk)
    assert "备到上海市" in Talk(office, talk.now, "web:2").say(said.format(receipt=receipt(talk)))


def test_with_its_number_another_conversation_hears_the_rules_but_no_day_and_reports_nothing(talk: Talk, office):
    guided(talk)
    elsewhere = Talk(office, talk.now, "web:2")
    elsewhere.say("取消我的备案")
    assert "文件怎么说" in elsewhere.say(receipt(talk))
    assert "我已经取消了" not in [choice.title for choice in elsewhere.answer.choices]
    reply = elsewhere.say("变更")
    assert "满6个月" in reply
    assert "按您说的日子算" not in reply
    assert reports(talk) == ["done"]


def test_whoever_guessed_too_often_is_shown_nothing_but_their_own(talk: Talk, office):
    guided(talk)
    guesser = Talk(office, talk.now, "web:2")
    for _ in range(TEN_WRONG):
        guesser.say("K482-T913-M063 0000")
        talk.say("K482-T913-M063 0000")
    assert "昆山" not in guesser.say(receipt(talk))
    assert "先锁一小时" in guesser.say("0000")
    assert "备到上海市" in talk.say(receipt(talk))


def test_a_number_is_given_when_one_is_stuck_already(talk: Talk, office):
    talk.say(STORY)
    talk.press("一步步陪我办")
    talk.press("提供材料")
    reply = talk.say("卡住了")
    assert receipt(talk) in reply
    assert "还没说办好" in Talk(office, talk.now, "web:2").say(receipt(talk))


def test_a_question_while_it_is_asked_whether_it_is_urgent_is_answered_and_the_question_put_again(talk: Talk):
    guided(talk, "我淮安参保，户口没迁，在南京长住，退休了，有居住证，能备案吗", mode="")
    talk.say("查我的备案")
    talk.press("取消")
    assert "回到刚才的查询：是因为急诊或住院" in talk.say("备案收钱吗", "fee")
    assert "3个月" in talk.say("不是")


def test_after_a_question_its_wishes_are_still_understood(talk: Talk):
    guided(talk)
    talk.say("查我的备案")
    assert "回到刚才" not in talk.say("备案收钱吗", "fee")
    assert "满6个月" in talk.say("变更")


def test_the_history_only_grows(talk: Talk):
    guided(talk)
    for statement in (material_event.update().values(report="x"), material_event.delete()):
        with pytest.raises(sa.exc.DBAPIError), talk.office.database.write() as connection:
            connection.execute(statement)
    assert reports(talk) == [Report.done.value]


def test_nothing_in_it_names_a_person_and_its_owner_is_erased_in_time(talk: Talk, office):
    from actions.tasks.housekeeping import purge

    guided(talk)
    late = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=400)
    purge(office, now=late)
    with office.database.read() as connection:
        row = connection.execute(sa.select(material_filing)).one()
    assert (row.owner, row.receipt) == (None, None)
    assert row.insured in BASE.places


def test_what_was_stuck_can_be_told_done_and_then_cancelled(talk: Talk, office):
    talk.say(STORY)
    talk.press("一步步陪我办")
    talk.press("签承诺书")
    talk.say("卡住了")
    talk.say("算了")
    talk.say("查我的备案")
    assert "还没说办好" in talk.say("变更")
    talk.say("办好了")
    assert "满6个月" in talk.say("变更")
    stranger = Talk(office, talk.now, "web:2")
    stranger.say(receipt(talk))
    assert "不能改这份记录" in stranger.say("我已经取消了")
    assert reports(talk) == ["stuck", "done"]
    talk.say("我已经取消了")
    assert reports(talk) == ["stuck", "done", "cancelled"]
    assert "已经说取消了" in talk.say("续办")


@pytest.mark.parametrize(("days", "says"), [(30, "起可以"), (200, "期限已经满了，现在可以")])
def test_a_commitment_is_told_from_when_it_can_be_changed_or_that_it_can_be_now(talk: Talk, days: int, says: str):
    guided(talk)
    talk.now = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=days)
    talk.say("查我的备案")
    assert says in talk.say("变更")


@pytest.mark.parametrize("said", ["一步步陪我办吧", "陪我办", "那就办吧"])
def test_the_guide_is_asked_for_in_own_words(talk: Talk, said: str):
    talk.say("我在昆山参保，退休跟女儿住上海，户口没迁")
    assert "用哪种方式" in talk.say(said, "steps")


HUAIAN = "淮安医保，在合肥住三年了，没退休户口没迁，不是单位派的，有居住证"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("没有住院", "按您说的日子算"),
        ("不是急诊", "按您说的日子算"),
        ("我在住院呢", "打电话给各医保经办机构窗口"),
        ("急诊抢救", "打电话给各医保经办机构窗口"),
        ("那等三个月", "没有动"),
    ],
)
def test_whether_it_is_urgent_is_told_in_own_words(talk: Talk, said: str, says: str):
    guided(talk, HUAIAN, "")
    assert "急诊或住院" in talk.say("我要撤掉刚办的备案")
    assert says in talk.say(said)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("材料备齐啦", "第2步"),
        ("居住证明开不出来", "卡住了别着急"),
        ("窗口不给办，退回来了", "卡住了别着急"),
        ("都办好了", "您说“异地长期居住人员”备案已办好"),
    ],
)
def test_own_words_at_a_step(talk: Talk, said: str, says: str):
    talk.say(HUAIAN)
    talk.press("一步步陪我办")
    assert says in talk.say(said)


def test_a_wish_that_asks_how_is_answered_for_the_filing_that_is_shown(talk: Talk):
    guided(talk)
    talk.say("我的备案办好了吗")
    assert "文件怎么说" in talk.say("快到期了怎么续", "out_of_scope")
