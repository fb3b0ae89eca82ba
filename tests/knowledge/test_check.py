"""Every kind of mistake an author can make is found, at its line."""

import datetime as dt
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.loader import ROOT

TODAY = dt.date(2025, 7, 3)
VALIDITY = "facts/suzhou/validity.yml"
CHANGE = "facts/suzhou/change_cancel.yml"
OUTPATIENT = "facts/jiangsu/services/outpatient_claim.yml"
INPATIENT = "facts/jiangsu/services/inpatient_claim.yml"
TALK = "copy/talk.yml"
ANSWERS = "copy/answers.yml"
FILING = "topics/filing.yml"
REFERRAL_SOURCES = '[{document: "000", clause: 四 5}, {document: "001", clause: 第八条}]'
TEMPORARY = '[{document: "000", clause: 七 3}]'
INPATIENT_MATERIALS = """materials:
  - 医保电子凭证、有效身份证件、社会保障卡任选一种
  - 医院收费票据
  - 住院费用清单
  - 诊断证明或出院小结
"""
NO_TOPIC = "vanished_topic"

# mistake · file · what stands there · what is written instead · what the problem says · text of the line it points to
MISTAKES = [
    ("YAML that does not parse", VALIDITY, "topic: validity", "topic: [validity", "not valid YAML", "facts:"),
    ("unknown key", VALIDITY, "when: {category: [temporary]}", "wenn: {category: [temporary]}", "wenn", "wenn:"),
    ("unknown category", VALIDITY, "category: [temporary]", "category: [tourist]", "when.category", "[tourist]"),
    ("no sources", VALIDITY, TEMPORARY, "[]", "sources: needs at least one entry", "sources: []"),
    ("sources forgotten", VALIDITY, f"sources: {TEMPORARY}", "kind: rule", "sources: field required",
     "suzhou.validity.temporary"),
    ("no value", VALIDITY, "    value: {duration: {amount: 1, unit: year}}\n    when: {category: [temporary]}",
     "    when: {category: [temporary]}", "there is no value", "suzhou.validity.temporary"),
    ("value not said", VALIDITY, "备案手续有效{value}", "备案手续有效一年", "does not use {value}",
     "suzhou.validity.temporary"),
    ("unknown placeholder", VALIDITY, "备案手续有效{value}", "有效{value}，{hotlin}", "{hotlin}",
     "suzhou.validity.temporary"),
    ("two values", VALIDITY, "{duration: {amount: 1, unit: year}}", "{percent: 80, yuan: 5}", "exactly one",
     "percent: 80"),
    ("unknown unit", VALIDITY, "unit: year", "unit: moon", "'moon' is not one of", "unit: moon"),
    ("detail without words", VALIDITY, "    about: [复查, 复诊, 再去, 第二次, 重新转, 再开]\n", "", "needs `about`",
     "suzhou.validity.return_visit"),
    ("end before beginning", CHANGE, "{since: 2019-12-01}", "{since: 2019-12-01, until: 2019-01-01}", "before `since`",
     "until: 2019-01-01"),
    ("older than its document", CHANGE, "{since: 2019-12-01}", "{since: 2011-11-11}", "before its documents",
     "2011-11-11"),
    ("id given twice", VALIDITY, "suzhou.validity.temporary", "suzhou.validity.referral", "is taken already",
     "- id: suzhou.validity.referral\n    text: 其他"),
    ("key given twice", VALIDITY, "place: suzhou", "place: suzhou\nplace: suzhou", "given twice",
     "place: suzhou\ntopic"),
    ("unknown topic", VALIDITY, "topic: validity", f"topic: {NO_TOPIC}", "unknown topic", f"topic: {NO_TOPIC}"),
    ("unknown place", VALIDITY, "place: suzhou", "place: atlantis", "unknown place 'atlantis'", "place: atlantis"),
    ("wrong folder", VALIDITY, "place: suzhou", "place: huaian", "belongs into facts/huaian/", "place: huaian"),
    ("id of another place", VALIDITY, "suzhou.validity.start", "huaian.validity.start", "does not begin with its place",
     "huaian.validity.start"),
    ("unknown district", VALIDITY, "{category: [temporary]}", "{district: [pudong]}", "unknown district", "[pudong]"),
    ("unknown document", VALIDITY, REFERRAL_SOURCES, '[{document: "009", clause: 一}]', "unknown document '009'",
     '"009"'),
    ("unknown clause", VALIDITY, REFERRAL_SOURCES, '[{document: "000", clause: 四 9}]', "no clause '四 9'", "四 9"),
    ("cited though left out", VALIDITY, REFERRAL_SOURCES, '[{document: "001", clause: 落款}]', "as left out", "落款"),
    ("replaced by nothing", CHANGE, "replaced_by: suzhou.change_cancel.documents",
     "replaced_by: suzhou.change_cancel.x", "unknown fact", "replaced_by: suzhou.change_cancel.x"),
    ("replaced by itself", CHANGE, "replaced_by: suzhou.change_cancel.documents",
     "replaced_by: suzhou.change_cancel.sixty_days_2019", "is itself replaced", "replaced_by:"),
    ("too long", VALIDITY, "备案手续有效{value}", "备案" * 80 + "有效{value}", "160 at most", "备案备案"),
    ("left out, but no clause", "documents/001.yml", "    落款: 只重复", "    附则: 只重复", "not in the list", "附则"),
    ("in force before issue", "documents/001.yml", "in_force: 2019-12-01", "in_force: 2019-01-01",
     "before it was issued", "in_force: 2019-01-01"),
    ("topic twice", FILING, "{id: destination,", "{id: steps,", "topic or service id 'steps' is taken", "备案地怎么选"),
    ("related to nothing", FILING, "title: 收费,", f"title: 收费, related: [{NO_TOPIC}],", "unknown topic",
     "title: 收费"),
    ("decided by nothing", FILING, "title: 收费,", "title: 收费, decided_by: [weather],", "decided_by", "title: 收费"),
    ("service of no topic", INPATIENT, "local_topic: claim", f"local_topic: {NO_TOPIC}", "unknown topic", NO_TOPIC),
    ("service number twice", OUTPATIENT, "number: 19", "number: 20", "item 20 is", "number: "),
    ("service number missing", INPATIENT, "number: 20", "number: 31", "items without a service file: 20", None),
    ("no yes and no no", INPATIENT, "any_one_of_ids: true", "any_one_of_ids: sure", "any_one_of_ids", "sure"),
    ("service without materials", INPATIENT, INPATIENT_MATERIALS, "materials: []\n", "has no materials",
     "materials: []"),
    ("time limit in two versions", INPATIENT, "longest: 20}", "longest: 30}", "30个工作日", "time_value:"),
    ("service in another's file", INPATIENT, "id: inpatient_claim", "id: stay_claim", "not named after it",
     "stay_claim"),
    ("button to nowhere", TALK, "topics: [emergency_claim,", f"topics: [{NO_TOPIC},", "unknown topic", NO_TOPIC),
    ("copy without words", ANSWERS, "many_head: 您问了几件事，一件件说。", 'many_head: ""', "no words", "many_head"),
    ("category without words", ANSWERS, "    worker: 单位派驻外地\n", "", "nothing for worker", "retiree: 退休、户口"),
    ("words for no category", ANSWERS, "    worker: 单位派驻外地", "    pilot: 单位派驻外地", "unknown key", "pilot"),
    ("area code without zero", "places/china.yml", '石家庄市: "0311"', '石家庄市: "311"', "does not match", '"311"'),
    ("district of two cities", "places/suzhou.yml", "kunshan:", "jinhu:", "taken already", "昆山市"),
]  # fmt: skip


