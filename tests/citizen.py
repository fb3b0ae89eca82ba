"""A citizen at the desk, for tests that read as a conversation."""

from __future__ import annotations

import asyncio
import uuid

from bot.channels.desk import Desk
from bot.port import Reply


class Citizen:
    """Somebody in a conversation of their own; what they type and tap goes through the desk to the real engine."""

    def __init__(self, desk: Desk, loop: asyncio.AbstractEventLoop) -> None:
        self._desk = desk
        self._loop = loop
        self._conversation = f"test:{uuid.uuid4().hex}"
        self.heard: list[Reply] = []
        self._lines: list[str] = []

    def says(self, text: str) -> Reply:
        """Send a text; returns the (single) reply."""
        replies = self._loop.run_until_complete(self._desk.say(self._conversation, text))
        assert len(replies) == 1, f"one message in, one message out; got {len(replies)}"
        self.heard.append(replies[0])
        self._lines += [f"> {text}", f"<{replies[0].answer.get('status')}> {replies[0].text}"]
        return replies[0]

    @property
    def transcript(self) -> str:
        """The conversation so far, for the message of a failed assertion."""
        return "\n".join(["", *self._lines, f"buttons: {[title for title, _ in self.heard[-1].choices]}"])

    def taps(self, title: str) -> Reply:
        """Tap a button of the last reply, as a channel does: its sealed payload comes back as the text."""
        offered = dict(self.heard[-1].choices)
        assert title in offered, f"no button {title!r}; there are {list(offered)}"
        return self.says(self._desk.seal.close(offered[title]))
