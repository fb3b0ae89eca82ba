"""Case: what decides whether a person can file. None means unknown, and unknown never becomes no."""

from __future__ import annotations

from dataclasses import dataclass, fields

from actions.situation import Situation, category_from_signs
from knowledge.places import Places


@dataclass(frozen=True)
class Case:
    """Facts of one person's case. Fields that can be None are asked for when they decide;
    the others hold when they are told."""

    insured: str
    away: bool | None = None
    lives_there: bool | None = None
    retired: bool | None = None
    hukou_moved: bool | None = None
    sent_by_employer: bool | None = None
    referral: bool | None = None
    employee: bool | None = None
    has_proof: bool | None = None
    papers_pending: bool | None = None
    months_there: int | None = None
    abroad: bool = False
    several: bool = False
    lapsed: bool = False
    discharged: bool = False
    committed: bool = False
    months_since_commitment: int | None = None  # at least; exactly, unless
    months_since_at_most: int | None = None


FIELDS = frozenset(field.name for field in fields(Case))
# Fields of `Situation` and of its signs that tell a field of the case, and what they tell.
SIGNS: dict[str, tuple[tuple[str, bool], ...]] = {
    "retired": (("retired", True),),
    "hukou_moved": (("hukou_moved", True), ("lives_there", True)),
    "hukou_kept": (("hukou_moved", False),),
    "sent_by_employer": (("sent_by_employer", True), ("lives_there", True)),
    "lives_elsewhere": (("lives_there", True),),
    "temporary_visit": (("lives_there", False),),
    "referral": (("referral", True),),
    "no_referral": (("referral", False),),
    "has_permit": (("has_proof", True),),
    "no_permit": (("has_proof", False),),
    "employee": (("employee", True),),
    "resident_insurance": (("employee", False),),
}
CATEGORIES: dict[str, dict[str, bool]] = {
    "retiree": {"retired": True, "hukou_moved": True, "lives_there": True},
    "resident": {"lives_there": True, "sent_by_employer": False, "hukou_moved": False},
    "worker": {"sent_by_employer": True, "lives_there": True, "retired": False},
    "referral": {"referral": True},
    "temporary": {"lives_there": False, "referral": False},
}


def case_of(situation: Situation, places: Places, **told: object) -> Case:
    """The case that a conversation has told; `told` are fields given as answers, and prevail."""
    known: dict[str, object] = {"insured": situation.place}
    for sign in situation.signs:
        known.update(SIGNS.get(sign, ()))
    if situation.has("lives_elsewhere"):
        known["lives_there"] = True  # "临时" in a story of somebody who lives there is about something else
    if known.get("retired"):
        known.setdefault("sent_by_employer", False)
    if known.get("sent_by_employer") or "student" in situation.signs:
        known.setdefault("retired", False)
    if "student" in situation.signs:
        known.setdefault("sent_by_employer", False)
    if situation.category and situation.category != category_from_signs(set(situation.signs)):
        known = {**CATEGORIES[situation.category], **known}  # named by the person, not inferred from a story
    trip = situation.trip_between(places)
    if situation.care_place and trip:
        known["away"] = trip != "in_city"
    elif situation.trip:
        known["away"] = True
    known.update({name: value for name, value in situation.told if name in FIELDS})
    known.update(told)
    return Case(**known)  # type: ignore[arg-type]
