"""Replace ID, card and phone numbers before anything else sees a message.

Digits may be full-width, spaced or hyphenated, spoken ("一三八幺…", as a voice message writes them), and stand between
Chinese characters, where `\\b` does not work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

GAP = r"[\s\-－—–·.,，]?"

# How a figure is spoken: 幺 for one in numbers, 两 for two.
SPOKEN = {
    "零": 0,
    "〇": 0,
    "幺": 1,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
WRITTEN = {ord(spoken): str(figure) for spoken, figure in SPOKEN.items()}
FIGURE = rf"{''.join(SPOKEN)}\d"
# As long as a telephone number at least: shorter ones are amounts, dates and house numbers.
SAID = re.compile(rf"(?:[{FIGURE}]{GAP}){{10,}}[{FIGURE}Xx]")


def _digits(count: str) -> str:
    return rf"(?:\d{GAP}){count}"


# Longest first, so that an ID number is never taken for a phone number with digits around it.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("【身份证】", re.compile(rf"(?<!\d){_digits('{17}')}[\dXx](?!\d)")),
    ("【银行卡】", re.compile(rf"(?<!\d){_digits('{15,18}')}\d(?!\d)")),
    ("【身份证】", re.compile(rf"(?<!\d){_digits('{14}')}\d(?!\d)")),
    ("【手机号】", re.compile(rf"(?<!\d)(?:\+?86{GAP})?1{GAP}[3-9]{GAP}{_digits('{8}')}\d(?!\d)")),
    ("【社保卡】", re.compile(r"(?<![A-Za-z0-9])[A-Za-z]\d{8}(?![A-Za-z0-9])")),
    ("【号码】", re.compile(rf"(?<!\d){_digits('{9,30}')}\d(?!\d)")),
)


def protect(text: str, keep: Callable[[str, str], str | None]) -> str:
    """Like `mask`, but a number for which `keep(kind, number)` gives a token becomes `【kind#token】`."""

    def replaced(name: str, number: str) -> str:
        token = keep(name.strip("【】"), number)
        return f"{name[:-1]}#{token}】" if token else name

    plain = SAID.sub(lambda match: match.group().translate(WRITTEN), unicodedata.normalize("NFKC", text))
    for name, pattern in PATTERNS:
        plain = pattern.sub(lambda match, name=name: replaced(name, match.group()), plain)  # type: ignore[misc]
    return plain


def mask(text: str) -> str:
    """The text with every personal number replaced by the name of its kind in 【】.

    >>> mask("身份证11010519491231002X查下")
    '身份证【身份证】查下'
    """
    return protect(text, lambda _kind, _number: None)
