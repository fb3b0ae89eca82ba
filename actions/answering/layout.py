"""Lay out what answers one or more questions in the room that one message has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.answering.answer import Section, Status
from knowledge.model import Source

MAX_CHARS = 570  # of at most 600: a line of caution may go before
# How the room of an answer is shared among two to four questions: the main one gets the most.
SHARES = {1: (1.0,), 2: (0.6, 0.4), 3: (0.44, 0.28, 0.28), 4: (0.34, 0.22, 0.22, 0.22)}


@dataclass(frozen=True)
class Draft:
    """What answers one question, before it is worded as a message.

    `asked` are the words of the question; without the first `needed` lines it would not be answered.
    """

    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    head: str = ""
    ask: str | None = None
    status: Status = Status.answered
    asked: str = ""
    needed: int = 1

    @property
    def texts(self) -> list[str]:
        """Its lines in order."""
        return [line.text for section in self.sections for line in section.lines]


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, each line only where it is most to the point: in the shortest, or first. One may be left empty."""
    own: dict[str, int] = {}
    for index in sorted(range(len(drafts)), key=lambda index: len(drafts[index].texts)):
        for text in drafts[index].texts:
            own.setdefault(text, index)
    result = []
    for index, draft in enumerate(drafts):
        fresh = (replace(s, lines=tuple(line for line in s.lines if own[line.text] == index)) for s in draft.sections)
        result.append(replace(draft, sections=tuple(section for section in fresh if section.lines)))
    return result


def fitting(lines: Sequence[str], budget: int, asked: str = "") -> list[str]:
    """As many lines as fit into so many characters: the first in any case, then those in the words of the question."""
    kept = [0] if lines else []
    _fill(lines, kept, budget - sum(_taken(lines[index]) for index in kept), asked)
    return [lines[index] for index in sorted(kept)]


def _fill(lines: Sequence[str], kept: list[int], budget: int, asked: str) -> int:
    """Keep those of the other lines that fit, the nearest to the question first; returns what is left of the budget."""
    nearness = _nearness(lines, asked)
    for index in sorted(set(range(len(lines))) - set(kept), key=lambda index: (-nearness[index], index)):
        if _taken(lines[index]) <= budget:
            kept.append(index)
            budget -= _taken(lines[index])
    return budget


def _taken(line: str) -> int:
    return len(line) + len("\n• ")


def _nearness(lines: Sequence[str], asked: str) -> list[int]:
    """How many pairs of characters each line shares with what was asked, of those that not every line has."""
    pairs = [_pairs(line) for line in lines]
    telling = {pair for pair in _pairs(asked) if not all(pair in own for own in pairs)}
    return [len(own & telling) for own in pairs]


def _pairs(text: str) -> set[str]:
    return {pair for pair in map("".join, zip(text, text[1:])) if pair.isalnum()}


def side_by_side(drafts: Sequence[Draft], titles: Sequence[str], room: int) -> list[str]:
    """A paragraph for each draft under its title.

    Each has its first line; then all that they need; then each may use its share, and what others left of theirs.
    """
    lines = [draft.texts for draft in drafts]
    kept = [[0] for _ in drafts]
    room -= sum(_taken(own[0]) + len(title) + 1 for own, title in zip(lines, titles))
    for draft, own, chosen in zip(drafts, lines, kept):
        for index in range(1, min(draft.needed, len(own))):
            if _taken(own[index]) <= room:
                chosen.append(index)
                room -= _taken(own[index])
    spare = 0
    for draft, own, chosen, share in zip(drafts, lines, kept, SHARES[len(drafts)]):
        spare = _fill(own, chosen, int(room * share) + spare, draft.asked)
    return [
        f"【{title}】" + "".join(own[index] for index in sorted(chosen))
        for own, chosen, title in zip(lines, kept, titles)
    ]
