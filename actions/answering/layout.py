"""Lay out what answers one or more questions in the room that one message has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.answering.answer import Section, Status
from knowledge.model import Source

MAX_CHARS = 570  # of at most 600: a line of caution may go before
# How the room of an answer is shared among two or three questions: the main one gets the most.
SHARES = {1: (1.0,), 2: (0.6, 0.4), 3: (0.44, 0.28, 0.28)}


@dataclass(frozen=True)
class Draft:
    """What answers one question, before it is worded as a message."""

    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    head: str = ""
    ask: str | None = None
    status: Status = Status.answered

    @property
    def texts(self) -> list[str]:
        """Its lines in order."""
        return [line.text for section in self.sections for line in section.lines]


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, each without the lines that an earlier one says already; one may be left empty."""
    said: set[str] = set()
    result = []
    for draft in drafts:
        fresh = (replace(s, lines=tuple(line for line in s.lines if line.text not in said)) for s in draft.sections)
        result.append(replace(draft, sections=tuple(section for section in fresh if section.lines)))
        said.update(draft.texts)
    return result


def fitting(lines: Sequence[str], budget: int) -> list[str]:
    """As many of the first lines as fit into so many characters, and one in any case."""
    kept: list[str] = []
    for line in lines:
        if kept and budget < len(line) + 2:
            break
        kept.append(line)
        budget -= len(line) + 2
    return kept


def side_by_side(drafts: Sequence[Draft], titles: Sequence[str], room: int) -> list[str]:
    """A paragraph for each draft under its title; what one leaves of its share, the next may use."""
    paragraphs, spare = [], 0
    for draft, title, share in zip(drafts, titles, SHARES[len(drafts)]):
        budget = int(room * share) + spare
        paragraph = f"【{title}】" + "".join(fitting(draft.texts, budget - len(title) - 2))
        spare = max(0, budget - len(paragraph))
        paragraphs.append(paragraph)
    return paragraphs
