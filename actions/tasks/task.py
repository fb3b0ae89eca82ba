"""What a task is: it gets a move, and says what to tell and where it stands afterwards.

A task never sees Rasa. Its state is JSON in a slot; it holds no personal value, only tokens of the vault.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Protocol

from actions.answering.answer import Answer, Choice, Line, Section, Status
from actions.answering.copy import copy
from actions.answering.reading import Reading
from actions.situation import Situation

State = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """One message or choice of a citizen, with what is known of the case, and what was known before it."""

    conversation: str
    now: dt.datetime
    situation: Situation = Situation()
    text: str = ""
    reading: Reading | None = None
    payload: Mapping[str, str] = field(default_factory=dict)
    before: Situation = Situation()

    @property
    def today(self) -> dt.date:
        """The day in China, where all of this happens."""
        return self.now.astimezone(CHINA).date()

    def places(self) -> list[tuple[str, int, str | None]]:
        """Places of the message: id, where it starts, and its role if one was seen."""
        entities = self.reading.entities if self.reading else ()
        return [(e["value"], e.get("start", 0), e.get("role")) for e in entities if e["entity"] == "place"]

    def signs(self) -> set[str]:
        """Signs of the situation that this very message gives."""
        return {e["value"] for e in self.reading.entities if e["entity"] == "sign"} if self.reading else set()


POINT = "• "
PUNCTUATION = re.compile(r"[\s。.!！,，、~～?？]")
CHINA = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True)
class Step:
    """What a task says and where it then stands: `state` None means that it is over, `answer` None that the message
    was not for it, so that the question in between is answered and the task's own question is put again. `situation`
    is set when the task understood the case better than the message alone tells, `begins` when another task follows.
    """

    answer: Answer | None
    state: State | None
    situation: Situation | None = None
    begins: Mapping[str, str] | None = None


class Task(Protocol):
    """A conversation with an aim."""

    def begin(self, move: Move) -> Step:
        """Start, with what is known already."""

    def go_on(self, move: Move, state: State) -> Step:
        """Take the next message."""

    def open_question(self, state: State) -> Answer:
        """What the citizen is asked now, to be put again after a question in between."""

    def stop(self, move: Move, state: State) -> Answer:
        """The citizen has had enough: clean up and say so."""


class Voice:
    """Words of a task, from one copy file: `texts` by key, choices by key with their titles."""

    def __init__(self, task: str) -> None:
        self.task = task
        self.words = copy(task)

    def say(
        self, key: str, choices: Iterable[tuple[str, str]] = (), status: Status = Status.talk, **values: object
    ) -> Answer:
        """An answer from `texts[key]`; `choices` are (key of the title, what it does)."""
        buttons = tuple(Choice(self.words["choices"].get(title, title), self.payload(do)) for title, do in choices)
        return self.text(key, self.words["texts"][key].format(**values), buttons, status)

    def text(self, key: str, text: str, choices: tuple[Choice, ...] = (), status: Status = Status.talk) -> Answer:
        """An answer of a finished text."""
        return Answer(f"{self.task}.{key}", status, text, laid_out(text), choices=choices)

    def payload(self, do: str) -> dict[str, str]:
        """What a button of this task sends."""
        return {"task": self.task, "do": do}

    def means(self, name: str, text: str) -> bool:
        """Whether a whole message means yes, no, next, … by the expressions of `understands`."""
        return re.fullmatch(self.words["understands"][name], PUNCTUATION.sub("", text)) is not None

    def mentions(self, name: str, text: str) -> bool:
        """Whether a message contains an expression of `understands`."""
        return re.search(self.words["understands"][name], text) is not None


def laid_out(text: str) -> tuple[Section, ...]:
    """A text as sections, so that a page shows a list as one: a section for each paragraph, one for all points."""
    sections: list[Section] = []
    for points, rows in groupby(text.split("\n"), key=lambda row: row.startswith(POINT)):
        lines = [Line(row.removeprefix(POINT)) for row in rows if row]
        sections += [Section("", tuple(lines))] if points else [Section("", (line,)) for line in lines]
    return tuple(sections)


def join(first: Answer, second: Answer) -> Answer:
    """Two answers as one message: the first, then the second with its choices and its form; the sources of both."""
    return Answer(
        first.id,
        first.status,
        f"{first.text}\n{second.text}",
        (*first.sections, *second.sections),
        tuple(dict.fromkeys((*first.sources, *second.sources))),
        first.place,
        first.as_of,
        second.choices or first.choices,
        second.form,
    )


def worded(question: Answer, text: str) -> Answer:
    """A question in other words; a page shows its sections, so they say the same."""
    return replace(question, text=text, sections=laid_out(text))


def led_by(question: Answer, *lead: str) -> Answer:
    """A question, after what has to be said first; a line each."""
    return replace(question, text="\n".join([*filter(None, lead), question.text]))
