from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.desk import Desk
from bot.channels.tokens import Seal
from tests.citizen import Citizen


@pytest.fixture(scope="session")
def desk(engine: Any) -> Desk:
    return Desk(engine, Seal(b"a key for tests"))


@pytest.fixture
def citizen(desk: Desk, loop: asyncio.AbstractEventLoop) -> Citizen:
    return Citizen(desk, loop)
