"""kill -9 on the whole server, anywhere in a conversation: what was confirmed is neither lost nor doubled."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from actions.database import Database
from actions.filing.model import State
from actions.filing.tables import filing
from knowledge.loader import load
from tests.serving.citizen import Traveller
from tests.serving.nursery import Nursery, Server

KILLS = {"sqlite": 50, "postgresql": 20}
SEED = 20250703
# Most kills fall into the turn that confirms, where most can go wrong; the others anywhere before.
CONFIRMING = 0.7


def interrupted(server: Server, traveller: Traveller, after: float) -> None:
    """The citizen says the next thing, and the server is killed so many seconds later."""
    sent = threading.Event()

    def say() -> None:
        sent.set()
        try:
            traveller.say(server)
        except httpx.TransportError:
            return

    with ThreadPoolExecutor(1) as pool:
        saying = pool.submit(say)
        sent.wait()
        time.sleep(after)  # where the kill falls is chance; what has to hold does not depend on it
        server.kill()
        saying.result()


@pytest.mark.slow
def test_killed_anywhere_in_a_conversation(nursery: Nursery, gateway, agency, database_url: str) -> None:
    chance = random.Random(SEED)
    environment = {"YIDI_DATABASE_URL": database_url, **gateway}
    kills = KILLS[database_url.split(":")[0]]
    names = [place.name for place in load().places if place.level == "city" and place.parent not in ("jiangsu", None)]
    server = nursery.server(**environment)
    longest, told = 0.1, {}
    for number in range(kills):
        traveller = Traveller(f"{database_url} {number}", names[number])
        until = "确认" if chance.random() < CONFIRMING else chance.choice(["同意", ""])
        if until:
            traveller.go_on(server, until)
        started = time.monotonic()
        interrupted(server, traveller, chance.uniform(0, longest))
        longest = max(longest, time.monotonic() - started) if traveller.receipt else longest
        server = nursery.server(**environment)
        agency.moods.append(chance.choice(["ok", "ok", "lost", "fail"]))
        traveller.go_on(server)
        told[names[number]] = traveller.receipt
        agency.moods.clear()
    server.say("the last one", "我的备案办好了吗")
    check(database_url, told, agency)


def check(database_url: str, told: dict, agency) -> None:
    database = Database(database_url)
    with database.read() as connection:
        stored = {row.receipt: row for row in connection.execute(filing.select()).all()}
    database.close()
    assert sorted(stored) == sorted(told.values())
    assert len(agency.filings) == len(told)
    assert {row.key: row.agency_receipt for row in stored.values() if row.state == State.accepted.value} == {
        key: record["receipt"] for key, record in agency.filings.items()
    }
