"""A conversation in tests: what a citizen says goes the way it goes in the house, without Rasa around it.

The edge's protection of numbers, the runner, the tasks, the database are the real ones. Only the understanding is
simpler: places and signs are found as in the house, the intent is given where it matters.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.answering.answer import Answer
from actions.answering.dialogue import Dialogue, Memory, Turn
from actions.answering.reading import Reading
from actions.tasks.runner import Runner
from actions.tasks.setup import Office, make_tasks
from bot.channels.privacy import mask, protect
from bot.nlu.gazetteer import Gazetteer
from bot.nlu.text import asks as text_asks
from knowledge.loader import load

BASE = load()
GAZETTEER = Gazetteer()


def read(text: str, intent: str = "inform", confidence: float = 0.9) -> Reading:
    """A reading with the entities of the gazetteer."""
    asks = text_asks(text)
    return Reading(text, asks, ((intent, confidence),), (), tuple(GAZETTEER.find(text)))


class Talk:
    """One citizen's conversation; `said` collects all that was stored in slots, for looking into."""

    def __init__(self, office: Office, now: dt.datetime, conversation: str = "web:1") -> None:
        self.office = office
        self.now = now
        self.conversation = conversation
        self.memory = Memory()
        self.task: Any = None
        self.slots: list[str] = []
        self.answer: Answer | None = None
        self._tasks = make_tasks(office, BASE)

    def say(self, text: str, intent: str = "inform", confidence: float = 0.9) -> str:
        """Type a text; returns what is answered."""
        vault, protected = self.office.vault, mask(text)
        if protected != text:
            protected = protect(text, lambda kind, number: vault.put(self.conversation, kind, number))
        return self._turn(Turn(readings=(read(protected, intent, confidence),)))

    def press(self, title: str) -> str:
        """Press a button by its title."""
        assert self.answer is not None
        buttons = {choice.title: choice.payload for choice in self.answer.choices}
        return self._turn(Turn(payload=buttons[title]))

    def _turn(self, turn: Turn) -> str:
        runner = Runner(Dialogue(BASE, self.now.date()), lambda: self._tasks, BASE)
        self.answer, self.memory, self.task = runner.respond(turn, self.memory, self.task, self.conversation, self.now)
        self.slots.append(repr((self.memory.dump(), self.task, turn)))
        return self.answer.text
