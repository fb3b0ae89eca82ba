"""Tell 参保地 from 就医地 by the words around a place name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["insured", "care", "other"]
CLAUSE = r"[^,，。.;；!！?？、]"

# What settles 参保地 whatever stands before: "我在昆山交的医保", "他是淮安念书参保的".
INSURED_FOR_SURE = re.compile(
    r"^(市|省|那边|这边|本地)?(((?!看病|住院|就医|打工|上班|报销)[一-龥]{2}(?=的))?的?(职工|居民|城乡居民|农村|学生|大学生|少儿)?(医保(?!云|局|中心|大厅|窗口|柜台|服务|电话|热线|公众号)|参保|社保|农合|农保|居保|新农合|合作医疗|生育险|生育保险)|的?卡|"
    r"(交|缴|上|办|买|参)(的|了|过)(医保|社保|新农合|农合|居民|职工|学生|少儿|，|,|。|$)|"
    rf"((?!还是|或者){CLAUSE}){{0,10}}((交|缴)(了|的|过)?{CLAUSE}{{0,6}}(医保|社保|医疗保险|生育险|五险)|参保|医保关系))"
)
INSURED_BEFORE_FOR_SURE = re.compile(
    r"(医保|社保|参保|参保地|农合|合作医疗|职工医保|居民医保|医保关系)(还|都|是|仍|就|也)?(在|落在|属于|归|交在|办在|挂在|转到|转去|转回|转在|是|:)?了?$"
)
# "新农合在上海打工" says what happens there, not where the insurance is.
HAPPENS_THERE = re.compile(
    r"^(市|那边)?(打工|上班|工作|做工|干活|读书|上学|念书|看病|看毛病|住院|就医|开刀|生活|养老|带孙|带娃|带孩)"
)
# The hospital that refers stands at home: "盱眙医院给开的转诊", "杨凌示范区医院转到西京".
REFERS = re.compile(
    rf"^(市|县|区|示范区)?{CLAUSE}{{0,6}}医院(的?(医生|大夫|主任))?(那边|这边)?"
    r"(说|讲)?(要|让|叫|把|将|给|帮|替|不给|不肯|没给|同意|建议|推荐)?(我|他|她|老人|孩子)?(们)?(开|办|转|往上转|打)(了|的|好)?(个|张|过)?(转|到|去|上级|证明)"
)
# Named for what is said there; nobody is insured or treated there for that.
OTHER = re.compile(r"^(市|省)?(那边|这边)?的(说法|讲法|做法|经验|新闻)")
# Whoever goes there to be paid back is insured there: "回淮安报", "拿回盐城报销".
PAID_BACK = re.compile(r"^(市|老家|这边|那边)?报(?!名|到|警|案|考|告|喜|答|效|错|修)")
# Whoever moves from one place to another may have filed for the first: "从成都搬到西安" tells of no insurance.
FROM = re.compile(r"(从|由)$")
MOVES = re.compile(r"^(那边|这边)?(搬|挪|换|改|迁)(家)?(到|去|成|往|回)")
# Where money goes says nothing of where somebody is insured: "养老金打到西安的卡上".
PAID_INTO = re.compile(r"(打|发|汇|划|存|领)(到|进|入|在)(了)?$")
# Whoever does it there for somebody does it where that one is insured: "去杨凌替我跑一趟".
ERRAND = re.compile(r"^(那边)?(医保局|窗口|大厅)?(替|帮|代)(我|他|她|俺|咱|爸|妈|老|家|人)(?!看|陪)")
# Right after the place, unless a word of going stands before it.
INSURED_AFTER = re.compile(
    r"^(市|省|省内|人|那边|这边|老家)?的?(省内|职工|居民|城乡居民|退休)?(医疗保险|医保(局|中心)给?(报(?!名)|审)|户口|户籍|办的|交的|"
    r"缴的|退休|职工|居民|人(?!在)|(娃|小孩|小朋友)(?=,|在|来|到|去|放|回)|出来|过来|这边|咯|滴|公司|企业|国企|单位|(去|到|来|往|转到|转去|转)$)"
)
# Who pays the pension is where somebody was insured: "退休金还是苏州发".
INSURED_BEFORE = re.compile(
    r"(退休金|退休工资|养老金)(还|都|仍|是|由){1,3}$|"
    r"((户口|户籍|关系)(还|都|是|仍|就)?(在|落在|属于|归|交在|办在|挂在|:)?|从(外地|外面|外头|外省)(搬|挪|转)?回(到|来)?了?|"
    r"家住(在)?|从|打|由|我是|俺是|咱是|按|离开|人是|交的(是)?|参加(的)?)$"
)
# Right before the place. A bare 在 says where something happens; what happens there has to be care, life or work.
# Whose household book names another place lives there, and need not be insured there: "户口簿上已经是池州人了".
CARE_BEFORE = re.compile(
    r"(户口|户籍)(簿|本)?(上)?(现在)?(已经|早就|都)?(是|变成|成了|算)$|"
    r"(回老家|到|去|往|来|上|跑|赴|转|选|派|调|搬|住|迁|落户|回|换|改|改成|外派|飞|至|过|备|备案|(人|住|待|呆|留|生活|长期|常年|常住|家|派|备案|备|"
    r"现|目前|如今|一直|平时|都)在)(到|去|往|至)?(了)?$"
)
BACK = re.compile(r"(?<!来)回(到|去|来)?(了)?$")  # Home, as far as nothing else says where that is.
GOING = re.compile(r"(到|去|往|上|赴|转)(了)?$")
CARE_AFTER = re.compile(
    r"^(市|那边|那里|这边)?的?(看病|看毛病|就医|就诊|住院|医院|治|看个|挂|做手术|开刀|急诊|带|住|生活|养老|租|买房|"
    r"旅游|玩|出差|待|呆|定居|探亲|做|刷|瑞金|华山|协和|安家|项目|常驻|分公司|工地|落户|生(?!育)|药店|药房|门诊|抢救|突发|摔)"
)
CARE_HAPPENS = re.compile(
    rf"^{CLAUSE}{{0,10}}(看|医院|院|就医|就诊|治|手术|开刀|急诊|门诊|上班|打工|工作|读书|上学|念书|孙|娃|住|生活|养老|买药|配药|开药|药店|药房|"
    r"生孩子|产检|抢救|突发|突然|忽然|中风|心梗|脑梗|晕|昏|疼|痛|发烧|犯病|发病|生病|不舒服|车祸|出事|撞|受伤|骨折|待|呆|定居|出差|旅游|玩|摔|刷|疗养|过冬|避暑|买房|租|安家|项目|生的)"
)


@dataclass(frozen=True)
class Told:
    """What the words around a place say of it; `sure` when they name the insurance itself."""

    role: Role | None
    sure: bool = False


def role(before: str, after: str) -> Told:
    """The role of a place between the texts before and after it (up to the neighbouring places)."""
    if OTHER.match(after):
        return Told("other")
    if PAID_INTO.search(before):
        return Told(None)
    if _names_insurance(before, after):
        return Told("insured", sure=True)
    if (ERRAND if GOING.search(before) else REFERS).match(after):
        return Told("insured")
    if FROM.search(before) and MOVES.match(after):
        return Told(None)
    if INSURED_BEFORE.search(before) or (BACK.search(before) and PAID_BACK.match(after)):
        return Told("insured")
    if CARE_BEFORE.search(before):
        return Told("care", sure=not BACK.search(before))
    if before.endswith("在"):
        return Told("care" if CARE_HAPPENS.match(after) else None)
    if INSURED_AFTER.match(after):
        return Told("insured")
    return Told("care" if CARE_AFTER.match(after) else None)


def _names_insurance(before: str, after: str) -> bool:
    """Whether the words say that the insurance is there."""
    happens = before.endswith("在") and HAPPENS_THERE.match(after)
    return bool((INSURED_BEFORE_FOR_SURE.search(before) and not happens) or INSURED_FOR_SURE.match(after))
