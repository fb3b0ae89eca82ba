"""While the engine works the edge goes on: it takes in messages, lines them up and tells that it is alive."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.aside import EngineAside
from bot.channels.settings import Settings
from bot.port import Reply
from bot.serving import application
from bot.training import ROOT
from tests.channels.engines import Broken, Echo

PATIENCE = 20  # only a broken edge makes an engine wait so long
AT_WORK_FOR_EVER = """
import asyncio, threading
from bot.aside import EngineAside

works = threading.Event()

class Engine:
    async def respond(self, conversation, text):
        works.set()
        threading.Event().wait()

async def leave():
    asyncio.create_task(EngineAside(Engine()).respond("anna", "?"))
    await asyncio.to_thread(works.wait)

asyncio.run(leave())
"""


class Busy(Echo):
    """Works without giving way to others until it is told that the edge went on; notes in which threads it works."""

    def __init__(self) -> None:
        super().__init__()
        self.works, self.edge_went_on = threading.Event(), threading.Event()
        self.threads: set[threading.Thread] = set()

    async def warm_up(self) -> None:
        self.threads.add(threading.current_thread())

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        self.threads.add(threading.current_thread())
        self.works.set()
        return [Reply("free" if self.edge_went_on.wait(PATIENCE) else "blocked")]

    async def choose(self, conversation: str, payload: Any) -> list[Reply]:
        self.threads.add(threading.current_thread())
        return await super().choose(conversation, payload)

    async def erase(self, conversation: str) -> None:
        self.threads.add(threading.current_thread())


class Waiting(Busy):
    """Waits for something that never comes; notes that it was called off."""

    def __init__(self) -> None:
        super().__init__()
        self.called_off = threading.Event()

    async def respond(self, conversation: str, text: str) -> list[Reply]:
        self.works.set()
        try:
            return await asyncio.get_running_loop().create_future()
        finally:
            self.called_off.set()


class Failing(Broken, Busy):
    """Fails at every question."""


async def heard(event: threading.Event) -> bool:
    return await asyncio.to_thread(event.wait, PATIENCE)


def test_the_edge_answers_others_while_the_engine_works(own_data_folder: Path) -> None:
    engine, settings = Busy(), Settings(key=b"a key for tests", data_dir=own_data_folder)

    async def talk(app: Starlette) -> str:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            message = {"sender": "anna", "message": "怎么备案"}
            asked = asyncio.create_task(client.post("/webhooks/rest/webhook", json=message))
            await heard(engine.works)
            await client.get("/health")
            engine.edge_went_on.set()
            return (await asked).json()[0]["text"]

    assert asyncio.run(talk(application(engine, settings, lambda: None))) == "free"


def test_all_the_work_of_an_engine_is_done_in_one_thread_and_not_in_the_edges() -> None:
    engine = Busy()
    engine.edge_went_on.set()

    async def everything() -> None:
        aside = EngineAside(engine)
        await asyncio.gather(aside.warm_up(), *(aside.respond(f"{number}", "怎么备案") for number in range(9)))
        await aside.choose("anna", {"topic": "ratio"})
        await aside.erase("anna")

    asyncio.run(everything())
    assert len(engine.threads) == 1
    assert threading.current_thread() not in engine.threads


def test_an_error_in_the_engine_is_raised_to_who_asked() -> None:
    async def ask() -> None:
        with pytest.raises(ValueError, match="怎么备案"):
            await EngineAside(Failing()).respond("anna", "怎么备案")

    asyncio.run(ask())


def test_a_question_that_is_called_off_is_called_off_in_the_engine() -> None:
    engine = Waiting()

    async def give_up() -> bool:
        asking = asyncio.create_task(EngineAside(engine).respond("anna", "怎么备案"))
        await heard(engine.works)
        asking.cancel()
        return await heard(engine.called_off)

    assert asyncio.run(give_up())


def test_an_engine_at_work_does_not_keep_the_process_from_ending() -> None:
    subprocess.run([sys.executable, "-c", AT_WORK_FOR_EVER], cwd=ROOT, check=True, timeout=PATIENCE)
