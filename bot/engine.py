"""The engine: Rasa's agent and the custom actions in one process, behind the port of `bot/port.py`.

Only this module knows how Rasa is started. Custom actions run in process: Rasa hands the call to an endpoint, and ours
passes it to the SDK's executor instead of over HTTP. That, and checking the result's form once instead of letting
jsonschema check its own schema on each call, is most of the speed (docs/decisions/0002).
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bot.light  # noqa: F401  Before Rasa: keeps TensorFlow out of this process.

# isort: split
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from actions.answering import second_opinion
from actions.tasks.setup import office
from bot.batch import BatchReader
from bot.nlu.encoders import DEFAULT_ENCODER, encoder
from bot.nlu.text import normalise
from bot.port import Reply
from bot.runner import StraightRunner
from bot.tracker_store import RecentTrackerStore
from knowledge.loader import load
from knowledge.search import Search

log = logging.getLogger(__name__)
CHOOSE = "choose"
WARM_UP = "去上海看病怎么备案"


class InProcessActions(EndpointConfig):
    """An action endpoint that is a method call."""

    def __init__(self) -> None:
        super().__init__(enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *_: Any, json: Mapping[str, Any] | None = None, **__: Any) -> dict[str, Any] | None:  # type: ignore[override]
        """Run the action of Rasa's call. A failure is logged by type and place: its text may quote a citizen."""
        try:
            return await self._executor.run(json)  # type: ignore[arg-type]
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error("action failed: %s at %s:%s", type(error).__name__, where.filename, where.lineno)
            raise


class ReplyCollector(OutputChannel):
    """Collects what the actions say as replies, one a message."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """Name of the channel in Rasa's events."""
        return "yidi"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep text, choices and Answer of one message together."""
        choices = tuple((button["title"], button["payload"]) for button in message.get("buttons") or ())
        self.replies.append(Reply(message.get("text") or "", choices, message.get("custom") or {}))


class RasaEngine:
    """The engine port on Rasa."""

    def __init__(self, agent: Agent, store: RecentTrackerStore) -> None:
        self._agent = agent
        self._store = store

    @classmethod
    def load(cls, model: Path, database: str = "build/conversations.db") -> RasaEngine:
        """Load a trained model; takes some seconds."""
        logging.getLogger("rasa").setLevel(logging.ERROR)
        RemoteAction._validate_action_result = _trust  # type: ignore[method-assign]
        store = RecentTrackerStore(db=database)
        search = Search(load(), encoder(DEFAULT_ENCODER).encode, Path(database).with_name("fact-vectors.npz"))
        search.warm()
        second_opinion.use(search)
        agent = Agent.load(model_path=model, tracker_store=store, action_endpoint=InProcessActions())
        agent.processor.graph_runner = StraightRunner(agent.processor.graph_runner)
        agent.processor.http_interpreter = BatchReader(agent.processor)
        return cls(agent, store)

    async def warm_up(self) -> None:
        """Answer one question, so that the first citizen does not wait for lazy parts; then forget it."""
        await self.respond("warm-up", WARM_UP)
        await self._store.delete("warm-up")

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        """Answer a typed text. A leading slash is text, never a command: normalised first, for whatever may hide it."""
        return await self._handle(conversation, normalise(text).lstrip("/ ") or "?")

    async def choose(self, conversation: str, payload: Mapping[str, str]) -> list[Reply]:
        """Answer a choice; its payload becomes the entities of the intent `choose`."""
        return await self._handle(conversation, f"/{CHOOSE}{json.dumps(dict(payload), ensure_ascii=False)}")

    async def erase(self, conversation: str) -> None:
        """Delete all events of the conversation, and what its tasks have kept of it, after the turn under way."""
        async with self._agent.lock_store.lock(conversation):
            await self._store.delete(conversation)
            office().forget(conversation)

    async def _handle(self, conversation: str, text: str) -> list[Reply]:
        collector = ReplyCollector()
        message = UserMessage(text, output_channel=collector, sender_id=conversation, input_channel="yidi")
        await self._agent.handle_message(message)
        return collector.replies


def _trust(_action: RemoteAction, result: dict[str, Any]) -> bool:
    """The actions are our own code in this process; their result needs no schema."""
    return isinstance(result.get("events"), list) and isinstance(result.get("responses"), list)
