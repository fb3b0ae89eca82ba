"""Look up a filing that the citizen made along our guidance: what was reported, and the rules of its place for it.

Its own conversation sees and adds to everything. The record holds nothing that could prove who else asks, so to any
other conversation the receipt number alone shows category, places and state, no day, and reports nothing.

State: `filing` id, which was shown and rests, and `wish` while it is asked whether the person is in hospital.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from actions.answering.answer import Answer, Choice, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.eligibility.aftercare import Filed, Wish, decide
from actions.eligibility.material_record import Material, MaterialRecords, Report
from actions.eligibility.verdict import Verdict
from actions.filing.receipts import FIND, read_receipt
from actions.records.vault import TOKEN
from actions.tasks.task import CHINA, Move, State, Step, Task, Voice
from knowledge.base import KnowledgeBase

NAME = "material_look_up"
TOLD = {"gone": Report.cancelled, "done": Report.done}
WISHES = (("change", "change"), ("cancel", "cancel"), ("renew", "renew"))
NAMED = ("renew", "cancel", "change")  # "撤了重新换一个" is a withdrawal first


class MaterialLookUp:
    """Shows one, the newest of the conversation or that of a receipt number, and what its rules allow."""

    def __init__(self, base: KnowledgeBase, records: MaterialRecords, locked: Callable[[str], bool]) -> None:
        self._base = base
        self._records = records
        self._locked = locked
        self._voice = Voice(NAME)

    def find(self, move: Move) -> Material | None:
        """The filing of the receipt number that a message brings; after too many wrong numbers only an own one."""
        receipt = read_receipt(TOKEN.sub("", move.text))
        filing = self._records.by_receipt(receipt) if receipt else None
        return (
            filing
            if filing and (self._is_own(filing, move.conversation) or not self._locked(move.conversation))
            else None
        )

    def newest(self, move: Move) -> Material | None:
        """The one that this conversation reported last."""
        return next(iter(self._records.of_conversation(move.conversation)), None)

    def begin(self, move: Move) -> Step:
        """Show the newest one, or answer the wish that the message brings."""
        filing = self.newest(move)
        return self.show(filing, move) if filing else Step(None, None)

    def show(self, filing: Material, move: Move, wish: Wish | None = None) -> Step:
        """Show a filing, or answer a wish for it."""
        wish = wish or self._wished(move)
        state: State = {"task": NAME, "conversation": move.conversation, "filing": filing.id, "rests": True}
        return self._wish(wish, filing, move, state) if wish else Step(self.open_question(state), state)

    def go_on(self, move: Move, state: State) -> Step:
        """A wish, the answer to what it turns on, or that the filing was cancelled."""
        filing = self._records.get(state["filing"])
        if filing is None:
            return Step(None, None)
        do = move.payload.get("do", "")
        told = do or self._said(tuple(TOLD), move.text)
        if told in TOLD:
            return self._told(TOLD[told], filing, move, state)
        if not do and self._voice.means("keep", move.text):
            return Step(self._voice.say("kept"), {**state, "wish": None, "rests": True})
        if state.get("wish"):
            urgent = {"yes": True, "no": False}.get(do or self._said(("no", "yes"), move.text))
            if urgent is not None:
                return self._wish(Wish(state["wish"]), filing, move, {**state, "wish": None, "rests": True}, urgent)
        wish = self._wished(move)
        asks = move.reading is not None and move.reading.asks and move.reading.best[0] in self._base.topics
        return self._wish(wish, filing, move, state) if wish and not asks else Step(None, state)

    def _told(self, report: Report, filing: Material, move: Move, state: State) -> Step:
        """Write down what the citizen tells, in the conversation that the filing is of."""
        if not self._is_own(filing, move.conversation):
            return Step(self._voice.say("not_from_here"), dict(state))
        self._records.report(move.conversation, filing, report)
        return Step(self._voice.say(report.value), dict(state))

    def open_question(self, state: State) -> Answer:
        """What is asked or shown now."""
        if state.get("wish"):
            return self._voice.say("urgent", (("yes", "yes"), ("no", "no")), Status.needs_detail)
        filing = self._records.get(state["filing"])
        assert filing is not None
        return self._shown(filing, self._is_own(filing, state["conversation"]))

    def stop(self, move: Move, state: State) -> Answer:  # noqa: ARG002
        """Nothing to clean up."""
        return self._voice.say("stopped")

    def _wish(self, wish: Wish, filing: Material, move: Move, state: State, urgent: bool | None = None) -> Step:
        if filing.done_at is None:
            return Step(self._voice.say("not_done"), dict(state))
        if filing.stands is Report.cancelled:
            return Step(self._voice.say("ended"), dict(state))
        day = filing.done_at.astimezone(CHINA).date()
        filed = Filed(filing.insured, filing.category, filing.mode, day, urgent)
        found = decide(wish, filed, self._base, move.today)
        if found.verdict is Verdict.needs_detail:
            state = {**state, "wish": wish.value, "rests": None}
            return Step(self.open_question(state), state)
        hotline = self._base.places.hotline(filing.insured)
        facts = [self._base.facts[fact] for fact in found.facts]
        said = [copy("look_up")["texts"]["rule_head"], *(f.sentence.replace("{hotline}", hotline) for f in facts)]
        own = self._is_own(filing, move.conversation)
        if found.possible_from and own:
            said.append(self._text("possible_from", day=self._day(found.possible_from)))
        if found.waited and own:
            said.append(self._text("possible_now"))
        said.append(self._text("how", hotline=hotline))
        composer = Composer(self._base, move.today)
        gone = (("gone", "gone"),) if own and wish is Wish.cancel and found.verdict is not Verdict.not_eligible else ()
        answer = self._voice.say("kept", gone, Status.answered)
        sources = composer.references(source for fact in facts for source in fact.sources)
        cited = "；".join(f"{ref.short}{'、'.join(ref.clauses)}" for ref in sources)
        text = "".join(said) + ("\n" + copy("answers")["sources"].format(sources=cited) if cited else "")
        shown = self._voice.text(f"rule.{wish.value}", text, answer.choices, Status.answered)
        return Step(replace(shown, sources=sources, as_of=move.today), dict(state))

    def _shown(self, filing: Material, own: bool) -> Answer:
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
        buttons: tuple[tuple[str, str], ...] = WISHES if filing.stands is Report.done else ()
        if own and filing.stands is Report.stuck:
            buttons = (("done", "done"),)
        stands = filing.stands
        answer = self._voice.say(
            "found" if own else "found_elsewhere", buttons, receipt=filing.receipt, destination=there,
            category=names["categories"][filing.category.value], insured=self._base.places[filing.insured].name,
            mode=names["modes"][filing.mode.value], history=history,
            state=self._voice.words["states"][stands.value] if stands else "",
        )  # fmt: skip
        if not own:
            return answer
        receipt = Choice(self._voice.words["choices"]["receipt"], {"task": "look_up", "do": "receipt"})
        return replace(answer, choices=(*answer.choices, receipt))

    def _is_own(self, filing: Material, conversation: str) -> bool:
        return any(filing.id == own.id for own in self._records.of_conversation(conversation))

    def _wished(self, move: Move) -> Wish | None:
        do = move.payload.get("do", "")
        if do in Wish.__members__:
            return Wish(do)
        text = FIND.sub("", move.text)
        return next((Wish(name) for name in NAMED if not do and self._voice.means(name, text)), None)

    def _said(self, names: tuple[str, ...], text: str) -> str:
        return next((name for name in names if self._voice.means(name, text)), "")

    def _text(self, key: str, **values: object) -> str:
        return str(self._voice.words["texts"][key].format(**values))

    def _day(self, day: dt.date) -> str:
        return str(self._voice.words["date"].format(year=day.year, month=day.month, day=day.day))


class EitherLookUp:
    """One look-up for both kinds of filing: by receipt number whichever has it, without one the citizen's own material
    filing if there is one; what an instant filing needs beside the number is asked by its own look-up.
    """

    def __init__(self, by_receipt: Task, material: MaterialLookUp, holds: Callable[[str], bool]) -> None:
        self._by_receipt = by_receipt
        self._material = material
        self._holds = holds

    def begin(self, move: Move) -> Step:
        """Start with one or the other; whoever asks for their `own` has to have made one in this conversation."""
        if move.payload.get("do") == "own":
            if not self._material.newest(move) and not self._holds(move.conversation):
                return Step(None, None)
            move = replace(move, payload={})
        if filing := self._material.find(move):
            return self._material.show(filing, move)
        receipt = move.payload.get("do") == "receipt" or FIND.search(move.text)
        if not receipt and self._material.newest(move):
            return self._material.begin(move)
        return self._by_receipt.begin(move)

    def go_on(self, move: Move, state: State) -> Step:
        """A look-up by receipt goes on here, until the number turns out to be that of a material filing."""
        if "filing" not in state and (filing := self._material.find(move)):
            wish = state.get("wish")
            return self._material.show(filing, move, Wish(wish) if wish else None)
        return self._by_receipt.go_on(move, state)

    def open_question(self, state: State) -> Answer:
        """As the look-up by receipt asks."""
        return self._by_receipt.open_question(state)

    def stop(self, move: Move, state: State) -> Answer:
        """As the look-up by receipt stops."""
        return self._by_receipt.stop(move, state)
