"""Tell 参保地 from 就医地 by the words around a place name."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["insured", "care"]

# Right after the place.
INSURED_AFTER = re.compile(
    r"^(市|省|省内|人|那边|这边|老家)?的?(省内|职工|居民|城乡居民|退休)?(医保|参保|社保|农合|新农合|农保|合作医疗|医疗保险|户口|户籍|生育险|生育保险|卡|办的|交的|"
    r"缴的|退休|职工|居民|人(?!在)|出来|过来|这边|咯|滴|公司|单位)"
)
CARE_AFTER = re.compile(
    r"^(市|那边|那里|这边)?的?(看病|看毛病|就医|就诊|住院|医院|治|看个|挂|做手术|开刀|急诊|上班|打工|工作|读书|上学|念书|带|住|生活|养老|租|买房|"
    r"旅游|玩|出差|待|呆|定居|探亲|做|跑|刷|瑞金|华山|协和|安家|项目|常驻|分公司|工地|落户|生|药店|药房|门诊|备案|抢救|突发|摔)"
)
# What settles it whatever stands before: "我在昆山交的医保".
INSURED_FOR_SURE = re.compile(
    r"^(市|省|那边|这边)?的?(医保|参保|社保|交的|缴的|上的医保|办的医保|农合|新农合|合作医疗)"
)
# Right before the place.
INSURED_BEFORE = re.compile(
    r"(医保|社保|参保|参保地|户口|户籍|农合|合作医疗|职工医保|居民医保|关系)(还|都|是|仍|就)?(在|落在|属于|归|交在|办在|挂在|:)?$|"
    r"(从|打|由|我是|俺是|咱是|按|离开|老家(是|在)?|人是|交的(是)?|参加(的)?)$"
)
CARE_BEFORE = re.compile(
    r"(到|去|往|在|来|上|跑|赴|转到|转去|转往|转|备案到|备案在|备到|选|派到|派去|调到|搬到|搬去|住|迁到|迁去|迁往|迁|落户|回|换到|换|改到|改成|外派|飞|至|过)了?(了)?$"
)


def role(before: str, after: str) -> Role | None:
    """The role of a place between the texts before and after it (up to the neighbouring places); None if unclear."""
    if INSURED_BEFORE.search(before) or INSURED_FOR_SURE.match(after):
        return "insured"
    if CARE_BEFORE.search(before):
        return "care"
    if INSURED_AFTER.match(after):
        return "insured"
    if CARE_AFTER.match(after):
        return "care"
    return None
