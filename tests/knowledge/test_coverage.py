"""No clause is silently missing, and every fact can be asked for."""

import dataclasses

import pytest
from typer.testing import CliRunner

from bot.knowledge_commands import TRAINING_DATA, console, knowledge_cli, training_examples
from knowledge.base import KnowledgeBase
from knowledge.coverage import Reach, document_coverage, reach
from knowledge.loader import ROOT
from knowledge.model import Document
from knowledge.schemas import render, schemas

ENOUGH = 60  # Training examples below which a topic is hardly learnt.


@pytest.fixture(scope="module")
def reached(base: KnowledgeBase) -> dict[str, Reach]:
    return {item.id: item for item in reach(base, training_examples(TRAINING_DATA))}


def test_no_clause_is_silently_missing(base: KnowledgeBase):
    missing = [(item.document.id, clause.name) for item in document_coverage(base) for clause in item.missing]
    assert missing == []


@pytest.mark.parametrize(
    ("document", "clauses", "left_out"),
    [
        ("000", 25, []),
        ("001", 20, ["落款"]),
        ("002", 52, ["第二十六条"]),
        ("003", 17, []),
        ("004", 32, ["流程图"]),
    ],
)
def test_what_is_left_out_is_left_out_with_a_reason(
    base: KnowledgeBase, document: str, clauses: int, left_out: list[str]
):
    (item,) = [item for item in document_coverage(base) if item.document.id == document]
    assert len(item.clauses) == clauses
    assert [clause.name for clause in item.left_out] == left_out
    assert all(len(clause.left_out) > 8 for clause in item.left_out)
    assert item.modelled == clauses - len(left_out)


def test_a_clause_that_nobody_models_is_found(base: KnowledgeBase):
    document = Document(id="9", title="x", short="x", place="suzhou", not_before="2024-01-01", clauses={"一": "新规定"})
    grown = KnowledgeBase([*base.documents.values(), document], [], base.places, base.facts.values(), [])
    assert [clause.name for clause in document_coverage(grown)[-1].missing] == ["一"]


def test_every_fact_can_be_asked_for(reached: dict[str, Reach]):
    assert {name: item.examples for name, item in reached.items() if item.examples < ENOUGH} == {}


@pytest.mark.parametrize(
    ("asked", "intents"),
    [
        ("validity", {"validity"}),
        ("claim.materials", {"materials + claim"}),
        ("claim.time_limit", {"time_limit + claim"}),
        ("filing_worker", {"steps"}),
    ],
)
def test_which_intents_lead_to_a_topic(reached: dict[str, Reach], asked: str, intents: set[str]):
    assert {name for name, _ in reached[asked].intents} == intents


def test_a_service_is_asked_for_by_its_aspects(reached: dict[str, Reach]):
    assert {"steps", "materials", "time_limit"} <= {name for name, _ in reached["dual_channel"].intents}


def test_facts_of_a_topic_without_phrases_are_out_of_reach(base: KnowledgeBase):
    (item,) = [item for item in reach(base, {("steps", "filing"): 5}) if item.id == "validity"]
    assert item.examples == 0
    assert "suzhou.validity.referral" in item.facts
    assert dataclasses.astuple(item)[0] == "validity"


def test_the_committed_schemas_are_those_of_the_model():
    committed = {path.stem: path.read_bytes() for path in (ROOT / "schema").glob("*.json")}
    assert committed == {name: render(schema) for name, schema in schemas().items()}


def test_the_schema_of_a_facts_file_asks_for_what_authors_write():
    schema = schemas()["facts"]
    assert schema["required"] == ["place", "topic", "facts"]
    fact = schema["definitions"]["Fact"]
    assert fact["required"] == ["id", "text", "sources"]
    assert "place" not in fact["properties"]


# command line · exit code · what it prints
COMMANDS = [
    ("check", 0, ["没有问题"]),
    ("show validity", 0, ["备案有效期（苏州市", "suzhou.validity.referral", "001 第八条"]),
    ("show change_cancel --place 盱眙", 0, ["盱眙县，按淮安市", "3个月"]),
    ("show change_cancel", 0, ["已被取代", "60天"]),
    ("show inpatient_claim", 0, ["20 住院费用报销", "10个工作日"]),
    ("show validity --on 2015-01-01", 1, ["no fact of 'validity' for 'suzhou' holds on 2015-01-01"]),
    ("show validity --on 昨天", 1, ["日期要写成"]),
    ("show validty", 1, ["没有这个主题：validty", "validity"]),
    ("show validity --place 沈阴", 1, ["不认识的地方：沈阴", "沈阳"]),
    ("coverage", 0, ["000 苏州一本通", "流程图：", "claim + claim"]),
    ("coverage --document 002", 0, ["第九条（三）", "huaian.change_cancel.website"]),
    ("coverage --facts", 0, ["yangling.hospital_lookup.in_list.xijing"]),
    ("coverage --document 009", 1, ["没有这份文件"]),
]


@pytest.mark.parametrize(("line", "code", "prints"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_command(line: str, code: int, prints: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(console, "width", 240)
    result = CliRunner().invoke(knowledge_cli, line.split())
    assert result.exit_code == code, result.output
    assert [words for words in prints if words not in result.output] == []
