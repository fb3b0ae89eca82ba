"""Controls that a page can show for the open question; the text of the question is complete without them."""

from __future__ import annotations

import datetime as dt

from actions.answering.answer import Form, Option
from actions.answering.copy import copy
from actions.filing.validators import LATEST_START
from knowledge.places import Places

CITY = "suzhou"


def form_of(field: str, whose: str, today: dt.date, places: Places) -> Form | None:
    """The control for a field; None where a button says it as quickly."""
    spec = copy("filing_forms").get(field)
    if spec is None:
        return None
    first, last = (today, today + LATEST_START) if spec["kind"] == "date" else ("", "")
    label, hint = spec["label"].format(whose=whose), spec.get("hint", "")
    return Form(field, spec["kind"], label, hint, options=_options(field, places), min=str(first), max=str(last))


def _options(field: str, places: Places) -> tuple[Option, ...]:
    """What can be chosen; a value is what the citizen would have typed."""
    if field == "who":
        return tuple(Option(title, title) for title in copy("filing_forms")["who"]["options"])
    if field == "insured":
        return tuple(Option(place.name, place.name) for place in places if place.parent == CITY)
    return ()
