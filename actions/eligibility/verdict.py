"""Verdict: the four results; their names for citizens stand in knowledge/copy/eligibility.yml."""

from __future__ import annotations

from enum import Enum


class Verdict(str, Enum):
    """符合, 不符合, 待补充, 以当地为准."""

    eligible = "eligible"
    not_eligible = "not_eligible"
    needs_detail = "needs_detail"
    local = "local"
