"""Filing: what a citizen confirmed, its states, and its history.

draft → confirmed → submitted → accepted | rejected; withdrawn from every state that is not final. A draft lives in
the conversation; the first thing that is stored is a confirmed filing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum


class State(str, Enum):
    """Where a filing stands."""

    confirmed = "confirmed"
    submitted = "submitted"
    accepted = "accepted"
    rejected = "rejected"
    withdrawn = "withdrawn"


NEXT: dict[State, frozenset[State]] = {
    State.confirmed: frozenset({State.submitted, State.accepted, State.rejected, State.withdrawn}),
    State.submitted: frozenset({State.accepted, State.rejected, State.withdrawn}),
    State.accepted: frozenset({State.withdrawn}),
    State.rejected: frozenset(),
    State.withdrawn: frozenset(),
}
LIVE = (State.confirmed, State.submitted, State.accepted)


class Way(str, Enum):
    """How it is filed: the citizen in the agency's APP with our guidance, or we through the agency's interface."""

    guided = "guided"
    gateway = "gateway"


class Who(str, Enum):
    """For whom the citizen files."""

    self = "self"
    proxy = "proxy"


class By(str, Enum):
    """Who made a step of the history happen."""

    citizen = "citizen"
    agency = "agency"
    system = "system"


@dataclass(frozen=True)
class Person:
    """Whom the filing is for; shows nothing of itself in a `repr`."""

    id_number: str = field(repr=False)
    mobile: str = field(repr=False)

    @property
    def last_four(self) -> str:
        """Last four characters of the ID number, with a capital X."""
        return self.id_number[-4:].upper()


@dataclass(frozen=True)
class Trip:
    """What is filed: ids of `knowledge.places`, and the first day of the trip."""

    insured: str
    destination: str
    start: dt.date
    who: Who = Who.self


@dataclass(frozen=True)
class Draft:
    """All that was collected and validated, ready to be confirmed. `key` makes the confirmation idempotent."""

    key: str
    trip: Trip
    person: Person
    renews: str | None = None


@dataclass(frozen=True)
class Event:
    """One entry of the history; it never changes and holds no personal data."""

    at: dt.datetime
    state: State
    by: By
    note: str = ""


@dataclass(frozen=True)
class Filing:
    """A confirmed filing as stored. `agency_receipt` is the agency's number, `receipt` ours."""

    id: str
    key: str
    receipt: str
    state: State
    way: Way
    trip: Trip
    confirmed_at: dt.datetime
    version: int
    agency_receipt: str | None = None
    renews: str | None = None
    history: tuple[Event, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether it holds or may still come to hold."""
        return self.state in LIVE
