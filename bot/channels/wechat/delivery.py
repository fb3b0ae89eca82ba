"""Customer-service messages: the way to a follower when the open connection has ended."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from enum import Enum

from bot.channels.wechat.client import WeChatClient
from bot.channels.wechat.errors import ApiError, Remedy, Unreachable
from bot.channels.wechat.ledger import Grant, Ledger
from bot.channels.wechat.render import LIMIT, linked, size
from bot.channels.wechat.said import Said, Shown
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.steps import Say
from bot.channels.wechat.store import Store

PASSIVE = "passive-only"
PASSIVE_FOR = {Remedy.passive: 24 * 3600, Remedy.degrade: 3600}
NO_MENUS = "no-menu-messages"
NO_MENUS_FOR = 24 * 3600
HINT_AT = 1  # messages left when the follower is asked to write again
log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a message."""

    sent = "sent"
    later = "later"
    gone = "gone"


class Delivery:
    """Sends waiting answers within the follower's quotas."""

    def __init__(
        self,
        client: WeChatClient,
        ledger: Ledger,
        store: Store,
        settings: WeChatSettings,
        words: Mapping[str, str],
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._store = store
        self._settings = settings
        self._words = words

    async def allowed(self) -> bool:
        """Whether the account has the right, as far as is known."""
        return bool(self._settings.secret) and await self._store.get(PASSIVE) is None

    async def typing(self, user: str) -> None:
        """Show that an answer is coming; this also tells early whether the account may send messages."""
        try:
            await self._client.typing(user)
        except ApiError as error:
            await self._learn(error)
        except Unreachable:
            pass  # an ornament, not worth a word

    async def send(self, user: str, conversation: str, said: Said) -> Outcome:
        """Send the first page of an answer; what is left over is offered by number."""
        right = await self._ledger.spend(conversation)
        if right is None:
            return Outcome.later
        try:
            hint = self._words["any_word"] if right == (Grant.message, HINT_AT) else ""
            await self._send(user, conversation, said, hint)
        except ApiError as error:
            return await self._refused(conversation, error)
        except Unreachable:
            return Outcome.later
        return Outcome.sent

    async def _send(self, user: str, conversation: str, said: Said, hint: str) -> None:
        if await self._sent_as_menu(user, conversation, said, hint):
            await self._ledger.show(conversation, Shown())
            return
        try:
            shown = await self._send_opening(user, said, hint, LIMIT)
        except ApiError as error:
            if error.remedy is not Remedy.shorten:
                raise
            shown = await self._send_opening(user, said, hint, LIMIT // 2)
        await self._ledger.show(conversation, shown)

    async def _send_opening(self, user: str, said: Said, hint: str, limit: int) -> Shown:
        page, shown = said.opening(self._words, hint, limit)
        await self._client.send_text(user, linked(page, self._settings.mini_programs, limit))
        return shown

    async def _sent_as_menu(self, user: str, conversation: str, said: Said, hint: str) -> bool:
        text = "\n".join(filter(None, (said.text, hint)))
        if not (self._settings.menu_messages and said.choices) or size(text) > LIMIT:
            return False
        if await self._store.get(NO_MENUS):
            return False
        entries = {secrets.token_hex(4): choice for choice in said.choices}
        says = {key: Say(text, said.aside) for key, (_, text) in entries.items()}
        await self._ledger.offer(conversation, says)
        try:
            await self._client.send_menu(user, text, {key: title for key, (title, _) in entries.items()})
        except ApiError as error:
            if error.remedy is not Remedy.ignore:
                raise
            await self._store.set(NO_MENUS, "1", NO_MENUS_FOR)
            return False
        return True

    async def _refused(self, conversation: str, error: ApiError) -> Outcome:
        await self._learn(error)
        if error.remedy is Remedy.stop:
            return Outcome.gone
        if error.remedy is Remedy.wait:
            await self._ledger.used_up(conversation)
        return Outcome.later

    async def _learn(self, error: ApiError) -> None:
        if error.remedy in PASSIVE_FOR:
            log.warning("wechat: passive replies only from now on: %s", error)
            await self._store.set(PASSIVE, "1", PASSIVE_FOR[error.remedy])
