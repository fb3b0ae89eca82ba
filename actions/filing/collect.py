"""What a filing collects, field by field: read a value from a message, check it, name it for the summary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from actions.filing import validators
from actions.filing.dates import names_date, names_time, read_date
from actions.filing.errors import Code, FilingError
from actions.filing.model import Who
from actions.records.vault import TOKEN, UnknownTokenError, Vault
from actions.tasks.task import Move, Voice
from knowledge.places import Places

# In the order in which they are asked. Consent to the use of personal data comes before any personal value.
FIELDS = ("who", "authorised", "insured", "destination", "start", "consent_rate", "consent_data", "id_number", "mobile")
CONSENTS = ("authorised", "consent_rate", "consent_data")
PERSONAL = ("id_number", "mobile")
ID_KIND, MOBILE_KIND = "身份证", "手机号"  # as bot/channels/privacy.py names them
UNKEPT = re.compile(r"【(身份证|手机号|号码|社保卡|银行卡)】")
NUMBER = re.compile(r"\d|【")
# A day that is meant as one even when nobody asked for it; "现在就办" is not.
LONGEST_BARE_DAY = 3  # "今天", "后天吧"
LONGEST_BARE_TIME = 8  # "大概12月初吧"
PLAIN_DAY = r"\d|[周日号天]"
Values = dict[str, Any]


class Collector:
    """Reads values out of messages. What it returns goes into the state: tokens and last digits, never a number."""

    def __init__(self, places: Places, vault: Vault, voice: Voice) -> None:
        self._places = places
        self._vault = vault
        self._voice = voice

    def missing(self, values: Values) -> str | None:
        """The next field to ask for; None when all is there."""
        needed = (field for field in FIELDS if field != "authorised" or values.get("who") == Who.proxy.value)
        return next((field for field in needed if field not in values), None)

    def read(self, move: Move, asked: str | None, values: Values) -> tuple[Values, FilingError | None]:
        """All values that the message gives, the asked one first, and what is wrong with the first bad one."""
        found: Values = {}
        wrong: FilingError | None = None
        for field in dict.fromkeys((asked, *FIELDS)):
            if field is None:
                continue
            try:
                value = self._read_one(field, move, asked, {**values, **found})
            except FilingError as error:
                wrong = wrong or error
                continue
            if value is not None:
                found[field] = value
        return found, wrong

    def _read_one(self, field: str, move: Move, asked: str | None, values: Values) -> Any:
        if field in CONSENTS:
            return self._consent(field, move) if field == asked else None
        readers: dict[str, Callable[[Move, str | None, Values], Any]] = {
            "who": self._who, "insured": self._insured, "destination": self._destination, "start": self._start,
            "id_number": self._id_number, "mobile": self._mobile,
        }  # fmt: skip
        return readers[field](move, asked, values)

    def _consent(self, field: str, move: Move) -> bool | None:
        do = move.payload.get("do")
        if field == "authorised" and self._voice.mentions("guardian", move.text):
            return True
        for value, name in ((False, "no"), (True, "yes")):
            if do == name or (not do and self._voice.means(name, move.text)):
                return value
        return None

    def _who(self, move: Move, asked: str | None, values: Values) -> str | None:
        do = move.payload.get("do")
        if do in (Who.self.value, Who.proxy.value):
            return do
        # "他让我办的" consents, and names no other applicant.
        consents = asked == "authorised" and self._consent(asked, move) is not None
        if asked in ("who", "authorised") and not consents:
            for who in (Who.proxy, Who.self):
                if self._voice.means(who.value, move.text):
                    return who.value
        known = values.get("who")
        for who, said in ((Who.proxy, "other_person"), (Who.self, "own")):
            if known != who.value and self._voice.mentions(said, move.text):
                return who.value
        return None

    def _insured(self, move: Move, asked: str | None, values: Values) -> str | None:  # noqa: ARG002
        for place, role in self._said_places(move):
            inside = self._is_suzhou(place)
            if role == "care" and asked != "insured":
                continue
            if asked == "insured" or (inside and asked != "destination"):
                return validators.insured_district(place, self._places)
        return None

    def _destination(self, move: Move, asked: str | None, values: Values) -> str | None:
        if self._voice.mentions("abroad", self._corrected(move)[0]):
            raise FilingError(Code.place_abroad)
        if asked == "insured" and "insured" not in values:
            return None
        said = [(place, role) for place, role in self._said_places(move) if role != "insured"]
        meant = [place for place, role in said if role == "care"]
        if not meant:
            meant = [place for place, _ in said if asked == "destination" or not self._is_suzhou(place)]
        insured = values.get("insured", "suzhou")
        cities = dict.fromkeys(validators.destination(place, insured, self._places) for place in meant)
        if len(cities) > 1:
            raise FilingError(Code.place_several)
        return next(iter(cities), None)

    def _start(self, move: Move, asked: str | None, values: Values) -> str | None:  # noqa: ARG002
        text = TOKEN.sub("", self._corrected(move)[0])
        if names_time(text) and (asked == "start" or len(text) <= LONGEST_BARE_TIME):
            raise FilingError(Code.date_vague)
        meant = asked == "start" or re.search(PLAIN_DAY, text) or len(text) <= LONGEST_BARE_DAY
        if not names_date(text) or not meant:
            return None
        return validators.start_date(read_date(text, move.today), move.today).isoformat()

    def _id_number(self, move: Move, asked: str | None, values: Values) -> Values | None:
        who = Who(values.get("who", Who.self.value))
        for kind, token in _tokens(move.text):
            if kind == MOBILE_KIND or (asked == "mobile" and kind != ID_KIND):
                continue
            number = self._checked(move, token, lambda said: _identity(said, who, move.today))
            return {"token": token, "shown": "*" * 14 + number[-4:]}
        if asked == "id_number" and _is_number_of(ID_KIND, move.text):
            raise FilingError(Code.id_length)
        return None

    def _mobile(self, move: Move, asked: str | None, values: Values) -> Values | None:  # noqa: ARG002
        for kind, token in _tokens(move.text):
            if kind == MOBILE_KIND or (asked == "mobile" and kind != ID_KIND):
                number = self._checked(move, token, validators.mobile)
                return {"token": token, "shown": f"{number[:3]}****{number[-4:]}"}
        if asked == "mobile" and _is_number_of(MOBILE_KIND, move.text):
            raise FilingError(Code.mobile)
        return None

    def _checked(self, move: Move, token: str, check: Callable[[str], str]) -> str:
        """The value behind a token if it holds; a wrong one is erased at once."""
        try:
            return check(self._vault.get(move.conversation, token).value)
        except UnknownTokenError:
            raise FilingError(Code.token_expired) from None
        except FilingError:
            self._vault.drop(move.conversation, token)
            raise

    def _said_places(self, move: Move) -> list[tuple[str, str | None]]:
        """Places of the message; in "不是上海，是杭州" only what is right."""
        part, start = self._corrected(move)
        return [(place, role) for place, position, role in move.places() if start <= position < start + len(part)]

    def _corrected(self, move: Move) -> tuple[str, int]:
        """The part of a correction that is right, and where it starts."""
        match = re.search(self._voice.words["correction"], move.text)
        if not match:
            return move.text, 0
        right = next(name for name in ("right", "right2", "first") if match[name])
        return match[right], match.start(right)

    def _is_suzhou(self, place: str) -> bool:
        return any(found.id == "suzhou" for found in self._places.chain(place))

    @staticmethod
    def unkept_number(move: Move) -> bool:
        """Whether the message brought a personal number that the edge masked and did not keep."""
        return UNKEPT.search(move.text) is not None

    def shown(self, field: str, value: Any) -> str:
        """A value as the citizen sees it."""
        if field in PERSONAL:
            return str(value["shown"])
        if field in ("insured", "destination"):
            return self._places[value].name
        if field == "start":
            day = dt.date.fromisoformat(value)
            return self._voice.words["date"].format(year=day.year, month=day.month, day=day.day)
        return str(self._voice.words["who"][value])


def _identity(said: str, who: Who, today: dt.date) -> str:
    return validators.applicant(validators.id_number(said, today), who, today)


def _is_number_of(kind: str, text: str) -> bool:
    """Whether a text has a number that may be meant as one of a kind: not one that is seen to be of the other."""
    other = MOBILE_KIND if kind == ID_KIND else ID_KIND
    rest = TOKEN.sub(lambda match: "" if match["kind"] == other else match.group(), text)
    return re.search(r"\d{4}|【", rest) is not None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    return ((match["kind"], match["token"]) for match in TOKEN.finditer(text))
