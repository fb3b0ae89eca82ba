"""Put an answer together: frame, facts, sources, next steps — complete as text, at most `MAX_CHARS` characters."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.answering.answer import Answer, Choice, Line, PlaceRef, Section, SourceRef, Status
from actions.answering.copy import copy
from actions.answering.layout import MAX_CHARS, Draft, fitting, side_by_side, without_repeats
from actions.answering.reading import ASPECTS, Question
from actions.answering.routing import GENERAL_RULES, INBOUND_TOPICS, comes_to_us, route
from actions.answering.select import Selection, mentions, select
from actions.answering.service_card import HOTLINE, service_sections, special_cases
from actions.situation import Situation
from knowledge.base import KnowledgeBase
from knowledge.model import Fact, Service, Source

MOST_CHOICES = 6
PREVIEWS = 3
MOST_AT_HOME = 3  # general facts, before what holds for guests
MOST_FOR_GUESTS = 3  # and the other way round, where home has rules of its own
MOST_CLAUSES = 3  # of a document, cited under an answer to several questions


class Composer:
    """Makes answers from the knowledge base as of a day."""

    def __init__(self, base: KnowledgeBase, today: dt.date) -> None:
        self.base = base
        self.today = today

    def answer(self, question: Question, situation: Situation, others: Sequence[Question] = ()) -> Answer:
        """The answer to one question; `others` are offered in case one of them was meant."""
        draft = self.draft(question, situation)
        place = self.place(situation)
        text = (draft.head + self._body(draft, MAX_CHARS - len(draft.head))).strip()
        choices = self._choices([question], draft, situation, others)
        return self._finish(draft.status, text, draft.sections, draft.sources, place, choices)

    def answers(self, questions: Sequence[Question], situation: Situation, others: Sequence[Question] = ()) -> Answer:
        """One message that answers several questions, each briefly under its own heading."""
        fresh = without_repeats([self.draft(question, situation) for question in questions])
        asked = [(question, draft) for question, draft in zip(questions, fresh) if draft.sections]
        drafts = [draft for _, draft in asked]
        titles = self._titles([question for question, _ in asked])
        sources = tuple(source for draft in drafts for source in draft.sources)
        head = next((draft.head for draft in drafts if draft.head), "")
        cited = self.cite(sources, MOST_CLAUSES)
        parts = side_by_side(drafts, titles, MAX_CHARS - len(head) - len(cited) - 2)
        sections = [Section(title, s.lines) for title, draft in zip(titles, drafts) for s in draft.sections]
        text = "\n".join(part for part in (head, *parts, cited) if part)
        choices = self._choices(questions, drafts[0], situation, others)
        return self._finish(Status.answered, text, tuple(sections), sources, self.place(situation), choices)

    def offer(self, guesses: Sequence[Question], situation: Situation) -> Answer:
        """Ask which of several readings was meant, and say the gist of the likeliest ones meanwhile."""
        words = copy("answers")
        shown = [(question, self.draft(question, situation)) for question in guesses[:PREVIEWS]]
        sources = tuple(source for _, draft in shown for source in draft.sources)
        frame = (words["offer"], words["offer_end"], self.cite(sources, MOST_CLAUSES))
        room = (MAX_CHARS - sum(map(len, frame))) // len(shown)
        sections = tuple(Section(self.title(question), draft.sections[0].lines) for question, draft in shown)
        gists = [
            f"【{section.title}】" + self._body(draft, room - len(section.title) - 3, frame=False)
            for section, (_, draft) in zip(sections, shown)
        ]
        text = "\n".join(part for part in (frame[0], *gists, *frame[1:]) if part)
        choices = _distinct(self.choice(question.topic, question.matter) for question in guesses)
        return self._finish(Status.needs_detail, text, sections, sources, self.place(situation), choices[:MOST_CHOICES])

    def draft(self, question: Question, situation: Situation) -> Draft:
        """Facts for a question: a service's card, or the facts of its topics for the place."""
        return replace(self._draft(question, situation), asked=question.clause or question.text)

    def _draft(self, question: Question, situation: Situation) -> Draft:
        target = route(question, situation, self.base)
        if target.service is not None:
            return self._service(target.service, question, situation)
        if target.topics == ("inbound",) and not situation.insured_place:
            situation = replace(situation, insured_place="china")  # From outside, nobody said where.
        spoken = [topic for topic in target.topics if self.base.speaks(target.place, topic)]
        if not spoken:
            return self._nothing(target.topics[0], situation)
        parts = [select(self.base, topic, situation, question.text, self.today, target.place) for topic in spoken]
        facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
        pinned = self._pinned(question, target.place)
        facts = (
            *pinned,
            *(fact for fact in facts if fact not in pinned and not (pinned and fact.unless_named)),
        )
        facts = self._for_guests(question, situation, target.place, facts)
        replaced = tuple(fact for part in parts for fact in part.replaced)
        undecided = next((part.undecided for part in parts if part.undecided), None)
        selection = Selection(facts, replaced, undecided)
        return self._facts(selection, situation, self.base.speaks(target.place, spoken[0]) or target.place)

    def _pinned(self, question: Question, place: str) -> tuple[Fact, ...]:
        """Facts of related topics that are about a name which was said, such as a hospital's."""
        related = {question.topic, *self.base.topics[question.topic].related}
        return tuple(fact for fact in self.named(question.text, place) if fact.topic in related)

    def named(self, text: str, place: str) -> tuple[Fact, ...]:
        """Facts of a place about a name that was said, such as a hospital's."""
        facts = self.base.at(self.base.rule_place(place))
        return tuple(fact for fact in facts if fact.pinned and mentions(fact, text))

    def touches(self, question: Question, situation: Situation) -> bool:
        """Whether the words of a question are those of a detail of its topic, or of a special case of its service."""
        target = route(question, situation, self.base)
        if target.service:
            return any(mentions(case, question.text) for case in (*target.service.special_cases, *target.service.tips))
        facts = (fact for topic in target.topics for fact in self.base.look_up(target.place, topic, self.today))
        return any(fact.detail and mentions(fact, question.text) for fact in facts)

    def _for_guests(
        self, question: Question, situation: Situation, place: str, facts: tuple[Fact, ...]
    ) -> tuple[Fact, ...]:
        """The facts, and for somebody who comes to us what holds for guests: all, where home's rules say little."""
        if not comes_to_us(situation, self.base.places) or place != situation.place:
            return facts
        here = select(self.base, "inbound", situation, question.text, self.today, situation.care_place).facts
        if self.base.rule_place(place) in GENERAL_RULES:
            return (*facts[:MOST_AT_HOME], *here)
        return (*here[:MOST_FOR_GUESTS], *facts) if question.topic in INBOUND_TOPICS else facts

    def title(self, question: Question) -> str:
        """Heading of a question among several."""
        service = self.base.services.get(question.matter or "")
        if service is not None and question.topic in ASPECTS:
            return f"{service.name}·{copy('answers')['aspects'][question.topic]}"
        return self.base.topics[question.topic].title

    def _titles(self, questions: Sequence[Question]) -> list[str]:
        """Headings of questions that stand together; of one service, which the head names, only the aspects."""
        aspects, matters = copy("answers")["aspects"], {question.matter for question in questions}
        one_service = len(matters) == 1 and matters <= set(self.base.services)
        if one_service and all(question.topic in aspects for question in questions):
            return [str(aspects[question.topic]) for question in questions]
        return [self.title(question) for question in questions]

    def place(self, situation: Situation) -> PlaceRef:
        """The place an answer speaks for."""
        place = self.base.places[situation.place]
        return PlaceRef(place.id, place.name, self.base.places.hotline(place.id), situation.insured_place is None)

    def _service(self, service: Service, question: Question, situation: Situation) -> Draft:
        words = copy("answers")
        served_at = self._served_at(service, situation)
        if served_at is None:
            place = self.place(situation)
            text = words["service_elsewhere"].format(name=service.name, place=place.name, hotline=place.hotline)
            return Draft((Section("", (Line(text),)),), (), status=Status.not_covered)
        head = str(words["service_head"]).format(name=service.name)
        if question.topic == "proxy":
            own = special_cases(service, question.text)
            lines = (*own, Line(copy("services")["proxy"], "jiangsu.proxy"))
            clauses = (service.clause, "末注") if own else ("末注",)
            sources = tuple(Source(document=service.document, clause=clause) for clause in clauses)
            return Draft((Section("", lines),), sources, head)
        sections = tuple(
            Section(part.title, tuple(self._calling(line, served_at) for line in part.lines))
            for part in service_sections(service, question.topic, question.text, question.clause, question.brief)
        )
        source = Source(document=service.document, clause=service.clause)
        return Draft(sections, (source,), head, needed=len(sections[0].lines))

    def _calling(self, line: Line, place: str) -> Line:
        """The line with the number that one calls there."""
        places = self.base.places
        hotline = places.hotline(place)
        return replace(line, text=line.text.replace(HOTLINE, hotline).replace(places.hotline("china"), hotline))

    def _served_at(self, service: Service, situation: Situation) -> str | None:
        """Where a service is done for somebody of this case; None where it is not ours."""
        ends = [situation.place, *([situation.care_place] if service.either_end and situation.care_place else [])]
        own = (end for end in ends if service.place in {place.id for place in self.base.places.chain(end)})
        return next(own, None)

    def _facts(self, selection: Selection, situation: Situation, speaker: str) -> Draft:
        shown = tuple(dict.fromkeys((*selection.replaced, *selection.facts)))
        lines = tuple(self._line(fact, situation) for fact in shown)
        sources = tuple(source for fact in shown for source in fact.sources)
        gaps = [fact for fact in selection.facts if fact.kind.value == "gap"]
        status = Status.partly_answered if gaps and len(gaps) == len(selection.facts) else Status.answered
        if selection.undecided and status is Status.answered:
            status = Status.needs_detail
        return Draft((Section("", lines),), sources, self._head(situation, speaker), selection.undecided, status)

    def _line(self, fact: Fact, situation: Situation) -> Line:
        places = self.base.places
        hotline = places.hotline(situation.place)
        text = fact.sentence.replace(HOTLINE, hotline)
        if fact.place not in {place.id for place in places.chain(situation.place)}:
            # A guest of the fact's place calls home, and home's number is known.
            text = text.replace(places.hotline("china"), hotline)
        kind = next((name for name, content in fact.value if content is not None), "text") if fact.value else "text"
        items = fact.value.items if fact.value and fact.value.items else ()
        return Line(text, fact.id, kind, items)

    def _head(self, situation: Situation, speaker: str) -> str:
        """For whom the answer speaks: place and category, and whether the place was only assumed."""
        words = copy("answers")
        name = self.base.places[situation.place].name
        own = self.base.rule_place(situation.place)
        if situation.place == "china" or (speaker == "china" and own != "china"):
            return ""
        if own in ("china", "jiangsu") and speaker == own:
            key = "outside_rule" if own == "china" else "province_rule"
        else:
            key = "place_known" if situation.insured_place else "place_assumed"
        category = words["for_category"].format(words["categories"][situation.category]) if situation.category else ""
        return str(words[key]).format(place=name, category=category)

    def _nothing(self, topic: str, situation: Situation) -> Draft:
        place = self.place(situation)
        text = copy("answers")["nothing_here"].format(
            title=self.base.topics[topic].title, place=place.name, hotline=place.hotline
        )
        return Draft((Section("", (Line(text),)),), (), status=Status.not_covered)

    def _body(self, draft: Draft, budget: int, frame: bool = True) -> str:
        lines = draft.texts
        ask = str(copy("answers")["ask"][draft.ask]) if draft.ask and frame else ""
        cited = self.cite(draft.sources) if frame else ""
        kept = fitting(lines, budget - len(ask) - len(cited) - 2, draft.asked)
        if len(kept) > 1 or len(lines) > 1:
            mark = "\n" if frame else ""
            body = mark + mark.join(f"• {line}" if frame else line for line in kept)
        else:
            body = kept[0] if kept else ""
        return "\n".join(part for part in (body, ask, cited) if part)

    def cite(self, sources: Iterable[Source], most: int | None = None) -> str:
        """The line of sources; `most` limits the clauses of a document where several answers share the room."""
        refs = self.references(sources)
        if not refs:
            return ""
        cited = "；".join(f"{ref.short}{'、'.join(ref.clauses[:most])}" for ref in refs)
        return str(copy("answers")["sources"]).format(sources=cited)

    def references(self, sources: Iterable[Source]) -> tuple[SourceRef, ...]:
        """Documents with their clauses, each once, in order of first mention."""
        clauses: dict[str, dict[str, None]] = {}
        for source in sources:
            clauses.setdefault(source.document, {})[source.clause] = None
        return tuple(
            SourceRef(doc.id, doc.title, doc.short, tuple(found), doc.number, str(doc.in_force or ""))
            for doc, found in ((self.base.documents[key], found) for key, found in clauses.items())
        )

    def _choices(
        self, questions: Sequence[Question], draft: Draft, situation: Situation, others: Sequence[Question]
    ) -> tuple[Choice, ...]:
        """What may come next: the case that decides, another reading of the message, a related topic, another place."""
        words = copy("answers")
        main = questions[0]
        choices = []
        if draft.ask:
            matter = {"matter": main.matter} if main.matter else {}
            choices += [
                Choice(title, {"topic": main.topic, **matter, draft.ask: value})
                for value, title in words["options"][draft.ask].items()
            ]
        related = self.base.topics[main.topic].related if main.topic in self.base.topics else ()
        answered = {self.choice(question.topic, question.matter).title for question in questions}
        offered = [self.choice(other.topic, other.matter) for other in (*questions[1:], *others)]
        offered += [self.choice(topic, main.matter) for topic in related if topic in self.base.topics]
        choices += [choice for choice in _distinct(offered) if choice.title not in answered]
        if self.place(situation).assumed and draft.head:
            return (*choices[: MOST_CHOICES - 1], Choice(words["change_place"], {"change": "place"}))
        return tuple(choices[:MOST_CHOICES])

    def choice(self, topic: str, matter: str | None = None) -> Choice:
        """A button for a topic; an aspect keeps the matter that is talked of."""
        service = self.base.services.get(matter or "")
        if service is not None and topic in ASPECTS:
            title = f"{service.name}：{copy('answers')['aspects'][topic]}"
            return Choice(title, {"topic": topic, "matter": service.id})
        return Choice(self.base.topics[topic].title, {"topic": topic})

    def _finish(
        self,
        status: Status,
        text: str,
        sections: tuple[Section, ...],
        sources: Iterable[Source],
        place: PlaceRef,
        choices: tuple[Choice, ...],
    ) -> Answer:
        identity = hashlib.sha256(text.encode()).hexdigest()[:12]
        return Answer(identity, status, text, sections, self.references(sources), place, self.today, choices)


def _distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Choices of different titles, in order."""
    return tuple({choice.title: choice for choice in reversed(list(choices))}.values())[::-1]
