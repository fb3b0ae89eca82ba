"""A conversation in tests: what a citizen says goes the way it goes in the house, without Rasa around it.

The edge's protection of numbers, the runner, the tasks, the database are the real ones. Only the understanding is
simpler: places and signs come from the same vocabulary, the intent is given where it matters.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from actions.answering.answer import Answer
from actions.answering.dialogue import Dialogue, Memory, Turn
from actions.answering.reading import Reading
from actions.tasks.runner import Runner
from actions.tasks.setup import Office, make_tasks
from bot.channels.privacy import mask, protect
from bot.nlu.roles import role
from knowledge.loader import load
from knowledge.vocabulary import patterns, place_names, words

BASE = load()
NAMES = re.compile("|".join(sorted(map(re.escape, place_names()), key=len, reverse=True)))


def read(text: str, intent: str = "inform", confidence: float = 0.9) -> Reading:
    """A reading with the entities of the vocabulary."""
    found = [*NAMES.finditer(text)]
    edges = [0, *(match.end() for match in found)], [*(match.start() for match in found), len(text)]
    entities: list[dict[str, Any]] = [
        {"entity": "place", "value": place_names()[m.group()], "start": m.start(), "end": m.end(),
         **vars(role(text[edges[0][index] : m.start()], text[m.end() : edges[1][index + 1]]))}
        for index, m in enumerate(found)
    ]  # fmt: skip
    for pattern in patterns():
        for match in pattern.expression.finditer(text):
            entities.append(
                {"entity": pattern.entity, "value": pattern.value, "start": match.start(), "end": match.end()}
            )
    asks = bool(words().question.search(text))
    return Reading(text, asks, ((intent, confidence),), (), tuple(sorted(entities, key=lambda e: e["start"])))


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
