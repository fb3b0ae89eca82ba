"""What is said to a follower, and what the follower has in front of him afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

from bot.channels.wechat.render import LIMIT, numbered, pages
from bot.port import Reply


@dataclass(frozen=True)
class Shown:
    """What the follower saw last: pages still to come, and what each number on the last page says to the desk."""

    rest: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def to_json(self) -> str:
        """JSON for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Shown:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        return cls(tuple(data["rest"]), tuple(data["numbers"]))


@dataclass(frozen=True)
class Said:
    """One message to be said, with choices as (title, text or sealed token for the desk).

    `after` is what stays in front of the follower when this was only one page of something.
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    after: Shown = Shown()

    def opening(self, words: Mapping[str, str], hint: str = "", limit: int = LIMIT) -> tuple[str, Shown]:
        """The first page, with numbered choices if there is room, and what the follower has in front of him then."""
        choices = numbered([title for title, _ in self.choices], words["choose"])
        tail = "\n".join(filter(None, (choices, hint)))
        first, *rest = pages(self.text, tail, words["more"], limit)
        numbers = tuple(text for _, text in self.choices)
        return first, Shown((*rest, *self.after.rest), numbers or self.after.numbers)

    def to_json(self) -> str:
        """JSON for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Said:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        after = Shown(tuple(data["after"]["rest"]), tuple(data["after"]["numbers"]))
        return cls(data["text"], tuple((title, said) for title, said in data["choices"]), after)


def joined(replies: Iterable[Reply], close: Callable[[Mapping[str, str]], str]) -> Said:
    """All replies of a turn as one message, since only one may be sent; `close` seals the payload of a choice."""
    replies = list(replies)
    text = "\n".join(filter(None, (reply.text.strip() for reply in replies)))
    return Said(text, tuple((title, close(payload)) for reply in replies for title, payload in reply.choices))
