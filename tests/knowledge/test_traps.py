"""Where a hasty reader of the five documents goes wrong, and what the facts say instead.

Each row is a trap: for whom and about what one asks, what has to be said, and what must not be. Reading order of a row:
trap · place · topic · category (or "") · says · never says.
"""

import datetime as dt
import re
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from knowledge.base import KnowledgeBase
from knowledge.model import Service

TODAY = dt.date(2025, 7, 3)

TRAPS = [
    # Suzhou: the newer document prevails over the one of 2019.
    ("本地不冻结", "苏州", "local_use", "", ["都可以直接结算", "不冻结"], ["取消才恢复"]),
    ("取消不必等60天", "苏州", "change_cancel", "", ["按需要变更或取消"], ["60天", "六十天"]),
    ("承诺备案满6个月才能重新备案", "昆山", "change_cancel", "worker", ["满6个月"], ["3个月"]),
    ("两类五种人", "苏州", "who", "", ["两类五种", "其他临时外出就医人员"], ["四种人"]),
    ("80%给已备案的其他临时人员", "苏州", "ratio", "temporary", ["原规定结付比例的80%", "不是总费用的80%"], []),
    ("转诊的比例没有写", "苏州", "ratio", "referral", ["没有写具体数"], ["按原规定结付比例的80%结付"]),
    ("长期在外的比例不变", "苏州", "ratio", "retiree", ["一样"], ["80%"]),
    ("三代卡或电子凭证", "苏州", "credential", "", ["三代卡", "医保电子凭证"], ["只说用省标准"]),
    ("五种人各要各的材料", "苏州", "materials", "retiree", ["户口本首页", "常住人口登记卡"], ["居住证明", "派出证明"]),
    ("临时只要身份证或社保卡", "苏州", "materials", "temporary", ["居民身份证或社会保障卡", "不能用承诺书"],
     ["转诊证明"]),
    ("渠道不只柜面", "苏州", "channels", "", ["江苏医保云", "国家医保服务平台", "公众号", "柜面"], []),
    # Only the older document says these, and they still hold.
    ("转诊由副主任以上医师填单", "苏州", "referral", "referral", ["副主任以上医师", "盖章"], []),
    ("转诊起付标准", "苏州", "deductible", "referral", ["在职职工1000元", "退休人员和居民800元", "学生500元"], []),
    ("临时的起付标准没有写", "苏州", "deductible", "temporary", ["没有写"], ["1000元", "800元", "500元"]),
    ("急诊不降比例", "苏州", "emergency_claim", "", ["不降低比例"], ["80%"]),
    ("学生不降比例", "苏州", "student", "", ["户籍地或学籍地", "不降低比例"], ["80%"]),
    ("离休干部另行规定", "苏州", "retired_cadre", "", ["另行规定"], []),
    ("个账发放条件要齐", "苏州", "retiree_account", "",
     ["企业退休人员", "社会化发放", "没办门诊特定项目", "跨省", "已开通门诊直接结算的地区除外", "本人提出申请"], []),
    ("办法依据138号令", "苏州", "regulation", "", ["第138号令", "苏劳社医〔2007〕27号"], []),
    # Suzhou: traps inside the newer document.
    ("省内按参保地目录，跨省按就医地目录", "苏州", "catalogue", "",
     ["省内异地直接结算，报多少按参保地政策，能报什么也按参保地目录", "能报什么按就医地目录",
      "零星报销的，按参保地"], []),
    ("生育先垫付不刷卡", "苏州", "maternity", "", ["先自己垫付", "切勿用社保卡或医保电子凭证直接结算"], []),
    ("药店只用个人账户", "苏州", "pharmacy", "", ["只能用医保个人账户"], []),
    ("国家平台只办跨省", "苏州", "channels", "", ["只能申请跨省的备案"], []),
    ("秒备在江苏医保云APP", "苏州", "instant", "temporary", ["江苏医保云APP"], ["国家医保服务平台"]),
    ("转诊不能承诺", "苏州", "commitment", "referral", ["不能用承诺书"], []),
    ("临时不能承诺", "苏州", "commitment", "temporary", ["不能用承诺书"], []),
    ("多地备案不能承诺", "苏州", "several_places", "resident", ["不能用承诺书"], []),
    ("承诺书绑定三种长期人员", "苏州", "commitment", "retiree", ["《异地长期居住人员个人承诺书》", "满6个月"], []),
    ("转诊有效一年", "苏州", "validity", "referral", ["一年"], []),
    ("临时有效一年", "苏州", "validity", "temporary", ["一年"], []),
    ("长期的有效期没有写", "苏州", "validity", "retiree", ["没有写明"], ["一年", "长期有效"]),
    ("园区没有公众号", "苏州", "wechat_account", "", ["工业园区没有列微信公众号", "园区社保中心APP"], []),
    ("疑似误印照录", "苏州", "where", "", ["平泖路251号", "狮区路22号"], ["平泷路", "狮山路"]),
    ("吴江线下到各镇", "苏州", "where", "", ["各镇（街道）便民服务中心"], []),
    ("姑苏区即市本级", "姑苏区", "where", "", ["市本级（含姑苏区）"], []),
    ("线上1到2个工作日", "苏州", "time_limit", "retiree", ["即时办结", "1到2个工作日"], ["下一个工作日", "秒备"]),
    ("代办只加代办人身份证", "苏州", "proxy", "", ["代办人身份证原件"], ["授权委托书"]),
    ("苏州市内不算异地", "昆山", "in_city", "", ["不算到外市异地就医"], []),
    ("外地人来苏州不用在苏州备案", "苏州", "inbound", "", ["向自己参保地", "江苏省苏州市", "不需要办任何备案手续"], []),
    ("补办备案没有写", "苏州", "late_filing", "", ["先备案", "没有写"], []),
    # Huai'an.
    ("长期驻外只在就医地刷卡", "盱眙", "local_use", "retiree", ["只能在就医地刷卡"], ["都可以直接结算"]),
    ("转诊两地都能用", "淮安", "local_use", "referral", ["两边都能用"], ["参保地不能用"]),
    ("3个月内不能取消", "淮安", "change_cancel", "worker", ["3个月内不能取消", "急诊、住院的除外"], ["60天", "6个月"]),
    ("6个月是补材料的期限", "淮安", "commitment", "", ["6个月内补交"], ["重新备案"]),
    ("转诊12个月", "淮安", "validity", "referral", ["12个月"], []),
    ("下一个工作日审核", "淮安", "time_limit", "", ["当场上传", "下一个工作日"], ["1到2个工作日", "秒备"]),
    ("长三角只是门诊", "淮安", "catalogue", "", ["跨省住院直接结算", "看门诊、门诊特殊病种"], []),
    ("入院后备案", "淮安", "late_filing", "", ["已经住进医院才备案", "直接结算"], []),
    ("急诊可零星报销", "涟水", "emergency_claim", "", ["零星报销", "急诊诊断证明"], []),
    ("转外就医证明", "淮安", "materials", "referral", ["转外就医证明"], ["双向转诊上转单"]),
    ("居住证明", "淮安", "materials", "retiree", ["异地居住证明"], ["户口本"]),
    # Yangling.
    ("只有社保卡", "扬凌", "credential", "", ["必须用社保卡直接结算", "没有写医保电子凭证"], ["三代卡"]),
    ("三级医院的上转单", "杨凌", "materials", "referral", ["三级医院", "《双向转诊上转单》"], ["转外就医证明"]),
    ("居住证或暂住证", "杨凌", "materials", "retiree", ["居住证、暂住证或户籍迁移证明"], ["承诺书", "户口本"]),
    ("一年以上是条件", "杨凌", "definition", "resident", ["一年以上"], []),
    ("有效期没有写", "杨凌", "validity", "retiree", ["没有写"], ["有效期是"]),
    ("两家经办机构各有电话地址", "杨凌", "contact", "",
     ["029-87033507", "029-87038242", "029-87013355", "029-87013391"], []),
    ("两家经办机构各有地址", "杨凌", "where", "", ["新桥路1号", "西农路立交路东50米"], []),
    ("12333查医院", "杨凌", "hospital_lookup", "", ["12333"], []),
    ("不在名单不等于不能用", "杨凌", "hospital_scope", "", ["18家", "不等于不能用"], []),
    ("老张只是例子", "杨凌", "advantages", "", ["7500元", "17500元", "不能当成固定的报销比例"], ["30%", "70%"]),
    ("8499家是当时的数", "杨凌", "advantages", "", ["到2017年12月31日，全国跨省定点医疗机构有8499家"], []),
    ("没有承诺制", "杨凌", "commitment", "", ["没有写签承诺书"], ["6个月"]),
    # Jiangsu's guide, for Nanjing, Wuxi and the rest.
    ("备案即时办理", "无锡", "time_limit", "retiree", ["即时办理"], ["工作日内审核"]),
    ("委托书", "南京", "proxy", "", ["授权委托书", "委托人身份证原件"], []),
    ("没有第五类人", "无锡", "who", "temporary", ["没有“其他临时外出就医人员”这一类"], []),
    ("安置退休只限职工医保", "无锡", "who", "retiree", ["只限职工医保"], []),
    ("转诊没有承诺书", "南通", "commitment", "referral", ["没有个人承诺书"], []),
    ("有效期没有写（省）", "徐州", "validity", "", ["没有写明"], ["一年", "12个月"]),
    # Elsewhere: the principle, and whom to ask.
    ("北京只给原则", "北京", "ratio", "", ["参保地政策", "{hotline}"], ["%"]),
    ("生育先问清", "北京", "maternity", "", ["先别急着刷", "{hotline}"], []),
    ("封顶线没有写", "苏州", "benefit_amount", "", ["没有写", "{hotline}"], []),
    ("缴多少没有写", "盱眙", "premium", "", ["没有写", "{hotline}"], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "topic", "category", "says", "never"), [row[1:] for row in TRAPS], ids=[row[0] for row in TRAPS]
)
def test_trap(base: KnowledgeBase, place: str, topic: str, category: str, says: list[str], never: list[str]):
    facts = base.look_up(base.places.names[place], topic, TODAY)
    fitting = [fact for fact in facts if not category or not fact.when.category or category in fact.when.category]
    text = "\n".join(fact.sentence for fact in fitting)
    assert [words for words in says if words not in text] == []
    assert [words for words in never if words in text] == []


