"""A nursery of servers, and the reference gateway that they file with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.filing.gateway import Settings
from tests.actions.conftest import postgresql
from tests.actions.filing.reference_gateway import ReferenceGateway, running
from tests.serving.nursery import Nursery


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def nursery(folder: Path) -> Iterator[Nursery]:
    nursery = Nursery(folder)
    yield nursery
    nursery.close()


@pytest.fixture
def agency() -> ReferenceGateway:
    return ReferenceGateway()


@pytest.fixture
def gateway(agency: ReferenceGateway) -> Iterator[dict[str, str]]:
    """What a server has to know of the running reference gateway."""
    with running(agency) as settings:
        yield environment(settings)


def environment(settings: Settings) -> dict[str, str]:
    return {
        "YIDI_GATEWAY_URL": settings.url,
        "YIDI_GATEWAY_KEY_ID": settings.key_id,
        "YIDI_GATEWAY_SECRET": settings.secret.decode(),
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'yidi.db'}"
        return
    with postgresql() as url:
        yield url
