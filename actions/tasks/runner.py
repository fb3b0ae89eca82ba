"""Runs tasks: starts them, hands them messages, answers questions in between and comes back, drops what went stale."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from actions.answering.answer import Answer, Choice, Status
from actions.answering.compose import MOST_CHOICES
from actions.answering.copy import copy
from actions.answering.dialogue import Dialogue, Memory, Turn
from actions.answering.reading import LIKELY, PROTECTED, SURE, Reading
from actions.answering.routing import comes_to_us
from actions.answering.triage import lacks_proof, only_context, urgent
from actions.eligibility import story
from actions.eligibility.assess import assess
from actions.eligibility.case import case_of
from actions.filing.receipts import FIND
from actions.situation import Situation, update
from actions.tasks import hearing
from actions.tasks.task import CHINA, PUNCTUATION, Move, State, Step, Task, Voice, join, worded
from knowledge.base import KnowledgeBase
from knowledge.model import Category

CLAUSE = re.compile(r"[。.!！,，;；~～?？\s]+")
LETTER = re.compile(r"[。!！?？].")  # of several sentences: what it asks last is not all it asks
WHOLE_STORY = 4  # fields of a case: who tells so many, and where insured, wants it decided whatever is named in it
KIND = {"lives_there", "sent_by_employer", "referral"}  # fields that tell what kind of filing it would be
BINDING = {"committed", "several"}  # and those that may close a way to it
UNFILED = "without_filing"  # what "没转诊" is taken for, though it was asked whether one can file
STALE = dt.timedelta(minutes=30)  # as long as the vault keeps the values of a task


class Runner:
    """One turn of a conversation that may be in the middle of a task."""

    def __init__(self, dialogue: Dialogue, tasks: Callable[[], Mapping[str, Task]], base: KnowledgeBase) -> None:
        self._dialogue = dialogue
        self._tasks = tasks
        self._base = base
        self._words = copy("tasks")

    def respond(
        self, turn: Turn, memory: Memory, state: State | None, conversation: str, now: dt.datetime
    ) -> tuple[Answer, Memory, State | None]:
        """Answer a turn; returns the answer, the memory, and the state of the task that goes on, if one does."""
        if state and not _fresh(state, now):
            if state.get("rests"):
                return self.respond(turn, memory, None, conversation, now)
            stale = state["task"]
            answer, memory, state = self.respond(turn, memory, None, conversation, now)
            return self._expired(answer, stale), memory, state
        payload = turn.payload or (self._picked(turn.readings[0].text, memory) if turn.readings else {})
        before, supposed = memory.situation, _supposes(turn, state)
        memory = memory if supposed else _listened(turn, memory, now)
        move = self._move(replace(turn, payload=payload), memory, conversation, now, state)
        step = self._step(move, turn, memory, state)
        if step is None or step.answer is None:
            kept = step.state if step else None
            answer, memory = self._answered(turn, memory, kept)
            memory = replace(memory, situation=before) if supposed else memory
            if answer.status is not Status.emergency:
                answer = self._around(answer, kept, memory, move)
            return self._done(answer, memory, kept, now)
        return self._done(step.answer, replace(memory, situation=step.situation or move.situation), step.state, now)

    def _answered(self, turn: Turn, memory: Memory, kept: State | None) -> tuple[Answer, Memory]:
        """The answer from the documents; in the middle of a task of one category, for that category."""
        category = self._words["category"].get(kept["task"]) if kept else None
        if category is None or memory.situation.category:
            return self._dialogue.respond(turn, memory)
        case = replace(memory, situation=replace(memory.situation, category=category))
        answer, memory = self._dialogue.respond(turn, case)
        own = None if memory.situation.category == category else memory.situation.category
        return answer, replace(memory, situation=replace(memory.situation, category=own))

    def _around(self, answer: Answer, kept: State | None, memory: Memory, move: Move) -> Answer:
        """An answer from the documents, and then: back to the task that goes on, or what a task could do."""
        if kept and not kept.get("rests"):
            return self._back(answer, kept)
        answer = self._with_entries(answer, memory)
        if answer.status not in (Status.talk, Status.out_of_scope) and not kept and self._on_own_filing(move):
            return join(answer, Voice("tasks").say("own"))
        return answer

    def _step(self, move: Move, turn: Turn, memory: Memory, state: State | None) -> Step | None:
        """What a task makes of the move; None when no task is concerned."""
        wanted = move.payload.get("task")
        if wanted and wanted in self._words["titles"] and (not state or state["task"] != wanted):
            return self._tasks()[wanted].begin(move)
        if started := self._start(move, turn, memory, state):
            return started
        if not state:
            return None
        task = self._tasks()[state["task"]]
        danger = urgent(list(turn.readings)) if turn.readings else None
        if danger or hearing.asks_for_person(move) or (move.payload and not wanted):
            return Step(None, state)
        later = self._means("later", move.text)
        if later and state.get("rests"):
            return Step(None, state)
        if later or move.payload.get("do") == "stop" or self._means("stop", move.text):
            return Step(task.stop(move, state), None)
        if self._means("wait", move.text):
            waits = Voice("tasks").say("wait")
            question = waits if state.get("rests") else task.open_question(state)
            return Step(worded(question, "".join(dict.fromkeys((waits.text, question.text)))), state)
        if self._means("lost", move.text) and not state.get("rests") and state["task"] not in self._words["about_own"]:
            return Step(task.open_question(state), state)
        if state["task"] in self._words["gives_way"] and self._asks_else(move.reading, state["task"]):
            return Step(None, state)
        step = task.go_on(move, state)
        return self._tasks()[step.begins["task"]].begin(replace(move, payload=step.begins)) if step.begins else step

    def _start(self, move: Move, turn: Turn, memory: Memory, state: State | None) -> Step | None:
        """The first step of a task that the message starts, where none stands in its way."""
        if state and not state.get("rests") and state["task"] not in self._words["gives_way"]:
            return None
        if own := self._own_filing(move, turn, state):
            return own
        if move.payload or hearing.asks_several(turn) or _supposes(turn, state) or urgent(list(turn.readings)):
            return None
        started = self._started(move, memory, state)
        if started and state and started == state["task"] and hearing.asks_how_it_stands(move, state):
            return None
        if started and state and started == state["task"] == self._words["by_story"] and not state.get("rests"):
            return Step(self._tasks()[started].open_question(state), state)
        if started and (not state or started != state["task"] or state.get("rests")):
            return self._tasks()[started].begin(move)
        return None

    def _own_filing(self, move: Move, turn: Turn, state: State | None) -> Step | None:
        """The look-up, when somebody speaks of changing or looking up a filing, and this conversation made one."""
        looking = state and state["task"] in self._words["about_own"]
        if looking or not self._on_own_filing(move) or urgent(list(turn.readings)) or hearing.asks_several(turn):
            return None
        name = str(self._words["by_receipt"])
        step = self._tasks()[name].begin(replace(move, payload={"task": name, "do": "own"}))
        return step if step.answer else None

    def _on_own_filing(self, move: Move) -> bool:
        plain = PUNCTUATION.sub("", move.text)
        return not move.payload and re.fullmatch(self._words["own"], plain) is not None

    def _picked(self, text: str, memory: Memory) -> Mapping[str, str]:
        """The choice that a text names or, where one was offered, the start of what leads through a filing."""
        if Voice("guide").means("anew", text) and (filing := hearing.start_of((hearing.FILING,), memory.offered)):
            return filing
        if self._means("go_ahead", text):
            return hearing.start_of(self._words["leads"], memory.offered)
        return memory.picked(text) or hearing.picked(text, memory.offered)

    def _asks_else(self, reading: Reading | None, task: str) -> bool:
        """Whether a message in the middle of a check asks something of its own ("单位要写个啥")."""
        if (
            reading is None
            or not reading.asks
            or story.asks_for_it(reading.text)
            or story.only_supposes(reading.text)
            or self._means("goes_on", reading.text)
            or self._means("undecided", reading.text)
        ):
            return False
        if lacks_proof(reading):
            return True
        topic, share = reading.best
        own = (*self._words["leads_to_check"], *self._words["about_own"].get(task, ()))
        return topic in self._base.topics and share >= LIKELY and topic not in own

    def _move(self, turn: Turn, memory: Memory, conversation: str, now: dt.datetime, state: State | None) -> Move:
        reading = turn.readings[0] if turn.readings else None
        begins = reading and re.fullmatch(self._words["start"]["filing"], PUNCTUATION.sub("", reading.text))
        if reading and (begins or (state and not state.get("rests"))):
            reading = hearing.with_city(reading)
        entities: list[dict[str, Any]] = list(reading.entities) if reading else []
        situation = update(memory.situation, entities, self._base) if entities else memory.situation
        text = reading.text if reading else ""
        return Move(conversation, now, situation, text, reading, turn.payload, memory.situation)

    def _started(self, move: Move, memory: Memory, state: State | None) -> str | None:
        """The task that the words of a message start: a command, a story and its question, or a bare story."""
        named = self._named(move) or hearing.wished(move)
        if named or state or move.reading is None:
            return named
        found = story.read(move.reading, move.today, {})
        if not story.is_story(move.reading, found) or self._is_about_service(move.reading):
            return None
        outset = memory.topic is None and not move.reading.asks
        if outset and only_context([move.reading], follows=False) and self._tells_of_being_away(move.reading):
            return str(self._words["by_story"])
        if self._about_else(move, move.reading, found):
            return None
        wanted = story.asks_for_it(move.text) or (outset and self._tells_of_being_away(move.reading))
        return self._words["by_story"] if wanted else None

    def _tells_of_being_away(self, reading: Reading) -> bool:
        """Whether a story without a question is one of care away from home, and not of one of the services."""
        away = set(self._words["away"]) & set(reading.values("sign")) or any(
            entity.get("role") == "care" for entity in reading.entities
        )
        return bool(away) and reading.best[0] in self._words["leads_to_check"]

    def _is_about_service(self, reading: Reading) -> bool:
        return any(name in self._base.services and share >= LIKELY for name, share in reading.matters[:1])

    def _about_else(self, move: Move, reading: Reading, found: Mapping[str, Any]) -> bool:
        """Whether what is said with a story in it is about one thing ("没有居住证，能备案吗"), or a guest's."""
        (topic, sure), situation = reading.best, move.situation
        way = bool(reading.values("mode")) and not found.get("committed")
        lacking = "no_permit" in reading.values("sign") and "has_permit" not in reading.values("sign")
        whole = situation.insured_place and len(story.fields_told(reading, dict(found))) >= WHOLE_STORY
        named = reading.asks and (way or lacking) and not whole
        asked = story.asks_for_it(reading.text) and not LETTER.search(reading.text)
        leads = {*self._words["leads_to_check"], *(self._words["leads_when_asked"] if asked else ())}
        if named or self._is_guest(reading, situation, asked):
            return True
        return sure >= SURE and topic not in leads and not (asked and self._is_decided(move, reading, found))

    def _is_decided(self, move: Move, reading: Reading, found: Mapping[str, Any]) -> bool:
        """Whether the check says more on a story than a document: the case is decided, or bound by what was done."""
        if not move.situation.insured_place:
            return False
        told = story.fields_told(reading, dict(found))
        if told & KIND and (told & BINDING or reading.best[0] == UNFILED):
            return True
        return not assess(case_of(move.situation, self._base.places), self._base, move.today).missing

    def _is_guest(self, reading: Reading, situation: Situation, asked: bool) -> bool:
        """Whether somebody comes to us from a place whose rules we do not hold, or did not ask for them."""
        home = situation.insured_place
        ours = bool(home and asked and self._base.places[self._base.rule_place(home)].level == "city")
        comes = "inbound" in reading.values("sign") or bool(home and comes_to_us(situation, self._base.places))
        return comes and not ours

    def _named(self, move: Move) -> str | None:
        """The task that a message names: by its whole, or by one clause of what somebody tells without asking."""
        numbered = move.reading and move.reading.best[0] in PROTECTED and move.reading.values("number")
        if FIND.search(move.text):
            return None if numbered else str(self._words["by_receipt"])
        clauses = [PUNCTUATION.sub("", move.text)]
        if move.reading and not move.reading.asks:
            clauses += [PUNCTUATION.sub("", clause) for clause in CLAUSE.split(move.text)]
        for clause in clauses:
            for name, way in self._words["start"].items():
                if re.fullmatch(way, clause):
                    # A number sent along is first of all not needed; a filing asks for it when it is.
                    return None if numbered and name != hearing.FILING else str(name)
        return None

    def _means(self, name: str, text: str) -> bool:
        return re.fullmatch(self._words["understands"][name], PUNCTUATION.sub("", text)) is not None

    def _expired(self, answer: Answer, task: str) -> Answer:
        """The answer, after a word on the task that was dropped."""
        said = self._words["texts"]["expired"].format(title=self._words["titles"][task])
        return replace(answer, text=f"{said}\n{answer.text}")

    def _back(self, answer: Answer, state: State) -> Answer:
        question = self._tasks()[state["task"]].open_question(state)
        lead = self._words["texts"]["back"].format(title=self._words["titles"][state["task"]])
        return join(answer, worded(question, lead + question.text))

    def _with_entries(self, answer: Answer, memory: Memory) -> Answer:
        """Buttons that start a task, after an answer on a topic that leads to it."""
        if answer.place is None or memory.matter not in (None, hearing.FILING):
            return answer
        entries, city = self._words["entry"].get(memory.topic, ()), self._base.rule_place(answer.place.id)
        known = memory.situation.category or Category.temporary.value
        here = [e for e in entries if e.get("place") in (None, city) and e.get("category") in (None, known)]
        choices = tuple(Choice(entry["title"], {"task": entry["task"], "do": "begin"}) for entry in here)
        return replace(answer, choices=(*choices, *answer.choices)[:MOST_CHOICES]) if choices else answer

    @staticmethod
    def _done(
        answer: Answer, memory: Memory, state: State | None, now: dt.datetime
    ) -> tuple[Answer, Memory, State | None]:
        offered = tuple((choice.title, choice.payload) for choice in answer.choices)
        stamped = {**state, "at": now.isoformat()} if state else None
        return answer, replace(memory, offered=offered), stamped


def _supposes(turn: Turn, state: State | None) -> bool:
    """Whether a message after a card puts another case than the person's own, which it leaves as it was."""
    return bool(state and state.get("supposing") and turn.readings and story.supposes(turn.readings[0].text))


def _listened(turn: Turn, memory: Memory, now: dt.datetime) -> Memory:
    """The memory with what a message tells of the person's case."""
    if not turn.readings:
        return memory
    today, known = now.astimezone(CHINA).date(), memory.situation
    return replace(memory, situation=known.with_told(story.read(turn.readings[0], today, dict(known.told))))


def _fresh(state: State, now: dt.datetime) -> bool:
    return now - dt.datetime.fromisoformat(state["at"]) < STALE
