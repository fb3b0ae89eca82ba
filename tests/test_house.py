"""The house keeps its shape: walls, small rooms, copy outside code, data that agrees with itself, nothing private."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.answering.answer import Status
from actions.answering.copy import copy
from actions.answering.reading import ASPECTS, PROTECTED, TALK, WISH
from actions.answering.service_card import LINES
from bot.nlu.text import normalise
from knowledge.loader import load
from knowledge.model import Category

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "actions", "knowledge", "benchmarks", "tests", "data", "domain", "docs", "deploy", "web")
LEFT_OUT = {"node_modules", "__pycache__", "dist", "static"}  # made by tools
HAND_WRITTEN = {".py", ".yml", ".md", ".ts", ".css", ".html", ".mjs", ".sh", ".js"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 45


def files(*suffixes: str, rooms: tuple[str, ...] = ROOMS) -> Iterator[Path]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not LEFT_OUT & set(path.parts):
                yield path


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Walls


def test_rooms_lean_only_on_whom_they_may() -> None:
    # In a process of its own: import-linter turns off every logger that is there already.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    result = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout


# Size


def test_no_file_is_long() -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in files(*HAND_WRITTEN)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_no_function_is_long() -> None:
    found = {
        f"{named(path)}:{function.lineno} {function.name}": length
        for path in files(".py")
        for function in functions(ast.parse(path.read_text("utf-8")))
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert found == {}


# What a citizen reads stands in knowledge/copy and knowledge/facts, not in code

# What people read who run the service in a terminal, and the question with which the engine warms itself up.
FOR_OPERATORS = {"bot/cli.py", "bot/progress.py", "bot/serving.py", "bot/terminal.py"}
FOR_OPERATORS |= {"bot/knowledge_commands.py", "bot/knowledge_tables.py", "bot/channels/wechat/commands.py"}
OWN_QUESTIONS = {"WARM_UP"}
SENTENCE = re.compile(r"[\u4e00-\u9fff]{6}|[\u4e00-\u9fff][。！？；，：]|[。！？；，：][\u4e00-\u9fff]")


def documentation(tree: ast.AST) -> set[int]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(tree) if isinstance(node, documented) and node.body)
    return {id(node.body[0].value) for node in nodes if isinstance(node.body[0], ast.Expr)}


def sentences(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    passed = documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in OWN_QUESTIONS:
            passed.add(id(node.value))
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed:
            continue
        if SENTENCE.search(node.value):
            yield f"{named(path)}:{node.lineno} {node.value[:40]}"


def test_no_chinese_sentence_stands_in_code() -> None:
    paths = [path for path in files(".py", rooms=("bot", "actions")) if named(path) not in FOR_OPERATORS]
    assert [sentence for path in paths for sentence in sentences(path)] == []


# Domain, training data, topics and copy agree


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def domain() -> dict[str, list[Any]]:
    merged: dict[str, list[Any]] = defaultdict(list)
    for path in files(".yml", rooms=("domain",)):
        for key, value in read(path).items():
            merged[key] += value if isinstance(value, list) else []
    return merged


def examples() -> Iterator[tuple[Path, str, str]]:
    """(file, intent, phrase) of every training example."""
    for path in files(".yml", rooms=("data",)):
        for block in read(path).get("nlu", ()):
            for line in block["examples"].splitlines():
                yield path, block["intent"], line.removeprefix("- ").strip()


INTENTS = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain()["intents"]}
TRAINED = {intent for _, intent, _ in examples()}
MADE_BY_THE_SERVER = {"choose"}
SAFETY = {"emergency_now", "self_harm", *PROTECTED}
BASE = load()


def test_every_intent_has_training_data_and_the_other_way_round() -> None:
    assert INTENTS - MADE_BY_THE_SERVER == TRAINED


def test_every_intent_is_a_topic_or_talk() -> None:
    assert set(TALK) | SAFETY | {"inform", "compare", WISH} | set(BASE.topics) >= TRAINED


def test_every_topic_that_is_asked_directly_can_be_understood() -> None:
    asked = {topic for topic in BASE.topics if "." not in topic}
    assert asked - TRAINED == set()


def test_every_action_of_the_domain_is_implemented() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(domain()["actions"]) <= set(executor.actions)


def test_every_matter_of_the_training_data_exists() -> None:
    matters = {
        block["metadata"]["matter"]
        for path in files(".yml", rooms=("data",))
        for block in read(path).get("nlu", ())
        if "metadata" in block
    }
    assert matters <= {"filing", "claim", "none", *BASE.services}


TALK_COPY = copy("talk")


def test_everything_that_is_talked_about_is_worded() -> None:
    assert set(TALK) | SAFETY | {"inform", "unknown", "unknown_far", "empty", "symbols", "too_long", "failed"} <= set(
        TALK_COPY
    )


@pytest.mark.parametrize("key", sorted(TALK_COPY))
def test_a_canned_reply_is_whole(key: str) -> None:
    reply = TALK_COPY[key]
    assert reply["text"].strip()
    assert reply["status"] in {status.value for status in Status}
    assert set(reply.get("topics", ())) <= {*BASE.topics, *BASE.services}


def test_every_topic_is_worded() -> None:
    assert [topic.id for topic in BASE.topics.values() if not (topic.title and topic.question and topic.scope)] == []
    related = {other for topic in BASE.topics.values() for other in topic.related}
    assert related <= set(BASE.topics)


def test_every_aspect_category_and_choice_is_worded() -> None:
    answers = copy("answers")
    assert set(ASPECTS) == set(answers["aspects"])
    assert set(ASPECTS) - {"proxy"} == set(LINES)
    assert set(answers["categories"]) == {category.value for category in Category}
    assert set(answers["options"]["category"]) == {category.value for category in Category}
    assert set(answers["options"]) <= set(answers["ask"])


def used_keys(pattern: str) -> set[str]:
    text = "\n".join(path.read_text("utf-8") for path in files(".py", rooms=("actions", "bot")))
    return set(re.findall(pattern, text))


def test_every_key_of_the_copy_that_code_names_exists() -> None:
    assert used_keys(r'copy\("answers"\)\["(\w+)"\]') <= set(copy("answers"))
    assert used_keys(r'(?:\.talk|canned)\("(\w+)"') <= set(TALK_COPY)


# Training data


def test_no_phrase_is_taught_as_two_things() -> None:
    taught: dict[str, set[str]] = defaultdict(set)
    for _, intent, phrase in examples():
        taught[plain(phrase)].add(intent)
    assert {phrase: intents for phrase, intents in taught.items() if len(intents) > 1} == {}


def plain(phrase: str) -> str:
    """What is left of a phrase when spelling, punctuation and spaces are set aside."""
    return re.sub(r"\W", "", normalise(phrase)).lower()


QUESTION_SETS = ROOT.parent / "shared" / "eval"
SHORTEST = 6  # Shorter phrases ("谢谢你") are everybody's.


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def test_no_question_of_the_development_sets_is_taught() -> None:
    """Says where such a phrase stands, and never what it is: the sets are to stay unread."""
    lines = (line for path in QUESTION_SETS.glob("dev_*.jsonl") for line in path.read_text("utf-8").splitlines())
    kept_apart = {plain(text) for line in lines if line.strip() for text in strings(json.loads(line))}
    taught = Counter(
        named(path) for path, _, phrase in examples() if len(plain(phrase)) >= SHORTEST and plain(phrase) in kept_apart
    )
    assert taught == Counter()


# Personal numbers

PERSONAL = {
    "identity": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
    "mobile": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "bank card": re.compile(r"(?<!\d)62\d{14,17}(?!\d)"),
}
# Invented for tests and examples. A new one has to be entered here by somebody who knows that it is nobody's.
INVENTED = {
    "13800000000",
    "13800138000",
    "13812345678",
    "13900001111",
    "62220202001122334",
    "110105180001010023",
    "110105194902300022",
    "110105194912310021",
    "11010519491231002X",
    "110105205001010023",
    "320501198001010011",
    "320501200402290015",
    "320501200702280015",
    "320501201506010011",
    "990105194912310021",
    "6222020200112233445",
    "6222021234567890128",
}


def personal_numbers(*rooms: str) -> set[tuple[str, str]]:
    return {
        (named(path), number)
        for path in files(*HAND_WRITTEN, rooms=rooms)
        for pattern in PERSONAL.values()
        for number in pattern.findall(path.read_text("utf-8"))
    }


def test_no_personal_number_stands_in_what_we_teach_or_say() -> None:
    assert personal_numbers("data", "domain", "knowledge") == set()


def test_personal_numbers_elsewhere_are_invented() -> None:
    found = personal_numbers("tests", "bot", "actions", "docs", "web", "benchmarks")
    assert {(name, number) for name, number in found if number not in INVENTED} == set()
