"""What would change the result: single changes of the case, each assessed anew."""

from __future__ import annotations

import dataclasses
from typing import Any

from actions.eligibility.assess import Assessment, assess
from actions.eligibility.verdict import Verdict
from knowledge.base import KnowledgeBase
from knowledge.model import Category

FLIPS = ("hukou_moved", "sent_by_employer", "referral", "several", "lives_there", "has_proof", "papers_pending")
MOST_FLIPS = 2
LONG_AGO = 999  # months: longer than any waiting time
# Questions about a duration, and the field that holds it.
DURATIONS = {"long_enough": "months_there", "recent_commitment": "months_since_commitment"}


def changes(assessment: Assessment, base: KnowledgeBase) -> list[tuple[str, bool, Assessment]]:
    """Changes that lead to another result, or settle an open one: what changes, to what, and what comes of it."""
    case, now, open_now = assessment.case, outcome(assessment), assessment.missing
    wanted = [(open_now[0], value) for value in (True, False)] if open_now else []
    if case.months_since_commitment is not None and "recent_commitment" not in open_now:
        wanted.append(("recent_commitment", False))
    if case.months_there is not None:
        wanted.append(("long_enough", True))
    wanted += [(name, not known) for name in FLIPS if (known := getattr(case, name)) is not None]
    found: dict[str, tuple[str, bool, Assessment]] = {}
    for name, value in wanted:
        other = assess(dataclasses.replace(case, **changed(name, value)), base, assessment.on)
        if outcome(other) != now and overall(other) is not Verdict.needs_detail:
            found.setdefault(f"{name}{value}", (name, value, other))
    return list(found.values())[:MOST_FLIPS]


def changed(name: str, value: bool) -> dict[str, Any]:
    """The fields of the case that a yes or no on a question sets."""
    if name == "recent_commitment":
        return {"months_since_commitment": 0 if value else LONG_AGO, "months_since_at_most": None}
    return {DURATIONS[name]: LONG_AGO if value else 0} if name in DURATIONS else {name: value}


def overall(assessment: Assessment) -> Verdict:
    """The result over all categories: what is open, else that of the person's own category, else of any."""
    if assessment.missing:
        return Verdict.needs_detail
    return assessment.best.verdict if assessment.best else Verdict.not_eligible


def outcome(assessment: Assessment) -> tuple[Verdict, Category | None]:
    """What a change of the case may change."""
    return overall(assessment), assessment.best.category if assessment.best else None
