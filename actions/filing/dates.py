"""Read the day that a citizen names: 今天, 后天, 下周三, 7月5号, 2025-07-05, 国庆. Pure; `today` is given.

The words stand in knowledge/copy/dates.yml; this file only knows arithmetic.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import knowledge
from actions.filing.errors import Code, FilingError
from knowledge.reading import read_yaml

WORDS = Path(knowledge.__file__).parent / "copy" / "dates.yml"
FULL = re.compile(r"(?<!\d)(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})(?!\d)")
EIGHT_DIGITS = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
SHORT = re.compile(r"(?<!\d)(\d{1,2})\s*(?:[月/.]|-(?=\d{1,2}\s*(?:[日号]|$)))\s*(\d{1,2})\s*[日号]?(?!\d)")
DAY_ONLY = re.compile(r"(?<!\d)(\d{1,2})\s*[日号](?!\d)")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(WORDS)
    return words


def read_date(text: str, today: dt.date) -> dt.date:
    """The first day that the text names; a day without a year is the next one to come. Raises FilingError."""
    words = _words()
    plain = re.sub(words["after_holiday"], "", unicodedata.normalize("NFKC", text))
    holiday = next((day for name, day in words["holidays"].items() if name in plain), None)
    plain = _digits(plain, words["digits"])
    if match := FULL.search(plain) or EIGHT_DIGITS.search(plain):
        return _day(*map(int, match.groups()))
    day = _in_words(plain, words, today) or _in_numbers(plain, words, today)
    if day is None and holiday:
        day = _holiday(holiday, plain, words["years"], today)
    if day is None:
        raise FilingError(Code.date_unclear)
    return day


def _in_words(plain: str, words: dict[str, Any], today: dt.date) -> dt.date | None:
    """三天后, 明天, 下周三, 下个月5号."""
    if match := re.search(words["in_days"], plain):
        return today + dt.timedelta(days=_number(match["number"], words["numbers"]) * words["units"][match["unit"]])
    for name, days in words["relative"].items():
        if name in plain:
            return today + dt.timedelta(days=days)
    if weekday := re.search(words["weekday"], plain):
        return _weekday(weekday["week"], weekday["day"], words, today)
    if match := re.search(words["month_day"], plain):
        return _next_month_day(words["months"][match["month"]], int(match["day"]), today)
    return None


def _in_numbers(plain: str, words: dict[str, Any], today: dt.date) -> dt.date | None:
    """12月5号, 12-05, 5号."""
    if match := SHORT.search(plain):
        year = next((years for name, years in words["years"].items() if name in plain), None)
        if year is not None:
            return _day(today.year + year, int(match[1]), int(match[2]))
        return _coming(int(match[1]), int(match[2]), today)
    match = DAY_ONLY.search(plain)
    return _next_month_day(0, int(match[1]), today) if match else None


def names_date(text: str) -> bool:
    """Whether the text speaks of a day at all, possible or not."""
    try:
        read_date(text, dt.date(2024, 1, 1))
    except FilingError as error:
        return error.code is not Code.date_unclear
    return True


def names_time(text: str) -> bool:
    """Whether the text tells when, but not on which day: 12月初, 国庆后."""
    return not names_date(text) and re.search(_words()["vague"], unicodedata.normalize("NFKC", text)) is not None


def _digits(text: str, digits: dict[str, int]) -> str:
    """Chinese numerals up to 31 before 年, 月, 日, 号 become digits: 十二月二十五号 → 12月25号."""

    def number(match: re.Match[str]) -> str:
        word = match.group()
        if "十" not in word:
            return "".join(str(digits[char]) for char in word)
        tens, ones = word.split("十", 1)
        return str((digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0))

    characters = "".join(digits)
    return re.sub(rf"[{characters}]?十[{characters}]?(?=[年月日号])|[{characters}]{{1,4}}(?=[年月日号])", number, text)


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise FilingError(Code.date_impossible) from None


def _coming(month: int, day: int, today: dt.date) -> dt.date:
    """This year's day or, when it is past by more than half a year, next year's."""
    if (month, day) == (2, 29):
        year = next(year for year in range(today.year, today.year + 9) if calendar.isleap(year))
        return dt.date(year, 2, 29)
    this = _day(today.year, month, day)
    return this if (today - this).days < 180 else _day(today.year + 1, month, day)


def _next_month_day(months: int, day: int, today: dt.date) -> dt.date:
    month = today.month + months + (1 if months == 0 and day < today.day else 0)
    return _day(today.year + (month - 1) // 12, (month - 1) % 12 + 1, day)


def _weekday(week: str | None, name: str, words: dict[str, Any], today: dt.date) -> dt.date:
    monday = today - dt.timedelta(days=today.weekday())
    day = monday + dt.timedelta(weeks=words["weeks"][week or ""], days=words["weekdays"][name])
    if name == words["weekend"] and day < today <= day + dt.timedelta(days=1):
        return today
    return day if week or day >= today else day + dt.timedelta(weeks=1)


def _holiday(holiday: str, plain: str, years: dict[str, int], today: dt.date) -> dt.date:
    """The day of a holiday in the year that is said, else the next one."""
    match = SHORT.search(holiday)
    assert match is not None
    said = next((offset for name, offset in years.items() if name in plain), None)
    if said is not None:
        return _day(today.year + said, int(match[1]), int(match[2]))
    day = _day(today.year, int(match[1]), int(match[2]))
    return day if day >= today else day.replace(year=day.year + 1)


def _number(word: str, numbers: dict[str, int]) -> int:
    """A number in digits, or in characters up to 19."""
    return int(word) if word.isdigit() else sum(numbers[char] for char in word)
