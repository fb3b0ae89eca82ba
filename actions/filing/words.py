"""Sentences of a filing that need facts or names of places, made from knowledge/copy/filing.yml."""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.answering.answer import Answer, Status
from actions.answering.copy import copy
from actions.answering.understanding import Reading
from actions.filing.errors import FilingError
from actions.filing.model import Way
from actions.tasks.task import Voice
from knowledge.base import KnowledgeBase
from knowledge.errors import NoValueForDate
from knowledge.model import Category

RATE_FACT = "suzhou.ratio.temporary"


class FilingWords:
    """What the filing task says."""

    def __init__(self, base: KnowledgeBase, way: Way) -> None:
        self.voice = Voice("filing")
        self._base = base
        self._way = way

    def start(self) -> str:
        """What this is, and who will submit it."""
        texts = self.voice.words["texts"]
        return str(texts["start"].format(guided=texts[f"{self._way.value}_note"]))

    def question(self, field: str, who: str, today: dt.date) -> str:
        """The question for a field, with the policy that consent is asked to."""
        words = self.voice.words
        fact = self._base.value(RATE_FACT, today).sentence if field == "consent_rate" else ""
        purpose = words["purpose"][self._way.value]
        return str(
            words["ask"][field].format(fact=fact, purpose=purpose, keeping=words["keeping"], whose=words["whose"][who])
        )

    def better(self, category: Category | None) -> Answer:
        """That another filing suits better, and the choice to go on all the same."""
        words = self.voice.words["texts"]
        if category is None:
            return self.voice.say("anyway", (("anyway", "anyway"), ("stop", "stop")), Status.needs_detail)
        name = copy("eligibility")["categories"][category.value]
        text = words["better"].format(category=name, difference=words["better_fact"])
        answer = self.voice.say("anyway", (("anyway", "anyway"), ("stop", "stop")), Status.needs_detail)
        other = type(answer.choices[0])(
            self.voice.words["choices"]["other"], {"topic": "materials", "category": category.value}
        )
        choices = (answer.choices[0], other, *answer.choices[1:])
        return self.voice.text("better", text, choices, Status.needs_detail)

    def not_here(self, place: str, today: dt.date) -> Answer:
        """Why somebody insured elsewhere cannot file here, as the documents of the place say."""
        hotline = self._base.places.hotline(place)
        try:
            facts = self._base.look_up(place, "instant", today)
        except NoValueForDate:
            facts = []
        said = "".join(fact.sentence.replace("{hotline}", hotline) for fact in facts[:1])
        texts = self.voice.words["texts"]
        advice = "" if hotline in said else texts["not_here_advice"].format(hotline=hotline)
        text = texts["not_here"].format(fact=said, place=self._base.places[place].name, advice=advice)
        return self.voice.text("not_here", text)

    def corrected(self, value: str) -> str:
        """That a value was changed."""
        return str(self.voice.words["texts"]["corrected"].format(value=value))

    def error(self, error: FilingError) -> str:
        """What is wrong and how to put it right."""
        return str(copy("filing_errors")[error.code.value].format(**error.details))

    @staticmethod
    def as_said(entities: list[dict[str, Any]]) -> Reading:
        """Something known before, in the form of a message, so that it is checked like one."""
        return Reading("", False, (), (), tuple(entities))
