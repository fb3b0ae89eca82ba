"""What a message in the middle of the form is when it brings no value: a side question, the yes, a step back."""

from __future__ import annotations

import re

from actions.answering.reading import SURE, TALK
from actions.answering.triage import only_context
from actions.filing.collect import CONSENTS, FIELDS, NUMBER, PERSONAL, Values
from actions.filing.dates import names_date, names_time
from actions.filing.words import CONFIRM
from actions.tasks.task import PUNCTUATION, Move, Voice
from knowledge.base import KnowledgeBase

SHORTEST_QUESTION = 5  # "嗯呢" has the mark of a question, but asks nothing
LONGEST_REDO = 16
PRIVACY = "privacy"
ANSWERS = ("affirm", "deny")  # to what was asked, so they are no talk in between
ABOUT_DATA = ("consent_data", *PERSONAL)
# What answers a question, whatever else the classifier takes it for.
SAID = {"who": ("self", "proxy"), **{field: ("yes", "no") for field in CONSENTS}}


class Hearing:
    """Tells kinds of messages apart, by the words of the form and by what the classifier says."""

    def __init__(self, voice: Voice, base: KnowledgeBase) -> None:
        self._voice = voice
        self._base = base

    def side_question(self, move: Move, asked: str | None) -> bool:
        """A clear question on another topic; a value in the form of a question ("7月8号行吗") is an answer."""
        if (
            move.reading is None
            or only_context([move.reading], follows=False)
            or (names_date(move.text) and (asked == "start" or not move.reading.asks))
            or (names_time(move.text) and asked == "start")
            or any(self._voice.means(said, move.text) for said in (*SAID.get(asked or "", ()), "hesitates"))
        ):
            return False
        name, confidence = move.reading.best
        if confidence < SURE or name in (*ANSWERS, "inform", "unknown"):
            return False
        return name in TALK or (move.reading.asks and name in self._base.topics)

    def about_data(self, move: Move, asked: str | None) -> bool:
        """Whether the use of one's data is asked about; where it is asked for, half a guess at that will do."""
        name, confidence = move.reading.best if move.reading else ("", 0.0)
        return name == PRIVACY and (asked in ABOUT_DATA or confidence >= SURE)

    def asks(self, move: Move) -> bool:
        """A question, if not a clear one, where no value was found in it."""
        asks = move.reading is not None and move.reading.asks and not names_date(move.text)
        if move.reading and move.reading.best[0] in ANSWERS:
            return False  # "没啥毛病" has the mark of a question
        return asks and len(move.text) >= SHORTEST_QUESTION

    def confirms(self, move: Move) -> bool:
        """The explicit yes."""
        do = move.payload.get("do")
        return do == CONFIRM or (not do and self._voice.means("confirm", move.text))

    def undecided(self, move: Move, asked: str | None) -> bool:
        """Whether the open question has no answer yet ("还没定去哪"); to a consent that is no yes, and asked again."""
        words = Voice("tasks").words["understands"]["undecided"]
        known = asked in self._voice.words["undecided"] and not move.places() and not names_date(move.text)
        return known and re.fullmatch(words, PUNCTUATION.sub("", move.text)) is not None

    def too_early(self, move: Move, asked: str, values: Values) -> bool:
        """Whether an answer is taken back that was not given yet ("手机号打错了", said before it was asked for)."""
        named = self._named_wrong(move)
        return bool(named) and not any(field in values or field == asked for field in named)

    def _named_wrong(self, move: Move) -> list[str]:
        """The fields that a short message names as wrong."""
        plain = PUNCTUATION.sub("", move.text)
        if len(plain) > LONGEST_REDO or not self._voice.mentions("wrong", plain) or self._brings_value(move):
            return []
        return [field for field, names in self._voice.words["fields_named"].items() if re.search(names, plain)]

    @staticmethod
    def _brings_value(move: Move) -> bool:
        return bool(move.payload or move.places() or names_date(move.text) or NUMBER.search(move.text))

    def redo(self, move: Move, asked: str, values: Values) -> tuple[str, ...]:
        """Which answers somebody takes back without giving others: the one named, the last one, or all."""
        given = [field for field in FIELDS if field in values]
        if self._brings_value(move):
            return ()
        if self._voice.means("restart", move.text):
            return tuple(given)
        named = self._named_wrong(move)
        for field in named:
            if field in values or field == asked:
                return (field,)
        if asked in PERSONAL and not named and self._voice.means("number_wrong", move.text):
            return (([field for field in given if field in PERSONAL] or [asked])[-1],)
        back = self._voice.means("back", move.text) or (asked != CONFIRM and self._voice.means("slipped", move.text))
        return tuple(given[-1:]) if back else ()
