"""Look up a filing that the citizen made along our guidance: what was reported, and the rules of its place for it.

State: `filing` in short form, and `wish` while it is asked whether the person is in hospital.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from actions.answering.answer import Answer, Choice, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.eligibility.aftercare import Filed, Wish, decide
from actions.eligibility.material_record import Material, MaterialRecords, Report
from actions.eligibility.verdict import Verdict
from actions.filing.receipts import FIND
from actions.tasks.task import CHINA, Move, State, Step, Task, Voice
from knowledge.base import KnowledgeBase

NAME = "material_look_up"
WISHES = (("change", "change"), ("cancel", "cancel"), ("renew", "renew"))


class MaterialLookUp:
    """Shows the newest one of the conversation and what its rules allow."""

    def __init__(self, base: KnowledgeBase, records: MaterialRecords) -> None:
        self._base = base
        self._records = records
        self._voice = Voice(NAME)

    def knows(self, conversation: str) -> bool:
        """Whether this conversation reported such a filing."""
        return bool(self._records.of_conversation(conversation))

    def begin(self, move: Move) -> Step:
        """Show it, or answer the wish that the message brings."""
        filing = self._newest(move)
        state: State = {"task": NAME, "conversation": move.conversation}
        wish = self._wished(move)
        return self._wish(wish, filing, move, state) if wish else Step(self._shown(filing), state)

    def go_on(self, move: Move, state: State) -> Step:
        """A wish, the answer to what it turns on, or that the filing was cancelled."""
        filing = self._newest(move)
        do = move.payload.get("do", "")
        if do == "gone":
            self._records.report(move.conversation, filing, Report.cancelled)
            return Step(self._voice.say("cancelled"), None)
        if state.get("wish"):
            urgent = {"yes": True, "no": False}.get(do or self._yes_or_no(move.text))
            if urgent is not None:
                return self._wish(Wish(state["wish"]), filing, move, {**state, "wish": None}, urgent)
        wish = self._wished(move)
        asks = move.reading is not None and move.reading.asks and not move.payload
        return self._wish(wish, filing, move, state) if wish and not asks else Step(None, None)

    def open_question(self, state: State) -> Answer:
        """What is asked or shown now."""
        if state.get("wish"):
            return self._voice.say("urgent", (("yes", "yes"), ("no", "no")), Status.needs_detail)
        return self._shown(self._records.of_conversation(state["conversation"])[0])

    def stop(self, move: Move, state: State) -> Answer:  # noqa: ARG002
        """Nothing to clean up."""
        return self._voice.say("stopped")

    def _wish(self, wish: Wish, filing: Material, move: Move, state: State, urgent: bool | None = None) -> Step:
        if filing.done_at is None:
            return Step(self._voice.say("not_done"), None)
        day = filing.done_at.astimezone(CHINA).date()
        filed = Filed(filing.insured, filing.category, filing.mode, day, urgent)
        found = decide(wish, filed, self._base, move.today)
        if found.verdict is Verdict.needs_detail:
            state = {**state, "wish": wish.value}
            return Step(self.open_question(state), state)
        hotline = self._base.places.hotline(filing.insured)
        facts = [self._base.facts[fact] for fact in found.facts]
        said = [copy("look_up")["texts"]["rule_head"], *(f.sentence.replace("{hotline}", hotline) for f in facts)]
        if found.possible_from:
            said.append(self._text("possible_from", day=self._day(found.possible_from)))
        said.append(self._text("how", hotline=hotline))
        composer = Composer(self._base, move.today)
        gone = (("gone", "gone"),) if wish is Wish.cancel and found.verdict is not Verdict.not_eligible else ()
        answer = self._voice.say("kept", gone, Status.answered)
        sources = composer.references(source for fact in facts for source in fact.sources)
        cited = "；".join(f"{ref.short}{'、'.join(ref.clauses)}" for ref in sources)
        text = "".join(said) + ("\n" + copy("answers")["sources"].format(sources=cited) if cited else "")
        shown = self._voice.text(f"rule.{wish.value}", text, answer.choices, Status.answered)
        return Step(replace(shown, sources=sources, as_of=move.today), dict(state))

    def _shown(self, filing: Material) -> Answer:
        history = "；".join(
            self._voice.words["entry"].format(
                day=self._day(at.astimezone(CHINA).date()), what=self._voice.words["history"][report.value]
            )
            for at, report in filing.history
        )
        names = copy("eligibility")
        there = (
            self._voice.words["to"].format(name=self._base.places[filing.destination].name)
            if filing.destination
            else ""
        )
        buttons = WISHES if filing.stands is Report.done else ()
        answer = self._voice.say(
            "found", buttons, category=names["categories"][filing.category.value], destination=there,
            insured=self._base.places[filing.insured].name, mode=names["modes"][filing.mode.value], history=history,
        )  # fmt: skip
        receipt = Choice(self._voice.words["choices"]["receipt"], {"task": "look_up", "do": "receipt"})
        return replace(answer, choices=(*answer.choices, receipt))

    def _newest(self, move: Move) -> Material:
        return self._records.of_conversation(move.conversation)[0]

    def _wished(self, move: Move) -> Wish | None:
        do = move.payload.get("do", "")
        if do in Wish.__members__:
            return Wish(do)
        return next((Wish(name) for name, _ in WISHES if not do and self._voice.means(name, move.text)), None)

    def _yes_or_no(self, text: str) -> str:
        return next((name for name in ("yes", "no") if self._voice.means(name, text)), "")

    def _text(self, key: str, **values: object) -> str:
        return str(self._voice.words["texts"][key].format(**values))

    def _day(self, day: dt.date) -> str:
        return str(self._voice.words["date"].format(year=day.year, month=day.month, day=day.day))


class EitherLookUp:
    """Look-up begins with the citizen's own material filing, if there is one and no receipt number was given."""

    def __init__(self, by_receipt: Task, material: MaterialLookUp) -> None:
        self._by_receipt = by_receipt
        self._material = material

    def begin(self, move: Move) -> Step:
        """Start with one or the other."""
        receipt = move.payload.get("do") == "receipt" or FIND.search(move.text)
        if not receipt and self._material.knows(move.conversation):
            return self._material.begin(move)
        return self._by_receipt.begin(move)

    def go_on(self, move: Move, state: State) -> Step:
        """Only a look-up by receipt goes on here; the other is a task of its own."""
        return self._by_receipt.go_on(move, state)

    def open_question(self, state: State) -> Answer:
        """As the look-up by receipt asks."""
        return self._by_receipt.open_question(state)

    def stop(self, move: Move, state: State) -> Answer:
        """As the look-up by receipt stops."""
        return self._by_receipt.stop(move, state)
