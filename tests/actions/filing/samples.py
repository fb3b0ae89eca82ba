"""Invented filings: numbers with a right check character that belong to nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from actions.database import Database
from actions.filing.gateway import Gateway
from actions.filing.look_up import LookUp
from actions.filing.model import Draft, Person, Trip, Who
from actions.filing.repository import Repository
from actions.filing.service import FilingService
from actions.records.keys import Keyring
from actions.records.vault import utc_now
from knowledge.loader import load

TODAY = dt.date(2025, 7, 3)
ADULT, OTHER_ADULT, CHILD = "11010519491231002X", "320501198001010011", "320501201506010011"
MOBILE = "13800000000"
KEYS = Keyring([b"k" * 32])


def make_draft(key: str = "draft-0001", **changes: object) -> Draft:
    """A trip from Kunshan to Hangzhou; `changes` are fields of Trip, Person or Draft."""
    trip = {"insured": "kunshan", "destination": "杭州市", "start": TODAY, "who": Who.self}
    person = {"id_number": ADULT, "mobile": MOBILE}
    for fields in (trip, person):
        fields.update({name: changes.pop(name) for name in list(changes) if name in fields})
    return Draft(key, Trip(**trip), Person(**person), **changes)


@dataclass
class House:
    """The parts of a service, to look at from outside."""

    service: FilingService
    repository: Repository
    database: Database


def make_house(database: Database, gateway: Gateway | None = None, keys: Keyring = KEYS, now=utc_now) -> House:
    """A service as the application makes it."""
    repository = Repository(database, keys, now)
    look_up = LookUp(database, keys, repository, now)
    return House(FilingService(repository, look_up, load().places, gateway), repository, database)