# What no fact of a place may say, whatever it is about: it is the rule of somewhere else.
FOREIGN = {
    "huaian": ["60天", "80%", "0512", "苏州", "杨凌", "029-", "1000元"],
    "suzhou": ["3个月", "12个月", "0517", "淮安", "杨凌", "029-", "转外就医证明"],
    "yangling": ["江苏", "苏州", "淮安", "12393", "60天", "秒批", "医保云"],
    "jiangsu": ["苏州", "淮安", "杨凌", "0512", "0517", "60天", "80%", "流程图"],
    "china": ["苏州", "淮安", "0512", "0517", "029-", "60天", "80%", "6个月", "3个月"],
}


@pytest.mark.parametrize("place", FOREIGN)
def test_no_place_speaks_with_the_words_of_another(base: KnowledgeBase, place: str):
    facts = [fact for fact in base.at(place) if not fact.replaced_by]
    assert [(fact.id, word) for fact in facts for word in FOREIGN[place] if word in fact.sentence] == []


# Every amount and every percentage that the documents fix. Any other figure would be invented.
FIGURES = {
    "suzhou": {"80%", "1000元", "800元", "500元", "90%", "72%"},
    "yangling": {"25000元", "7500元", "17500元", "90%", "80%"},
    "china": {"25000元", "7500元"},
}