def test_our_own_base_has_no_problems():
    assert check(ROOT, TODAY) == []


def test_the_small_base_has_no_problems(small_base: Path):
    assert check(small_base, TODAY) == []


@pytest.mark.parametrize(("name", "file", "old", "new", "says", "line"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_found_at_its_line(
    small_base: Path, name: str, file: str, old: str, new: str, says: str, line: str | None
):
    path = small_base / file
    text = path.read_text("utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    found = [problem for problem in check(small_base, TODAY) if says in problem.message]
    assert len(found) == 1
    if line:
        assert str(found[0]).startswith(f"{path}:{text[: text.index(line)].count(chr(10)) + 1}: ")


def test_core_facts_of_one_topic_are_too_long_together(small_base: Path):
    path = small_base / VALIDITY
    with path.open("a", encoding="utf-8") as file:
        for number in range(3):
            file.write(f"  - id: suzhou.validity.more{number}\n    text: {'长' * 150}。\n    sources: {TEMPORARY}\n")
    (problem,) = check(small_base, TODAY)
    assert "core facts of suzhou.validity for" in problem.message
    assert problem.line == path.read_text("utf-8").split("more2")[0].count("\n") + 1


def test_a_topic_that_has_run_out_is_found(small_base: Path):
    messages = [problem.message for problem in check(small_base, dt.date(2015, 1, 1))]
    assert "no fact of 'validity' holds for suzhou on 2015-01-01" in messages


def test_a_missing_service_is_found(small_base: Path):
    (small_base / INPATIENT).unlink()
    (problem,) = check(small_base, TODAY)
    assert "items without a service file: 20" in problem.message


def test_a_rule_that_leans_on_an_unknown_fact_is_found(small_base: Path):
    path = small_base / "eligibility" / "suzhou.yml"
    path.parent.mkdir()
    path.write_text("place: suzhou\nrules:\n  - {when: abroad, fact: suzhou.validity.vanished}\n", "utf-8")
    (problem,) = check(small_base, TODAY)
    assert (problem.path, problem.line) == (path, 3)
    assert "unknown fact" in problem.message


def test_what_does_not_fit_the_schema_is_reported_alone(small_base: Path):
    """A document that cannot be read must not bury its own mistake under hundreds of unknown citations."""
    path = small_base / "documents" / "000.yml"
    path.write_text(path.read_text("utf-8").replace("place: suzhou", "plaice: suzhou"), "utf-8")
    assert {problem.path for problem in check(small_base, TODAY)} == {path}
