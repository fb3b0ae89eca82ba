"""Words of the field: how people name places, categories, services and their own situation.

The lists stand in knowledge/vocabulary/*.yml; place and service names come from the knowledge base itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from knowledge.loader import load
from knowledge.reading import read_yaml

UNSAID = "unsaid"  # Value of a pattern that is found only to cover what is mentioned without being told.
A_LETTER = 4  # From so many clauses on a message tells a story, and asks in some of them.
FOLDER = Path(__file__).parent / "vocabulary"


@dataclass(frozen=True)
class Pattern:
    """One way to name something: an entity type, its value ("": what was said), and the expression that finds it."""

    entity: str
    value: str
    expression: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """Closed word lists that several components share."""

    misspellings: dict[str, str]
    question: re.Pattern[str]
    filler: re.Pattern[str]
    no_places: re.Pattern[str]
    asking: re.Pattern[str]
    compare: re.Pattern[str]
    danger: re.Pattern[str]
    critical: re.Pattern[str]
    present: re.Pattern[str]
    past: re.Pattern[str]
    figures: re.Pattern[str]
    long_ago: re.Pattern[str]
    just_now: re.Pattern[str]
    under_way: re.Pattern[str]
    bill: re.Pattern[str]
    despair: re.Pattern[str]
    proxy: re.Pattern[str]
    domain: re.Pattern[str]
    medical: re.Pattern[str]
    money: re.Pattern[str]
    correction: re.Pattern[str]
    filing: re.Pattern[str]
    others: re.Pattern[str]
    undo: re.Pattern[str]
    rhetorical: re.Pattern[str]
    what_then: re.Pattern[str]
    how: re.Pattern[str]
    away: re.Pattern[str]
    any_care: re.Pattern[str]
    leaning: re.Pattern[str]
    elliptic: re.Pattern[str]
    by_oneself: re.Pattern[str]
    myself: re.Pattern[str]
    referred: re.Pattern[str]
    both: re.Pattern[str]
    papers: re.Pattern[str]
    town: re.Pattern[str]
    look_up: re.Pattern[str]
    aspects: dict[str, re.Pattern[str]]
    beside: dict[str, re.Pattern[str]]
    ways: dict[str, re.Pattern[str]]
    named: dict[str, re.Pattern[str]]


def _any(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.IGNORECASE)


@lru_cache(maxsize=1)
def words() -> Words:
    """Misspellings and the marks of questions, fillers and comparisons."""
    data = read_yaml(FOLDER / "words.yml")
    misspellings, question = data.pop("misspellings"), _any(data.pop("question_marks"))
    filler = _any(sorted(data.pop("fillers"), key=len, reverse=True))
    aspects, beside, named, ways = (_by_topic(data.pop(name)) for name in ("aspects", "beside", "named", "ways"))
    cues = {name: _any(entries) for name, entries in data.items()}
    return Words(misspellings, question, filler, aspects=aspects, beside=beside, named=named, ways=ways, **cues)


def _by_topic(entries: dict[str, list[str]]) -> dict[str, re.Pattern[str]]:
    return {topic: _any(expressions) for topic, expressions in entries.items()}


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """Expressions for the situation, categories, modes, channels, trips, services, dates, amounts and numbers."""
    situation = read_yaml(FOLDER / "situation.yml")
    kinds = {
        "sign": "signs", "category": "categories", "group": "groups", "mode": "modes",
        "channel": "channels", "trip": "trips",
    }  # fmt: skip
    found = [
        Pattern(entity, value, _any(expressions))
        for entity, section in kinds.items()
        for value, expressions in situation[section].items()
    ]
    found += [Pattern(entity, UNSAID, _any(list(chain(*lists)))) for entity, lists in situation["unsaid"].items()]
    services = read_yaml(FOLDER / "services.yml") if (FOLDER / "services.yml").exists() else {}
    values = read_yaml(FOLDER / "values.yml")
    found += [Pattern(entity, "", _any(expressions)) for entity, expressions in values.items()]
    found += [Pattern("matter", value, _any(expressions)) for value, expressions in services.items()]
    return tuple(found)


@lru_cache(maxsize=1)
def place_names() -> dict[str, str]:
    """Every name of a place that people use → place id."""
    return load().places.names


def is_part(place: str, whole: str) -> bool:
    """Whether one place lies in another."""
    return whole in {part.id for part in load().places.chain(place)[1:]}


def domain_words() -> list[str]:
    """Words that the tokenizer must keep whole: place names, terms and service names."""
    base = load()
    plain = re.compile(r"^[\u4e00-\u9fff]{2,}$")
    terms = [
        word
        for name, section in read_yaml(FOLDER / "situation.yml").items()
        if name != UNSAID
        for words_ in section.values()
        for word in words_
    ]
    names = [name for service in base.services.values() for name in (service.name, *service.common_names)]
    titles = ["异地就医", "备案", "参保地", "就医地", "经办机构", "零星报销", "医保电子凭证", "起付线", "区号"]
    return sorted({word for word in (*place_names(), *terms, *names, *titles) if plain.match(word)})
