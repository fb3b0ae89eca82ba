"""Guide through a filing by documents or commitment: the same company step by step as for 秒备, without submission.

What the citizen reports of it is written down, as for 秒备.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from actions.answering.answer import Answer, Section, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.eligibility.card import Cards
from actions.eligibility.material_record import Material, MaterialRecords, Report
from actions.situation import Situation
from actions.tasks.task import Move, State, Step, Voice, join
from knowledge.base import KnowledgeBase
from knowledge.model import Category, Mode

BUTTONS = (("next", "next"), ("stuck", "stuck"))
LAST_BUTTONS = (("done", "done"), ("stuck", "stuck"))
MOST_UNCLEAR = 6  # characters; what is longer is a question in between
CHOOSE = -1  # the step before the first, where one of two modes is chosen


class MaterialGuide:
    """State: category, modes, situation, day, the number of the step, and `record`, the id for what is reported."""

    def __init__(self, base: KnowledgeBase, records: MaterialRecords) -> None:
        self._base = base
        self._records = records
        self._voice = Voice("material_guide")

    def begin(self, move: Move) -> Step:
        """Start for the category and modes that the button of the card names."""
        modes = [mode for mode in move.payload.get("do", "").split(",") if mode in Mode.__members__]
        category = move.payload.get("category", "")
        if category not in Category.__members__ or not modes:
            return Step(None, None)
        state: State = {
            "task": "material_guide", "category": category, "modes": modes, "step": CHOOSE if modes[1:] else 0,
            "situation": move.situation.dump(), "today": move.today.isoformat(), "record": uuid.uuid4().hex,
        }  # fmt: skip
        return Step(self.open_question(state), state)

    def go_on(self, move: Move, state: State) -> Step:
        """The mode, next step, done, or stuck."""
        do = move.payload.get("do") or self._said(move.text, state)
        last = state["step"] == len(self._voice.words["steps"]) - 1
        if state["step"] == CHOOSE and do in state["modes"]:
            state = {**state, "modes": [do], "step": 0}
            return Step(self.open_question(state), state)
        if state["step"] == CHOOSE and do in ("next", "done"):
            return Step(self.open_question(state), state)
        if do == "done" or (do == "next" and last):
            filed = self._report(move, state, Report.done)
            return Step(self._voice.say("done", receipt=filed.receipt, **self._named(state)), None)
        if do == "next":
            state = {**state, "step": state["step"] + 1}
            return Step(self.open_question(state), state)
        if do == "stuck":
            return self._stuck(move, state)
        if move.reading and (move.reading.asks or len(move.text) > MOST_UNCLEAR):
            return Step(None, state)
        return Step(join(self._voice.say("unclear"), self.open_question(state)), state)

    def _stuck(self, move: Move, state: State) -> Step:
        hotline = self._base.places.hotline(Situation.load(state["situation"]).place)
        said = self._voice.say("stuck", BUTTONS, hotline=hotline)
        if state["step"] == CHOOSE:
            return Step(said, state)
        filed = self._report(move, state, Report.stuck)
        noted = self._voice.say("receipt", receipt=filed.receipt)
        return Step(join(said, noted), state)

    def _report(self, move: Move, state: State, report: Report) -> Material:
        case = Situation.load(state["situation"])
        category, mode = Category(state["category"]), Mode(state["modes"][0])
        filing = Material(case.place, case.care_place, category, mode, state["record"])
        return self._records.report(move.conversation, filing, report)

    def _named(self, state: State) -> dict[str, Any]:
        place = Situation.load(state["situation"]).place
        return {
            "category": copy("eligibility")["categories"][state["category"]],
            "hotline": self._base.places.hotline(place),
        }

    def open_question(self, state: State) -> Answer:
        """The step that the citizen is at, with the facts that it is made of."""
        if state["step"] == CHOOSE:
            modes_named = tuple((mode, mode) for mode in state["modes"])
            return self._voice.say("choose", modes_named, Status.needs_detail)
        steps = self._voice.words["steps"]
        step = steps[state["step"]]
        composer = Composer(self._base, dt.date.fromisoformat(state["today"]))
        modes = tuple(Mode(mode) for mode in state["modes"])
        sections = Cards(composer, brief=False).how(
            Category(state["category"]), modes, Situation.load(state["situation"])
        )
        lines = tuple(line for section in sections if section.title in step["sections"] for line in section.lines)
        buttons = LAST_BUTTONS if step is steps[-1] else BUTTONS
        values = {"number": state["step"] + 1, "count": len(steps), "title": step["title"], "hint": step["hint"]}
        said = self._voice.say("step", buttons, Status.needs_detail, lines="".join(ln.text for ln in lines), **values)
        sources = composer.references(s for line in lines for s in self._base.facts[line.fact].sources)
        return Answer(
            said.id,
            said.status,
            said.text,
            (Section(step["title"], lines),),
            sources,
            None,
            composer.today,
            said.choices,
        )

    def stop(self, move: Move, state: State) -> Answer:  # noqa: ARG002
        """Nothing to clean up."""
        return self._voice.say("stopped")

    def _said(self, text: str, state: State) -> str:
        names = (*(state["modes"] if state["step"] == CHOOSE else ()), "done", "stuck", "next")
        return next((name for name in names if self._voice.means(name, text)), "")
