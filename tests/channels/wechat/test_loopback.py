"""The webhook behind a real server, over real connections that really break."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn

from bot.channels.wechat.crypto import signature
from tests.channels.wechat.clockwork import clock
from tests.channels.wechat.conftest import Account
from tests.channels.wechat.loopback import served
from tests.channels.wechat.platform import TOKEN

pytestmark = pytest.mark.anyio
IMPATIENT = 0.2


@pytest.fixture
def anyio_backend() -> Any:
    return "asyncio"


@pytest.fixture
async def server(account: Account) -> AsyncIterator[uvicorn.Server]:
    async with served(account.platform.app) as (server, account.platform.url):
        yield server


@pytest.fixture
async def client(account: Account, server: uvicorn.Server) -> AsyncIterator[httpx.AsyncClient]:  # noqa: ARG001
    async with httpx.AsyncClient(base_url=account.platform.url) as client:
        yield client


async def test_the_console_verifies_the_address(client: httpx.AsyncClient) -> None:
    now = str(int(clock()))
    query = {"timestamp": now, "nonce": "7", "signature": signature(TOKEN, now, "7"), "echostr": "5837397576500011341"}
    answer = await client.get("/wechat", params=query)
    assert (answer.status_code, answer.text) == (200, "5837397576500011341")
    assert (await client.get("/wechat", params=query | {"nonce": "8"})).status_code == 403
    assert (await client.get("/wechat")).status_code == 403


async def test_a_push_is_answered(account: Account, client: httpx.AsyncClient) -> None:
    query, body = account.platform.request(account.platform.fields(Content="你好"))
    answer = await client.post("/wechat", params=query, content=body)
    assert "<Content><![CDATA[答：你好]]></Content>" in answer.text


async def test_an_answer_is_not_given_to_a_connection_that_broke(
    account: Account, server: uvicorn.Server, client: httpx.AsyncClient
) -> None:
    account.engine.held["慢"] = asyncio.Event()
    query, body = account.platform.request(account.platform.fields(Content="慢"))
    with pytest.raises(httpx.ReadTimeout):
        await client.post("/wechat", params=query, content=body, timeout=IMPATIENT)
    while server.server_state.connections:
        await asyncio.sleep(0)
    account.engine.held["慢"].set()
    await account.settle()
    answer = await client.post("/wechat", params=query, content=body)
    assert "答：慢" in answer.text
    assert account.engine.texts_asked == ["慢"]


async def test_a_body_that_never_ends_is_cut_off(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536

    try:
        status = (await client.post("/wechat", content=endless())).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        status = 413  # the server closed the connection while we were still sending
    assert status == 413
