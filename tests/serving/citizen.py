"""A citizen who wants one trip filed and does not give up: whoever interrupts, they repeat themselves and go on."""

from __future__ import annotations

import re

from tests.actions.filing.samples import ADULT, MOBILE
from tests.serving.nursery import Server

RECEIPT = re.compile(r"[A-Z]\d{3}-[A-Z]\d{3}-[A-Z]\d{3}")
ANSWERS = {
    "filing.ask.consent_rate": "同意",
    "filing.ask.consent_data": "同意",
    "filing.ask.id_number": f"身份证{ADULT}，手机{MOBILE}",
    "filing.ask.mobile": MOBILE,
    "filing.summary": "确认",
}


class Traveller:
    """Files a trip to a city, from wherever the conversation stands; `heard` are all replies."""

    def __init__(self, name: str, city: str) -> None:
        self._name = name
        self._wish = f"我要办秒备，我自己，昆山参保的，明天去{city}看病"
        self.next = self._wish
        self.heard: list[str] = []

    def say(self, server: Server) -> None:
        """One message; what comes next follows from the reply. An interrupted one is said again."""
        reply = server.say(self._name, self.next)
        self.heard.append(reply["text"])
        self.next = ANSWERS.get(reply["custom"]["id"], self._wish)

    @property
    def receipt(self) -> str | None:
        """The number that the citizen was told."""
        return next((found[0] for text in self.heard if (found := RECEIPT.search(text))), None)

    def go_on(self, server: Server, until: str = "") -> None:
        """To the end, or until this is the next message."""
        for _ in range(20):
            if self.receipt or self.next == until:
                return
            self.say(server)
        raise AssertionError("\n".join(self.heard))
