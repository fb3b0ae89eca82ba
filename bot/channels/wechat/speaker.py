"""What is said to a push: asks the desk, chooses the channel's own words, turns pages."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Protocol

from bot.channels.tokens import Seal
from bot.channels.wechat.guide import Guide
from bot.channels.wechat.ledger import Ledger
from bot.channels.wechat.said import Said, Shown, joined
from bot.channels.wechat.steps import Ack, Chosen, Erase, Say, Step, Tell
from bot.port import Reply

ASIDE = "-aside"  # a second conversation of the same follower
log = logging.getLogger(__name__)


class Desk(Protocol):
    """What the channel needs of the desk behind the edge."""

    async def say(self, conversation: str, text: str) -> list[Reply]:
        """Answer a text or a sealed token; masks, keeps order, always answers."""

    async def erase(self, conversation: str) -> None:
        """Forget a conversation altogether."""

    @property
    def seal(self) -> Seal:
        """Closes the choices of replies into tokens."""


class Speaker:
    """Finds the message for a step. `None` means that nothing is to be said."""

    def __init__(self, desk: Desk, ledger: Ledger, guide: Guide) -> None:
        self._desk = desk
        self._ledger = ledger
        self._guide = guide

    @property
    def words(self) -> Mapping[str, str]:
        """The channel's own words."""
        return self._guide.words

    async def speak(self, conversation: str, step: Step) -> Said | None:
        """The message for a step."""
        match step:
            case Say(text, aside=True):
                return await self._ask(conversation + ASIDE, text)
            case Say(text):
                return await self._typed(conversation, text)
            case Chosen(entry, text):
                return await self._ask(conversation, await self._ledger.chosen(conversation, entry) or text)
            case Tell(key, questions, ask):
                return await self._own_words(conversation, key, questions, ask)
            case Erase():
                await self._desk.erase(conversation)
                await self._desk.erase(conversation + ASIDE)
                await self._ledger.forget(conversation)
            case Ack():
                pass
        return None

    async def _typed(self, conversation: str, text: str) -> Said:
        shown = await self._ledger.shown(conversation)
        number = self._guide.number(text)
        if shown.rest and (number == 1 or text in self._guide.next_page):
            return Said(shown.rest[0], after=Shown(shown.rest[1:], shown.numbers))
        if not shown.rest and number and number <= len(shown.numbers):
            return await self._ask(conversation, shown.numbers[number - 1])
        return await self._ask(conversation, text)

    async def _own_words(self, conversation: str, key: str, questions: tuple[str, ...], ask: str) -> Said:
        if not ask:
            return Said(self.words[key], tuple((question, question) for question in questions))
        answer = await self._ask(conversation, ask)
        return Said(f"{self.words[key]}\n{answer.text}", answer.choices)

    async def _ask(self, conversation: str, text: str) -> Said:
        try:
            said = joined(await self._desk.say(conversation, text), self._desk.seal.close)
        except Exception as error:  # the outer edge always answers
            return self._failure(type(error).__name__)
        return said if said.text else self._failure("no reply")

    def _failure(self, reason: str) -> Said:
        number = secrets.token_hex(3)
        log.error("wechat: the desk did not answer: %s, error %s", reason, number)
        return Said(self.words["failed"].format(id=number))
