"""The guided check "能备案吗": uses what was said, asks only what decides, ends with the card.

After the card the check rests: a correction ("户口其实迁了") brings the card anew, anything else passes it by.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from hashlib import sha256
from typing import Any

from actions.answering.answer import Answer, Choice, Status
from actions.answering.compose import Composer
from actions.answering.triage import only_context
from actions.eligibility import story
from actions.eligibility.assess import Assessment, assess
from actions.eligibility.card import Cards
from actions.eligibility.case import CATEGORIES, FIELDS, SIGNS, case_of
from actions.eligibility.otherwise import DURATIONS, changed, overall
from actions.eligibility.rules import rules_for
from actions.eligibility.verdict import Verdict
from actions.situation import Situation, category_from_signs
from actions.tasks.task import Move, State, Step, Voice, led_by
from knowledge.base import KnowledgeBase
from knowledge.model import Category

KIND = ("referral", "lives_there")
LATER = {"away", "has_proof", "papers_pending"}  # what tells where to and with which papers, not which category
MOST_FAILURES = 3
YES_NO = ("yes", "no", "unknown")


class EligibilityTask:
    """State: `given_up` what the citizen could not say, `asked` the open question or, after the card, None.

    Then it `rests`, by the card's hash, and other cases may be put (`supposing`); `supposed` is the last one.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._voice = Voice("eligibility")

    def begin(self, move: Move) -> Step:
        """Assess what is known; ask or show the card."""
        return self._next(move, {"task": "eligibility", "given_up": [], "failures": 0})

    def go_on(self, move: Move, state: State) -> Step:
        """Take an answer to the open question, a correction, or, after the card, what changes it."""
        if state.get("supposed") and (move.payload.get("do") == "adopt" or self._voice.means("adopt", move.text)):
            return self._next(replace(move, situation=Situation.load(state["supposed"])), dict(state))
        if state.get("supposing") and not move.payload and story.supposes(move.text):
            return self._supposed(move, state)
        asked = state["asked"]
        if asked == "away" and len(move.places()) == 1:
            move = replace(move, situation=self._destined(move, Situation.load(state["situation"])))
        answer = self._answer(asked, move) if asked else None
        news = self._news(asked, move)
        if answer is None and news is None:
            return Step(None, state) if state.get("rests") else self._not_understood(move, state)
        given_up = list(state["given_up"])
        if answer == {}:
            given_up += [asked] if asked != "kind" else list(KIND)
        move = replace(move, situation=move.situation.with_told((answer or {}) | (news or {})))
        step = self._next(move, {**state, "given_up": given_up, "failures": 0})
        lead = self._how_taken(asked, move, answer)
        return replace(step, answer=led_by(step.answer, lead)) if step.answer and lead else step

    def _how_taken(self, asked: str | None, move: Move, answer: dict[str, Any] | None) -> str:
        """How an answer that is none in full is taken: "好像有" as a yes for now, none of all kinds one by one."""
        texts = self._voice.words["texts"]
        if asked == "kind":
            return str(texts["one_by_one"]) if answer == {} else ""
        if not answer or move.payload or not self._voice.mentions("hedged", move.text):
            return ""
        said = self._said(asked or "", move.text)
        return str(texts[f"tentative_{said}"]) if said in ("yes", "no") else ""

    def open_question(self, state: State) -> Answer:
        """The question that is open."""
        return self._ask(state["asked"], Situation.load(state["situation"]), dt.date.fromisoformat(state["today"]))

    def stop(self, move: Move, state: State) -> Answer:  # noqa: ARG002
        """Nothing to clean up."""
        return self._voice.say("stopped")

    def _next(self, move: Move, state: dict[str, Any]) -> Step:
        case = case_of(move.situation, self._base.places)
        found = assess(case, self._base, move.today)
        asked = self._to_ask(found, state["given_up"])
        state = {**state, "asked": asked, "situation": move.situation.dump(), "today": move.today.isoformat()}
        if asked is None:
            card = self._card(found, move)
            shown = sha256(card.text.encode()).hexdigest()
            if state.get("rests") == shown and not story.asks_for_it(move.text):
                card = replace(self._voice.say("unchanged"), choices=card.choices)
            return Step(card, {**state, "rests": shown, "supposing": True, "supposed": None}, move.situation)
        state |= {"rests": None, "supposing": None}
        question = self._ask(asked, move.situation, move.today)
        lead = "" if state.get("lead") else self._so_far(found, move.situation)
        return Step(led_by(question, lead) if lead else question, {**state, "lead": bool(lead)}, move.situation)

    def _so_far(self, found: Assessment, situation: Situation) -> str:
        """What is settled of the category that somebody named or told of, before the rest is asked."""
        named = situation.category or category_from_signs(set(situation.signs))
        decision = next((d for d in found.decisions if d.category.value == named), None)
        words = self._voice.words
        if decision is None:
            closed = [other for other in found.decisions if other.verdict is Verdict.not_eligible]
            bars = {other.reasons[-1].fact for other in closed if other.reasons[-1].holds}
            said = "".join(self._base.facts[bar].sentence for bar in bars) if len(bars) == 1 else ""
            return str(words["texts"]["so_far_barred"].format(reason=said)) if said else self._told_time(situation)
        category = words["categories"][decision.category.value]
        if decision.verdict is Verdict.not_eligible:
            reason = self._base.facts[decision.reasons[-1].fact].sentence
            return str(words["texts"]["so_far_not"].format(category=category, reason=reason.rstrip("。")))
        return str(words["texts"]["so_far"].format(category=category)) if set(decision.missing) <= LATER else ""

    def _told_time(self, situation: Situation) -> str:
        """The rule that a time somebody told of is measured by ("住了十三个月"), before the rest is asked."""
        rules = rules_for(situation.place, self._base)
        rule_of = {"months_there": rules.shortest_stay, "months_since_commitment": rules.refile_after}
        return "".join(
            self._base.facts[rule].sentence for told, rule in rule_of.items() if rule and situation.tells(told)
        )

    def _supposed(self, move: Move, state: State) -> Step:
        """What the result would be in another case; the person's own stays as it was, unless they say it is theirs."""
        news = self._news(None, move)
        if news is None:
            asks = move.reading and move.reading.best[0] in self._base.topics
            return Step(None if asks else self._voice.say("supposed_unclear"), state, move.before)
        situation = move.situation.with_told(news)
        found = assess(case_of(situation, self._base.places), self._base, move.today)
        words = self._voice.words
        card = self._card(found, replace(move, situation=situation))
        if sha256(card.text.encode()).hexdigest() == state["rests"]:
            return Step(self._voice.say("supposed_same"), state, move.before)
        adopt = Choice(words["choices"]["adopt"], self._voice.payload("adopt"))
        card = replace(led_by(card, words["texts"]["supposed"]), choices=(adopt,))
        return Step(card, {**state, "supposed": situation.dump()}, move.before)

    @staticmethod
    def _destined(move: Move, before: Situation) -> Situation:
        """A place named in answer to "where to" is the destination, unless it is said to be where one is insured."""
        roles = {role: place for place, _, role in reversed(move.places())}
        insured = roles.get("insured", before.insured_place)
        care = next((place for place, _, role in move.places() if role != "insured"), before.care_place)
        return replace(move.situation, insured_place=insured, care_place=care)

    @staticmethod
    def _to_ask(found: Assessment, given_up: list[str]) -> str | None:
        missing = [name for name in found.missing if name not in given_up]
        if not missing:
            return None
        kind_open = found.case.lives_there is None and found.case.referral is None
        if missing[0] in KIND and kind_open and not set(KIND) & set(given_up):
            return "kind"
        return missing[0]

    def _card(self, found: Assessment, move: Move) -> Answer:
        choices: tuple[Choice, ...] = ()
        words = self._voice.words["choices"]
        if overall(found) is Verdict.eligible and found.best and found.best.category is Category.temporary:
            choices = (Choice(words["file"], {"task": "filing", "do": "begin"}),)
        elif overall(found) is Verdict.eligible and found.best:
            modes = ",".join(mode.value for mode in found.best.modes)
            begin = {"task": "material_guide", "do": modes, "category": found.best.category.value}
            choices = (Choice(words["guide"], begin),)
        choices += tuple(Choice(words[topic], {"topic": topic}) for topic in ("where", "channels", "proxy"))
        return Cards(Composer(self._base, move.today)).card(found, move.situation, choices)

    def _ask(self, asked: str, situation: Situation, today: dt.date) -> Answer:
        words = self._voice.words
        shortest = ""
        if asked in DURATIONS:
            rules = rules_for(situation.place, self._base)
            fact = rules.shortest_stay if asked == "long_enough" else rules.refile_after
            shortest = str(self._base.value(fact, today).value)
        text = words["ask"][asked].format(place=self._base.places[situation.place].name, shortest=shortest)
        text = text.replace(words["who"], situation.tells("whom") or words["who"])
        options = words["options"].get(asked, words["options"]["default"]) if asked != "away" else {}
        if asked == "kind":
            options = {kind: title for kind, title in options.items() if self._possible(kind, situation)}
        choices = tuple(Choice(title, self._voice.payload(value)) for value, title in options.items())
        return self._voice.text(f"ask.{asked}", text, choices, Status.needs_detail)

    def _possible(self, kind: str, situation: Situation) -> bool:
        """Whether nothing known speaks against a kind of filing."""
        case = case_of(situation, self._base.places)
        return all(getattr(case, field) in (None, value) for field, value in CATEGORIES[kind].items())

    def _answer(self, asked: str, move: Move) -> dict[str, Any] | None:
        """What the message says on the open question; {} for "don't know", None when it says nothing on it."""
        do = move.payload.get("do") or self._said(asked, move.text)
        if asked == "kind":
            none = do == "unknown" or self._voice.means("none", move.text)
            return dict(CATEGORIES[do]) if do in CATEGORIES else {} if none else None
        if do == "unknown":
            return {}
        if asked == "away" or do not in YES_NO:
            return None
        if asked in DURATIONS:  # both are asked as "has it been long enough"
            return dict(changed(asked, (do == "yes") is (asked == "long_enough")))
        return {asked: do == "yes"}

    def _said(self, asked: str, text: str) -> str:
        options = self._voice.words["options"].get(asked, {})
        named = next((value for value, title in options.items() if text.strip("。.! ") == title), "")
        return named or next((value for value in YES_NO if self._voice.means(value, text)), "")

    def _news(self, asked: str | None, move: Move) -> dict[str, Any] | None:
        """What the message itself tells of the case, {} for a place alone; None when it tells nothing or asks."""
        if move.reading is None or move.payload:
            return None
        reading = move.reading
        if asked == "away" and not move.places():
            reading = replace(reading, text=self._voice.words["going"] + reading.text)
        found = story.read(reading, move.today, dict(move.situation.told))
        news = {field: value for sign in move.signs() for field, value in SIGNS.get(sign, ())} | found
        news = {field: value for field, value in news.items() if field in FIELDS}
        if not news and not move.places():
            return None
        states = (
            not move.reading.asks
            or bool(found)
            or only_context([move.reading], follows=True)
            or story.asks_for_it(reading.text)
        )
        return news if states or (asked == "away" and move.places()) else None

    def _not_understood(self, move: Move, state: State) -> Step:
        if move.reading and (move.reading.asks or len(move.text) > 12):
            return Step(None, state)
        failures = state["failures"] + 1
        question = self.open_question(state)
        if failures >= MOST_FAILURES:
            return Step(self._voice.say("person", hotline=self._base.places.hotline(move.situation.place)), None)
        several = state["asked"] == "kind" and self._voice.means("both", move.text)
        text = self._voice.words["texts"]["pick_one" if several else "again"] + question.text
        return Step(replace(question, text=text), {**state, "failures": failures})
