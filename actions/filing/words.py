"""Sentences of a filing that need facts or names of places, made from knowledge/copy/filing.yml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.answering.answer import Answer, Status
from actions.answering.compose import Composer
from actions.answering.copy import copy
from actions.answering.reading import Reading
from actions.filing.errors import Code, FilingError
from actions.filing.forms import form_of
from actions.filing.model import Way, Who
from actions.tasks.task import Move, Voice, worded
from knowledge.base import KnowledgeBase
from knowledge.errors import NoValueForDate
from knowledge.model import Category

CONFIRM = "confirm"
RATE, RATE_MEANS, VALIDITY = "suzhou.ratio.temporary", "suzhou.ratio.meaning", "suzhou.validity.temporary"


def policy(base: KnowledgeBase, today: dt.date) -> dict[str, str]:
    """What a temporary filing means, as of a day: `rate` and `validity`, and the document that says so (`source`)."""
    rate, validity = (base.value(fact, today) for fact in (RATE, VALIDITY))
    source = Composer(base, today).cite((*rate.sources, *validity.sources))
    return {"rate": str(rate.value), "validity": str(validity.value), "source": source}


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

    def question(self, field: str, who: str, today: dt.date) -> Answer:
        """The question for a field with its control; consent is asked to what the documents say, with the source."""
        words = self.voice.words
        text = words["ask"][field].format(
            purpose=words["purpose"][self._way.value],
            keeping=words["keeping"],
            whose=words["whose"][who],
            **self._consequence(today),
        )
        form = form_of(field, words["whose"][who], today, self._base.places)
        answer = replace(self.voice.text(f"ask.{field}", text, (), Status.needs_detail), form=form)
        if field != "consent_rate":
            return answer
        sources = (source for fact in (RATE, VALIDITY) for source in self._base.facts[fact].sources)
        return replace(answer, sources=Composer(self._base, today).references(sources), as_of=today)

    def summary(self, shown: Mapping[str, str], today: dt.date) -> Answer:
        """Everything that was collected, for the explicit yes."""
        final = (("confirm", "confirm"), ("change", "change"), ("stop", "stop"))
        return self.voice.say("summary", final, Status.needs_detail, **shown, **policy(self._base, today))

    def wants_it_anyway(self, move: Move) -> bool:
        """Whether somebody whom another filing would suit better holds to this one."""
        means = self.voice.means
        return move.payload.get("do") == "anyway" or means("yes", move.text) or means("anyway", move.text)

    def half_yes(self, move: Move) -> Answer | None:
        """At the summary: what is neither yes nor a change, and must not pass for either."""
        vague = self.voice.means("not_right", move.text) and not move.places()
        if vague or move.payload.get("do") == "change":
            return self.voice.say("what_to_change")
        if self.voice.means("hesitates", move.text):
            return self.voice.say("need_yes", (("confirm", "confirm"), ("stop", "stop")))
        return None

    def help(self, field: str, today: dt.date) -> str:
        """What a question is for and how to answer it."""
        said: str = self.voice.words["help"].get(field, "")
        return said.format(meaning=self._base.value(RATE_MEANS, today).sentence)

    def again(self, field: str, today: dt.date) -> str:
        """The question put briefly, when it was put in full before; empty where it is brief anyhow."""
        return str(self.voice.words["again"].get(field, "").format(**policy(self._base, today)))

    def after_failure(self, question: Answer, asked: str, error: FilingError | None, today: dt.date) -> Answer:
        """The open question after what did not answer it: a minor may be filed for by a guardian, and what stands in
        the summary is not read out again."""
        if error and error.code is Code.minor:
            proxy = self.voice.say("unclear", (("proxy", Who.proxy.value),))
            return replace(question, choices=(*proxy.choices, *question.choices))
        return worded(question, self.help(asked, today)) if asked == CONFIRM and not error else question

    def use_of_data(self) -> str:
        """What the numbers are for and how long they are kept, to whoever asks while they are asked for."""
        words = self.voice.words
        return str(
            words["texts"]["use_of_data"].format(purpose=words["purpose"][self._way.value], keeping=words["keeping"])
        )

    def noted(self, values: Mapping[str, str]) -> str:
        """That values were taken which nobody had asked for yet."""
        words = self.voice.words
        said = [form.format(value=values[field]) for field, form in words["noted"].items() if field in values]
        return str(words["texts"]["noted"].format(values="，".join(said))) if said else ""

    def _consequence(self, today: dt.date) -> dict[str, str]:
        facts = (self._base.value(fact, today).sentence for fact in (RATE, VALIDITY))
        return {"fact": "".join(facts), "source": policy(self._base, today)["source"]}

    def better(self, category: Category | None, today: dt.date) -> Answer:
        """That another filing suits better, and the choice to go on all the same."""
        words = self.voice.words["texts"]
        if category is None:
            return self.voice.say("anyway", (("anyway", "anyway"), ("stop", "stop")), Status.needs_detail)
        name = copy("eligibility")["categories"][category.value]
        text = words["better"].format(category=name, difference=self._base.value(RATE, today).sentence)
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
