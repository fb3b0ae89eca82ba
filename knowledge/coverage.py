"""How much of each document is modelled, and which questions reach each fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.model import Document, Fact, Service

# Training examples by intent and the matter they are about (None where the intent needs none).
Examples = Mapping[tuple[str, str | None], int]
NO_SERVICE = ("filing", "none", None)


@dataclass(frozen=True)
class Clause:
    """One clause of a document: what says it, or why nothing does."""

    name: str
    content: str
    facts: tuple[str, ...]
    left_out: str = ""

    @property
    def missing(self) -> bool:
        """Whether the clause is neither modelled nor left out on purpose."""
        return not self.facts and not self.left_out


@dataclass(frozen=True)
class DocumentCoverage:
    """The clauses of one document in its own order."""

    document: Document
    clauses: tuple[Clause, ...]

    @property
    def modelled(self) -> int:
        """Clauses that at least one fact or service cites."""
        return sum(bool(clause.facts) for clause in self.clauses)

    @property
    def left_out(self) -> tuple[Clause, ...]:
        """Clauses that are deliberately not modelled."""
        return tuple(clause for clause in self.clauses if clause.left_out)

    @property
    def missing(self) -> tuple[Clause, ...]:
        """Clauses that nobody has looked at."""
        return tuple(clause for clause in self.clauses if clause.missing)


@dataclass(frozen=True)
class Reach:
    """How a topic or a service is asked for: its intents with the number of training examples each."""

    id: str
    title: str
    facts: tuple[str, ...]
    intents: tuple[tuple[str, int], ...]

    @property
    def examples(self) -> int:
        """Training examples of all its intents."""
        return sum(count for _, count in self.intents)


def document_coverage(base: KnowledgeBase) -> list[DocumentCoverage]:
    """Every document with every clause of its list."""
    cited: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in base.facts.values():
        for source in fact.sources:
            cited[source.document, source.clause].append(fact.id)
    for service in base.services.values():
        cited[service.document, service.clause].append(service.id)
    return [
        DocumentCoverage(
            document,
            tuple(
                Clause(name, content, tuple(cited[document.id, name]), document.left_out.get(name, ""))
                for name, content in document.clauses.items()
            ),
        )
        for document in base.documents.values()
    ]


def reach(base: KnowledgeBase, examples: Examples) -> list[Reach]:
    """Every topic and every service with the intents that lead to it, topics first.

    A topic is asked for by the intent of its name; `claim.materials` by the intent materials about the matter claim;
    a service by any intent about it.
    """
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in base.facts.values():
        facts[fact.topic].append(fact)
    topics = [
        Reach(topic.id, topic.title, tuple(fact.id for fact in facts[topic.id]), _intents(base, topic.id, examples))
        for topic in base.topics.values()
    ]
    services = [
        Reach(service.id, service.name, (service.id,), _service_intents(base, service, examples))
        for service in base.services.values()
    ]
    return topics + services


def _intents(base: KnowledgeBase, topic: str, examples: Examples) -> tuple[tuple[str, int], ...]:
    matter, _, aspect = topic.rpartition(".")
    counts: dict[str, int] = defaultdict(int)
    for (intent, about), count in examples.items():
        if matter and (intent, about) == (aspect, matter):
            counts[f"{intent} + {about}"] += count
        elif not matter and intent == topic and about in NO_SERVICE:
            counts[intent] += count
        elif about == topic and f"{topic}.{intent}" not in base.topics:
            counts[f"{intent} + {about}"] += count  # An aspect of the matter for which it has no topic of its own.
    return tuple(counts.items())


def _service_intents(base: KnowledgeBase, service: Service, examples: Examples) -> tuple[tuple[str, int], ...]:
    found = tuple((intent, count) for (intent, matter), count in examples.items() if matter == service.id)
    # The four filing services are asked for as filing; the person's category tells which of them it is.
    return found or (_intents(base, service.local_topic, examples) if service.local_topic else ())
