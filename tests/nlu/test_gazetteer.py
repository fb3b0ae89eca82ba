"""What is found in a message without any model: places and their roles, and the signs of a person's case."""

from __future__ import annotations

import pytest

from bot.nlu.gazetteer import Gazetteer, mask_places
from bot.nlu.text import normalise


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def places(gazetteer: Gazetteer, text: str) -> list[tuple[str, str | None]]:
    found = gazetteer.find(normalise(text))
    return [(entity["value"], entity.get("role")) for entity in found if entity["entity"] == "place"]


# (message, [(place, role)…]): insured is 参保地, care is 就医地.
ROLES = [
    ("苏州的医保去上海看病", [("suzhou", "insured"), ("上海市", "care")]),
    ("人在上海，医保在苏州", [("上海市", "care"), ("suzhou", "insured")]),
    ("淮安过来苏州看病", [("huaian", "insured"), ("suzhou", "care")]),
    ("我是昆山参保的，想去北京协和住院", [("kunshan", "insured"), ("北京市", "care")]),
    ("从南京转到上海", [("nanjing", "insured"), ("上海市", "care")]),
    ("户口在扬州，住在苏州", [("yangzhou", "insured"), ("suzhou", "care")]),
    ("单位派到成都，社保交在太仓", [("成都市", "care"), ("taicang", "insured")]),
    ("杨凌职工医保，到西安做手术", [("yangling", "insured"), ("西安市", "care")]),
    ("退休后搬到杭州了，苏州退休的", [("杭州市", "care"), ("suzhou", "insured")]),
    ("在苏州打工，老家河南的新农合", [("suzhou", "care"), ("河南省", "insured")]),
    ("无锡人，去常州看病", [("wuxi", "insured"), ("changzhou", "care")]),
    ("备案到上海", [("上海市", "care")]),
    ("医保属于盱眙", [("xuyi", "insured")]),
    ("离开淮安去南通", [("huaian", "insured"), ("nantong", "care")]),
    ("盱眙的医院给开了转院证明", [("xuyi", "insured")]),
    ("杨凌示范区医院把我转到上海", [("yangling", "insured"), ("上海市", "care")]),
    ("我是无锡参保的，网上看到苏州的说法", [("wuxi", "insured"), ("suzhou", "other")]),
    ("去上海的医院开刀", [("上海市", "care")]),
    # An office is where somebody went to ask, and the one that pays back is at home.
    ("医保在阜阳，跑了一趟苏州医保大厅", [("阜阳市", "insured"), ("suzhou", None)]),
    ("在外地住院，单子拿回淮安报", [("huaian", "insured")]),
    ("合肥医保局报医药费要几天", [("合肥市", "insured")]),
    ("宁波生育津贴", [("宁波市", None)]),
    ("苏州企业退休，养老金发在成都的卡上", [("suzhou", "insured"), ("成都市", None)]),
    ("明年从成都搬到西安", [("成都市", None), ("西安市", "care")]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    ROLES,
)
def test_tells_where_one_is_insured_from_where_one_is_treated(
    gazetteer: Gazetteer, text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert places(gazetteer, text) == expected


# Names inside names: the longest wins, and nothing is found twice.
NESTED = [
    ("苏州工业园区", ["park"]),
    ("苏州市区", ["suzhou_city"]),
    ("苏州高新区", ["gaoxin"]),
    ("张家港市", ["zhangjiagang"]),
    ("张家界", ["张家界市"]),
    ("淮安区和淮安市", ["huaian_district", "huaian"]),
    ("杨凌示范区", ["yangling"]),
    ("吉林省吉林市", ["吉林市"]),
    ("去苏州昆山", ["kunshan"]),
    ("连云港", ["lianyungang"]),
    ("南京、上海、北京", ["nanjing", "上海市", "北京市"]),
    ("扬凌", ["yangling"]),
    ("楚州", ["huaian_district"]),
    ("姑苏区", ["suzhou_city"]),
    ("备案材料有哪些", []),
    ("我们药店是医保定点单位", []),
    ("昨天门诊挂了三天水", []),
    ("江苏医保云怎么用", []),
]


@pytest.mark.parametrize(("text", "expected"), NESTED)
def test_finds_the_longest_name(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert [place for place, _ in places(gazetteer, text)] == expected


# (message, entity type, value) that must be found, or with "-" must not.
SIGNS = [
    ("我爸退休了，户口迁走了", "sign", "retired hukou_moved"),
    ("户口没迁还在苏州", "sign", "hukou_kept -hukou_moved"),
    ("单位派我去常驻", "sign", "sent_by_employer"),
    ("跟儿子住在深圳带孙子", "sign", "lives_elsewhere"),
    ("不是单位派的，自己去的", "sign", "-sent_by_employer"),
    ("公司没派我，自己找的活", "sign", "-sent_by_employer"),
    ("医生让往上海转", "sign", "referral"),
    ("没有转诊自己去的", "sign", "no_referral -referral"),
    ("医生不肯给开转诊", "sign", "no_referral -referral"),
    ("还要不要先转诊", "sign", "-referral"),
    ("长期备案了看病还要转诊单吗", "category", "-referral"),
    ("转诊单要哪些材料", "category", "referral"),
    ("嫌麻烦没开转诊", "category", "-referral"),
    ("我们两口子都没上班", "sign", "-lives_elsewhere"),
    ("在外地上班", "sign", "lives_elsewhere"),
    ("没单位派我来", "sign", "-sent_by_employer"),
    ("备案到底要哪些材料", "sign", "-filed"),
    ("没办居住证", "sign", "no_permit -has_permit"),
    ("居住证办好了", "sign", "has_permit -no_permit"),
    ("户口没动，有居住证", "sign", "hukou_kept has_permit -no_permit"),
    ("居住证有，户口没迁", "sign", "hukou_kept has_permit -no_permit"),
    ("还没退休有居住证", "sign", "has_permit -no_permit"),
    ("没来得及办居住证", "sign", "no_permit -has_permit"),
    ("居住证还没办下来", "sign", "no_permit -has_permit"),
    ("已经备过案", "sign", "filed -not_filed"),
    ("没备案就去了", "sign", "not_filed -filed"),
    ("在外地急诊抢救", "sign", "emergency"),
    ("不是急病，自己去的", "sign", "-emergency"),
    ("怀孕了要产检", "sign", "pregnant"),
    ("异地安置退休人员", "category", "retiree"),
    ("常驻异地工作", "category", "worker"),
    ("临时外出就医", "category", "temporary"),
    ("签承诺书", "mode", "commitment"),
    ("用江苏医保云", "channel", "app"),
    ("去窗口办", "channel", "window"),
    ("省内看病", "trip", "in_province"),
    ("跨省看病", "trip", "cross_province"),
    ("双通道药", "matter", "dual_channel"),
    ("产检费怎么报", "matter", "prenatal_claim"),
    ("取环手术", "matter", "family_planning_claim"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), SIGNS)
def test_hears_the_signs_of_a_case(gazetteer: Gazetteer, text: str, kind: str, expected: str) -> None:
    found = {entity["value"] for entity in gazetteer.find(normalise(text)) if entity["entity"] == kind}
    for value in expected.split():
        assert value in found if not value.startswith("-") else value[1:] not in found


# (message, entity type, what is found): numbers stand between 汉字 without a blank.
VALUES = [
    ("我2024年5月3日住的院", "date", ["2024年5月3日"]),
    ("去年三月份办的，下周一要去", "date", ["去年", "三月", "下周一"]),
    ("12月3号出发后天回", "date", ["12月3号", "后天"]),
    ("住了两个多月，备案6个月了", "duration", ["两个多月", "6个月"]),
    ("垫了六万多块花了12000元", "amount", ["六万多块", "12000元"]),
    ("打80%还是八折", "percent", ["80%", "八折"]),
    ("我妈74岁了", "age", ["74岁"]),
    ("身份证【身份证】查下", "number", ["【身份证】"]),
    ("材料要带哪些", "date", []),
]


@pytest.mark.parametrize(("text", "kind", "expected"), VALUES)
def test_finds_dates_amounts_and_numbers_between_characters(
    gazetteer: Gazetteer, text: str, kind: str, expected: list[str]
) -> None:
    assert [entity["value"] for entity in gazetteer.find(normalise(text)) if entity["entity"] == kind] == expected


def test_masks_place_names_so_that_they_do_not_sway_the_classifier(gazetteer: Gazetteer) -> None:
    text = "昆山的医保去上海看病"
    assert mask_places(text, gazetteer.find(text)) == "某地的医保去某地看病"


def test_positions_are_those_of_the_text(gazetteer: Gazetteer) -> None:
    text = "医保在苏州，人在西双版纳"
    for entity in gazetteer.find(text):
        assert text[entity["start"] : entity["end"]] == entity["text"]
