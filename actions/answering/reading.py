"""What was understood of a text, and what it asks: the objects that pass between understanding and composing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

NEGLIGIBLE = 0.05

# Intents that take their meaning from a matter: "what to bring" — for what?
ASPECTS = ("steps", "materials", "time_limit", "who", "channels", "where", "fee", "regulation", "proxy")
FILING = "filing"
GENERAL_MATTERS = (FILING, "claim")
WISH = "file_now"  # To have a filing made; where no task takes it up, how to file is what is asked.
PROTECTED = ("forbidden", "personal_record", "medical_advice", "scam")
TALK = ("greet", "goodbye", "thanks", "affirm", "deny", "bot_identity", "capability", "human", "dissatisfied", "abuse",
        "privacy", "out_of_scope")  # fmt: skip

# Calibrated confidences, chosen with `yidi eval` so that at most one answer in twenty-five is a wrong one.
SURE = 0.7  # Answered alone.
LIKELY = 0.55  # Answered alone when nothing else is worth adding.
STATED = 0.8  # A clause without any mark of a question counts as asked from here ("窗口备案材料").
NOT_NEGLIGIBLE = 0.1  # What the second of two has to reach.


@dataclass(frozen=True)
class Reading:
    """What was understood of one text; rankings are (name, confidence), best first.

    `led` is the reading of a letter's question together with what its sentence says right before.
    """

    text: str
    asks: bool
    intents: tuple[tuple[str, float], ...]
    matters: tuple[tuple[str, float], ...]
    entities: tuple[dict[str, Any], ...]
    led: Reading | None = None

    @classmethod
    def load(cls, data: dict[str, Any]) -> Reading:
        """Make one of the JSON that the pipeline sends."""
        return cls(
            data["text"],
            data["asks"],
            tuple((name, confidence) for name, confidence in data["intents"]),
            tuple((name, confidence) for name, confidence in data["matters"]),
            tuple(data["entities"]),
            cls.load(data["led"]) if "led" in data else None,
        )

    @property
    def best(self) -> tuple[str, float]:
        """Best intent and its confidence."""
        return self.intents[0] if self.intents else ("unknown", 0.0)

    def renamed(self, intent: str, other: str) -> Reading:
        """The reading with one intent taken for another; where both are ranked, they add up."""
        shares: dict[str, float] = {}
        for name, share in self.intents:
            name = other if name == intent else name
            shares[name] = shares.get(name, 0.0) + share
        return replace(self, intents=tuple(sorted(shares.items(), key=lambda pair: -pair[1])))

    def without(self, intent: str) -> Reading:
        """The reading when one intent is out of the question; the others share its likelihood."""
        rest = max(1.0 - self.share(intent), NEGLIGIBLE)
        kept = tuple((name, share / rest) for name, share in self.intents if name != intent)
        return replace(self, intents=kept)

    def share(self, intent: str) -> float:
        """How likely an intent is; 0 where it is not among those ranked."""
        return dict(self.intents).get(intent, 0.0)

    def values(self, entity: str) -> list[str]:
        """Distinct values of an entity type in order."""
        return list(dict.fromkeys(found["value"] for found in self.entities if found["entity"] == entity))


@dataclass(frozen=True)
class Question:
    """One thing asked: topic id, matter id (None where the topic needs none), and the words it was asked with.

    `text` is the whole message, `clause` the part of it that asks this.
    """

    topic: str
    text: str
    matter: str | None = None
    confidence: float = 1.0
    entities: tuple[dict[str, Any], ...] = ()
    clause: str = ""
    brief: bool = False  # Ways, time limit and fee of the service were asked for as well.
