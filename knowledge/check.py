"""Check a knowledge base beyond what loading it needs: references, dates, duplicates, lengths, completeness.

Two stages, as in a compiler: what does not fit the schema is reported alone; the rules run on records that do.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.check_files import check_copy, check_places, duplicate_keys
from knowledge.errors import Problem
from knowledge.gather import Book, Entry, gather
from knowledge.model import UNITS, Category, Condition, Document, Fact, Service
from knowledge.places import Places, load_places

LONGEST_FACT = 160  # Characters; a reader takes in one or two sentences, and several facts make one answer.
LONGEST_CORE = 420  # Of an answer's 600, this leaves room for its frame, the question asked back, and the sources.
SERVICE_NUMBERS = range(1, 31)  # Document 004 has thirty items.


def check(root: Path, today: dt.date | None = None) -> list[Problem]:
    """Everything wrong under `root`, ordered by file and line; `today` is the day on which each topic needs a value."""
    book = gather(root)
    problems = [*duplicate_keys(root), *book.problems, *check_places(root)]
    if not problems:
        context = _Context(book, load_places(root / "places"), today or dt.date.today())
        problems = list(chain.from_iterable(rule(context) for rule in RULES))
        buttons = context.topics | {entry.record.id for entry in book.services}
        problems += check_copy(root, buttons, context.facts)
    return sorted(set(problems), key=lambda problem: (str(problem.path), problem.line, problem.message))


class _Context:
    """The records of a base by id, for the rules to look references up in."""

    def __init__(self, book: Book, places: Places, today: dt.date) -> None:
        self.book = book
        self.places = places
        self.today = today
        self.documents = {entry.record.id: entry.record for entry in book.documents}
        self.topics = {entry.record.id for entry in book.topics}
        self.facts = {entry.record.id: entry.record for entry in book.facts}


def _duplicates(context: _Context) -> Iterator[Problem]:
    book = context.book
    yield from _taken(book.documents, "document")
    yield from _taken(book.facts, "fact")
    # Topics and services share one space of ids, since buttons and search results name either.
    yield from _taken([*book.topics, *book.services], "topic or service")


def _taken(entries: Iterable[Entry[Any]], kind: str) -> Iterator[Problem]:
    first: dict[str, Entry[Any]] = {}
    for entry in entries:
        other = first.setdefault(entry.record.id, entry)
        if other is not entry:
            yield entry.problem(f"{kind} id {entry.record.id!r} is taken already, in {other.path.name}", "id")


def _facts_stand_right(context: _Context) -> Iterator[Problem]:
    """Place and topic of a fact exist and agree with its id and its folder."""
    for entry in context.book.facts:
        fact = entry.record
        if fact.place not in context.places:
            yield Entry(fact, entry.path).problem(f"unknown place {fact.place!r}", "place")
        elif fact.place != entry.path.parent.name:
            yield Entry(fact, entry.path).problem(f"a file of {fact.place} belongs into facts/{fact.place}/", "place")
        if fact.topic not in context.topics:
            yield Entry(fact, entry.path).problem(f"unknown topic {fact.topic!r}", "topic")
        if not fact.id.startswith(f"{fact.place}."):
            yield entry.problem(f"the id of {fact.id!r} does not begin with its place, {fact.place!r}", "id")
        for number, district in enumerate(fact.when.district):
            if district not in context.places:
                yield entry.problem(f"{fact.id}: unknown district {district!r}", "when", "district", number)


def _sources(context: _Context) -> Iterator[Problem]:
    """Every clause that is cited stands in its document's list."""
    for entry in context.book.facts:
        for number, source in enumerate(entry.record.sources):
            at = ("sources", number)
            if message := _citation(context.documents, source.document, source.clause):
                yield entry.problem(f"{entry.record.id}: {message}", *at)
    for service in context.book.services:
        if message := _citation(context.documents, service.record.document, service.record.clause):
            yield service.problem(message, "clause")


def _citation(documents: dict[str, Document], document: str, clause: str) -> str | None:
    if document not in documents:
        return f"unknown document {document!r}"
    if clause not in documents[document].clauses:
        return f"document {document} has no clause {clause!r} in its list"
    if clause in documents[document].left_out:
        return f"document {document} lists {clause!r} as left out, yet it is cited"
    return None


def _documents(context: _Context) -> Iterator[Problem]:
    for entry in context.book.documents:
        document = entry.record
        if document.place not in context.places:
            yield entry.problem(f"unknown place {document.place!r}", "place")
        for clause in document.left_out:
            if clause not in document.clauses:
                yield entry.problem(f"{clause!r} is left out, but not in the list of clauses", "left_out", clause)
        if document.issued and document.in_force and document.in_force < document.issued:
            yield entry.problem(f"in force {document.in_force}, before it was issued on {document.issued}", "in_force")


