"""Places of China: area codes, who contains whom, and what kind of trip it is."""

import phonenumbers
import pytest
from phonenumbers import geocoder

from knowledge.base import KnowledgeBase

# Cities that the phone company serves under a neighbour's code; the package names only that neighbour.
# 株洲市 it misspells.
UNDER_A_NEIGHBOUR = {
    "亳州市": "阜阳", "济源市": "焦作", "神农架林区": "十堰", "株洲市": "长沙市、湘潭市、株州市", "来宾市": "柳州",
    "贺州市": "梧州", "贵港市": "玉林", "三沙市": "海口市、三亚市", "儋州市": "海口市、三亚市",
    "德宏傣族景颇族自治州": "芒市", "迪庆藏族自治州": "香格里拉", "嘉峪关市": "酒泉", "金昌市": "武威",
    "五家渠市": "昌吉", "阿拉尔市": "阿克苏", "图木舒克市": "喀什", "杨凌示范区": "西安市、咸阳市",
}  # fmt: skip


def described(area_code: str) -> set[str]:
    """Where the package says that numbers with this area code are; subscribers have seven or eight digits."""
    numbers = (phonenumbers.parse(f"+86{area_code[1:]}{rest}") for rest in ("62345678", "2345678"))
    return {text for number in numbers if (text := geocoder.description_for_number(number, "zh"))}


def test_every_area_code_is_that_of_its_city(base: KnowledgeBase):
    for place in base.places:
        if place.level == "city":
            expected = UNDER_A_NEIGHBOUR.get(place.name, place.short)
            assert any(expected in text for text in described(place.area_code)), (place.name, place.area_code)


def test_the_whole_country_is_there(base: KnowledgeBase):
    levels = [place.level for place in base.places]
    assert levels.count("province") + 4 == 31, "with the four municipalities, which are cities here"
    assert levels.count("city") >= 337
    jiangsu = [place.name for place in base.places if place.parent == "jiangsu"]
    assert len(jiangsu) == 13


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("盱眙", ["盱眙县", "淮安市", "江苏省", "全国"]),
        ("昆山", ["昆山市", "苏州市", "江苏省", "全国"]),
        ("园区", ["工业园区", "苏州市", "江苏省", "全国"]),
        ("姑苏区", ["市本级", "苏州市", "江苏省", "全国"]),
        ("江阴市", ["江阴市", "无锡市", "江苏省", "全国"]),
        ("扬凌", ["杨凌示范区", "陕西省", "全国"]),
        ("杨陵区", ["杨陵区", "杨凌示范区", "陕西省", "全国"]),
        ("北京", ["北京市", "全国"]),
        ("大理", ["大理白族自治州", "云南省", "全国"]),
        ("内蒙古", ["内蒙古自治区", "全国"]),
    ],
)
def test_a_name_leads_to_a_place_and_what_contains_it(base: KnowledgeBase, name: str, chain: list[str]):
    assert [place.name for place in base.places.chain(base.places.names[name])] == chain


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("苏州市", "苏州"), ("内蒙古自治区", "内蒙古"), ("广西壮族自治区", "广西"), ("新疆维吾尔自治区", "新疆"),
        ("海西蒙古族藏族自治州", "海西"), ("延边朝鲜族自治州", "延边"), ("锡林郭勒盟", "锡林郭勒"), ("丰县", "丰县"),
        ("杨凌示范区", "杨凌"),
    ],
)  # fmt: skip
def test_a_place_is_called_by_its_short_name(base: KnowledgeBase, name: str, short: str):
    assert base.places[base.places.names[name]].short == short
    assert base.places.names[short] == base.places.names[name]


@pytest.mark.parametrize(("name", "means"), [("海南", "海南省"), ("吉林", "吉林省"), ("杨陵", "杨凌示范区")])
def test_a_name_of_two_places_means_the_larger(base: KnowledgeBase, name: str, means: str):
    assert base.places[base.places.names[name]].name == means


@pytest.mark.parametrize(
    ("name", "hotline"),
    [
        ("苏州", "0512-12393"), ("昆山", "0512-12393"), ("盱眙", "0517-12393"), ("无锡", "0510-12393"),
        ("北京", "010-12393"), ("上海", "021-12393"), ("杨凌", "029-12393"), ("西安", "029-12393"),
        ("江苏", "参保地区号+12393"), ("全国", "参保地区号+12393"),
    ],
)  # fmt: skip
def test_the_hotline_comes_out_as_a_number(base: KnowledgeBase, name: str, hotline: str):
    assert base.places.hotline(base.places.names[name]) == hotline


@pytest.mark.parametrize(
    ("insured", "care", "trip"),
    [
        ("昆山", "苏州", "in_city"), ("张家港", "太仓", "in_city"), ("吴江", "苏州工业园区", "in_city"),
        ("盱眙", "淮安", "in_city"), ("苏州", "苏州", "in_city"), ("杨陵区", "杨凌", "in_city"),
        ("苏州", "南京", "in_province"), ("昆山", "无锡", "in_province"), ("淮安", "苏州", "in_province"),
        ("盱眙", "昆山", "in_province"), ("杨凌", "西安", "in_province"),
        ("苏州", "上海", "cross_province"), ("昆山", "上海", "cross_province"), ("淮安", "北京", "cross_province"),
        ("杨凌", "苏州", "cross_province"), ("北京", "上海", "cross_province"),
    ],
)  # fmt: skip
def test_both_ends_of_a_trip_matter(base: KnowledgeBase, insured: str, care: str, trip: str):
    names = base.places.names
    assert base.places.trip(names[insured], names[care]) == trip
    assert base.places.trip(names[care], names[insured]) == trip
