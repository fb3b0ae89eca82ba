"""What is said to a follower, and what the follower has in front of him afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.channels.wechat.render import LIMIT, first_page, numbered
from bot.port import Reply


@dataclass(frozen=True)
class Said:
    """One message to be said, with choices as (title, text or sealed token for the desk).

    `aside` is an answer that has nothing to do with the person's own case; neither have its choices.
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    aside: bool = False

    def opening(self, words: Mapping[str, str], hint: str = "", limit: int = LIMIT) -> tuple[str, Shown]:
        """The first page, with numbered choices if there is room, and what the follower has in front of him then."""
        choices = numbered([title for title, _ in self.choices], words["choose"])
        tail = "\n".join(filter(None, (choices, hint)))
        page, rest = first_page(self.text, tail, words["more"], limit)
        if rest is None:
            return page, Shown(numbers=tuple(text for _, text in self.choices), aside=self.aside)
        return page, Shown(Said(rest, self.choices, self.aside))

    def after(self, earlier: Sequence[Said], words: Mapping[str, str]) -> Said:
        """This message behind earlier ones that could not be delivered. One list of numbers can be shown: the last."""
        texts = (words["earlier"], *(said.text for said in earlier), words["now"], self.text)
        last = next((said for said in (self, *reversed(earlier)) if said.choices), self)
        return Said("\n".join(filter(None, texts)), last.choices, last.aside)

    def to_json(self) -> str:
        """JSON for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Said:
        """Read what `to_json` wrote."""
        return cls._from(json.loads(text))

    @classmethod
    def _from(cls, data: dict[str, Any]) -> Said:
        return cls(data["text"], tuple((title, said) for title, said in data["choices"]), data["aside"])


@dataclass(frozen=True)
class Shown:
    """What the follower saw last: what is still to come of it; if nothing, what each number says to the desk."""

    rest: Said | None = None
    numbers: tuple[str, ...] = ()
    aside: bool = False

    def to_json(self) -> str:
        """JSON for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Shown:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        rest = Said._from(data["rest"]) if data["rest"] else None
        return cls(rest, tuple(data["numbers"]), data["aside"])


def joined(replies: Iterable[Reply], close: Callable[[Mapping[str, str]], str], aside: bool = False) -> Said:
    """All replies of a turn as one message, since only one may be sent; `close` seals the payload of a choice."""
    replies = list(replies)
    text = "\n".join(filter(None, (reply.text.strip() for reply in replies)))
    return Said(text, tuple((title, close(payload)) for reply in replies for title, payload in reply.choices), aside)
