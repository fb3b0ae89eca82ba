"""The custom action `action_answer`: translates Rasa's tracker to a turn, and the answer back to messages and slots."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.dialogue import Memory, Turn
from actions.answering.reading import Reading
from actions.tasks.setup import runner
from actions.tasks.task import CHINA

MEMORY = "memory"
TASK = "task"
CHOICE = "choose"


def turn_of(message: dict[str, Any]) -> Turn:
    """The turn that Rasa's latest message stands for."""
    if (message.get("intent") or {}).get("name") == CHOICE:
        return Turn(payload={entity["entity"]: str(entity["value"]) for entity in message.get("entities", ())})
    return Turn(readings=tuple(Reading.load(reading) for reading in message.get("readings", ())))


class ActionAnswer(Action):
    """Answer whatever was asked or go on with a task; which, is decided in `Runner`."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send one message, remember the turn, and where a task stands."""
        turn, memory = turn_of(tracker.latest_message), Memory.load(tracker.get_slot(MEMORY))
        now = dt.datetime.now(dt.timezone.utc)
        respond = runner(now.astimezone(CHINA).date()).respond
        # A task reads and writes the database and may call an agency: never on the event loop.
        answer, memory, task = await asyncio.to_thread(
            respond, turn, memory, tracker.get_slot(TASK), tracker.sender_id, now
        )
        buttons = [{"title": choice.title, "payload": dict(choice.payload)} for choice in answer.choices]
        dispatcher.utter_message(text=answer.text, buttons=buttons, json_message=answer.to_json())
        return [SlotSet(MEMORY, memory.dump()), SlotSet(TASK, task)]
