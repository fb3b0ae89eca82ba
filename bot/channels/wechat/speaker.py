"""What is said to a push: asks the desk, chooses the channel's own words, turns pages."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from typing import Protocol

from bot.channels.tokens import Seal
from bot.channels.wechat.guide import Guide
from bot.channels.wechat.ledger import Ledger
from bot.channels.wechat.pushes import Push
from bot.channels.wechat.said import Said, joined
from bot.channels.wechat.steps import Ack, Chosen, Erase, Say, Step, Tell
from bot.port import Reply

LONGEST = 120.0
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
    def guide(self) -> Guide:
        """What the channel knows."""
        return self._guide

    @property
    def words(self) -> Mapping[str, str]:
        """The channel's own words."""
        return self._guide.words

    async def speak(self, conversation: str, push: Push) -> Said | None:
        """The message for a push; what takes too long is given up, since the follower's next push waits for it.

        An erasure is not: it raises, and is tried again.
        """
        step = push.step(self._guide)
        try:
            return await asyncio.wait_for(self._speak(conversation, step), LONGEST)
        except asyncio.TimeoutError:
            if isinstance(step, Erase):
                raise
            return self.failure("too long")

    async def _speak(self, conversation: str, step: Step) -> Said | None:
        match step:
            case Say(text, aside=True):
                return await self._ask(conversation, text, aside=True)
            case Say(text):
                return await self._typed(conversation, text)
            case Chosen(entry, text):
                say = await self._ledger.chosen(conversation, entry) or Say(text)
                return await self._ask(conversation, say.text, say.aside)
            case Tell():
                return await self._own_words(conversation, step)
            case Erase():
                await self._desk.erase(conversation)
                await self._desk.erase(conversation + ASIDE)
            case Ack():
                pass
        return None

    async def _typed(self, conversation: str, text: str) -> Said:
        shown = await self._ledger.shown(conversation)
        number = self._guide.number(text)
        if shown.rest and (number == 1 or text in self._guide.next_page):
            return shown.rest
        if not shown.rest and 0 < number <= len(shown.numbers):
            return await self._ask(conversation, shown.numbers[number - 1], shown.aside)
        return await self._ask(conversation, text)

    async def _own_words(self, conversation: str, tell: Tell) -> Said:
        words = self.words[tell.key]
        if not tell.ask:
            return Said(words, tell.choices, tell.aside)
        answer = await self._ask(conversation, tell.ask)
        return Said(f"{words}\n{answer.text}", answer.choices)

    async def _ask(self, conversation: str, text: str, aside: bool = False) -> Said:
        try:
            replies = await self._desk.say(conversation + ASIDE if aside else conversation, text)
            said = joined(replies, self._desk.seal.close, aside)
        except Exception as error:  # the outer edge always answers
            return self.failure(type(error).__name__)
        return said if said.text else self.failure("no reply")

    def failure(self, reason: str) -> Said:
        """What is said when there is no answer; the reason is for the log."""
        number = secrets.token_hex(3)
        log.error("wechat: the desk did not answer: %s, error %s", reason, number)
        return Said(self.words["failed"].format(id=number))
