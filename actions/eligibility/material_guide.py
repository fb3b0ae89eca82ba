"""Guide through a filing by documents or commitment: the same company step by step as for 秒备, without submission."""

from __future__ import annotations

import datetime as dt

from actions.answering.answer import Answer, Section, Status
from actions.answering.compose import Composer
from actions.eligibility.card import Cards
from actions.situation import Situation
from actions.tasks.task import Move, State, Step, Voice, join
from knowledge.base import KnowledgeBase
from knowledge.model import Category, Mode

BUTTONS = (("next", "next"), ("stuck", "stuck"))
LAST_BUTTONS = (("done", "done"), ("stuck", "stuck"))


class MaterialGuide:
    """State: category, modes, situation, day, and the number of the step."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._voice = Voice("material_guide")

    def begin(self, move: Move) -> Step:
        """Start for the category and modes that the button of the card names."""
        modes = [mode for mode in move.payload.get("do", "").split(",") if mode in Mode.__members__]
        category = move.payload.get("category", "")
        if category not in Category.__members__:
            return Step(None, None)
        state: State = {
            "task": "material_guide", "category": category, "modes": modes, "step": 0,
            "situation": move.situation.dump(), "today": move.today.isoformat(),
        }  # fmt: skip
        return Step(self.open_question(state), state)

    def go_on(self, move: Move, state: State) -> Step:
        """Next step, done, or stuck."""
        do = move.payload.get("do") or self._said(move.text)
        last = state["step"] == len(self._voice.words["steps"]) - 1
        if do == "done" or (do == "next" and last):
            return Step(self._voice.say("done"), None)
        if do == "next":
            state = {**state, "step": state["step"] + 1}
            return Step(self.open_question(state), state)
        if do == "stuck":
            hotline = self._base.places.hotline(Situation.load(state["situation"]).place)
            return Step(self._voice.say("stuck", BUTTONS, hotline=hotline), state)
        if move.reading and (move.reading.asks or len(move.text) > 6):
            return Step(None, state)
        return Step(join(self._voice.say("unclear"), self.open_question(state)), state)

    def open_question(self, state: State) -> Answer:
        """The step that the citizen is at, with the facts that it is made of."""
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

    def _said(self, text: str) -> str:
        return next((name for name in ("done", "stuck", "next") if self._voice.means(name, text)), "")