def test_no_figure_is_invented(base: KnowledgeBase):
    for place in base.rule_places:
        found = {figure for fact in base.at(place) for figure in re.findall(r"\d+(?:%|元)", fact.sentence)}
        assert found == FIGURES.get(place, set()), place


# The time limits of document 004: look-alikes differ. Item number → time limit.
TIME_LIMITS = {
    "10个工作日，特殊情况不超过20个工作日": [19, 20, 21, 22, 27],
    "10个工作日": [10, 23, 24, 25],
    "5个工作日": [7, 26],
    "1个工作日": [18],
    "20个工作日": [28, 29],
    "即时办理": [1, 2, 3, 4, 5, 6, 8, 9, 13, 14, 15, 16, 17],
    "即时办结": [11],
}


@pytest.fixture(scope="module")
def by_number(base: KnowledgeBase) -> dict[int, Service]:
    return {service.number: service for service in base.services.values()}


@pytest.mark.parametrize(("limit", "number"), [(limit, n) for limit, items in TIME_LIMITS.items() for n in items])
def test_time_limit_of_a_service(by_number: dict[int, Service], limit: str, number: int):
    assert by_number[number].time_limit == limit


def test_time_limits_of_two_parts(by_number: dict[int, Service]):
    transfer, change = by_number[12].time_limit, by_number[30].time_limit
    assert [part in transfer for part in ("不超过15个工作日", "10个工作日", "5个工作日")] == [True] * 3
    assert "即时办结" in change
    assert "不超过5个工作日" in change


