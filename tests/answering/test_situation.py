"""The person's case: what is said last holds, and what is unknown stays unknown."""

from __future__ import annotations

import pytest

from actions.situation import Situation, category_from_signs, update
from bot.nlu.gazetteer import Gazetteer
from bot.nlu.text import normalise
from knowledge.loader import load

BASE = load()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def told(gazetteer: Gazetteer, *messages: str) -> Situation:
    situation = Situation()
    for message in messages:
        situation = update(situation, gazetteer.find(normalise(message)), BASE)
    return situation


# (messages, insured place, care place)
JOURNEYS = [
    (["苏州的医保去上海看病"], "suzhou", "上海市"),
    (["人在上海，医保在苏州"], "suzhou", "上海市"),
    (["淮安过来苏州看病"], "huaian", "suzhou"),
    (["单位派驻成都，社保交在太仓"], "taicang", "成都市"),
    (["去上海看病"], None, "上海市"),
    (["张家港的呢"], "zhangjiagang", None),
    (["苏州医保去北京", "改去南京了呢"], "suzhou", "nanjing"),
    (["昆山参保去上海", "说错了我是常熟的"], "changshu", "上海市"),
    (["医保在苏州", "要备案吗"], "suzhou", None),
    (["备案要带什么材料"], None, None),
    (["单位派我去兰州守项目两年，杨凌备案要开什么条子"], "yangling", "兰州市"),
    (["我妈在淮安二院住着，要转到上海"], "huaian", "上海市"),
    (["驻外的在淮安办过备案，公司又把我调回来了"], "huaian", None),
    (["我备在北京了，回淮安过年刷不出来"], "huaian", "北京市"),
    (["他是淮安念书参保的，暑假回安徽奶奶家"], "huaian", "安徽省"),
    (["西安人叫西北医院的那家，杨凌卡能用吧"], "yangling", "西安市"),
    (["他在南京上班交了十几年医保"], "nanjing", None),
    (["我在昆山交的医保，去上海看病"], "kunshan", "上海市"),
    (["转到南京治瘤子，想在洪泽家门口医院开药"], "hongze", "nanjing"),
    (["我爸安徽阜阳的农村医保，现在住苏州我家"], "阜阳市", "suzhou"),
    (["我在高新区人才广场跑了两趟"], "gaoxin", None),
    (["我在张家港上班，医保也是张家港的，公司派我到重庆，去张家港的窗口吗"], "zhangjiagang", "重庆市"),
    (["我姐在上海，我在苏州工作，我妈跟她去上海看病"], "suzhou", "上海市"),
    (["儿子在苏州念大学，暑假回老家贵州看病"], "suzhou", "贵州省"),
    (["湖北人想弄个到苏州看病的备案，江苏医保云可以搞吗"], "湖北省", "suzhou"),
    (["上海一半时间南京一半时间，两个地方一起备"], None, "nanjing"),
    (["昆山窗口在哪", "不对我社保转到太仓了"], "taicang", None),
    (["我在淮安参保，到苏州看眼睛", "苏州这边要我交啥"], "huaian", "suzhou"),
    (["昆山到上海看病"], "kunshan", "上海市"),
    (["人在苏州上小学买的苏州学生医保，户口在安徽"], "suzhou", "安徽省"),
    (["江阴参保的怎么办"], "wuxi.江阴市", None),
    (["在南京鼓楼医院住院"], None, "nanjing"),
    (["家住涟水，明天带老妈到淮安一院看"], "lianshui", "huaian"),
    (["无锡参保的，长住上海，网上看到苏州的说法"], "wuxi", "上海市"),
]


@pytest.mark.parametrize(("messages", "insured", "care"), JOURNEYS)
def test_places_of_the_case(gazetteer: Gazetteer, messages: list[str], insured: str | None, care: str | None) -> None:
    situation = told(gazetteer, *messages)
    assert (situation.insured_place, situation.care_place) == (insured, care)


TRIPS = [
    ("昆山参保去苏州看病", "in_city"),
    ("苏州医保去南京看病", "in_province"),
    ("苏州医保去上海看病", "cross_province"),
    ("苏州医保去省内别的市看病", "in_province"),
    ("苏州医保怎么备案", None),
]


@pytest.mark.parametrize(("message", "trip"), TRIPS)
def test_kind_of_trip(gazetteer: Gazetteer, message: str, trip: str | None) -> None:
    assert told(gazetteer, message).trip_between(BASE.places) == trip


# (message, the category that it tells): work away from home is living there, work at home is not.
WORK = [
    ("苏州医保，在杭州上班", "resident"),
    ("我在昆山上班，医保也在昆山", None),
    ("在相城区上班，医保交在相城，春节回老家江西", None),
    ("单位是苏州的，打工去了新疆", "resident"),
    ("我们两口子都没上班", None),
]


@pytest.mark.parametrize(("message", "category"), WORK)
def test_work_in_another_city_is_living_there(gazetteer: Gazetteer, message: str, category: str | None) -> None:
    assert told(gazetteer, message).category == category


@pytest.mark.parametrize(
    ("message", "channel"),
    [("窗口办要多久", "window"), ("网上提交要几天，去窗口能不能当场办", None), ("怎么备案", None)],
)
def test_of_several_channels_none_is_meant(gazetteer: Gazetteer, message: str, channel: str | None) -> None:
    assert told(gazetteer, message).channel == channel


# Signs of a story → category (001 第三条, 000 二); nothing is guessed from one sign that fits several.
STORIES = [
    ({"retired", "hukou_moved"}, "retiree"),
    ({"retired", "hukou_kept"}, "resident"),
    ({"retired"}, None),
    ({"lives_elsewhere"}, "resident"),
    ({"sent_by_employer"}, "worker"),
    ({"sent_by_employer", "retired"}, "worker"),
    ({"referral"}, "referral"),
    ({"referral", "no_referral"}, "temporary"),
    ({"no_referral", "lives_elsewhere"}, None),
    ({"temporary_visit"}, "temporary"),
    ({"temporary_visit", "emergency"}, None),
    (set(), None),
    ({"temporary_visit", "retired", "hukou_kept"}, "temporary"),  # a pensioner's short stay
]


@pytest.mark.parametrize(
    ("signs", "category"), STORIES, ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else value
)
def test_category_of_a_story(signs: set[str], category: str | None) -> None:
    assert category_from_signs(signs) == category


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        (["hukou_kept"], ["hukou_moved"], ("hukou_moved",)),
        (["filed"], ["not_filed"], ("not_filed",)),
        (["retired"], ["hukou_moved"], ("retired", "hukou_moved")),
    ],
)
def test_a_new_sign_drops_its_opposite(before: list[str], after: list[str], known: tuple[str, ...]) -> None:
    assert Situation().with_signs(before).with_signs(after).signs == known


def test_comes_back_from_the_slot_as_it_went_in(gazetteer: Gazetteer) -> None:
    situation = told(gazetteer, "我爸退休了户口迁到上海，苏州医保，住院")
    assert Situation.load(situation.dump()) == situation
    assert Situation.load(None) == Situation()
