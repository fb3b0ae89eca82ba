"""Checks of what a citizen gives for a filing; each returns the cleaned value or raises FilingError with its reason."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from actions.filing.errors import Code, FilingError
from actions.filing.model import Who
from knowledge.places import Places

# GB 11643-1999: weights and check characters of the 18-digit number.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# GB/T 2260: first two digits, provinces and the residence permits of Hong Kong, Macao and Taiwan (81, 82, 83).
REGIONS = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
ADULT_AGE = 18
OLDEST = 130
LATEST_START = dt.timedelta(days=365)


def plain(text: str) -> str:
    """Half-width, without the spaces and dashes that people put into numbers."""
    return re.sub(r"[\s\-－—–·.,，]", "", unicodedata.normalize("NFKC", text)).upper()


def id_number(text: str, today: dt.date) -> str:
    """An 18-digit resident ID number that is well formed, of a possible date, with the right check character."""
    number = plain(text)
    if re.fullmatch(r"\d{15}", number):
        raise FilingError(Code.id_old)
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise FilingError(Code.id_length)
    if not REGIONS.match(number):
        raise FilingError(Code.id_region)
    if not _possible_birth(birth_date(number), today):
        raise FilingError(Code.id_date)
    if CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11] != number[17]:
        raise FilingError(Code.id_checksum)
    return number


def birth_date(number: str) -> dt.date | None:
    """The date of birth in an ID number; None when there is no such day."""
    try:
        return dt.datetime.strptime(number[6:14], "%Y%m%d").date()
    except ValueError:
        return None


def age(number: str, today: dt.date) -> int:
    """Completed years; somebody born on 29 February turns older on 1 March."""
    born = birth_date(number)
    if born is None:
        raise FilingError(Code.id_date)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def applicant(number: str, who: Who, today: dt.date) -> str:
    """The ID number again: a minor does not file alone, a guardian files as proxy."""
    if who is Who.self and age(number, today) < ADULT_AGE:
        raise FilingError(Code.minor)
    return number


def mobile(text: str) -> str:
    """A mainland mobile number of eleven digits."""
    number = re.sub(r"^(\+?86)(?=1\d{10}$)", "", plain(text))
    if not re.fullmatch(r"1[3-9]\d{9}", number):
        raise FilingError(Code.mobile)
    return number


def start_date(day: dt.date, today: dt.date) -> dt.date:
    """A first day from today on, within the year that a filing lasts."""
    if day < today:
        raise FilingError(Code.date_past)
    if day > today + LATEST_START:
        raise FilingError(Code.date_far)
    return day


def destination(place_id: str, insured: str, places: Places) -> str:
    """The city (or municipality) to file for: outside the city of insurance, and no wider than a city."""
    city = places.at(place_id, "city")
    if city is None:
        raise FilingError(Code.place_too_wide, place=places[place_id].name)
    if places.trip(insured, city.id) == "in_city":
        raise FilingError(Code.place_inside, place=places[place_id].name)
    return city.id


def insured_district(place_id: str, places: Places) -> str:
    """A district of Suzhou: the only city whose documents know instant filing."""
    chain = [place.id for place in places.chain(place_id)]
    if "suzhou" not in chain:
        raise FilingError(Code.not_insured_here, place=places[place_id].name, id=place_id)
    if chain[0] == "suzhou":
        raise FilingError(Code.district_unclear)
    return place_id


def _possible_birth(born: dt.date | None, today: dt.date) -> bool:
    return born is not None and born <= today and today.year - born.year <= OLDEST
