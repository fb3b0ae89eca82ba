"""What the guides say, as types: documents, topics, places, facts and services.

What a citizen reads of policy is a `Fact` with place, source and validity; a `Service` is a card of the province.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import Any

from pydantic import BaseModel, Extra, root_validator, validator


class Model(BaseModel):
    """Base of every record: unknown keys are errors, records do not change after loading."""

    class Config:
        extra = Extra.forbid
        frozen = True


def not_empty(field: str) -> Any:
    """A validator for a tuple that needs at least one entry."""

    def check(value: tuple[Any, ...]) -> tuple[Any, ...]:
        if not value:
            raise ValueError("needs at least one entry")
        return value

    return validator(field, allow_reuse=True)(check)


class Category(str, Enum):
    """人员类别: who may file, in the wording of document 000 二."""

    retiree = "retiree"
    resident = "resident"
    worker = "worker"
    referral = "referral"
    temporary = "temporary"


class Mode(str, Enum):
    """How a filing is evidenced: by documents (提供材料) or by commitment (承诺制)."""

    documents = "documents"
    commitment = "commitment"


class Trip(str, Enum):
    """Whether care is sought inside the insured province or beyond it."""

    in_province = "in_province"
    cross_province = "cross_province"


class Care(str, Enum):
    """What kind of care or bill it is."""

    inpatient = "inpatient"
    outpatient = "outpatient"
    emergency = "emergency"
    maternity = "maternity"


class Channel(str, Enum):
    """Ways to file or to claim."""

    app = "app"
    national = "national"
    wechat = "wechat"
    park_app = "park_app"
    website = "website"
    window = "window"
    phone = "phone"
    hospital = "hospital"
    self_service = "self_service"


class Kind(str, Enum):
    """What a fact is. A gap says honestly that the documents do not fix something."""

    rule = "rule"
    definition = "definition"
    note = "note"
    example = "example"
    gap = "gap"


class Source(Model):
    """Where a statement stands: document id (see documents.yml) and clause, in the document's own numbering."""

    document: str
    clause: str


class Condition(Model):
    """When a fact applies. An empty list means: in every case. Lists are alternatives; keys are joined by and."""

    category: tuple[Category, ...] = ()
    mode: tuple[Mode, ...] = ()
    trip: tuple[Trip, ...] = ()
    care: tuple[Care, ...] = ()
    channel: tuple[Channel, ...] = ()
    district: tuple[str, ...] = ()


class Duration(Model):
    """A time span; unit is one of day, workday, month, year."""

    amount: int
    unit: str
    longest: int | None = None

    @validator("unit")
    def _known_unit(cls, unit: str) -> str:
        if unit not in UNITS:
            raise ValueError(f"unit {unit!r} is not one of {', '.join(UNITS)}")
        return unit

    def __str__(self) -> str:
        unit = UNITS[self.unit]
        longest = f"，特殊情况不超过{self.longest}{unit}" if self.longest else ""
        amount = "一" if (self.amount, self.unit) == (1, "year") else str(self.amount)
        return f"{amount}{unit}{longest}"


PLACEHOLDER = re.compile(r"\{(\w*)\}")
UNITS = {"day": "天", "workday": "个工作日", "month": "个月", "year": "年"}


class Value(Model):
    """The typed content of a fact; exactly one field is set. `str()` is how it is read in a sentence."""

    duration: Duration | None = None
    percent: int | None = None
    yuan: int | None = None
    date: dt.date | None = None
    name: str | None = None
    address: str | None = None
    phones: tuple[str, ...] | None = None
    url: str | None = None
    items: tuple[str, ...] | None = None

    @validator("items", always=True)
    def _exactly_one(cls, items: Any, values: dict[str, Any]) -> Any:
        given = [v for v in (*values.values(), items) if v is not None]
        if len(given) != 1:
            raise ValueError("a value needs exactly one of: " + ", ".join(cls.__fields__))
        return items

    def __str__(self) -> str:
        name, content = next((n, c) for n, c in self if c is not None)
        match name:
            case "percent":
                return f"{content}%"
            case "yuan":
                return f"{content}元"
            case "date":
                return f"{content.year}年{content.month}月{content.day}日"
            case "phones" | "items":
                return "、".join(content)
        return str(content)


