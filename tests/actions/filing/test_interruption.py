"""Twenty confirmations at once make one filing; kill -9 at any line of our code loses none and doubles none."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from actions.database import Database
from actions.filing.errors import FilingError
from actions.filing.gateway import Gateway, Settings
from actions.filing.model import State
from actions.filing.tables import filing
from knowledge.loader import load
from tests.actions.filing.reference_gateway import ReferenceGateway
from tests.actions.filing.samples import KEYS, TODAY, House, make_draft, make_house

PROCESSES = multiprocessing.get_context("fork")
OUR_CODE = str(Path(__file__).parents[3] / "actions")
KILLS = 60
SEED = 20250703


def open_house(url: str, settings: Settings) -> House:
    """A service of this process's own."""
    return make_house(Database(url), Gateway(settings))


def confirm_ten_times(url: str, settings: Settings, start: Any, answers: Connection) -> None:
    house = open_house(url, settings)
    start.wait()

    def confirm(_: int) -> tuple[str, str]:
        made = house.service.confirm(make_draft(), "web:1", TODAY)
        return made.id, made.receipt

    with ThreadPoolExecutor(10) as pool:
        answers.send(list(pool.map(confirm, range(10))))


def one_filing_of_twenty(url: str, settings: Settings, agency: ReferenceGateway) -> None:
    start = PROCESSES.Barrier(2)
    pipes = [PROCESSES.Pipe(duplex=False) for _ in range(2)]
    workers = [PROCESSES.Process(target=confirm_ten_times, args=(url, settings, start, send)) for _, send in pipes]
    for worker in workers:
        worker.start()
    answers = [answer for receive, _ in pipes for answer in receive.recv()]
    for worker in workers:
        worker.join()
    assert (len(answers), len(set(answers))) == (20, 1)
    assert (len(agency.filings), agency.requests) == (1, 1)


def test_twenty_confirmations_over_two_processes_make_one_filing(database, settings, agency):
    load()
    url = database.url.render_as_string(hide_password=False)
    one_filing_of_twenty(url, settings, agency)
    with database.read() as connection:
        assert len(connection.execute(filing.select()).all()) == 1


def killed_at(line: int) -> Callable[..., Any]:
    """A trace function that kills its process with SIGKILL at the given line of our code; it counts from 1."""
    seen = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal seen
        if not frame.f_code.co_filename.startswith(OUR_CODE):
            return None
        if event == "line":
            seen += 1
            if seen == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    trace.seen = lambda: seen  # type: ignore[attr-defined]
    return trace


def confirm_and_resume(url: str, settings: Settings, number: int, line: int, told: Connection) -> None:
    """What a server does for one citizen; tells the receipt as soon as the citizen would see it, then the lines run."""
    house = open_house(url, settings)
    trace = killed_at(line)
    sys.settrace(trace)
    made = house.service.confirm(trip(number), f"web:{number}", TODAY)
    told.send(made.receipt)
    house.service.resume()
    sys.settrace(None)
    told.send(trace.seen())


def trip(number: int):
    cities = [place.id for place in load().places if place.level == "city" and place.parent not in ("jiangsu", None)]
    return make_draft(key=f"draft-{number:04}", destination=cities[number])


def serve(url: str, settings: Settings, number: int, line: int) -> tuple[int | None, list[Any]]:
    """Exit code of a server process that is killed at `line`, and what it told before."""
    receive, send = PROCESSES.Pipe(duplex=False)
    worker = PROCESSES.Process(target=confirm_and_resume, args=(url, settings, number, line, send))
    worker.start()
    send.close()
    told = []
    while True:
        try:
            told.append(receive.recv())
        except EOFError:
            break
    worker.join()
    return worker.exitcode, told


def test_killed_at_any_line_nothing_is_lost_and_nothing_doubled(sqlite, settings, agency: ReferenceGateway):
    url = sqlite.url.render_as_string()
    _, (first, lines) = serve(url, settings, 0, line=0)
    receipts = {"draft-0000": first}
    chance = random.Random(SEED)
    kills = 0
    for number in range(1, KILLS + 1):
        agency.moods.append(chance.choice(["ok", "ok", "lost", "fail"]))
        code, told = serve(url, settings, number, chance.randint(1, lines))
        kills += code == -signal.SIGKILL
        if told:
            receipts[f"draft-{number:04}"] = told[0]
        agency.moods.clear()
    after = open_house(url, settings)
    after.service.resume()
    stored = {number: after.repository.by_key(f"draft-{number:04}") for number in range(KILLS + 1)}
    confirmed = {found.key: found for found in stored.values() if found}
    assert kills >= 50
    assert {key: confirmed[key].receipt for key in receipts} == receipts
    assert {found.state for found in confirmed.values()} == {State.accepted}
    assert set(agency.filings) == set(confirmed)
    assert {key: record["receipt"] for key, record in agency.filings.items()} == {
        key: found.agency_receipt for key, found in confirmed.items()
    }
    again = [after.service.confirm(trip(number), f"web:{number}", TODAY) for number in range(KILLS + 1)]
    assert len({found.id for found in again}) == len(agency.filings) == KILLS + 1


def test_the_same_trip_at_once_under_two_keys_makes_one_filing(database):
    house = make_house(database, keys=KEYS)

    def confirm(key: str) -> str:
        try:
            return house.service.confirm(make_draft(key=key), key, TODAY).state.value
        except FilingError as error:
            return error.code.value

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, ["draft-0001", "draft-0002"])) == ["confirmed", "duplicate"]
