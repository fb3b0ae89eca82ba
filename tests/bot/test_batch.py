"""Messages that wait together are read together, and as each would be read alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.batch import MOST_AT_ONCE, BatchReader

LETTER = "你好，我妈退休了跟我住上海。想问下怎么备案？要带什么材料？多久能办好？"
SAID = ["转诊要带啥", LETTER, '/choose{"topic": "filing_channels"}', "备案管多久", "👍"]


class CountingRunner:
    """The graph's runner, which counts how many messages each run was given."""

    def __init__(self, runner: Any) -> None:
        self.runner = runner
        self.sizes: list[int] = []

    def run(self, inputs: dict[str, Any], targets: list[str]) -> dict[str, Any]:
        self.sizes.append(len(inputs["__message__"]))
        return self.runner.run(inputs, targets)  # type: ignore[no-any-return]


@pytest.fixture
def runner(engine: Any, monkeypatch: pytest.MonkeyPatch) -> CountingRunner:
    processor = engine._agent.processor
    counting = CountingRunner(processor.graph_runner)
    monkeypatch.setattr(processor, "graph_runner", counting)
    return counting


@pytest.fixture
def reader(engine: Any, runner: CountingRunner) -> BatchReader:
    return BatchReader(engine._agent.processor)


async def together(reader: BatchReader, messages: list[UserMessage]) -> list[Any]:
    return await asyncio.gather(*(reader.parse(message) for message in messages), return_exceptions=True)


def outline(reading: dict[str, Any]) -> tuple[Any, ...]:
    parts = [(part["text"], part["intents"][:1] and part["intents"][0][0]) for part in reading.get("readings", [])]
    return reading["text"], reading["intent"]["name"], [entity["value"] for entity in reading["entities"]], parts


def test_together_as_alone(reader: BatchReader, runner: CountingRunner, loop: asyncio.AbstractEventLoop) -> None:
    alone = [loop.run_until_complete(reader.parse(UserMessage(text))) for text in SAID]
    at_once = loop.run_until_complete(together(reader, [UserMessage(text) for text in SAID]))
    assert [outline(reading) for reading in at_once] == [outline(reading) for reading in alone]
    assert runner.sizes == [1] * len(SAID) + [len(SAID)]


def test_a_crowd_is_read_in_parts(reader: BatchReader, runner: CountingRunner, loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(together(reader, [UserMessage("备案管多久")] * (MOST_AT_ONCE + 3)))
    assert runner.sizes == [MOST_AT_ONCE, 3]


def test_what_cannot_be_read_fails_alone(reader: BatchReader, loop: asyncio.AbstractEventLoop) -> None:
    messages = [UserMessage(text) for text in ("转诊要带啥", "坏的", "备案管多久")]
    messages[1].text = 5  # type: ignore[assignment]
    first, broken, last = loop.run_until_complete(together(reader, messages))
    assert isinstance(broken, Exception)
    assert [first["text"], last["text"]] == ["转诊要带啥", "备案管多久"]


def test_nobody_waits_for_who_has_left(reader: BatchReader, loop: asyncio.AbstractEventLoop) -> None:
    async def leave() -> dict[str, Any]:
        gone, waiting = (
            asyncio.ensure_future(reader.parse(UserMessage(text))) for text in ("转诊要带啥", "备案管多久")
        )
        await asyncio.sleep(0)  # Both are waiting now.
        gone.cancel()
        return await waiting

    assert loop.run_until_complete(leave())["text"] == "备案管多久"
