"""kill -9 on a process that had let its connection go: another one answers, once, before what was asked later."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.wechat.loopback import served
from tests.channels.wechat.platform import AES_KEY, APP_ID, SAFE, SECRET, TOKEN, USER, Platform
from tests.channels.wechat.process import Process, started

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def anyio_backend() -> Any:
    return "asyncio"


class RealPlatform(Platform):
    """The platform over real connections, on the clock of the wall."""

    def __init__(self) -> None:
        super().__init__(time.time)
        self.mode = SAFE
        self.http = httpx.AsyncClient()

    async def post(self, query: dict[str, str], body: bytes, cut: float = 5.0) -> tuple[int, str] | None:
        try:
            answer = await self.http.post(f"{self.url}/wechat", params=query, content=body, timeout=cut)
        except httpx.TransportError:
            return None
        return answer.status_code, answer.text

    async def say(self, process: Process, text: str) -> None:
        self.url = process.url
        await self.text(text)

    async def shows(self, count: int) -> list[str]:
        """What the follower sees once so many messages are there."""
        while len(self.seen[USER]) < count:
            await asyncio.sleep(0.05)
        return self.seen[USER]


@pytest.fixture
async def platform() -> AsyncIterator[RealPlatform]:
    platform = RealPlatform()
    async with served(platform.api) as (_, platform.url), platform.http:
        yield platform


@pytest.fixture(params=["file", "redis"])
def environment(request: pytest.FixtureRequest, platform: RealPlatform, tmp_path: Path) -> dict[str, str]:
    environment = {
        "YIDI_WECHAT_TOKEN": TOKEN,
        "YIDI_WECHAT_APP_ID": APP_ID,
        "YIDI_WECHAT_SECRET": SECRET,
        "YIDI_WECHAT_AES_KEY": AES_KEY,
        "YIDI_WECHAT_API_URL": platform.url,
        "YIDI_DATA_DIR": str(tmp_path),
        "YIDI_SEAL_KEY": request.node.name,
    }
    if request.param == "redis":
        environment["YIDI_REDIS_URL"] = request.getfixturevalue("redis_url")
    return environment


async def test_what_a_killed_process_owed_is_said_by_another_before_the_next_answer(
    platform: RealPlatform, environment: dict[str, str]
) -> None:
    with started(**environment, YIDI_TEST_HELD="一") as one, started(**environment) as other:
        await platform.say(one, "一")
        assert platform.seen[USER] == []
        assert one.kill() == ["一"]
        await platform.say(other, "二")
        assert await platform.shows(2) == ["答：一", "答：二"]
        await platform.say(other, "三")
        assert await platform.shows(3) == ["答：一", "答：二", "答：三"]
        assert other.kill() == ["一", "二", "三"]


async def test_what_was_owed_is_said_after_a_restart(platform: RealPlatform, environment: dict[str, str]) -> None:
    with started(**environment, YIDI_TEST_HELD="一") as one:
        await platform.say(one, "一")
        one.kill()
    with started(**environment) as other:
        assert await platform.shows(1) == ["答：一"]
        await platform.say(other, "二")
        assert await platform.shows(2) == ["答：一", "答：二"]
