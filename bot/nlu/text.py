"""Pure text functions: bring a message to one form, and cut it into clauses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from knowledge.vocabulary import words

# A question mark stays with its clause: it may be all that shows that the clause asks.
CLAUSE_ENDS = re.compile(r"(?<=[？?])(?![？?])|[。！!；;\n]+|[，,、\s]+(?=\S{3})")
CONTROL = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SENTENCE_ENDS = re.compile(r"(?<=[。！!；;？?\n])")
MIN_CLAUSE = 3
MOST_WITH_LEAD = 45  # Characters; a longer lead would be what the pair is read as.


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """Half-width, simplified, without control characters, with known misspellings mended.

    Punctuation stays, in its Chinese or ASCII form as NFKC leaves it, since it marks clauses.
    """
    text = unicodedata.normalize("NFKC", CONTROL.sub("", text)).strip()
    text = _simplifier().convert(text)
    for wrong, right in words().misspellings.items():
        if wrong in text:
            text = text.replace(wrong, right)
    return re.sub(r"\s+", " ", text)


def clauses(text: str) -> list[str]:
    """The clauses of a normalised message, in order; short ones stay joined to the one before."""
    found: list[str] = []
    for piece in CLAUSE_ENDS.split(text):
        piece = piece.strip(" ,，、。")
        if not piece.strip("?？"):
            continue
        if found and len(piece) < MIN_CLAUSE:
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


def asks(text: str) -> bool:
    """Whether a clause looks like a question."""
    return bool(words().question.search(words().rhetorical.sub("", text)))


def self_contained(parts: list[str]) -> list[str]:
    """The clauses of a letter, each question that leans on what was told ("为啥不让", "真有这回事吗") with it."""
    told, result = "", []
    for part in parts:
        leans = asks(part) and bool(words().leaning.search(part))
        result.append(f"{told},{part}" if leans and told else part)
        told = told if asks(part) else part
    return result


def led(text: str) -> dict[str, str]:
    """Each question of a normalised letter → itself with what its sentence says right before ("过年回来,卡能刷吗")."""
    result: dict[str, str] = {}
    for sentence in SENTENCE_ENDS.split(text):
        parts = clauses(sentence)
        for told, part in zip(parts, parts[1:]):
            if asks(part) and not asks(told) and len(told) + len(part) < MOST_WITH_LEAD:
                result[part] = f"{told},{part}"
    return result


def worth_reading(parts: list[str], most: int) -> list[str]:
    """At most so many clauses, in order: those that ask before those that tell."""
    by_worth = sorted(range(len(parts)), key=lambda index: not asks(parts[index]))
    return [parts[index] for index in sorted(by_worth[:most])]
