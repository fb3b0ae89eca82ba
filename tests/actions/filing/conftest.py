"""Houses with a clock of the test's own: one guided, one with a reference gateway on a real port."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from actions.database import Database
from actions.filing.gateway import Gateway, Settings
from tests.actions.filing.reference_gateway import ReferenceGateway, running
from tests.actions.filing.samples import House, make_house


@pytest.fixture
def house(database: Database, keys, clock) -> House:
    return make_house(database, keys=keys, now=clock)


@pytest.fixture
def agency() -> ReferenceGateway:
    return ReferenceGateway()


@pytest.fixture
def settings(agency: ReferenceGateway) -> Iterator[Settings]:
    with running(agency) as settings:
        yield settings


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    gateway = Gateway(settings, timeout=httpx.Timeout(1.0))
    yield gateway
    gateway.close()


@pytest.fixture
def filing_office(sqlite: Database, gateway: Gateway, keys, clock) -> House:
    return make_house(sqlite, gateway, keys, clock)
