"""What a push can ask of us: a closed list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    """Give this text to the desk; `aside` asks without telling it anything of the person's own case."""

    text: str
    aside: bool = False


@dataclass(frozen=True)
class Chosen:
    """Follow the entry of a menu message; `text` is its title, for entries that are no longer known."""

    entry: str
    text: str


@dataclass(frozen=True)
class Tell:
    """Send the words under `key`, with the desk's answer to `ask` or with choices as (title, text for the desk).

    `aside` holds for the choices.
    """

    key: str
    choices: tuple[tuple[str, str], ...] = ()
    ask: str = ""
    aside: bool = False


@dataclass(frozen=True)
class Erase:
    """Forget the follower."""


@dataclass(frozen=True)
class Ack:
    """Nothing but the acknowledgement."""


Step = Say | Chosen | Tell | Erase | Ack
