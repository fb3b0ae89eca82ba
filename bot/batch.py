"""Read the messages that wait at the same moment in one run of the graph.

To encode a sentence is mostly to go through all weights of the encoder; for several sentences that is done once. Under
load nothing else saves as much (docs/decisions/0002). Who comes alone waits for nobody.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.http_interpreter import RasaNLUHttpInterpreter
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT

MOST_AT_ONCE = 16  # The first of them waits until the last one is read.
UNREAD: dict[str, Any] = {TEXT: "", INTENT: {INTENT_NAME_KEY: None, "confidence": 0.0}, ENTITIES: []}


class BatchReader(RasaNLUHttpInterpreter):
    """What Rasa's processor asks for the reading of a message, in the place that it has for a server elsewhere."""

    def __init__(self, processor: MessageProcessor) -> None:  # Rasa's own would open a session to another server.
        self._processor = processor
        self._waiting: list[tuple[UserMessage, asyncio.Future[dict[str, Any]]]] = []

    async def parse(self, message: UserMessage) -> dict[str, Any]:
        """What was read of a message, as Rasa's `parse_message` gives it."""
        loop = asyncio.get_running_loop()
        reading: asyncio.Future[dict[str, Any]] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._read)  # Behind all that are ready to come in now.
        self._waiting.append((message, reading))
        return await reading

    def _read(self) -> None:
        batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._read)
        messages = [message for message, _ in batch]
        try:
            found: list[dict[str, Any] | Exception] = [*self._parse(messages)]
        except Exception:  # noqa: BLE001  One of them cannot be read; the others shall not suffer for it.
            found = [self._attempt(message) for message in messages]
        for (_, reading), outcome in zip(batch, found):
            if reading.done():  # Cancelled: nobody waits for it any more.
                continue
            if isinstance(outcome, Exception):
                reading.set_exception(outcome)
            else:
                reading.set_result(outcome)

    def _attempt(self, message: UserMessage) -> dict[str, Any] | Exception:
        try:
            return self._parse([message])[0]
        except Exception as error:  # noqa: BLE001  It is raised where the message is waited for.
            return error

    def _parse(self, messages: list[UserMessage]) -> list[dict[str, Any]]:
        target = self._processor.model_metadata.nlu_target
        read = self._processor.graph_runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[target])[target]
        return [{**UNREAD, **message.as_dict(only_output_properties=True)} for message in read]
