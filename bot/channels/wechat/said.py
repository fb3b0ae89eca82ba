"""What is said to a follower, and what the follower has in front of him afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

from bot.channels.wechat.render import LIMIT, numbered, pages
from bot.port import Reply


@dataclass(frozen=True)
class Shown:
    """What the follower saw last: pages that `1` asks for, and questions behind the numbers that we gave ourselves."""

    rest: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def to_json(self) -> str:
        """JSON for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Shown:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        return cls(tuple(data["rest"]), tuple(data["questions"]))


@dataclass(frozen=True)
class Said:
    """One message to be said.

    `choices` are the desk's, as (title, sealed token), which the desk also knows by number. `questions` are offered by
    the channel itself. `after` is what stays in front of the follower when this was only one page of something.
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    questions: tuple[str, ...] = ()
    after: Shown = Shown()

    def opening(self, words: Mapping[str, str], hint: str = "", limit: int = LIMIT) -> tuple[str, Shown]:
        """The first page, with numbered choices if there is room, and what the follower has in front of him then."""
        titles = [title for title, _ in self.choices] or list(self.questions)
        tail = "\n".join(filter(None, (numbered(titles, words["choose"]), hint)))
        first, *rest = pages(self.text, tail, words["more"], limit)
        return first, Shown((*rest, *self.after.rest), self.questions or self.after.questions)

    def to_json(self) -> str:
        """JSON for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Said:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        after = Shown(tuple(data["after"]["rest"]), tuple(data["after"]["questions"]))
        choices = tuple((title, token) for title, token in data["choices"])
        return cls(data["text"], choices, tuple(data["questions"]), after)


def joined(replies: Iterable[Reply], close: Callable[[Mapping[str, str]], str]) -> Said:
    """All replies of a turn as one message, since only one may be sent; `close` seals the payload of a choice."""
    replies = list(replies)
    text = "\n".join(filter(None, (reply.text.strip() for reply in replies)))
    return Said(text, tuple((title, close(payload)) for reply in replies for title, payload in reply.choices))
