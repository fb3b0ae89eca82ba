"""Error codes of the platform, and what to do about each: the table is errors.yml."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from pathlib import Path

from knowledge.reading import read_yaml

TABLE = Path(__file__).parent / "errors.yml"
OK = 0
UNKNOWN = 0  # row of the table for codes that it does not have
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}")


class Remedy(Enum):
    """What the program does about an error."""

    retry = "retry"
    refresh = "refresh"
    alarm = "alarm"
    stop = "stop"
    wait = "wait"
    shorten = "shorten"
    degrade = "degrade"
    passive = "passive"
    ignore = "ignore"


class WeChatError(Exception):
    """Base of all errors of this channel."""


class ApiError(WeChatError):
    """The platform refused a call. `plain` says why in words for the deployer; no secret is in it."""

    def __init__(self, code: int, message: str = "") -> None:
        remedy, plain = table().get(code) or (Remedy.alarm, table()[UNKNOWN][1])
        address = ADDRESS.search(message)
        self.code = code
        self.remedy = remedy
        self.plain = plain + (f"（{address[0]}）" if address and remedy is Remedy.alarm else "")
        super().__init__(f"{code} {self.plain}".strip())


class Unreachable(WeChatError):
    """The platform gave no usable answer: time-out, broken connection, HTTP error, or something that is not JSON."""


class NotSent(Unreachable):
    """The call did not leave this machine, so it can be repeated."""


@lru_cache(maxsize=1)
def table() -> dict[int, tuple[Remedy, str]]:
    """Remedy and plain words by code."""
    return {code: (Remedy(row["do"]), row["plain"]) for code, row in read_yaml(TABLE).items()}
