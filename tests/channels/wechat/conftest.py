from __future__ import annotations

from collections.abc import AsyncIterator
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

SETTINGS = WeChatSettings(TOKEN, APP_ID, SECRET, AES_KEY, OTHER_AES_KEY, api_url="https://api.test")


@pytest.fixture
def anyio_backend() -> Any:
    return ANYIO_BACKEND


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

    def process(self) -> Starlette:
        """Another process of ours."""
        channel = WeChat(
            self.settings, self.desk, b"a-key", store=self.store, clock=clock, transport=self.platform.transport
        )
        self.channels.append(channel)
        return Starlette(routes=channel.routes)

    @property
    def seen(self) -> list[str]:
        """What the usual follower has read."""
        return self.platform.seen["oZ1aFollower"]

    async def settle(self) -> None:
        """Let everything that runs come to its end."""
        for channel in self.channels:
            await channel._turns.close(3600)


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    account = Account()
    yield account
    await account.settle()
