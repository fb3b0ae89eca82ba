"""Situation: what is known of a person's case. Every field can be unknown, and unknown never means no."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from actions.journey import journey
from knowledge.base import DEFAULT_PLACE, KnowledgeBase
from knowledge.places import Places

# Signs that exclude each other: what is said last holds.
OPPOSITES = {
    "hukou_moved": "hukou_kept", "filed": "not_filed", "has_permit": "no_permit", "referral": "no_referral",
    "by_commitment": "by_documents",
}  # fmt: skip
OPPOSITE = OPPOSITES | {other: sign for sign, other in OPPOSITES.items()}
CARE_SIGNS = {"pregnant": "maternity", "emergency": "emergency", "inpatient": "inpatient", "outpatient": "outpatient"}
# Told late, these change what a category named before was taken to be ("户口没迁哎").
DECIDING = {"hukou_kept", "hukou_moved", "no_referral", "referral", "sent_by_employer"}
LONG_TERM = ("retiree", "resident", "worker")


@dataclass(frozen=True)
class Situation:
    """A person's case as the conversation has told it. Places are ids of `knowledge.places`."""

    insured_place: str | None = None
    care_place: str | None = None
    category: str | None = None
    group: str | None = None
    mode: str | None = None
    trip: str | None = None
    channel: str | None = None
    signs: tuple[str, ...] = field(default=())
    told: tuple[tuple[str, Any], ...] = field(default=())  # what actions/eligibility/story.py reads, by field

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Situation:
        """Read back what `dump` wrote into a slot."""
        data = dict(data or {})
        told = tuple((name, value) for name, value in data.get("told", ()))
        return cls(**{**data, "signs": tuple(data.get("signs", ())), "told": told})

    def dump(self) -> dict[str, Any]:
        """JSON for the slot; unknown fields are left out."""
        return {key: value for key, value in asdict(self).items() if value}

    @property
    def place(self) -> str:
        """Where the person is insured, or the place that is assumed when nobody said."""
        return self.insured_place or DEFAULT_PLACE

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories that the person may belong to; empty while nothing is known."""
        if self.category:
            return (self.category,)
        return LONG_TERM if self.group == "long_term" else ()

    @property
    def cares(self) -> tuple[str, ...]:
        """Kinds of care or bill that were said."""
        return tuple(care for sign, care in CARE_SIGNS.items() if sign in self.signs)

    def has(self, *signs: str) -> bool:
        """Whether all the signs are known to hold."""
        return all(sign in self.signs for sign in signs)

    def tells(self, name: str) -> Any:
        """What was told of a field; None while nothing was."""
        return dict(self.told).get(name)

    def with_told(self, found: dict[str, Any]) -> Situation:
        """Add what was told; the newest statement on a field wins."""
        return replace(self, told=tuple({**dict(self.told), **found}.items())) if found else self

    def with_signs(self, signs: list[str]) -> Situation:
        """Add signs; each new one drops its opposite."""
        kept = [sign for sign in self.signs if OPPOSITE.get(sign) not in signs]
        return replace(self, signs=tuple(dict.fromkeys([*kept, *signs])))

    def trip_between(self, places: Places) -> str | None:
        """In-province or cross-province, as said or as the two places tell."""
        if self.trip:
            return self.trip
        if self.care_place and self.care_place != self.place:
            return places.trip(self.place, self.care_place)
        return None


def category_from_signs(signs: set[str]) -> str | None:
    """The category that a story tells of (definitions: 001 第三条, 000 二); None while the signs do not decide."""
    if "sent_by_employer" in signs:
        return "worker"
    if "retired" in signs and "hukou_moved" in signs:
        return "retiree"
    if "referral" in signs and "no_referral" not in signs:
        return "referral"
    if {"lives_elsewhere", "no_referral"} <= signs:
        return None  # Lives there, or goes there without a referral: both are said.
    if "lives_elsewhere" in signs:
        return "resident"
    if signs & {"temporary_visit", "no_referral"} and "emergency" not in signs:
        return "temporary"
    if "retired" in signs and "hukou_kept" in signs:
        return "resident"
    return None


def _distance(place: dict[str, Any], other: dict[str, Any]) -> tuple[int, bool]:
    """How far a place stands from something else said; of two as far, the one behind is meant ("打工去了新疆")."""
    return abs(place["start"] - other["start"]), place["start"] < other["start"]


def _works_away(entities: list[dict[str, Any]], home: str, base: KnowledgeBase) -> bool:
    """Whether somebody is said to work in another city: the place that stands next to the work."""
    places = [entity for entity in entities if entity["entity"] == "place"]
    for work in (entity for entity in entities if entity["value"] == "works"):
        nearest = min(places, key=lambda place: _distance(place, work), default=None)
        if nearest and base.places.trip(home, nearest["value"]) != "in_city":
            return True
    return False


def _category(before: Situation, after: Situation, categories: list[str], signs: set[str]) -> str | None:
    """The category after a message that names categories and tells signs."""
    # "办过长期居住的，要先开转诊吗": of two, the referral is what the other asks about.
    named = next((name for name in categories if name != "referral"), next(iter(categories), None))
    named = named or category_from_signs(signs)
    if named == "temporary" and before.category and not categories and "no_referral" not in signs:
        named = None  # "还要我自己去一趟吗": whoever is known to be something else runs an errand.
    whole_story = category_from_signs(set(after.signs))
    held = None if before.category == "referral" and "no_referral" in signs else before.category
    return named or (whole_story if signs & DECIDING else None) or held or whole_story


def update(before: Situation, entities: list[dict[str, Any]], base: KnowledgeBase) -> Situation:
    """What is known after a message whose entities are given; the newest statement wins."""
    told: dict[str, list[str]] = {}
    for entity in entities:
        told.setdefault(entity["entity"], []).append(entity["value"])
    insured, care = journey(entities, base, before.insured_place, before.care_place)
    told_signs = set(told.get("sign", []))
    if _works_away(entities, insured or before.insured_place or DEFAULT_PLACE, base):
        told_signs.add("lives_elsewhere")
    after = before.with_signs(sorted(told_signs))
    category = _category(before, after, told.get("category", []), told_signs)
    groups = told.get("group")
    channels = set(told.get("channel", ()))
    if (
        "inbound" in told_signs
        and insured
        and not care
        and not before.care_place
        and base.rule_place(insured) == "china"
    ):
        care = DEFAULT_PLACE  # "安徽的医保，备案那一栏选啥": from outside, and asks us.
    if "inbound" in told_signs and insured is None and before.insured_place is None and not before.signs:
        # From outside, nobody said where. Once a case is known, "在苏州看病" is somebody of ours coming home.
        insured, care = "china", care or DEFAULT_PLACE
    if "window" in channels and care and base.places.trip(insured or before.place, care) == "in_city":
        insured, care = care, None  # "要去柜台，人在常熟": whoever wants a counter near by travels nowhere.
    trips = told.get("trip", [])
    if care and base.places.trip(insured or before.place, care) != "in_city":
        trips = []  # "小程序里只能选外省，没有南通": the places themselves tell.
    return replace(
        after,
        insured_place=insured or before.insured_place,
        care_place=care or before.care_place,
        category=None if groups and not told.get("category") else category,
        group=groups[0] if groups else before.group,
        mode=told.get("mode", [before.mode])[-1],
        trip=trips[-1] if trips else None if care else before.trip,
        channel=channels.pop() if len(channels) == 1 else None,  # Of several named, none is the one that is meant.
    )
