"""The filing service: confirm once, hand over, resume after any interruption, look up, withdraw.

A confirmation is stored before anything leaves the house. Whatever happens afterwards, `resume` finds it and hands it
over with the same key; the agency answers a repeated key with the filing it already has. So a confirmed filing is
neither lost nor doubled, wherever a process dies.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace

from actions.filing import validators
from actions.filing.errors import Code, FilingError
from actions.filing.gateway import Gateway, GatewayRefusedError, GatewayUnavailableError, Outcome
from actions.filing.look_up import LookUp
from actions.filing.model import NEXT, By, Draft, Filing, Person, State, Way
from actions.filing.repository import Repository
from actions.records.keys import UnreadableError
from knowledge.places import Places

log = logging.getLogger(__name__)


class FilingService:
    """All that can be done with filings. Blocking; call it from a worker thread."""

    def __init__(self, repository: Repository, look_up: LookUp, places: Places, gateway: Gateway | None = None) -> None:
        self._repository = repository
        self._look_up = look_up
        self._places = places
        self._gateway = gateway

    @property
    def way(self) -> Way:
        """How filings are made here, by configuration."""
        return Way.gateway if self._gateway else Way.guided

    def confirm(self, draft: Draft, conversation: str, today: dt.date) -> Filing:
        """Store a draft that the citizen said yes to and, with a gateway, hand it over. Repeating changes nothing.

        Raises FilingError when a value does not hold or the trip is filed already; then nothing is stored.
        """
        if self._repository.by_key(draft.key) is None:
            draft = self._checked(draft, today)
        filing, new = self._repository.add(draft, self.way, conversation)
        return self.hand_over(filing) if new else filing

    def by_key(self, key: str) -> Filing | None:
        """The filing that a confirmation made."""
        return self._repository.by_key(key)

    def get(self, filing_id: str) -> Filing:
        """A filing by its id, as stored."""
        return self._repository.get(filing_id)

    def hand_over(self, filing: Filing) -> Filing:
        """Submit a confirmed filing; without an answer it stays confirmed, and `resume` tries again."""
        if self._gateway is None or filing.way is not Way.gateway or filing.state is not State.confirmed:
            return filing
        person = self._repository.person(filing.id)
        names = {place: self._official(place) for place in (filing.trip.insured, filing.trip.destination)}
        try:
            outcome = self._gateway.submit(filing, person, names)
        except GatewayUnavailableError as error:
            log.warning("filing %s waits: %s", filing.id, error)
            return filing
        except GatewayRefusedError as error:
            return self._repository.move(filing, State.rejected, By.agency, str(error))
        return self._repository.move(filing, outcome.state, By.agency, outcome.reason, outcome.receipt)

    def resume(self) -> list[Filing]:
        """Hand over all that waits: at start-up, and now and then. One that cannot be holds up no other."""
        handed: list[Filing] = []
        for filing_id in self._repository.waiting(Way.gateway):
            try:
                handed.append(self.hand_over(self._repository.get(filing_id)))
            except (FilingError, UnreadableError) as error:
                log.error("filing %s cannot be handed over: %s", filing_id, type(error).__name__)
        return handed

    def find(self, conversation: str, receipt: str | None, last_four: str) -> Filing:
        """Look a filing up, with the newest the agency says; raises FilingError `not_found` or `locked`."""
        return self.refreshed(self._look_up.find(conversation, receipt, last_four))

    def is_locked(self, conversation: str) -> bool:
        """Whether a conversation looked up wrongly too often, and has to wait."""
        return self._look_up.is_locked(conversation)

    def own(self, conversation: str) -> list[Filing]:
        """Filings of this very conversation, the newest first."""
        return [self.refreshed(filing) for filing in self._repository.of_conversation(conversation)]

    def holds(self, conversation: str) -> bool:
        """Whether a filing was made in this very conversation."""
        return bool(self._repository.of_conversation(conversation))

    def disown(self, conversation: str) -> None:
        """Forget which filings were made in a conversation."""
        self._repository.disown(conversation)

    def report(self, filing: Filing, done: bool) -> Filing:
        """In guided filing, what the citizen tells: done in the APP, or stuck."""
        if not done:
            self._repository.note(filing, By.citizen, "stuck")
            return filing
        if filing.state is State.accepted:
            return filing
        return self._repository.move(filing, State.accepted, By.citizen, "reported done")

    def withdraw(self, filing: Filing) -> Filing:
        """Take a filing back. What an agency already has, only the agency can take back; its answer counts.

        Raises FilingError `not_now` when the filing is over, when the agency refuses, or when it cannot be reached.
        """
        if State.withdrawn not in NEXT[filing.state]:
            raise FilingError(Code.not_now, state=filing.state.value)
        if filing.way is Way.guided or filing.agency_receipt is None:
            self._refuse_in_flight(filing)
            return self._repository.move(filing, State.withdrawn, By.citizen)
        if self._gateway is None:
            raise FilingError(Code.not_now, state=filing.state.value)
        try:
            outcome = self._gateway.withdraw(filing)
        except GatewayRefusedError as error:
            raise FilingError(Code.not_now, state=filing.state.value, refused=str(error)) from error
        except GatewayUnavailableError as error:
            raise FilingError(Code.not_now, state=filing.state.value) from error
        return self._apply(filing, outcome)

    def _refuse_in_flight(self, filing: Filing) -> None:
        """A confirmed gateway filing may have reached the agency with its answer lost: settle that first."""
        if filing.way is Way.gateway:
            raise FilingError(Code.not_now, state=filing.state.value)

    def refreshed(self, filing: Filing) -> Filing:
        """A filing with the newest the agency says; without an answer as it was.

        An accepted one is asked about too: it may have been withdrawn with the answer lost, or by the agency.
        """
        filing = self.hand_over(filing)
        if self._gateway is None or filing.agency_receipt is None or not filing.is_live:
            return filing
        try:
            return self._apply(filing, self._gateway.status(filing))
        except (GatewayUnavailableError, GatewayRefusedError) as error:
            log.warning("status of filing %s unknown: %s", filing.id, error)
            return filing

    def _apply(self, filing: Filing, outcome: Outcome) -> Filing:
        if outcome.state is filing.state or outcome.state not in NEXT[filing.state]:
            return filing
        return self._repository.move(filing, outcome.state, By.agency, outcome.reason)

    def _checked(self, draft: Draft, today: dt.date) -> Draft:
        """The draft with its values in their plain form; raises FilingError for the first that does not hold."""
        trip, person = draft.trip, draft.person
        validators.insured_district(trip.insured, self._places)
        validators.destination(trip.destination, trip.insured, self._places)
        validators.start_date(trip.start, today)
        number = validators.applicant(validators.id_number(person.id_number, today), trip.who, today)
        return replace(draft, person=Person(number, validators.mobile(person.mobile)))

    def _official(self, place_id: str) -> str:
        """Full official name, such as 江苏省苏州市昆山市."""
        chain = [place.name for place in reversed(self._places.chain(place_id)) if place.level != "country"]
        return "".join(dict.fromkeys(chain))
