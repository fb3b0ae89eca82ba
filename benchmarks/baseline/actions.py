"""The baseline's custom action: a text of usual length at once, so that only Rasa's own work is measured."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

TEXT = "." * 300


class ActionAnswer(Action):
    """Stands in for our action under the name that the rules have; does none of its work."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say the text."""
        dispatcher.utter_message(text=TEXT)
        return []
