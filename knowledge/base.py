"""The knowledge base: every fact by id, by place and topic, as of a date."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from knowledge.errors import NoValueForDate
from knowledge.model import Document, Fact, Service, Topic
from knowledge.places import Places

DEFAULT_PLACE = "suzhou"


class KnowledgeBase:
    """What all guides say. Read-only once made, so it can be shared by threads and requests."""

    def __init__(
        self,
        documents: Iterable[Document],
        topics: Iterable[Topic],
        places: Places,
        facts: Iterable[Fact],
        services: Iterable[Service],
    ) -> None:
        self.documents = {document.id: document for document in documents}
        self.topics = {topic.id: topic for topic in topics}
        self.places = places
        self.services = {service.id: service for service in services}
        self.facts = {fact.id: fact for fact in facts}
        self._by_topic: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._by_place: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts.values():
            self._by_topic[fact.place, fact.topic].append(fact)
            self._by_place[fact.place].append(fact)

    @cached_property
    def rule_places(self) -> frozenset[str]:
        """Ids of the places that have facts of their own."""
        return frozenset(self._by_place)

    @cached_property
    def silent_topics(self) -> frozenset[str]:
        """Topics of which all that is said, anywhere, is that the guides do not fix them."""
        said = {topic for (_, topic), facts in self._by_topic.items() if any(f.kind.value != "gap" for f in facts)}
        return frozenset(self.topics) - said

    def at(self, place_id: str) -> list[Fact]:
        """All facts of one place itself, superseded ones too, in file order."""
        return self._by_place.get(place_id, [])

    def rule_place(self, place_id: str) -> str:
        """The nearest place, upwards, that has rules of its own: 盱眙 → huaian, 无锡 → jiangsu, 北京 → china."""
        return next(place.id for place in self.places.chain(place_id) if place.id in self.rule_places)

    def speaks(self, place_id: str, topic: str) -> str | None:
        """Whose facts answer `topic` for somebody insured at `place_id`; None when no document says a word."""
        for place in self.places.chain(place_id):
            if any(not fact.replaced_by for fact in self._by_topic.get((place.id, topic), ())):
                return place.id
        return None

    def look_up(self, place_id: str, topic: str, on: dt.date) -> list[Fact]:
        """Facts of `topic` in force on `on` for `place_id`, from the nearest place that speaks of it, in file order.

        Raises NoValueForDate when that place has facts of the topic and none is in force on the date.
        """
        speaker = self.speaks(place_id, topic)
        if speaker is None:
            return []
        facts = self._by_topic[speaker, topic]
        current = [fact for fact in facts if not fact.replaced_by and self.in_force(fact, on)]
        if not current:
            raise NoValueForDate(place_id, topic, on)
        return current

    def replaced(self, place_id: str, topic: str) -> list[Fact]:
        """Superseded facts of `topic` for `place_id`: what held once and no longer does."""
        speaker = self.speaks(place_id, topic)
        return [fact for fact in self._by_topic.get((speaker or place_id, topic), ()) if fact.replaced_by]

    def in_force(self, fact: Fact, on: dt.date) -> bool:
        """Whether a fact holds on a date. Without dates of its own it holds from the day its document can be known."""
        documents = [self.documents[source.document] for source in fact.sources]
        since = fact.valid.since or min(document.in_force or document.not_before for document in documents)
        return since <= on and (fact.valid.until is None or on <= fact.valid.until)

    def value(self, fact_id: str, on: dt.date) -> Fact:
        """One fact by id, as of a date; NoValueForDate when it is not in force then."""
        fact = self.facts[fact_id]
        if not self.in_force(fact, on):
            raise NoValueForDate(fact.place, fact.topic, on)
        return fact
