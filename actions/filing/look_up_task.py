"""After filing: look up by receipt number and last four, then change, cancel or renew, with the rules of the place.

State: `receipt` as given, then `filing` once found, and `wish` while a yes is awaited (`sure`). A filing that was shown
rests: what follows may be a wish, anything else passes it by.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from actions.answering.answer import Answer, Choice, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.answering.reading import SURE, TALK
from actions.eligibility.aftercare import Filed, Wish, decide
from actions.filing.errors import Code, FilingError
from actions.filing.guide import Guide
from actions.filing.hearing import ANSWERS
from actions.filing.model import Event, Filing, State, Way
from actions.filing.receipts import FIND, read_receipt
from actions.filing.service import FilingService
from actions.records.vault import TOKEN
from actions.tasks.task import CHINA, Move, Step, Voice, join
from actions.tasks.task import State as TaskState
from knowledge.base import KnowledgeBase
from knowledge.model import Category, Mode

YEAR = dt.timedelta(days=365)
RENEW_BEFORE = dt.timedelta(days=60)
MOST_FAILURES = 3
WISHES = (("change", "change"), ("cancel", "cancel"), ("renew", "renew"))


class LookUpTask:
    """Shows one filing and does what its rules allow."""

    def __init__(self, base: KnowledgeBase, service: FilingService, guide: Guide) -> None:
        self._base = base
        self._service = service
        self._guide = guide
        self._voice = Voice("look_up")

    def begin(self, move: Move) -> Step:
        """Ask for the numbers, unless the message brings them; whoever guessed too often is told so at once."""
        if self._service.is_locked(move.conversation):
            return Step(self._voice.text("locked", copy("filing_errors")[Code.locked.value]), None)
        state = {"task": "look_up", "failures": 0, "hotline": self._hotline(move), "wish": self._wished(move)}
        if FIND.search(move.text):
            return self._numbers(move, state)
        if self._voice.mentions("lost", move.text):
            return self._off_topic(move, state)
        return Step(self.open_question(state), state)

    def go_on(self, move: Move, state: TaskState) -> Step:
        """Take the numbers, a wish, or the yes to it."""
        if "filing" not in state:
            return self._numbers(move, state)
        filing = self._service.get(state["filing"])
        if state.get("sure"):
            return self._sure(move, state, filing)
        if not move.payload and self._voice.means("keep", move.text):
            return Step(self._voice.say("kept"), state)
        if move.payload.get("do") == "guide":  # also in a conversation that did not make the filing
            return self._guide.after_confirmation(filing, move)
        do = move.payload.get("do") or self._wished(move)
        if do in Wish.__members__:
            return self._wish(Wish(do), filing, move, state)
        if self._voice.means("status", move.text):
            return Step(self._shown(self._service.refreshed(filing)), state)
        return Step(None, state)

    def open_question(self, state: TaskState) -> Answer:
        """What is asked now."""
        if "filing" in state:
            filing = self._service.get(state["filing"])
            return self._sure_of(state["wish"], filing) if state.get("sure") else self._shown(filing)
        if state.get("receipt"):
            return self._voice.say("ask_last_four", status=Status.needs_detail)
        return self._voice.say("ask_receipt", status=Status.needs_detail, hotline=state["hotline"])

    def stop(self, move: Move, state: TaskState) -> Answer:  # noqa: ARG002
        """Nothing to clean up; whoever was asked whether to withdraw is told that nothing was."""
        return self._voice.say("kept" if state.get("sure") else "stopped")

    def _numbers(self, move: Move, state: TaskState) -> Step:
        text = TOKEN.sub("", move.text)
        given = FIND.search(text)
        receipt = read_receipt(text) or state.get("receipt")
        last_four = re.search(self._voice.words["last_four"], FIND.sub(" ", text))
        if not given and not last_four:
            return self._off_topic(move, state)
        if not receipt and given and not last_four:
            return self._find(move, state, None, "")
        if not last_four:
            state = {**state, "receipt": receipt}
            return Step(self.open_question(state), state)
        return self._find(move, state, receipt, last_four[1])

    def _off_topic(self, move: Move, state: TaskState) -> Step:
        if self._voice.means("elsewhere", move.text):
            return Step(self._voice.say("elsewhere", hotline=state["hotline"]), None)
        if self._voice.means("keep", move.text):
            return Step(self._voice.say("kept"), None)
        if self._voice.mentions("lost", move.text):
            return Step(self._voice.say("lost", status=Status.needs_detail, hotline=state["hotline"]), state)
        if move.reading and (move.reading.asks or len(move.text) > 12 or self._is_talk(move)):
            return Step(None, state)
        if wish := self._wished(move):
            state = {**state, "wish": wish}
            return Step(self.open_question(state), state)
        if self._voice.mentions("again", move.text):
            return Step(self.open_question(state), state)
        return self._failed(state, None)

    def _wished(self, move: Move) -> str | None:
        text = FIND.sub("", move.text)
        return next((name for name in ("renew", "cancel", "change") if self._voice.means(name, text)), None)

    @staticmethod
    def _is_talk(move: Move) -> bool:
        """Thanks, a greeting and the like: answered, and no wrong number."""
        name, confidence = move.reading.best if move.reading else ("", 0.0)
        return name in TALK and name not in ANSWERS and confidence >= SURE

    def _find(self, move: Move, state: TaskState, receipt: str | None, last_four: str) -> Step:
        try:
            filing = self._service.find(move.conversation, receipt, last_four)
        except FilingError as error:
            return self._failed({**state, "receipt": None}, error)
        wish = state.get("wish")
        state = {"task": "look_up", "failures": 0, "hotline": state["hotline"], "filing": filing.id, "rests": True}
        if not filing.is_live:
            ended = self._voice.say("ended", state=self._state(filing))
            return Step(join(self._shown(filing), ended) if wish else self._shown(filing), None)
        return self._wish(Wish(wish), filing, move, state) if wish else Step(self._shown(filing), state)

    def _failed(self, state: TaskState, error: FilingError | None) -> Step:
        failures = state["failures"] + 1
        if error and error.code is Code.locked:
            return Step(self._voice.text("locked", copy("filing_errors")[error.code.value]), None)
        if failures >= MOST_FAILURES:
            return Step(self._voice.say("person", hotline=state["hotline"]), None)
        state = {**state, "failures": failures}
        if error is None:
            return Step(self.open_question(state), state)
        said = copy("filing_errors")[error.code.value] + self._voice.words["texts"]["ask_again"]
        return Step(self._voice.text("again", said, status=Status.needs_detail), state)

    def _wish(self, wish: Wish, filing: Filing, move: Move, state: TaskState) -> Step:
        rule = self._rule(wish, filing, move.today)
        if not filing.is_live:
            return Step(self._voice.say("ended", state=self._state(filing)), None)
        if wish is Wish.renew:
            return self._renew(filing, move, rule, state)
        if self._in_flight(filing):
            return Step(self._voice.say("in_flight"), state)
        return Step(
            join(rule, self._sure_of(wish.value, filing)), {**state, "wish": wish.value, "sure": True, "rests": None}
        )

    def _sure_of(self, wish: str, filing: Filing) -> Answer:
        """Whether to withdraw it really."""
        key = "change" if wish == Wish.change.value else f"cancel_{filing.way.value}"
        return self._voice.say(key, (("yes", "yes"), ("no", "no")), Status.needs_detail)

    def _renew(self, filing: Filing, move: Move, rule: Answer, state: TaskState) -> Step:
        ends = filing.trip.start + YEAR
        now = ends - RENEW_BEFORE <= move.today
        said = self._voice.words["texts"]["renew_now" if now else "renew"]
        text = said.format(ends=self._day(ends), days=RENEW_BEFORE.days)
        again = {"task": "filing", "do": "anyway", "renews": filing.receipt}
        choices = (Choice(self._voice.words["choices"]["restart"], again),) if now else ()
        return Step(replace(rule, text=f"{rule.text}\n{text}", choices=choices), dict(state))

    def _sure(self, move: Move, state: TaskState, filing: Filing) -> Step:
        do = move.payload.get("do")
        rests = {**state, "sure": None, "wish": None, "rests": True}
        if do == "no" or (not do and any(self._voice.means(name, move.text) for name in ("no", "keep"))):
            return Step(self._voice.say("kept"), rests)
        if do != "yes" and not self._voice.means("yes", move.text):
            return Step(None, state)
        try:
            gone = self._service.withdraw(filing)
        except FilingError as error:
            return Step(self._voice.say("refused" if error.details.get("refused") else "not_now"), rests)
        if gone.state is not State.withdrawn:
            return Step(self._voice.say("asked_for"), rests)
        answer = self._voice.say(f"withdrawn_{filing.way.value}", receipt=gone.receipt)
        restart = Choice(self._voice.words["choices"]["restart"], {"task": "filing", "do": "anyway"})
        changed = replace(move.situation, care_place=None) if state["wish"] == Wish.change.value else None
        return Step(replace(answer, choices=(restart,)), None, changed)

    @staticmethod
    def _in_flight(filing: Filing) -> bool:
        """Whether it waits for the agency, and may have reached it with the answer lost."""
        return filing.way is Way.gateway and filing.state is State.confirmed

    def _rule(self, wish: Wish, filing: Filing, today: dt.date) -> Answer:
        """What the documents say on the wish, with its sources."""
        filed_on = filing.confirmed_at.astimezone(CHINA).date()
        found = decide(
            wish, Filed(filing.trip.insured, Category.temporary, Mode.documents, filed_on), self._base, today
        )
        facts = [self._base.facts[fact] for fact in found.facts]
        composer = Composer(self._base, today)
        given = [source for fact in facts for source in fact.sources]
        sources = composer.references(given)
        text = self._voice.words["texts"]["rule_head"] + "".join(fact.sentence for fact in facts) + composer.cite(given)
        return replace(self._voice.text(f"rule.{wish.value}", text), sources=sources, as_of=today)

    def _shown(self, filing: Filing) -> Answer:
        trip = filing.trip
        history = "；".join(self._entry(event) for event in filing.history)
        buttons: tuple[tuple[str, str], ...] = WISHES if filing.is_live and not self._in_flight(filing) else ()
        if filing.way is Way.guided and filing.state is State.confirmed:
            buttons = (("guide", "guide"), *buttons)
        return self._voice.say(
            "found", buttons, receipt=filing.receipt, insured=self._base.places[trip.insured].name,
            destination=self._base.places[trip.destination].name, start=self._day(trip.start),
            state=self._state(filing), history=history,
        )  # fmt: skip

    def _entry(self, event: Event) -> str:
        said = self._voice.words["history"][event.by.value]
        what = said.get(event.note) or said[event.state.value]
        day = self._day(event.at.astimezone(CHINA).date())
        return str(self._voice.words["entry"].format(day=day, what=what))

    def _state(self, filing: Filing) -> str:
        return str(self._voice.words["states"][filing.way.value][filing.state.value])

    def _day(self, day: dt.date) -> str:
        return str(self._voice.words["date"].format(year=day.year, month=day.month, day=day.day))

    def _hotline(self, move: Move) -> str:
        return self._base.places.hotline(move.situation.place)
