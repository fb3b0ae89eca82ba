"""What can be wrong with a filing. `code` names the sentence in knowledge/copy/filing_errors.yml that explains it."""

from __future__ import annotations

from enum import Enum


class Code(str, Enum):
    """The closed list of reasons."""

    id_length = "id_length"
    id_old = "id_old"
    id_region = "id_region"
    id_date = "id_date"
    id_checksum = "id_checksum"
    minor = "minor"
    mobile = "mobile"
    date_unclear = "date_unclear"
    date_vague = "date_vague"
    date_impossible = "date_impossible"
    date_past = "date_past"
    date_far = "date_far"
    place_unclear = "place_unclear"
    place_too_wide = "place_too_wide"
    place_several = "place_several"
    place_inside = "place_inside"
    place_abroad = "place_abroad"
    district_unclear = "district_unclear"
    not_insured_here = "not_insured_here"
    token_expired = "token_expired"
    other_person = "other_person"
    duplicate = "duplicate"
    not_found = "not_found"
    locked = "locked"
    not_now = "not_now"
    key_reused = "key_reused"


class FilingError(Exception):
    """A filing cannot go on as asked; nothing was stored."""

    def __init__(self, code: Code, **details: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = details