def test_only_long_term_filing_accepts_a_commitment(by_number: dict[int, Service]):
    filing = {
        number: any("个人承诺书" in paper for paper in by_number[number].materials) for number in (13, 14, 15, 16)
    }
    assert filing == {13: True, 14: True, 15: True, 16: False}


def test_item_20_keeps_its_right_number_and_says_so_to_the_editor(by_number: dict[int, Service]):
    assert by_number[20].clause == "事项二十"
    assert "十" in by_number[20].editor_note


def test_immediate_recognition_still_needs_an_appraisal(by_number: dict[int, Service]):
    assert "鉴定" in "".join(step for way in by_number[17].ways for step in way.steps)


def test_the_premium_subsidy_needs_no_application(by_number: dict[int, Service]):
    assert any("不用个人申办" in tip.text for tip in by_number[26].tips)


def test_only_some_items_reach_down_to_the_village_or_town(by_number: dict[int, Service]):
    town = {number for number, service in by_number.items() if "乡镇（街道）" in service.levels}
    assert town == {1, 2, 3, 5, 6, 8, 9, 11, 13, 14, 15, 16, 17}
    assert [number for number, service in by_number.items() if "村（社区）" in service.levels] == [3]


def test_no_service_promises_a_flow_chart(by_number: dict[int, Service]):
    said = {
        number: " ".join([service.summary, *(step for way in service.ways for step in way.steps)])
        for number, service in by_number.items()
    }
    assert [number for number, text in said.items() if "流程图" in text] == []


@pytest.mark.parametrize(
    ("called", "formal"),
    [
        ("西京", "中国人民解放军第四军医大学西京医院"), ("唐都", "中国人民解放军第四军医大学唐都医院"),
        ("交大一附院", "西安交通大学医学院第一附属医院"), ("交大二附院", "西安交通大学医学院第二附属医院"),
        ("红会", "西安市红十字会医院"), ("三二三", "中国人民解放军三二三医院"),
    ],
)  # fmt: skip
def test_hospitals_are_found_by_the_names_people_use(base: KnowledgeBase, called: str, formal: str):
    facts = [fact for fact in base.look_up("yangling", "hospital_lookup", TODAY) if called in fact.about]
    assert [formal in fact.sentence for fact in facts] == [True]


def test_all_eighteen_hospitals_are_named(base: KnowledgeBase):
    named = [fact for fact in base.facts if fact.startswith("yangling.hospital_lookup.in_list.")]
    assert len(named) == 18


def test_six_accounts_serve_nine_districts(base: KnowledgeBase):
    facts = base.look_up("suzhou", "wechat_account", TODAY)
    accounts = [account for fact in facts for account in re.findall("“(.+?)”微信公众号", fact.sentence)]
    assert (len(accounts), len(set(accounts))) == (9, 6)


def test_ten_offices(base: KnowledgeBase):
    districts = {district for fact in base.look_up("suzhou", "where", TODAY) for district in fact.when.district}
    assert len(districts) == 10


@pytest.mark.parametrize("place", ["suzhou", "huaian", "yangling", "jiangsu"])
@pytest.mark.parametrize("topic", ["who", "steps", "channels"])
def test_who_lacks_a_proof_is_not_told_the_same_twice(base: KnowledgeBase, place: str, topic: str):
    """Questions with a missing proof are answered with the facts on commitment besides."""
    said = [fact.sentence for name in (topic, "commitment") for fact in base.look_up(place, name, TODAY)]
    for first, second in combinations(said, 2):
        assert SequenceMatcher(None, first, second).ratio() < 0.9, (first, second)
