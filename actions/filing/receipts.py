"""Receipt numbers: `K482-T913-M067`, easy to read out on the telephone.

No letter can be taken for a digit, and no run of digits is long enough for the edge to take it for a personal number.
The last digit checks the rest, so that a mistyped or invented number is told from an unknown one.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

LETTERS = "ACEFHJKMNPRTWXY"
GROUPS = 3
SHAPE = re.compile(rf"^([{LETTERS}]\d{{3}}){{{GROUPS}}}$")
FIND = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]\s?\d{3}[\s\-－—]?){2}[A-Za-z]\s?\d{3}(?!\d)")


def new_receipt() -> str:
    """A fresh receipt number; the table's unique column guards against the improbable twin."""
    body = "".join(secrets.choice(LETTERS) + f"{secrets.randbelow(1000):03d}" for _ in range(GROUPS))[:-1]
    return _grouped(body + _check(body))


def read_receipt(text: str) -> str | None:
    """The receipt number in a message, in its written form; None when there is none that can be genuine."""
    for match in FIND.finditer(unicodedata.normalize("NFKC", text)):
        plain = re.sub(r"[^A-Z0-9]", "", match.group().upper())
        if SHAPE.match(plain) and plain[-1] == _check(plain[:-1]):
            return _grouped(plain)
    return None


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _check(body: str) -> str:
    weights = (7, 3, 1)
    return str(sum(int(char, 36) * weights[place % 3] for place, char in enumerate(body)) % 10)
