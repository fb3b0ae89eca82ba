"""`yidi wechat check`: whether token, IP white list, rights and keys are right, in plain words.

The words stand in check.yml; each step gives a verdict and, when it is not good, what to do.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat.client import WeChatClient
from bot.channels.wechat.crypto import Cipher, Undecipherable
from bot.channels.wechat.delivery import NO_MENUS, PASSIVE
from bot.channels.wechat.errors import ApiError, Remedy, Unreachable
from bot.channels.wechat.evidence import Evidence, Setting
from bot.channels.wechat.menu import InvalidMenu, load_menu, published_form
from bot.channels.wechat.settings import WORDS, WeChatSettings
from bot.channels.wechat.store import Store
from knowledge.reading import read_yaml

RIGHTS = "/cgi-bin/customservice/getkflist"
MENU = "/cgi-bin/get_current_selfmenu_info"


@dataclass(frozen=True)
class Finding:
    """One verdict. `good` is None for what is a limitation and no fault."""

    title: str
    good: bool | None
    text: str


class Check:
    """Runs the checks one after another; later ones are left out when the platform lets us do nothing."""

    def __init__(self, settings: WeChatSettings, client: WeChatClient, store: Store) -> None:
        self._settings = settings
        self._client = client
        self._store = store
        self._evidence = Evidence(settings, store, time.time)
        self._words: dict[str, dict[str, str]] = read_yaml(WORDS)

    async def run(self) -> AsyncIterator[Finding]:
        """The findings, in order."""
        yield await self._callback()
        yield await self._key()
        if not self._settings.secret:
            yield self._finding("token", None, "no_secret")
            return
        token = await self._token()
        yield token
        if token.good:
            yield await self._rights()
            yield await self._menu()

    async def _callback(self) -> Finding:
        # Anybody can send a wrong signature, so one says something only as long as no right one has come.
        if await self._evidence.ever(Setting.token):
            return self._finding("callback", True, "heard")
        doubted = await self._evidence.newest(Setting.token) is False
        return self._finding("callback", False if doubted else None, "refused" if doubted else "not_heard")

    async def _key(self) -> Finding:
        if not self._settings.aes_keys:
            return self._finding("key", None, "plain")
        cipher, sample = Cipher(self._settings.app_id, self._settings.aes_keys), b"yidi"
        try:
            works = cipher.decrypt(cipher.encrypt(sample)) == (sample, 0)
        except Undecipherable:
            works = False
        if not works:
            return self._finding("key", False, "broken")
        newest = await self._evidence.newest(Setting.key)
        if newest is None and await self._evidence.ever(Setting.previous_key):
            return self._finding("key", False, "previous")
        return self._finding("key", newest, {True: "heard", False: "closed", None: "not_heard"}[newest])

    async def _token(self) -> Finding:
        try:
            await self._client.probe()
        except ApiError as error:
            return self._refused("token", error)
        except Unreachable as error:
            return self._finding("token", False, "unreachable", reason=str(error))
        return self._finding("token", True, "good")

    async def _rights(self) -> Finding:
        try:
            await self._client.call("GET", RIGHTS)
        except ApiError as error:
            if error.remedy is Remedy.passive:
                return self._finding("rights", None, "passive")
            return self._refused("rights", error)
        except Unreachable as error:
            return self._finding("rights", False, "unreachable", reason=str(error))
        await self._store.delete(PASSIVE, NO_MENUS)  # the account may have got the right since it was refused
        return self._finding("rights", True, "good")

    async def _menu(self) -> Finding:
        try:
            wanted = published_form(load_menu())
            data: dict[str, Any] = await self._client.call("GET", MENU)
        except InvalidMenu as error:
            return self._finding("menu", False, "invalid", reason=str(error))
        except ApiError as error:
            if error.remedy is Remedy.passive:
                return self._finding("menu", None, "passive")
            return self._refused("menu", error)
        except Unreachable as error:
            return self._finding("menu", False, "unreachable", reason=str(error))
        names = [button.get("name") for button in data.get("selfmenu_info", {}).get("button", [])]
        same = bool(data.get("is_menu_open")) and names == [button["name"] for button in wanted["button"]]
        return self._finding("menu", True, "good") if same else self._finding("menu", None, "other")

    def _refused(self, step: str, error: ApiError) -> Finding:
        return self._finding(step, False, "refused", code=str(error.code), reason=error.plain)

    def _finding(self, step: str, good: bool | None, word: str, **values: str) -> Finding:
        words = self._words[step]
        text = words.get(word) or self._words["any"][word]
        return Finding(words["title"], good, text.format(**values))
