"""Rules: per place and category, what is needed, what bars, and by which modes; read from knowledge/eligibility/*.yml.

A literal is the name of a fact of the case, or `not` and the name. Every rule names the fact of the knowledge base
that says so; the same fact is shown as the reason.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Extra

import knowledge
from actions.eligibility.verdict import Verdict
from knowledge.base import KnowledgeBase
from knowledge.model import Category, Mode, Model
from knowledge.reading import build, read_yaml

FOLDER = Path(knowledge.__file__).parent / "eligibility"


class Consequence(Model):
    """What follows when a literal holds: a verdict, said by a fact."""

    when: str
    verdict: Verdict
    fact: str


class ModeRule(Model):
    """When a mode of filing is open, and the fact that says so or, where it is closed, that says why; `after` are the
    facts on what it obliges to, `due` the one among them with the time for that."""

    needs: tuple[str, ...] = ()
    fact: str
    closed: str = ""
    after: tuple[str, ...] = ()
    due: str = ""


class CategoryRule(Model):
    """When a person belongs to a category (`needs`, said by `fact`), and which ways then are open; `barred` is the
    fact that says which way never is."""

    fact: str
    needs: tuple[str, ...] = ()
    then: tuple[Consequence, ...] = ()
    modes: dict[Mode, ModeRule] = {}
    no_mode: Consequence | None = None
    barred: str = ""

    class Config:
        extra = Extra.forbid


class PlaceRules(Model):
    """All rules of a place. `first` are checked before any category; parameters name facts with a duration."""

    place: str
    first: tuple[Consequence, ...]
    refile_after: str = ""
    shortest_stay: str = ""
    categories: dict[Category, CategoryRule]


@lru_cache(maxsize=1)
def all_rules() -> dict[str, PlaceRules]:
    """Rules by place id."""
    rules = [build(PlaceRules, read_yaml(path), path) for path in sorted(FOLDER.glob("*.yml"))]
    return {rule.place: rule for rule in rules}


def rules_for(place: str, base: KnowledgeBase) -> PlaceRules:
    """The rules that hold for somebody insured at a place: the nearest ones upwards."""
    rules = all_rules()
    return next(rules[found.id] for found in base.places.chain(place) if found.id in rules)