def _replacements(context: _Context) -> Iterator[Problem]:
    for entry in context.book.facts:
        target = entry.record.replaced_by
        if not target:
            continue
        if target not in context.facts:
            yield entry.problem(f"{entry.record.id}: replaced_by names an unknown fact, {target!r}", "replaced_by")
        elif context.facts[target].replaced_by:
            message = f"{entry.record.id}: {target!r} is itself replaced; name the fact that holds now"
            yield entry.problem(message, "replaced_by")


def _dates(context: _Context) -> Iterator[Problem]:
    """No fact is older than what it cites, and every topic of a place has a value today."""
    current: dict[tuple[str, str], Entry[Fact]] = {}
    spoken: dict[tuple[str, str], Entry[Fact]] = {}
    for entry in context.book.facts:
        fact = entry.record
        documents = [context.documents[s.document] for s in fact.sources if s.document in context.documents]
        earliest = min((doc.in_force or doc.not_before for doc in documents), default=dt.date.min)
        if fact.valid.since and fact.valid.since < earliest:
            message = f"{fact.id}: holds since {fact.valid.since}, before its documents ({earliest})"
            yield entry.problem(message, "valid", "since")
        key = (fact.place, fact.topic)
        spoken.setdefault(key, entry)
        since, until = fact.valid.since or earliest, fact.valid.until or dt.date.max
        if not fact.replaced_by and since <= context.today <= until:
            current[key] = entry
    for key in spoken.keys() - current.keys():
        yield spoken[key].problem(f"no fact of {key[1]!r} holds for {key[0]} on {context.today}")


def _lengths(context: _Context) -> Iterator[Problem]:
    core: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    last: dict[tuple[str, str], Entry[Fact]] = {}
    for entry in context.book.facts:
        fact = entry.record
        if (length := len(fact.sentence)) > LONGEST_FACT:
            yield entry.problem(f"{fact.id}: {length} characters, {LONGEST_FACT} at most", "text")
        if fact.detail or fact.replaced_by:
            continue
        for person in fact.when.category or Category:
            core[fact.place, fact.topic][person.value] += length
        last[fact.place, fact.topic] = entry
    for (place, topic), lengths in core.items():
        category, length = lengths.most_common(1)[0]
        if length > LONGEST_CORE:
            message = f"core facts of {place}.{topic} for {category}: {length} characters, {LONGEST_CORE} at most"
            yield last[place, topic].problem(message)


def _topics(context: _Context) -> Iterator[Problem]:
    for entry in context.book.topics:
        for number, other in enumerate(entry.record.related):
            if other not in context.topics:
                yield entry.problem(f"unknown topic {other!r}", "related", number)
        for number, field in enumerate(entry.record.decided_by):
            if field not in Condition.__fields__:
                known = ", ".join(Condition.__fields__)
                yield entry.problem(f"decided_by {field!r} is not one of {known}", "decided_by", number)


def _services(context: _Context) -> Iterator[Problem]:
    """Each of the thirty items is there once, with everything that a person asks about it."""
    numbers: dict[int, Entry[Service]] = {}
    for entry in context.book.services:
        service = entry.record
        if numbers.setdefault(service.number, entry) is not entry:
            yield entry.problem(f"item {service.number} is {numbers[service.number].record.id} already", "number")
        if entry.path.stem != service.id:
            yield entry.problem(f"the file of service {service.id!r} is not named after it", "id")
        if service.place not in context.places:
            yield entry.problem(f"unknown place {service.place!r}", "place")
        if service.local_topic and service.local_topic not in context.topics:
            yield entry.problem(f"unknown topic {service.local_topic!r}", "local_topic")
        for field in ("name", "summary", "who", "levels", "basis", "ways", "materials", "time_limit"):
            if not getattr(service, field):
                yield entry.problem(f"service {service.id} has no {field}", field)
        yield from _time_limit(entry)
    documents = [entry for entry in context.book.documents if entry.record.id == "004"]
    if missing := [number for number in SERVICE_NUMBERS if number not in numbers]:
        for document in documents:
            yield document.problem(f"items without a service file: {', '.join(map(str, missing))}", "clauses")


def _time_limit(entry: Entry[Service]) -> Iterator[Problem]:
    """What the time limit says in words is what it says as a value."""
    value = entry.record.time_value
    for amount in (value.amount, value.longest) if value else ():
        if value and amount and f"{amount}{UNITS[value.unit]}" not in entry.record.time_limit:
            yield entry.problem(f"time_value {amount}{UNITS[value.unit]} is not in the text", "time_value")


RULES: tuple[Callable[[_Context], Iterator[Problem]], ...] = (
    _duplicates, _facts_stand_right, _sources, _documents, _replacements, _dates, _lengths, _topics, _services,
)  # fmt: skip
