"""Search as a second opinion: asked only when the classifier is not sure, and only if the process has one.

The engine, which has the sentence encoder, hands a search in; an action server on its own answers without.
"""

from __future__ import annotations

from threading import Lock

from actions.answering.reading import NOT_NEGLIGIBLE, Question, Reading
from knowledge.base import KnowledgeBase
from knowledge.search import Found, Search

_search: Search | None = None
_turn = Lock()  # Turns run in threads, and a search serves one at a time.


def use(search: Search | None) -> None:
    """The search of this process from now on."""
    global _search
    _search = search


def look(text: str, place: str) -> Found | None:
    """What the search finds nearest to a text; None without a search."""
    if _search is None:
        return None
    with _turn:
        return _search.find(text, place)


def agreed(whole: Reading, found: Found | None, base: KnowledgeBase) -> Question | None:
    """The question that classifier and search, which have learnt from different texts, both take a message for."""
    if found is None or not found.hits:
        return None
    best = found.hits[0].topic
    if best in base.services:
        name = next((name for name, share in whole.intents if name in base.topics and share >= NOT_NEGLIGIBLE), None)
        read = best in [matter for matter, share in whole.matters if share >= NOT_NEGLIGIBLE]
        return Question(name, whole.text, best, entities=whole.entities) if name and read else None
    if any(name == best and share >= NOT_NEGLIGIBLE for name, share in whole.intents):
        return Question(best, whole.text, entities=whole.entities)
    return None
