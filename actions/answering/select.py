"""Choose the facts that answer a question for a person's case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.situation import Situation
from knowledge.base import KnowledgeBase
from knowledge.model import Fact, SpecialCase

ONLINE = ("website", "app", "national", "wechat", "park_app")


@dataclass(frozen=True)
class Selection:
    """Facts for one topic: what matches the question's words first, then the topic's core; and what once held."""

    facts: tuple[Fact, ...]
    replaced: tuple[Fact, ...]
    undecided: str | None = None


def select(
    base: KnowledgeBase, topic: str, situation: Situation, text: str, on: dt.date, place: str | None = None
) -> Selection:
    """Facts of `topic` for the situation; `undecided` names the condition that the answer still turns on.

    `place` is whose facts are wanted, if not those of the insured place.
    """
    place = place or situation.place
    facts = base.look_up(place, topic, on)
    if not _offered(facts, situation, base):
        situation = replace(situation, channel=None)
    fitting = [fact for fact in facts if fits(fact, situation, base)]
    special = [fact for fact in fitting if fact.detail and mentions(fact, text)]
    core = [fact for fact in fitting if not fact.detail]
    if not core and not special:
        core = [fact for fact in facts if not fact.detail]
    replaced = tuple(fact for fact in base.replaced(place, topic) if mentions(fact, text))
    return Selection(tuple([*special, *core]), replaced, _undecided(core, situation))


def mentions(fact: Fact | SpecialCase, text: str) -> bool:
    """Whether the question uses one of the words that a detail, or a service's special case, is about."""
    return any(word.lower() in text.lower() for word in fact.about)


def fits(fact: Fact, situation: Situation, base: KnowledgeBase) -> bool:
    """Whether a fact may apply: it is dropped only when something known contradicts its condition."""
    when = fact.when
    district = situation.insured_place
    is_district = bool(district) and base.places[district].level == "district"  # type: ignore[index]
    known: tuple[tuple[tuple[object, ...], tuple[object, ...]], ...] = (
        (when.category, situation.categories),
        (when.mode, (situation.mode,) if situation.mode else ()),
        (when.trip, (trip,) if (trip := situation.trip_between(base.places)) else ()),
        (when.care, situation.cares),
        (when.channel, _ways(situation.channel)),
        (when.district, (district,) if is_district else ()),
    )
    return all(not wanted or not given or set(map(_plain, wanted)) & set(given) for wanted, given in known)


def _offered(facts: Sequence[Fact], situation: Situation, base: KnowledgeBase) -> bool:
    """Whether the channel that was said is one of those there are: nothing in the province goes the national way."""
    if situation.channel == "national" and situation.trip_between(base.places) == "in_province":
        return False
    ways = {_plain(way) for fact in facts for way in fact.when.channel}
    return not ways or bool(ways & set(_ways(situation.channel)))


def _ways(channel: str | None) -> tuple[str, ...]:
    """The channels meant by the one that was said: "online" is all of them but the counter."""
    if channel is None:
        return ()
    return ONLINE if channel == "website" else (channel,)


def _plain(value: object) -> object:
    return getattr(value, "value", value)


def _undecided(core: list[Fact], situation: Situation) -> str | None:
    """The condition on which the shown facts differ and about which nothing is known."""
    categories = {category for fact in core for category in fact.when.category}
    if not situation.categories and len(categories) >= 3:
        return "category"
    cares = {care for fact in core for care in fact.when.care}
    if not situation.cares and len(cares) >= 2:
        return "care"
    return None
