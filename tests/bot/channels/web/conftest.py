"""The web's routes over the scripted desk, in process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.channels.web.settings import WebSettings
from tests.web.script import Gate, scripted_app

ORIGIN = "https://hospital.example"
MakeClient = Callable[..., TestClient]


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def make_client(tmp_path: Path, gate: Gate) -> MakeClient:
    """Clients of separate server processes over one database, with changed settings if need be."""

    def make(**changes: object) -> TestClient:
        settings = {
            "secret": b"a key for tests",
            "database_url": f"sqlite:///{tmp_path}/web.db",
            "origins": (ORIGIN,),
            **changes,
        }
        return TestClient(scripted_app(WebSettings(**settings), gate), base_url="http://service.example")  # type: ignore[arg-type]

    return make


@pytest.fixture
def client(make_client: MakeClient) -> Iterator[TestClient]:
    with make_client() as client:
        yield client


def open_session(client: TestClient, **headers: str) -> dict[str, str]:
    """Headers of a fresh session."""
    token = client.post("/web/session", headers=headers).json()["session"]
    return {"authorization": f"Bearer {token}", **headers}
