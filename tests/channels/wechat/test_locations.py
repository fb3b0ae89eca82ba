"""A location is answered with the office of the district that its address names; what it does not name is asked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.wechat.guide import load_guide
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.test_pushes import contents

pytestmark = pytest.mark.anyio
WHICH = load_guide().words["which_office"]

TOLD = {
    "江苏省苏州市昆山市前进路1号": "苏州昆山市",
    "中国江苏省苏州市虎丘区狮山路": "苏州高新区",
    "江苏省苏州市姑苏区平江路": "苏州市本级",
    "江苏省苏州工业园区星湖街": "苏州工业园区",
    "昆山市前进路": "苏州昆山市",
    # The documents of Huaian tell no offices apart.
    "江苏省淮安市淮安区": "淮安市",
    "江苏省盱眙县": "淮安市",
    "陕西省咸阳市杨陵区康乐路": "杨凌示范区",
    "陕西省杨凌示范区": "杨凌示范区",
    "江苏省无锡市江阴市澄江路": "无锡市",
    # A district's name that other cities have as well, and the name of a city somewhere in an address.
    "陕西省西安市高新区科技路": "西安市",
    "江苏省南京市高新区": "南京市",
    "上海市黄浦区昆山市驻沪办事处": "上海市",
    "新疆维吾尔自治区乌鲁木齐市天山区": "乌鲁木齐市",
}


async def locate(account: Account, label: str) -> None:
    position = {"Location_X": "31.38", "Location_Y": "120.98"}
    await account.platform.push(account.platform.fields(kind="location", Label=label, **position))


@pytest.mark.parametrize(("label", "place"), TOLD.items())
async def test_the_office_of_the_place_in_the_address(account: Account, label: str, place: str) -> None:
    await locate(account, label)
    assert account.seen == [f"答：{place}的医保经办窗口在哪里"]


@pytest.mark.parametrize("label", ["", "某大厦", "苏州路12号", "高新区科技路", "江苏省", "市本级", "nan"])
async def test_what_the_address_does_not_tell_is_asked(account: Account, label: str) -> None:
    await locate(account, label)
    assert account.seen[0].startswith(WHICH)
    assert "6 苏州昆山市" in account.seen[0].splitlines()
    assert account.engine.said == []
    await account.platform.text("6")
    assert account.seen[1] == "答：苏州昆山市的医保经办窗口在哪里"


async def test_in_a_city_whose_districts_have_offices_of_their_own_the_district_is_asked(account: Account) -> None:
    await locate(account, "江苏省苏州市")
    choices = account.seen[0].splitlines()
    assert "10 苏州工业园区" in choices
    assert not [line for line in choices if "淮安" in line]


@pytest.mark.parametrize("label", ["上海市黄浦区", ""])
async def test_a_location_does_not_become_part_of_the_persons_case(account: Account, label: str) -> None:
    await locate(account, label)
    await account.platform.text("1")
    await account.platform.text("备案")
    (place, _), *_, (case, _) = account.engine.said
    assert place != case


async def test_choices_of_an_answer_aside_stay_aside(account: Account) -> None:
    account.engine.offered["苏州昆山市的医保经办窗口在哪里"] = (("电话", {"topic": "phones"}),)
    await locate(account, "江苏省苏州市昆山市")
    await account.platform.text("1")
    assert [text for _, text in account.engine.said] == ["苏州昆山市的医保经办窗口在哪里", "phones"]
    assert len({conversation for conversation, _ in account.engine.said}) == 1


@pytest.mark.parametrize("fields", [{"Location_X": "nan", "Location_Y": ""}, {}])
async def test_a_location_that_is_none_is_asked_about(account: Account, fields: dict[str, Any]) -> None:
    await account.platform.push(account.platform.fields(kind="location", **fields))
    assert account.seen[0].startswith(WHICH)


async def test_neither_position_nor_address_is_kept(account: Account) -> None:
    await locate(account, "江苏省苏州市昆山市前进路1号")
    kept = contents(account) + repr(account.engine.said)
    assert not [private for private in ("31.38", "120.98", "前进路") if private in kept]
