"""Durations that the documents set, and the days on which they are over."""

from __future__ import annotations

import datetime as dt

from knowledge.base import KnowledgeBase
from knowledge.model import Duration

MONTHS = {"month": 1, "year": 12}


def months(fact_id: str, base: KnowledgeBase, on: dt.date) -> int:
    """The duration of a fact in months; 0 where the place has no such rule."""
    if not fact_id:
        return 0
    value = base.value(fact_id, on).value
    duration = value.duration if value else None
    if not isinstance(duration, Duration):
        raise TypeError(f"{fact_id} holds no duration")
    return duration.amount * MONTHS[duration.unit]


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the first of the next month where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    try:
        return day.replace(year=year, month=month)
    except ValueError:
        return dt.date(year + month // 12, month % 12 + 1, 1)


def last_day(start: dt.date, months: int) -> dt.date:
    """The last day of so many months; the end of the month where there is no such day."""
    over = add_months(start, months)
    return over if over.day == start.day else over - dt.timedelta(days=1)
