"""What a letter asks: a message of many clauses, of which most tell a story and some ask."""

from __future__ import annotations

from dataclasses import replace

from actions.answering.clauses import SURE_OF_SECOND, beside, in_its_sentence, is_asked, is_topic
from actions.answering.matter import PLAINLY, service_of
from actions.answering.reading import ASPECTS, PROTECTED, STATED, SURE, Reading
from actions.answering.triage import PROTECTED_AT
from knowledge.base import KnowledgeBase
from knowledge.vocabulary import words

MOST_IN_LETTER = 4
LEAST = 0.35  # Among several questions each is shorter, and read with less confidence.


def asked_in_letter(whole: Reading, parts: list[Reading], base: KnowledgeBase) -> list[Reading]:
    """The readings that ask, the clearest of the whole letter first; empty when no clause asks.

    The rest is its story; what that complains of counts when only one thing is asked.
    """
    parts = [_unprotected(part) for part in _without_story(parts)]
    parts = _in_turn([in_its_sentence(part, base) for part in parts], base)
    clear = [part for part in parts if is_asked(part, base, LEAST)]
    asked = [part for part in clear if part.asks]
    topic, share = is_topic(whole, base), whole.best[1]
    if not asked or (topic and share >= STATED and all(part.best[1] < SURE_OF_SECOND for part in clear)):
        return [whole] if asked else []
    asked = _clearest(asked, MOST_IN_LETTER)
    alone = len(asked) == 1
    found = [whole] if topic and share >= (SURE_OF_SECOND if alone else SURE) else []
    found += [*asked, *(_clearest([part for part in clear if not part.asks], 1) if alone else ())]
    return [*found, *beside(found, replace(whole, text="，".join(part.text for part in asked)))]


def _without_story(parts: list[Reading]) -> list[Reading]:
    """The clauses; what stands before "请问" asks nothing, unless it ends as a question."""
    start = next((index for index, part in enumerate(parts) if words().asking.search(part.text)), 0)
    return [replace(part, asks=part.asks and (i >= start or part.text[-1] in "?？")) for i, part in enumerate(parts)]


def _unprotected(part: Reading) -> Reading:
    """A question that is hardly a request to decline: the letter as a whole is declined where it is one."""
    name, share = part.best
    return part.without(name) if part.asks and name in PROTECTED and share < PROTECTED_AT else part


def _in_turn(parts: list[Reading], base: KnowledgeBase) -> list[Reading]:
    """The clauses; an aspect of nothing is asked of the service that the question right before plainly names."""
    result: list[Reading] = []
    for part in parts:
        before = result[-1] if result else part
        follows = part.asks and before.asks and _thing(part)[1] == "none" and part.best[0] in ASPECTS
        if follows and service_of(before, base, PLAINLY):
            part = replace(part, matters=before.matters, text=f"{before.text}，{part.text}")
        result.append(part)
    return result


def _clearest(parts: list[Reading], most: int) -> list[Reading]:
    """As many of the clauses as can be answered, in order: of each thing the one read with most confidence."""
    best = list({_thing(part): part for part in sorted(parts, key=lambda part: part.best[1])}.values())
    best = sorted(best, key=lambda part: -part.best[1])[:most]
    return [part for part in parts if part in best]


def _thing(part: Reading) -> tuple[str, str]:
    """The topic that a clause asks, and of what, where it says so: the papers of one service are not another's."""
    matter, share = part.matters[0] if part.matters else ("none", 0.0)
    return part.best[0], matter if share >= SURE else "none"
