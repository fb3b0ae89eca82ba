"""Answer: what a citizen is told, in the one form that every channel shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Status(str, Enum):
    """The closed list of what an answer can be."""

    answered = "answered"
    needs_detail = "needs_detail"
    partly_answered = "partly_answered"
    not_covered = "not_covered"
    out_of_scope = "out_of_scope"
    emergency = "emergency"
    declined = "declined"
    talk = "talk"
    failed = "failed"


@dataclass(frozen=True)
class Line:
    """One statement of an answer with the fact that made it; `kind` and `value` let a rich page do more with it."""

    text: str
    fact: str = ""
    kind: str = "text"
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled group of lines; the title may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SourceRef:
    """A document and its clauses, as cited."""

    document: str
    title: str
    short: str
    clauses: tuple[str, ...]
    number: str = ""
    in_force: str = ""


@dataclass(frozen=True)
class Choice:
    """A next step: its title, and what the server does when it is chosen (intent `choose` with these entities)."""

    title: str
    payload: dict[str, str]


@dataclass(frozen=True)
class PlaceRef:
    """The place whose rules the answer gives; `assumed` when nobody named it."""

    id: str
    name: str
    hotline: str
    assumed: bool = False


@dataclass(frozen=True)
class Option:
    """One choice of a form: what is shown, and the message that choosing it says."""

    title: str
    value: str


@dataclass(frozen=True)
class Form:
    """A control for the one value that the answer asks for (docs/web.md); its value comes as an ordinary message."""

    field: str
    kind: str
    label: str
    hint: str = ""
    optional: bool = False
    options: tuple[Option, ...] = ()
    min: str = ""
    max: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, without what does not apply."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Answer:
    """One complete answer. `text` says everything; the rest is structure for pages that can show more."""

    id: str
    status: Status
    text: str
    sections: tuple[Section, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    place: PlaceRef | None = None
    as_of: dt.date | None = None
    choices: tuple[Choice, ...] = field(default=())
    form: Form | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts that made the answer."""
        return tuple(line.fact for section in self.sections for line in section.lines if line.fact)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        data = asdict(self)
        data["status"] = self.status.value
        data["as_of"] = self.as_of.isoformat() if self.as_of else None
        data["facts"] = list(self.facts)
        data["form"] = self.form.to_json() if self.form else None
        return data
