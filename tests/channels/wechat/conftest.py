from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.channels.desk import Desk
from bot.channels.tokens import Seal
from bot.channels.wechat.routes import WeChat
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.store import Store
from bot.channels.wechat.store_sqlite import SqliteStore
from tests.channels.wechat.clockwork import ANYIO_BACKEND, clock
from tests.channels.wechat.engine import EchoEngine
from tests.channels.wechat.platform import AES_KEY, APP_ID, OTHER_AES_KEY, SECRET, TOKEN, Platform

Step = Callable[[str, str], Awaitable[None]]
SETTINGS = WeChatSettings(TOKEN, APP_ID, SECRET, AES_KEY, OTHER_AES_KEY, api_url="https://api.test")


@pytest.fixture
def anyio_backend() -> Any:
    return ANYIO_BACKEND


class Delayed:
    """The store as a process sees it that is not in its best form."""

    def __init__(self, store: Store, wait: Step) -> None:
        self._store = store
        self._wait = wait

    def __getattr__(self, name: str) -> Any:
        async def step(key: str, *arguments: Any, **named: Any) -> Any:
            await self._wait(name, key)
            return await getattr(self._store, name)(key, *arguments, **named)

        return step


class Account:
    """One official account: the platform, the desk, and one or more processes of ours that share a store."""

    def __init__(self, **settings: Any) -> None:
        self.platform = Platform()
        self.engine = EchoEngine()
        self.desk = Desk(self.engine, Seal(b"test"))
        self.store: Store = SqliteStore(clock=clock)
        self.settings = replace(SETTINGS, **settings)
        self.channels: list[WeChat] = []
        self.platform.app = self.process()

    def process(self, wait: Step | None = None) -> Starlette:
        """Another process of ours; before each step that it takes with the store may come a wait."""
        store: Any = Delayed(self.store, wait) if wait else self.store
        channel = WeChat(
            self.settings,
            self.desk,
            b"a-key",
            store=store,
            clock=clock,
            transport=self.platform.transport,
        )
        self.channels.append(channel)
        return Starlette(routes=channel.routes)

    @property
    def seen(self) -> list[str]:
        """What the usual follower has read."""
        return self.platform.seen["oZ1aFollower"]

    async def offered(self) -> dict[str, Any]:
        """The second entry of a menu message, which comes when an answer takes too long to be passive."""
        self.engine.slow("备案", 10)
        await self.platform.text("备案")
        await self.settle()
        entry: dict[str, Any] = self.platform.menus[0]["list"][1]
        return entry

    async def settle(self) -> None:
        """Let everything that runs come to its end."""
        for channel in self.channels:
            await channel._turns.close(3600)


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    account = Account()
    yield account
    await account.settle()
