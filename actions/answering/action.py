"""The custom action `action_answer`: translates Rasa's tracker to a turn, and the answer back to messages and slots."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.dialogue import Dialogue, Memory, Turn
from actions.answering.understanding import Reading
from knowledge.loader import load

MEMORY = "memory"
CHOICE = "choose"


@lru_cache(maxsize=2)
def _dialogue(today: dt.date) -> Dialogue:
    return Dialogue(load(), today)


def turn_of(message: dict[str, Any]) -> Turn:
    """The turn that Rasa's latest message stands for."""
    if (message.get("intent") or {}).get("name") == CHOICE:
        return Turn(payload={entity["entity"]: str(entity["value"]) for entity in message.get("entities", ())})
    return Turn(readings=tuple(Reading.load(reading) for reading in message.get("readings", ())))


class ActionAnswer(Action):
    """Answer whatever was asked; what it was is decided in `Dialogue`."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send one message and remember the turn."""
        memory = Memory.load(tracker.get_slot(MEMORY))
        answer, memory = _dialogue(dt.date.today()).respond(turn_of(tracker.latest_message), memory)
        buttons = [{"title": choice.title, "payload": dict(choice.payload)} for choice in answer.choices]
        dispatcher.utter_message(text=answer.text, buttons=buttons, json_message=answer.to_json())
        return [SlotSet(MEMORY, memory.dump())]
