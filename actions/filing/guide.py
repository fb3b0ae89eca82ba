"""After the confirmation: a guided filing is gone through step by step; a gateway filing tells its receipt.

Nothing here claims that we filed: a guided filing is recorded as what the citizen reports.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.answering.answer import Answer, Choice, Status
from actions.filing.model import Filing, State, Way
from actions.filing.service import FilingService
from actions.filing.words import policy
from actions.tasks.task import CHINA, Move, Step, Voice, join
from actions.tasks.task import State as TaskState
from knowledge.base import KnowledgeBase

BUTTONS = (("next", "next"), ("stuck", "stuck"))
LAST_BUTTONS = (("done", "done"), ("stuck", "stuck"))
MOST_STUCK = 2
ANEW = {"task": "filing", "do": "anyway"}
WORDS = re.compile("[\u4e00-\u9fff]")  # a reason in words; a code of the agency says nothing to a citizen


class Guide:
    """State: `filing` id, `step` number, `stuck` times at this step; a filing that was handed over just `rests`."""

    def __init__(self, service: FilingService, base: KnowledgeBase) -> None:
        self._service = service
        self._base = base
        self._voice = Voice("guide")

    def after_confirmation(self, filing: Filing, move: Move) -> Step:  # noqa: ARG002
        """What follows the explicit yes."""
        values = self._values(filing)
        if filing.way is Way.gateway or filing.state is not State.confirmed:
            rests = {"task": "guide", "filing": filing.id, "rests": True}
            said = self._voice.say(filing.state.value, **values)
            if filing.state is State.rejected:
                again = Choice(self._voice.words["choices"]["restart"], ANEW)
                said = replace(said, choices=(again,))
            return Step(said, rests)
        state = {"task": "guide", "filing": filing.id, "step": 0, "stuck": 0}
        return Step(join(self._voice.say("guided", **values), self.open_question(state)), state)

    def begin(self, move: Move) -> Step:
        """Take up the newest guided filing of this conversation again."""
        own = [filing for filing in self._service.own(move.conversation) if filing.state is State.confirmed]
        if not own or own[0].way is Way.gateway:
            return Step(None, None)
        return self.after_confirmation(own[0], move)

    def go_on(self, move: Move, state: TaskState) -> Step:
        """Next step, done, or stuck; whoever confirms again what was handed over is told again."""
        filing = self._service.get(state["filing"])
        if state.get("rests"):
            if not any(self._voice.means(name, move.text) for name in ("confirm", "how_it_stands", "anew")):
                return Step(None, state)
            now = self._service.refreshed(filing)
            if not now.is_live and self._voice.means("anew", move.text):
                return Step(None, None, begins=ANEW)
            return self.after_confirmation(now, move)
        again = state["step"] == 0 and self._voice.means("confirm", move.text)
        if again or not filing.is_live:  # said twice, or withdrawn meanwhile from another conversation
            return self.after_confirmation(filing, move)
        do = move.payload.get("do") or self._said(move.text)
        steps = self._voice.words["steps"]
        last = state["step"] == len(steps) - 1
        if do == "done" or (do == "next" and last):
            return self._finish(state)
        if do == "next":
            state = {**state, "step": state["step"] + 1, "stuck": 0}
            return Step(self.open_question(state), state)
        if do == "stuck":
            return self._stuck(state)
        if self._voice.mentions("change", move.text):
            changing = self._voice.say("change", **self._values(self._service.get(state["filing"])))
            return Step(replace(changing, choices=self.open_question(state).choices), state)
        if move.reading and (move.reading.asks or len(move.text) > 6):
            return Step(None, state)
        return Step(join(self._voice.say("unclear"), self.open_question(state)), state)

    def open_question(self, state: TaskState) -> Answer:
        """The step that the citizen is at."""
        steps = self._voice.words["steps"]
        step = steps[state["step"]]
        filing = self._service.get(state["filing"])
        buttons = LAST_BUTTONS if step is steps[-1] else BUTTONS
        text = step["text"].format(**self._values(filing))
        empty = self._voice.say("unclear", buttons)
        return self._voice.text(f"step.{step['id']}", text, empty.choices, Status.needs_detail)

    def stop(self, move: Move, state: TaskState) -> Answer:  # noqa: ARG002
        """Leave the guide; the record stays, and what was handed over is not taken back by that."""
        key = "stopped_late" if state.get("rests") else "stopped"
        return self._voice.say(key, **self._values(self._service.get(state["filing"])))

    def _finish(self, state: TaskState) -> Step:
        filing = self._service.report(self._service.get(state["filing"]), done=True)
        return Step(self._voice.say("done", **self._values(filing)), None)

    def _stuck(self, state: TaskState) -> Step:
        filing = self._service.get(state["filing"])
        self._service.report(filing, done=False)
        stuck = state["stuck"] + 1
        state = {**state, "stuck": stuck}
        if stuck >= MOST_STUCK:
            return Step(self._voice.say("person", BUTTONS, **self._values(filing)), state)
        step = self._voice.words["steps"][state["step"]]
        help_text = self._voice.text(f"stuck.{step['id']}", step["stuck"])
        return Step(join(help_text, self.open_question(state)), state)

    def _said(self, text: str) -> str:
        return next((name for name in ("done", "stuck", "next") if self._voice.means(name, text)), "")

    def _values(self, filing: Filing) -> dict[str, Any]:
        start = filing.trip.start
        reason = next((event.note for event in filing.history[-1:] if WORDS.search(event.note)), "")
        return {
            "receipt": filing.receipt,
            "agency_receipt": filing.agency_receipt or "",
            "insured": self._base.places[filing.trip.insured].name,
            "destination": self._base.places[filing.trip.destination].name,
            "start": self._voice.words["date"].format(year=start.year, month=start.month, day=start.day),
            **policy(self._base, filing.confirmed_at.astimezone(CHINA).date()),
            "reason": self._voice.words["because"].format(reason=reason) if reason else "",
            "whose": self._voice.words["whose"][filing.trip.who.value],
        }
