"""An answer in the form of this channel: plain text of at most 2,048 bytes, choices as numbers, the rest on request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

LIMIT = 2048  # bytes of UTF-8 in one text message
SENTENCE = re.compile(r".+?(?:[。！？；!?;]+[”’」』）)】]*|\n+|$)", re.DOTALL)
CLAUSE = re.compile(r".+?(?:[，、：,:]+|$)", re.DOTALL)


def size(text: str) -> int:
    """Bytes of a text as the platform counts them."""
    return len(text.encode())


def numbered(titles: Sequence[str], head: str) -> str:
    """Choices as a numbered list, the form that every account and every phone can show."""
    lines = (f"{number} {title}" for number, title in enumerate(titles, 1))
    return "\n".join((head, *lines)) if titles else ""


def first_page(text: str, tail: str, more: str, limit: int = LIMIT) -> tuple[str, str | None]:
    """The first page of a text, cut at a sentence end, and what is left of the text; None when everything is said.

    `tail` stays whole, at the end of the last page. Every page but the last ends with a line that says how to go on.
    """
    text = text.strip()
    if size(tail) > limit:
        text, tail = f"{text}\n{tail}", ""
    whole = "\n".join(filter(None, (text, tail)))
    if size(whole) <= limit:
        return whole, None
    page, room = "", limit - size(more) - 1
    for piece in _pieces(text, room):
        if size(page) + size(piece) > room:
            break
        page += piece
    return f"{page.strip()}\n{more}", text[len(page) :].strip()


def linked(page: str, programs: Mapping[str, tuple[str, str]], limit: int = LIMIT) -> str:
    """The page with the first mention of each linked mini-program as a link, as far as the bytes allow."""
    left, room = dict(programs), limit - size(page)

    def link(mention: re.Match[str]) -> str:
        nonlocal room
        name = mention[0]
        if name not in left:
            return name
        app_id, path = left.pop(name)
        made = f'<a data-miniprogram-appid="{app_id}" data-miniprogram-path="{path}">{name}</a>'
        if size(made) - size(name) > room:
            return name
        room -= size(made) - size(name)
        return made

    # Longest first: one name may stand in another, and no link may stand in a link.
    names = "|".join(map(re.escape, sorted(programs, key=len, reverse=True)))
    return re.sub(names, link, page) if names else page


def _pieces(text: str, room: int) -> Iterator[str]:
    """Sentences; those that are too long as clauses; those that are still too long as runs of characters."""
    for sentence in SENTENCE.findall(text):
        if size(sentence) <= room:
            yield sentence
            continue
        for clause in CLAUSE.findall(sentence):
            if size(clause) <= room:
                yield clause
            else:
                step = room // 4  # no character has more than four bytes
                yield from (clause[start : start + step] for start in range(0, len(clause), step))
