"""A Redis whose answers get lost on the way, once or for as long as it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.channels.wechat.store_redis import RedisStore
from tests.channels.wechat.conftest import Account

pytestmark = pytest.mark.anyio
ALL = range(1000)


@pytest.fixture
def anyio_backend() -> Any:
    return "asyncio"


class Wire:
    """The way to Redis. Answers are counted; those in `lost` do not arrive, although the command was carried out."""

    def __init__(self, redis_url: str) -> None:
        self._redis = urlsplit(redis_url)
        self.answers = 0
        self.lost: range = range(0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Address under which Redis is reached over this wire."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        try:
            yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
        finally:
            server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_redis, to_redis = await asyncio.open_connection(self._redis.hostname, self._redis.port)
        back = asyncio.create_task(self._back(from_redis, writer))
        while data := await reader.read(65536):
            to_redis.write(data)
        to_redis.close()
        await back

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self.answers not in self.lost:
                writer.write(data)
            self.answers += 1
        writer.close()


@asynccontextmanager
async def account_over(wire: Wire, name: str) -> AsyncIterator[Account]:
    async with wire.open() as url:
        account = Account()
        account.store = RedisStore(url, f"{name}:")
        account.platform.app = account.process()
        yield account
        await account.settle()
        await account.store.close()


async def answers_of_a_turn(redis_url: str) -> int:
    wire = Wire(redis_url)
    async with account_over(wire, "whole") as account:
        await account.platform.text("你好")
        return wire.answers


async def test_whichever_answer_is_lost_the_follower_gets_his_once(redis_url: str) -> None:
    async def ask(number: int) -> None:
        wire = Wire(redis_url)
        wire.lost = range(number, number + 1)
        async with account_over(wire, f"lost{number}") as account:
            await account.platform.text("你好")
            await account.settle()
            assert (number, account.seen, account.engine.texts_asked) == (number, ["答：你好"], ["你好"])
            assert await account.store.look("work") == {}

    count = await answers_of_a_turn(redis_url)
    assert count > 10
    await asyncio.gather(*(ask(number) for number in range(count)))


async def test_while_redis_does_not_answer_the_follower_gets_words_and_afterwards_answers(redis_url: str) -> None:
    wire = Wire(redis_url)
    wire.lost = ALL
    async with account_over(wire, "silent") as account:
        await account.platform.text("一")
        wire.lost = range(0)
        await account.platform.text("二")
    assert "12393" in account.seen[0]
    assert account.seen[1:] == ["答：二"]
