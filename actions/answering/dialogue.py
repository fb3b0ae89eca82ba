"""One turn of question and answer: readings and memory in, answers and memory out. No Rasa, no I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.answering import second_opinion
from actions.answering.answer import Answer, Choice, Line, Section, Status
from actions.answering.compare import comparison
from actions.answering.compose import MOST_CHOICES, Composer
from actions.answering.copy import copy
from actions.answering.guesses import guesses
from actions.answering.matter import service_of
from actions.answering.reading import FILING, TALK, WISH, Question, Reading
from actions.answering.routing import at_home, ruled_out
from actions.answering.triage import confirmed, declined_beside, is_over, of_others, only_context, protected, urgent
from actions.answering.understanding import questions
from actions.situation import Situation, update
from knowledge.base import KnowledgeBase
from knowledge.vocabulary import words

SUGGESTED = 3
MAYBE_TALK = 0.5
CERTAIN_MATTER = 0.9  # From here what a message is about is remembered though it asked something else.
NAMED_AT = 0.8  # From here an elliptic follow-up is taken to name another matter ("那要是药店呢").


@dataclass(frozen=True)
class Memory:
    """What the conversation remembers: the case, the last question and what was asked with it, the choices offered."""

    situation: Situation = Situation()
    topic: str | None = None
    matter: str | None = None
    also: tuple[tuple[str, str | None], ...] = ()
    offered: tuple[tuple[str, Mapping[str, str]], ...] = ()

    @classmethod
    def load(cls, data: Mapping[str, Any] | None) -> Memory:
        """Read back what `dump` wrote into the slot."""
        data = data or {}
        offered = tuple((title, payload) for title, payload in data.get("offered", ()))
        also = tuple((topic, matter) for topic, matter in data.get("also", ()))
        return cls(Situation.load(data.get("situation")), data.get("topic"), data.get("matter"), also, offered)

    def picked(self, text: str) -> Mapping[str, str]:
        """A choice taken by typing its number or its title, as text-only channels do."""
        text = text.strip("。.、 ")
        if text.isdigit() and 1 <= int(text) <= len(self.offered):
            return self.offered[int(text) - 1][1]
        return next((payload for title, payload in self.offered if title == text), {})

    def dump(self) -> dict[str, Any]:
        """JSON for the slot."""
        return {
            "situation": self.situation.dump(),
            "topic": self.topic,
            "matter": self.matter,
            "also": [list(pair) for pair in self.also],
            "offered": [[title, dict(payload)] for title, payload in self.offered],
        }


@dataclass(frozen=True)
class Turn:
    """What comes in: the readings of a typed text, or the payload of a choice."""

    readings: tuple[Reading, ...] = ()
    payload: Mapping[str, str] = field(default_factory=dict)


class Dialogue:
    """Answers turns from the knowledge base as of a day."""

    def __init__(self, base: KnowledgeBase, today: dt.date) -> None:
        self._base = base
        self._composer = Composer(base, today)

    def respond(self, turn: Turn, memory: Memory) -> tuple[Answer, Memory]:
        """The answer to a turn and what to remember of it."""
        payload = turn.payload or (memory.picked(turn.readings[0].text) if turn.readings else {})
        if payload:
            answer, memory = self._choose(payload, memory)
        elif not turn.readings or not turn.readings[0].text:
            answer = self.talk("empty")
        else:
            answer, memory = self._typed(list(turn.readings), memory)
        offered = tuple((choice.title, choice.payload) for choice in answer.choices)
        return answer, replace(memory, offered=offered)

    def talk(self, key: str, topics: tuple[str, ...] = ()) -> Answer:
        """A canned reply with topics as buttons."""
        reply = copy("talk")[key]
        wanted = topics or tuple(reply.get("topics", ()))
        choices = tuple(
            self._composer.choice(t, t if t in self._base.services else None) for t in wanted if self._known(t)
        )
        line = Line(reply["text"])
        return Answer(key, Status(reply["status"]), reply["text"], (Section("", (line,)),), choices=choices)

    def _known(self, topic: str) -> bool:
        return topic in self._base.topics

    def _ask_place(self, memory: Memory) -> Answer:
        """Where one is insured, as buttons that ask the last question again for that place."""
        last = {key: value for key, value in (("topic", memory.topic), ("matter", memory.matter)) if value}
        places = copy("answers")["places"]
        choices = tuple(Choice(title, {**last, "insured_place": place}) for place, title in places.items())
        return replace(self.talk("choose_place"), choices=choices)

    def _choose(self, payload: Mapping[str, str], memory: Memory) -> tuple[Answer, Memory]:
        if payload.get("change") == "place":
            return self._ask_place(memory), memory
        known: dict[str, Any] = {
            key: payload[key] for key in ("insured_place", "category", "mode", "trip") if key in payload
        }
        signs = [payload["care"]] if "care" in payload else []
        care_signs = {"maternity": "pregnant"}
        situation = replace(memory.situation, **known).with_signs([care_signs.get(sign, sign) for sign in signs])
        topic = payload.get("topic") or memory.topic
        if topic is None or topic not in self._base.topics:
            return self.talk("greet"), replace(memory, situation=situation)
        question = Question(topic, "", payload.get("matter"))
        answer = self._composer.answer(question, situation)
        matter = payload.get("matter") or memory.matter
        return answer, replace(memory, situation=situation, topic=topic, matter=matter, also=())

    def _typed(self, readings: list[Reading], memory: Memory) -> tuple[Answer, Memory]:
        readings = [_as_question(reading) for reading in readings]
        whole = readings[0]
        situation = update(memory.situation, list(whole.entities), self._base)
        memory = replace(memory, situation=situation)
        danger = urgent(readings)
        if danger == "emergency_now" and is_over(whole):
            readings = [_told_as_past(reading, situation) for reading in readings]
            answer, memory = self._discuss(readings, memory)
            return _cautioned(answer), memory
        if danger == "emergency_now":
            return self._emergency(situation), memory
        if danger:
            return self.talk(danger), memory
        answer, memory = self._discuss(readings, memory)
        answer = _declining(answer, declined_beside(readings))
        return (_cautioned(answer) if words().under_way.search(whole.text) else answer), memory

    def _discuss(self, readings: list[Reading], memory: Memory) -> tuple[Answer, Memory]:
        """Answer what a message asks, now that nobody is known to be in danger."""
        readings = confirmed(readings)
        whole, situation = readings[0], memory.situation
        compared = comparison(self._composer, readings, situation, memory.topic)
        if compared:
            return compared, memory
        if only_context(readings, follows=memory.topic is not None):
            return self._context(whole, memory)
        declined = protected(readings)
        if declined:
            return self.talk(declined), memory
        for topic in ruled_out(situation, whole.values("place"), self._base.places):
            readings = [_elsewhere(reading, topic) for reading in readings]
        if of_others(readings) and not self._goes_on(whole, memory):
            return self.talk("out_of_scope"), memory
        asked = questions(readings, self._base, memory.topic, memory.matter)
        if not asked and situation.trip_between(self._base.places) == "in_city" and len(whole.values("place")) > 1:
            asked = [Question("in_city", whole.text)]
        if not asked:
            return self._unsure(readings, memory)
        return self._answer(asked, readings, memory)

    def _answer(self, asked: list[Question], readings: list[Reading], memory: Memory) -> tuple[Answer, Memory]:
        main = asked[0]
        memory = replace(memory, situation=at_home(main, readings[0], memory.situation, self._base))
        others = guesses(readings, self._base, memory.matter)[:MOST_CHOICES]
        if len(asked) > 1:
            answer = self._composer.answers(asked, memory.situation, others)
        else:
            answer = self._composer.answer(main, memory.situation, others)
        also = tuple((question.topic, question.matter) for question in asked[1:])
        matter = main.matter or service_of(readings[0], self._base, CERTAIN_MATTER) or memory.matter
        return answer, replace(memory, topic=main.topic, matter=matter, also=also)

    def _context(self, whole: Reading, memory: Memory) -> tuple[Answer, Memory]:
        """Only place or case was given: ask the last questions again for the new case, or ask what is wanted."""
        if memory.topic is None:
            return self.talk("inform"), memory
        sure = [name for name, share in whole.matters[:1] if share >= NAMED_AT and name in self._base.services]
        matters = [] if words().correction.search(whole.text) else whole.values("matter") or sure
        matter = matters[0] if matters else memory.matter
        again = Question(memory.topic, whole.text, matter)
        if memory.also:
            others = [Question(topic, whole.text, other) for topic, other in memory.also]
            return self._composer.answers([again, *others], memory.situation), replace(memory, matter=matter)
        return self._composer.answer(again, memory.situation), replace(memory, matter=matter)

    def _unsure(self, readings: list[Reading], memory: Memory) -> tuple[Answer, Memory]:
        """Nothing was read surely enough: small talk, what search and classifier agree on, or the nearest topics."""
        whole = readings[0]
        name, confidence = whole.best
        if named := self._composer.named(whole.text, memory.situation.place):
            return self._answer([Question(named[0].topic, whole.text)], readings, memory)
        if again := self._goes_on(whole, memory):
            return self._answer([again], readings, memory)
        if name in TALK and confidence >= MAYBE_TALK:
            return self.talk(name), memory
        found = second_opinion.look(whole.text, memory.situation.place)
        question = second_opinion.agreed(whole, found, self._base)
        if question:
            return self._answer([question], readings, memory)
        memory = replace(memory, matter=service_of(whole, self._base) or memory.matter)
        if found and found.far and confidence < MAYBE_TALK:
            return self.talk("unknown_far"), memory
        gone = ruled_out(memory.situation, whole.values("place"), self._base.places)
        near = [guess for guess in guesses(readings, self._base, memory.matter, found) if guess.topic not in gone]
        near = near[:MOST_CHOICES]
        if declined := declined_beside(readings):
            return self.talk(declined), memory
        if name == "out_of_scope":
            return self.talk(name, tuple(dict.fromkeys(question.topic for question in near))[:SUGGESTED]), memory
        if not near:
            return self.talk("unknown_far"), memory
        return self._offered(near, memory)

    def _goes_on(self, whole: Reading, memory: Memory) -> Question | None:
        """The last question again, if a message has the words of one of its details."""
        again = Question(memory.topic, whole.text, memory.matter) if memory.topic else None
        return again if again and self._composer.touches(again, memory.situation) else None

    def _offered(self, near: list[Question], memory: Memory) -> tuple[Answer, Memory]:
        """The nearest topics; whoever then tells only more of the case means the first."""
        answer = self._composer.offer(near, memory.situation)
        return answer, memory if memory.topic else replace(memory, topic=near[0].topic, matter=near[0].matter)

    def _emergency(self, situation: Situation) -> Answer:
        """120 first; then that the bill can be settled later, by the rule of the place."""
        first = self.talk("emergency_now")
        later = self._composer.draft(Question("emergency_claim", ""), situation)
        lines = [line for section in later.sections for line in section.lines][:2]
        text = "\n".join([first.text, *(line.text for line in lines)])
        sources = self._composer.references(later.sources)
        sections = (*first.sections, Section("", tuple(lines)))
        choices: tuple[Choice, ...] = (self._composer.choice("emergency_claim"),)
        return Answer(
            first.id, Status.emergency, text, sections, sources, self._composer.place(situation), None, choices
        )


def _cautioned(answer: Answer) -> Answer:
    """Told as past; should it not be over after all, 120 stands first."""
    return _led_by(answer, copy("answers")["caution"])


def _declining(answer: Answer, declined: str | None) -> Answer:
    """The answer, after a word on what else was asked and cannot be had."""
    beside = declined and answer.status in (Status.answered, Status.needs_detail)
    return _led_by(answer, copy("answers")["declined"][declined]) if beside else answer


def _led_by(answer: Answer, line: str) -> Answer:
    """The answer after a line of its own."""
    sections = (Section("", (Line(line),)), *answer.sections)
    return replace(answer, text=f"{line}\n{answer.text}", sections=sections)


def _as_question(reading: Reading) -> Reading:
    """The reading, where a wish to have it filed asks how to file: no task took it up."""
    wished = reading.best[0] == WISH
    reading = reading.renamed(WISH, "steps")
    return replace(reading, matters=((FILING, 1.0),)) if wished else reading


def _elsewhere(reading: Reading, topic: str) -> Reading:
    """The reading without a way that is not this person's; how guests are served elsewhere is how it is done."""
    return reading.renamed(topic, "steps") if topic == "inbound" else reading.without(topic)


def _told_as_past(reading: Reading, situation: Situation) -> Reading:
    """What a reading asks when the danger is over: how the emergency is settled, or else whatever it asks besides."""
    if situation.has("emergency"):
        return reading.renamed("emergency_now", "emergency_claim")
    return reading.without("emergency_now")
