"""Filings in the database. A change is one row version and one entry of history more, in one transaction."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from actions.database import Database
from actions.filing.errors import Code, FilingError
from actions.filing.model import NEXT, By, Draft, Event, Filing, Person, State, Trip, Way, Who
from actions.filing.receipts import new_receipt
from actions.filing.tables import filing, filing_event
from actions.records.keys import Keyring
from actions.records.vault import utc_now

NOBODY = ""
ENDED = (State.rejected, State.withdrawn)


class Repository:
    """Reads and writes filings; personal fields are sealed on the way in and opened only by `person`."""

    def __init__(self, database: Database, keys: Keyring, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def add(self, draft: Draft, way: Way, conversation: str) -> tuple[Filing, bool]:
        """Store a confirmed draft, and whether it is new. The same key again gives the filing it made before.

        Raises FilingError: `key_reused` when the key made another filing, `duplicate` when the same person has a
        living filing for the same destination and day, `other_person` when the conversation's own filings are of
        somebody else.
        """
        if known := self.by_key(draft.key):
            return self._same(known, draft), False
        try:
            with self._database.write() as connection:
                self._refuse_other_person(connection, draft, conversation)
                record = self._record(draft, way, conversation)
                connection.execute(filing.insert().values(**record))
                self._append(connection, record["id"], State.confirmed, By.citizen, "")
        except IntegrityError:
            known = self.by_key(draft.key)
            if known is None:
                raise FilingError(Code.duplicate, **self._duplicate_of(draft)) from None
            return self._same(known, draft), False
        return self.get(record["id"]), True

    def get(self, filing_id: str) -> Filing:
        """A filing with its history; raises FilingError when there is none."""
        return self._one(filing.c.id == filing_id) or _missing()

    def by_key(self, key: str) -> Filing | None:
        """The filing that a confirmation made."""
        return self._one(filing.c.key == key)

    def by_receipt(self, receipt: str, last_four: str) -> Filing | None:
        """The filing with this receipt, if the last four characters of the ID number fit."""
        fits = filing.c.last_four_hash.in_(self._keys.fingerprints(f"{receipt}/{last_four.upper()}", "last four"))
        return self._one(sa.and_(filing.c.receipt == receipt, fits))

    def of_conversation(self, conversation: str) -> list[Filing]:
        """Filings made in a conversation, the newest first."""
        owners = self._keys.fingerprints(conversation, "conversation")
        query = sa.select(filing).where(filing.c.owner.in_(owners)).order_by(filing.c.confirmed_at.desc())
        with self._database.read() as connection:
            return [self._filing(connection, row) for row in connection.execute(query).all()]

    def disown(self, conversation: str) -> None:
        """The filings of a conversation stay for their time, found by their numbers only: nothing leads to it."""
        owners = self._keys.fingerprints(conversation, "conversation")
        with self._database.write() as connection:
            connection.execute(filing.update().where(filing.c.owner.in_(owners)).values(owner=NOBODY))

    def waiting(self, way: Way) -> list[str]:
        """Ids of filings that were confirmed and not yet handed over, oldest first."""
        query = sa.select(filing.c.id).where(filing.c.state == State.confirmed.value, filing.c.way == way.value)
        with self._database.read() as connection:
            return list(connection.execute(query.order_by(filing.c.confirmed_at)).scalars())

    def person(self, filing_id: str) -> Person:
        """Whom the filing is for; raises FilingError when the retention time has erased it."""
        with self._database.read() as connection:
            sealed = connection.execute(
                sa.select(filing.c.personal).where(filing.c.id == filing_id)
            ).scalar_one_or_none()
        if sealed is None:
            raise FilingError(Code.not_found)
        return Person(**json.loads(self._keys.open(sealed, seal_context(filing_id))))

    def move(self, known: Filing, state: State, by: By, note: str = "", agency_receipt: str | None = None) -> Filing:
        """Bring a filing to its next state. When another process was there first, its result stands and is returned.

        Raises FilingError when the lifecycle has no such step.
        """
        if state not in NEXT[known.state]:
            raise FilingError(Code.not_now, state=known.state.value)
        with self._database.write() as connection:
            values: dict[str, Any] = {"state": state.value, "version": known.version + 1}
            if agency_receipt:
                values["agency_receipt"] = agency_receipt
            if state in ENDED:
                values["ended_at"] = self._now()
            same = sa.and_(filing.c.id == known.id, filing.c.version == known.version)
            if connection.execute(filing.update().where(same).values(**values)).rowcount:
                self._append(connection, known.id, state, by, note)
        return self.get(known.id)

    def note(self, known: Filing, by: By, note: str) -> None:
        """Add to the history without a change of state."""
        with self._database.write() as connection:
            self._append(connection, known.id, known.state, by, note)

    def _record(self, draft: Draft, way: Way, conversation: str) -> dict[str, Any]:
        filing_id, receipt, trip = uuid.uuid4().hex, new_receipt(), draft.trip
        person = {"id_number": draft.person.id_number, "mobile": draft.person.mobile}
        return {
            "id": filing_id,
            "key": draft.key,
            "receipt": receipt,
            "owner": self._keys.fingerprint(conversation, "conversation"),
            "state": State.confirmed.value,
            "way": way.value,
            "who": trip.who.value,
            "insured": trip.insured,
            "destination": trip.destination,
            "start": trip.start,
            "renews": draft.renews,
            "confirmed_at": self._now(),
            "version": 1,
            "personal": self._keys.seal(json.dumps(person), seal_context(filing_id)),
            **hashes(self._keys, draft.person, receipt),
        }

    def _same(self, known: Filing, draft: Draft) -> Filing:
        if known.trip != draft.trip:
            raise FilingError(Code.key_reused)
        return known

    def _refuse_other_person(self, connection: Connection, draft: Draft, conversation: str) -> None:
        """Somebody who filed for himself before is not a second person now; for others he files as proxy."""
        if draft.trip.who is not Who.self:
            return
        query = sa.select(filing.c.id).where(
            filing.c.owner.in_(self._keys.fingerprints(conversation, "conversation")),
            filing.c.who == Who.self.value,
            filing.c.person_hash.not_in(self._keys.fingerprints(draft.person.id_number, "person")),
        )
        if connection.execute(query).first():
            raise FilingError(Code.other_person)

    def _duplicate_of(self, draft: Draft) -> dict[str, str]:
        """The receipt of the living filing is told only to the conversation that has it, by `of_conversation`."""
        return {"destination": draft.trip.destination}

    def _one(self, condition: Any) -> Filing | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(filing).where(condition)).one_or_none()
            return self._filing(connection, row) if row else None

    def _filing(self, connection: Connection, row: Row) -> Filing:
        query = sa.select(filing_event).where(filing_event.c.filing_id == row.id).order_by(filing_event.c.id)
        return _filing(row, connection.execute(query).all())

    def _append(self, connection: Connection, filing_id: str, state: State, by: By, note: str) -> None:
        connection.execute(
            filing_event.insert().values(filing_id=filing_id, at=self._now(), state=state.value, by=by.value, note=note)
        )


def _filing(row: Row, events: Iterable[Row]) -> Filing:
    return Filing(
        id=row.id,
        key=row.key,
        receipt=row.receipt,
        agency_receipt=row.agency_receipt,
        state=State(row.state),
        way=Way(row.way),
        trip=Trip(row.insured, row.destination, row.start, Who(row.who)),
        confirmed_at=row.confirmed_at,
        version=row.version,
        renews=row.renews,
        history=tuple(Event(event.at, State(event.state), By(event.by), event.note) for event in events),
    )


def seal_context(filing_id: str) -> str:
    """What binds the sealed person to this filing."""
    return f"filing/{filing_id}"


def hashes(keys: Keyring, person: Person, receipt: str) -> dict[str, str]:
    """The searchable columns of a person."""
    return {
        "person_hash": keys.fingerprint(person.id_number, "person"),
        "last_four_hash": keys.fingerprint(f"{receipt}/{person.last_four}", "last four"),
    }


def _missing() -> Filing:
    raise FilingError(Code.not_found)
