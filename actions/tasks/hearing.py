"""What a message says to tasks that none of them needs to know of: a wish, "the second one", a part of a city."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.answering.copy import copy
from actions.answering.dialogue import Turn
from actions.answering.reading import LIKELY, SURE, WISH, Reading
from actions.filing.receipts import FIND
from actions.tasks.task import PUNCTUATION, Move, State, Voice

Offered = Sequence[tuple[str, Mapping[str, str]]]
BEGINS = ("begin", "anyway")
LETTERS = "ABCDEFGH"
FILING = "filing"  # the task of that name
VISIT = "temporary_visit"


def picked(text: str, offered: Offered) -> Mapping[str, str]:
    """The choice that is typed as it reads, or named by its place: "第二个", "选B", "最后一个" (never to stop)."""
    words = copy("tasks")
    plain = PUNCTUATION.sub("", text).upper()
    if titled := next((payload for title, payload in offered if PUNCTUATION.sub("", title).upper() == plain), None):
        return titled
    real = [payload for _, payload in offered if payload.get("do") != "stop"]
    if real and re.fullmatch(words["understands"]["last"], plain):
        return real[-1]
    match = re.fullmatch(words["understands"]["ordinal"], plain)
    if match is None:
        return {}
    said = match["number"]
    number = int(said) if said.isdigit() else LETTERS.find(said) + 1 or words["numbers"].get(said, 0)
    return offered[number - 1][1] if 1 <= number <= len(offered) else {}


def start_of(tasks: Sequence[str], offered: Offered) -> Mapping[str, str]:
    """The choice above that starts one of the tasks; what goes on with one, such as 确认, is never meant by it."""
    starts = (payload for _, payload in offered if payload.get("do") in BEGINS or "category" in payload)
    return next((payload for payload in starts if payload.get("task") in tasks), {})


def asks_how_it_stands(move: Move, state: State) -> bool:
    """Whether the filing that is shown is asked about again, so that its numbers need not be."""
    return "filing" in state and not FIND.search(move.text) and Voice("look_up").means("status", move.text)


def with_city(reading: Reading) -> Reading:
    """The reading of an answer that names a part of a city, or the city by a nickname, with the city in it."""
    known = reading.values("place")
    for city, names in copy("districts")["cities"].items():
        if city in known:
            continue
        for name in names:
            if (start := reading.text.find(name)) >= 0:
                entity = {"entity": "place", "value": city, "start": start, "end": start + len(name)}
                return replace(reading, entities=(*reading.entities, entity))
    return reading


def wished(move: Move) -> str | None:
    """The filing, when somebody who goes away wants it made; whoever asks, or goes nowhere, is told how to file."""
    name, confidence = move.reading.best if move.reading and not move.reading.asks else ("", 0.0)
    away = move.situation.care_place or move.situation.has(VISIT)
    return FILING if name == WISH and confidence >= SURE and away else None


def asks_several(turn: Turn) -> bool:
    """Whether a message asks more than one thing: a check would answer only the last."""
    asked = [reading for reading in turn.readings[1:] if reading.asks]
    return sum(max(reading.best[1], reading.led.best[1] if reading.led else 0.0) >= LIKELY for reading in asked) > 1


def asks_for_person(move: Move) -> bool:
    """Whoever wants a person is told how to reach one, whatever the task was asking."""
    name, confidence = move.reading.best if move.reading else ("", 0.0)
    return name == "human" and confidence >= SURE