class Validity(Model):
    """First and last day on which a fact holds. A missing `since` is the document's own date."""

    since: dt.date | None = None
    until: dt.date | None = None

    @validator("until")
    def _in_order(cls, until: dt.date | None, values: dict[str, Any]) -> dt.date | None:
        since = values.get("since")
        if since and until and until < since:
            raise ValueError(f"{until} is before `since` {since}")
        return until


class Fact(Model):
    """One statement with its typed value, condition, validity and sources.

    `text` is one or two plain sentences of our own; `{value}` in it stands for the value. `detail` facts are shown
    only when the question is about them (`about` lists words of such questions).
    """

    id: str
    text: str
    sources: tuple[Source, ...]
    kind: Kind = Kind.rule
    value: Value | None = None
    when: Condition = Condition()
    valid: Validity = Validity()
    detail: bool = False
    about: tuple[str, ...] = ()
    pinned: bool = False  # Said first whatever is asked of the topics around, once one of its words falls.
    unless_named: bool = False  # Left out once a pinned fact answers for the very name that was asked about.
    replaced_by: str | None = None
    place: str = ""
    topic: str = ""

    _sourced = not_empty("sources")

    @root_validator(skip_on_failure=True)
    def _consistent(cls, fact: dict[str, Any]) -> dict[str, Any]:
        placeholders = set(PLACEHOLDER.findall(fact["text"]))
        if unknown := placeholders - {"value", "hotline"}:
            raise ValueError(f"{fact['id']}: unknown placeholder {{{unknown.pop()}}}")
        if fact["value"] and "value" not in placeholders:
            raise ValueError(f"{fact['id']}: the text does not use {{value}}")
        if "value" in placeholders and not fact["value"]:
            raise ValueError(f"{fact['id']}: the text uses {{value}}, but there is no value")
        if (fact["detail"] or fact["replaced_by"]) and not fact["about"]:
            raise ValueError(f"{fact['id']}: a detail or a replaced fact needs `about`, the words that ask for it")
        return fact

    @property
    def sentence(self) -> str:
        """The text with its value put in."""
        return self.text.replace("{value}", str(self.value)) if self.value else self.text


class Document(Model):
    """One official document. `clauses` lists every clause, so that coverage can tell what is modelled."""

    id: str
    title: str
    short: str
    place: str
    number: str = ""
    issued: dt.date | None = None
    in_force: dt.date | None = None
    not_before: dt.date
    clauses: dict[str, str]
    left_out: dict[str, str] = {}


class Topic(Model):
    """Something people ask about.

    `title` names it in buttons, `question` is a plain way to ask it, `scope` tells authors what belongs to it.
    `decided_by` names what of the person's case the answer turns on, in the order to ask.
    """

    id: str
    title: str
    question: str
    scope: str
    decided_by: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


class SpecialCase(Model):
    """An extra rule of a service for a special case, with words by which people name that case."""

    text: str
    about: tuple[str, ...]
    aside: bool = False  # Said only to who mentions it; a tip is otherwise a part of how it is done.

    _recognisable = not_empty("about")


class Way(Model):
    """One way to get a service done, with its steps in order."""

    name: str
    where: str = ""
    steps: tuple[str, ...] = ()


class Service(Model):
    """One of the thirty provincial items (004); cities may use `local_topic` for it; `either_end`: also for guests."""

    id: str
    number: int
    name: str
    main_item: str
    clause: str
    document: str = "004"
    place: str = "jiangsu"
    common_names: tuple[str, ...]
    summary: str
    who: str
    levels: tuple[str, ...]
    basis: tuple[str, ...]
    ways: tuple[Way, ...]
    materials: tuple[str, ...]
    any_one_of_ids: bool = False
    special_cases: tuple[SpecialCase, ...] = ()
    time_limit: str
    time_value: Duration | None = None
    fee: bool = False
    tips: tuple[SpecialCase, ...] = ()
    local_topic: str = ""
    either_end: bool = False
    editor_note: str = ""

    _named = not_empty("common_names")
