"""Housekeeping while the service runs: hand over filings that wait, and erase what is due."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Any

from actions.eligibility import material_record
from actions.filing import keeping
from actions.records import retention
from actions.records.retention import Report, Rule
from actions.records.vault import utc_now
from actions.tasks.setup import Office

ROUND = dt.timedelta(minutes=1)
PURGE_EVERY = dt.timedelta(hours=1)
log = logging.getLogger(__name__)


def purge(office: Office, more: Sequence[Rule] = (), now: dt.datetime | None = None) -> list[Report]:
    """Erase everything whose time is over; what was done is recorded and returned. `more` are the channels' rules."""
    rules = (*keeping.RULES, *material_record.RULES, *retention.RULES, *more)
    return retention.purge(office.database, rules, now)


async def keep_house(office: Office, more: Sequence[Rule] = ()) -> None:
    """Rounds until cancelled. What fails is logged and tried again in the next round; it keeps nothing else back."""
    purged: dt.datetime | None = None
    while True:
        await _tried(office.service.resume)
        if (purged is None or utc_now() - purged >= PURGE_EVERY) and await _tried(purge, office, more):
            purged = utc_now()
        await asyncio.sleep(ROUND.total_seconds())


async def _tried(work: Callable[..., Any], *given: Any) -> bool:
    """Whether a piece of work succeeded."""
    try:
        await asyncio.to_thread(work, *given)
    except Exception:
        log.exception("housekeeping failed")
        return False
    return True
