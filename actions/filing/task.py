"""The filing task: collect, show the summary, act only after an explicit yes.

State: `values` by field (tokens for personal ones), `asked`, `failures` on the open question, the draft's `key`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Any

from actions.answering.answer import Answer, Choice
from actions.eligibility.assess import assess
from actions.eligibility.case import case_of
from actions.filing import collect
from actions.filing.collect import Collector, Values
from actions.filing.errors import Code, FilingError
from actions.filing.guide import Guide
from actions.filing.hearing import Hearing
from actions.filing.model import Draft, Filing, Person, Trip, Who
from actions.filing.service import FilingService
from actions.filing.words import CONFIRM, FilingWords
from actions.records.vault import UnknownTokenError, Vault
from actions.situation import Situation, category_from_signs
from actions.tasks.task import Move, State, Step, Voice, join, led_by, worded
from knowledge.base import KnowledgeBase
from knowledge.model import Category

EXPLAIN_AT, GIVE_UP_AT = 3, 4
BUTTONS: dict[str, tuple[tuple[str, str], ...]] = {
    "who": (("self", "self"), ("proxy", "proxy")),
    "authorised": (("authorised", "yes"), ("not_authorised", "no")),
    "start": (("today", "today"), ("tomorrow", "tomorrow")),
    "consent_rate": (("yes", "yes"), ("no", "no")),
    "consent_data": (("yes", "yes"), ("no", "no")),
}
UNCLEAR = {"destination": Code.place_unclear, "start": Code.date_unclear, "insured": Code.district_unclear,
           "id_number": Code.id_length, "mobile": Code.mobile}  # fmt: skip
REFUSED = {"authorised": "not_authorised", "consent_rate": "rate_refused", "consent_data": "consent_refused"}


class FilingTask:
    """Files a temporary trip for somebody insured in Suzhou."""

    def __init__(self, base: KnowledgeBase, service: FilingService, vault: Vault, guide: Guide) -> None:
        self._base = base
        self._service = service
        self._vault = vault
        self._guide = guide
        self._words = FilingWords(base, service.way)
        self._collector = Collector(base.places, vault, self._words.voice)
        self._hearing = Hearing(self._words.voice, base)

    def begin(self, move: Move) -> Step:
        """Start with what the conversation has told; a 确认 pressed once more shows what the first one made."""
        if move.payload.get("do") == CONFIRM and (own := self._service.own(move.conversation)):
            return self._guide.after_confirmation(own[0], move)
        return _told(self._begin(move), move)

    def go_on(self, move: Move, state: State) -> Step:
        """Take values, corrections, consent, or the final yes."""
        if self._words.voice.means("stop", move.text):
            return Step(self.stop(move, state), None)
        return _told(self._go_on(move, state), move)

    def _begin(self, move: Move) -> Step:
        insured = move.situation.insured_place
        if insured and "suzhou" not in [place.id for place in self._base.places.chain(insured)]:
            return Step(self._words.not_here(insured, move.today), None)
        known = self._known(move)
        said, wrong = self._collector.read(move, None, known)
        values = {**known, **said}
        state = {"task": "filing", "values": values, "failures": 0, "today": move.today.isoformat()}
        state["renews"] = move.payload.get("renews")
        better = self._better(move)
        if better:
            return Step(self._words.better(better, move.today), {**state, "asked": "anyway"})
        lead = (self._words.start(), self._noted(values, None), self._words.error(wrong) if wrong else "")
        return self._ask_next(state, move.today, *lead, self._early(move))

    def _go_on(self, move: Move, state: State) -> Step:
        if state["asked"] == "anyway":
            if self._words.wants_it_anyway(move):
                return self._ask_next(dict(state), move.today, self._words.start())
            return Step(None, state if self._hearing.side_question(move, None) else None)
        if state["asked"] == CONFIRM and self._hearing.confirms(move):
            return self._confirm(move, state)
        asked = None if state["asked"] == CONFIRM else state["asked"]
        if step := self._no_answer(move, state, asked):
            return step
        if self._hearing.about_data(move, asked):
            return Step(led_by(self.open_question(state), self._words.use_of_data()), state)
        if self._hearing.side_question(move, asked):
            return Step(None, state)
        found, wrong = self._collector.read(move, asked, state["values"])
        refused = next((field for field in collect.CONSENTS if found.get(field) is False), None)
        if refused:
            self._vault.close(move.conversation)
            return Step(self._words.voice.say(REFUSED[refused]), None)
        if wrong:
            return self._wrong(move, state, found, wrong)
        known = all(state["values"].get(field) == value for field, value in found.items())
        if not found or (known and self._hearing.asks(move)):  # "上海能刷卡吗" names the city again, and asks
            return self._nothing_found(move, state)
        return self._take(move, state, found)

    def _no_answer(self, move: Move, state: State, asked: str | None) -> Step | None:
        """An answer taken back, nothing decided yet, or half a yes."""
        if taken_back := self._hearing.redo(move, state["asked"], state["values"]):
            return self._ask_again(move, state, taken_back)
        if self._hearing.too_early(move, state["asked"], state["values"]):
            return Step(led_by(self.open_question(state), self._words.voice.words["texts"]["too_early"]), state)
        if self._hearing.undecided(move, asked):
            said = self._words.voice.words["undecided"][asked]
            return Step(led_by(self.open_question(state), said), state)
        if asked in collect.PERSONAL and self._words.voice.means("where_found", move.text):
            return Step(led_by(self.open_question(state), self._words.help(asked, move.today)), state)
        half = self._words.half_yes(move) if asked is None else None
        return Step(half, state) if half else None

    def _ask_again(self, move: Move, state: State, fields: tuple[str, ...]) -> Step:
        """Forget answers that were taken back, and ask the first of them anew."""
        values = {field: value for field, value in state["values"].items() if field not in fields}
        for field in set(fields) & set(state["values"]) & {*collect.PERSONAL}:
            self._vault.drop(move.conversation, state["values"][field]["token"])
        lead = self._words.voice.words["texts"]["again"]
        return self._ask_next({**state, "values": values, "failures": 0, "asked": None}, move.today, lead)

    def open_question(self, state: State) -> Answer:
        """The question that is open, put briefly the second time, or the summary."""
        today = dt.date.fromisoformat(state["today"])
        question, briefly = self._question(state, today), self._words.again(state["asked"], today)
        return worded(question, briefly) if briefly else question

    def stop(self, move: Move, state: State) -> Answer:  # noqa: ARG002
        """Erase what was collected."""
        self._vault.close(move.conversation)
        return self._words.voice.say("later" if Voice("tasks").means("later", move.text) else "stopped")

    def _known(self, move: Move) -> Values:
        """Values that were said before the task began; what does not hold is asked for again."""
        values: Values = {"who": Who.proxy.value} if self._words.voice.mentions("other_person", move.text) else {}
        for field in ("insured", "destination"):
            known = move.situation.insured_place if field == "insured" else move.situation.care_place
            reading = [{"entity": "place", "value": known, "start": 0}] if known else []
            said = replace(move, reading=self._words.as_said(reading), text=known or "", payload={})
            values |= self._collector.read(said, field, values)[0] if known else {}
        return values

    def _noted(self, found: Values, asked: str | None) -> str:
        """That more was understood than was asked, so that the citizen sees it."""
        more = {field: self._collector.shown(field, value) for field, value in found.items() if field != asked}
        return self._words.noted(more)

    def _early(self, move: Move) -> str:
        """What to say of a number that came before the consent to its use, and was not kept."""
        return str(self._words.voice.words["texts"]["early_number"]) if self._collector.unkept_number(move) else ""

    def _better(self, move: Move) -> Category | None:
        """A category of the person's own that is not 其他临时, if the conversation shows one."""
        if move.payload.get("do") == "anyway":
            return None
        leading = assess(case_of(move.situation, self._base.places), self._base, move.today).leading
        told = leading.category if leading else category_from_signs(set(move.situation.signs))
        return Category(told) if told and told != Category.temporary else None

    def _take(self, move: Move, state: State, found: Values) -> Step:
        """Put values in; say what was corrected; what a change makes wrong is asked anew."""
        before: Values = dict(state["values"])
        values = {**before, **found}
        changed = [field for field in found if field in before and before[field] != found[field]]
        if "consent_data" in found or any(field in values for field in collect.PERSONAL):
            self._vault.open_for(move.conversation)
        if "who" in changed:
            values = {field: value for field, value in values.items() if field not in ("authorised", *collect.PERSONAL)}
        said = [
            self._words.corrected(self._collector.shown(field, values[field])) for field in changed if field in values
        ]
        fresh = {field: value for field, value in found.items() if field not in before}
        said += [self._noted(fresh, state["asked"]), self._early(move)]
        return self._ask_next({**state, "values": values, "failures": 0}, move.today, *said)

    def _ask_next(self, state: dict[str, Any], today: dt.date, *lead: str) -> Step:
        asked, before = self._collector.missing(state["values"]) or CONFIRM, state.get("asked")
        state = {**state, "asked": asked, "today": today.isoformat()}
        if asked == CONFIRM:
            state.setdefault("key", secrets.token_hex(16))
        question = self.open_question(state) if asked == before else self._question(state, today)
        return Step(led_by(question, *lead), state)

    def _question(self, state: State, today: dt.date) -> Answer:
        asked, values = state["asked"], state["values"]
        voice = self._words.voice
        if asked == "anyway":
            return self._words.better(None, today)
        if asked == CONFIRM:
            shown = {field: self._collector.shown(field, values[field]) for field in voice.words["fields"]}
            return self._words.summary(shown, today)
        buttons = (*BUTTONS.get(asked, ()), ("stop", "stop"))
        choices = tuple(Choice(voice.words["choices"][title], voice.payload(do)) for title, do in buttons)
        return replace(self._words.question(asked, values.get("who", Who.self.value), today), choices=choices)

    def _nothing_found(self, move: Move, state: State) -> Step:
        """Neither a value nor a yes: a question in between, a hesitation, or not understood."""
        asked = state["asked"]
        early = "" if asked in collect.PERSONAL else self._early(move)
        why = self._words.voice.mentions("why", move.text)
        if early or why:
            question = self.open_question({**state, "today": move.today.isoformat()})
            return Step(led_by(question, early or self._words.help(asked, move.today)), state)
        if self._hearing.asks(move):
            return Step(None, state)
        no_number = asked in collect.PERSONAL and not collect.NUMBER.search(move.text)
        if no_number and self._words.voice.means("yes", move.text):  # once more, to what was asked before
            return Step(self.open_question(state), state)
        return self._failed(move, state, FilingError(UNCLEAR[asked]) if asked in UNCLEAR and not no_number else None)

    def _said(self, error: FilingError, move: Move) -> str:
        """What is wrong; who is insured elsewhere is told what holds there."""
        if error.code is Code.not_insured_here:
            return self._words.not_here(error.details["id"], move.today).text
        return self._words.error(error)

    def _wrong(self, move: Move, state: State, found: Values, error: FilingError) -> Step:
        """A value that does not hold, perhaps beside others that do and answer the open question."""
        if not found and self._hearing.asks(move):
            return Step(None, state)
        if state["asked"] in found:
            step = self._take(move, state, found)
            return replace(step, answer=led_by(step.answer, self._said(error, move))) if step.answer else step
        return self._failed(move, {**state, "values": {**state["values"], **found}}, error)

    def _failed(self, move: Move, state: State, error: FilingError | None) -> Step:
        """Say what is wrong; the third time explain with buttons; then a person helps."""
        failures = state["failures"] + 1
        said = self._said(error, move) if error else self._words.voice.words["texts"]["unclear"]
        if failures >= GIVE_UP_AT:
            self._vault.close(move.conversation)
            hotline = self._base.places.hotline(Situation(state["values"].get("insured")).place)
            return Step(self._words.voice.say("person", hotline=hotline, error=said if error else ""), None)
        explain = failures >= EXPLAIN_AT and (error or state["asked"] != CONFIRM)
        help_text = self._words.help(state["asked"], move.today) if explain else ""
        again = self.open_question({**state, "today": move.today.isoformat()})
        question = self._words.after_failure(again, state["asked"], error, move.today)
        return Step(led_by(question, said, help_text), {**state, "failures": failures})

    def _confirm(self, move: Move, state: State) -> Step:
        """The explicit yes: store, hand over, and forget the values."""
        if known := self._service.by_key(state["key"]):
            return self._confirmed(move, known)
        try:
            filing = self._service.confirm(self._draft(move, state), move.conversation, move.today)
        except UnknownTokenError:
            values = {field: value for field, value in state["values"].items() if field not in collect.PERSONAL}
            self._vault.open_for(move.conversation)
            lead = self._words.error(FilingError(Code.token_expired))
            return self._ask_next({**state, "values": values}, move.today, lead)
        except FilingError as error:
            return self._not_confirmed(move, state, error)
        return self._confirmed(move, filing)

    def _not_confirmed(self, move: Move, state: State, error: FilingError) -> Step:
        """What is wrong; for a trip that this very conversation has filed before, that filing once more."""
        self._vault.close(move.conversation)
        said = self._words.voice.text("failed", self._words.error(error))
        trip = (state["values"]["destination"], state["values"]["start"])
        for filing in self._service.own(move.conversation) if error.code is Code.duplicate else ():
            if filing.is_live and (filing.trip.destination, filing.trip.start.isoformat()) == trip:
                known = self._guide.after_confirmation(filing, move)
                return replace(known, answer=join(said, known.answer)) if known.answer else known
        return Step(said, None)

    def _confirmed(self, move: Move, filing: Filing) -> Step:
        self._vault.close(move.conversation)
        return self._guide.after_confirmation(filing, move)

    def _draft(self, move: Move, state: State) -> Draft:
        values = state["values"]
        number, mobile = (
            self._vault.get(move.conversation, values[field]["token"]).value for field in collect.PERSONAL
        )
        start = dt.date.fromisoformat(values["start"])
        trip = Trip(values["insured"], values["destination"], start, Who(values["who"]))
        return Draft(state["key"], trip, Person(number, mobile), state.get("renews"))


def _told(step: Step, move: Move) -> Step:
    """The step, and the case as the task understood it: its question gives a place its role ("南京" alone has none)."""
    values, known = (step.state or {}).get("values", {}), move.situation
    insured, care = values.get("insured") or known.insured_place, values.get("destination") or known.care_place
    return replace(step, situation=replace(known, insured_place=insured, care_place=care))
