"""Pushes as objects: one small class for each kind, found by its name in a registry.

A class says three things: what the push asks of us (`step`), which right to send messages it gives (`grants`), and by
which key its repetitions are recognised. Sources: 接收普通消息, 接收事件推送.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from bot.channels.wechat.guide import Guide
from bot.channels.wechat.ledger import Grant
from bot.channels.wechat.steps import Ack, Chosen, Say, Step, Tell


@dataclass(frozen=True)
class Push(ABC):
    """One push. `fields` are its XML fields by name."""

    fields: Mapping[str, str]
    grants: ClassVar[Grant | None] = None

    @property
    def user(self) -> str:
        """Openid of the follower."""
        return self.fields.get("FromUserName", "")

    @property
    def account(self) -> str:
        """Original id of the official account."""
        return self.fields.get("ToUserName", "")

    @property
    def created(self) -> int:
        """When it was sent, in seconds since the epoch; 0 when it does not say."""
        created = self.fields.get("CreateTime", "")
        return int(created) if created.isascii() and created.isdigit() and len(created) <= 12 else 0

    @abstractmethod
    def step(self, guide: Guide) -> Step:
        """What is to be done."""

    @abstractmethod
    def marks(self) -> tuple[str, ...]:
        """What tells this push from every other one of the same follower."""

    def key(self, conversation: str) -> str:
        """Key under which repetitions of this push meet."""
        return hashlib.sha256("\0".join((conversation, *self.marks())).encode()).hexdigest()[:32]


class Message(Push):
    """A message that a follower sent; the user may be answered five times within 48 hours."""

    grants = Grant.message

    def marks(self) -> tuple[str, ...]:
        """Its id; messages without one by time, kind and content."""
        if self.fields.get("MsgId", "0") not in ("", "0"):
            return ("message", self.fields["MsgId"])
        content = hashlib.sha256(repr(sorted(self.fields.items())).encode()).hexdigest()
        return ("message", self.fields.get("CreateTime", ""), content)


class Event(Push):
    """Something that happened. Events have no id."""

    def marks(self) -> tuple[str, ...]:
        """Time, name and key of the event (the follower is in the conversation)."""
        names = ("CreateTime", "Event", "EventKey")
        return ("event", *(self.fields.get(name, "") for name in names))


AnyPush = TypeVar("AnyPush", bound=type[Push])
MESSAGES: dict[str, type[Push]] = {}
EVENTS: dict[str, type[Push]] = {}


def message(*names: str) -> Callable[[AnyPush], AnyPush]:
    """Register a class for message types."""
    return _register(MESSAGES, names)


def event(*names: str) -> Callable[[AnyPush], AnyPush]:
    """Register a class for events; names are compared in lower case, since historic forms differ in case."""
    return _register(EVENTS, names)


def _register(registry: dict[str, type[Push]], names: tuple[str, ...]) -> Callable[[AnyPush], AnyPush]:
    def decorate(cls: AnyPush) -> AnyPush:
        for name in names:
            if name in registry:
                raise ValueError(f"{name} is registered twice")
            registry[name] = cls
        return cls

    return decorate


def read_push(fields: Mapping[str, str]) -> Push:
    """The push that the fields describe; types that nobody knows yet have a class as well."""
    kind = fields.get("MsgType", "").lower()
    if kind == "event":
        return EVENTS.get(fields.get("Event", "").lower(), UnknownEvent)(fields)
    return MESSAGES.get(kind, UnknownMessage)(fields)


@message("text")
class Text(Message):
    """Typed text, or a click on an entry of a menu message (then with `bizmsgmenuid`)."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Ask the desk, or follow the entry."""
        content, clicked = self.fields.get("Content", ""), self.fields.get("bizmsgmenuid", "")
        if clicked:
            return Chosen(clicked, content)
        return Say(content) if content else Tell("unreadable")


@message("image")
class Image(Message):
    """A picture. It is never fetched: what it shows may be personal."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Ask for words."""
        return Tell("image")


@message("voice")
class Voice(Message):
    """Speech. Accounts with recognition get its text, which the platform no longer promises."""

    def step(self, guide: Guide) -> Step:
        """Answer what was recognised, or ask for words and offer frequent questions."""
        heard = self.fields.get("Recognition", "")
        return Say(heard) if heard else Tell("voice", guide.questions)


@message("video", "shortvideo")
class Video(Message):
    """A video, of either kind."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Ask for words."""
        return Tell("video")


@message("location")
class Location(Message):
    """A place on the map. Only the name of the district goes on to the desk, never the address or the position."""

    def step(self, guide: Guide) -> Step:
        """Ask for the office of the district that the label names, else which district it is."""
        question = guide.words["office_question"]
        near = guide.offices.near(self.fields.get("Label", ""))
        # Where somebody stands is not where he is insured, so the question must not become part of his case.
        if len(near) == 1:
            return Say(question.format(place=near[0].place), aside=True)
        choices = tuple((office.title, question.format(place=office.place)) for office in near)
        return Tell("which_office", choices, aside=True)


@message("link")
class Link(Message):
    """A shared page. It is never fetched."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Ask for words."""
        return Tell("link")


class UnknownMessage(Message):
    """A message type that the platform added later, or an empty one."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Say that only text can be read."""
        return Tell("unreadable")


class UnknownEvent(Event):
    """An event that nothing here needs to know."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to do."""
        return Ack()
