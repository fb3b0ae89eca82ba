"""Search over all facts by wording and by meaning: a second opinion on what a question is about.

It knows no training phrases, only what the facts, topics and services themselves say, so it fails where the classifier
does not. Wording is TF-IDF over single characters and pairs (Chinese needs no words for that), meaning is the
similarity of sentence vectors. Only the facts of the person's place and of what contains it are searched.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

from knowledge.base import KnowledgeBase
from knowledge.model import Service
from knowledge.vectors import Encode, Matrix, Vectors
from knowledge.vocabulary import words

# Weight of wording against meaning in ranking; weight of familiar wording beside meaning in telling what is far; the
# closeness below which nothing we have is meant. benchmarks/search_quality.py measures them on the training phrases,
# none of which the search has seen.
WORDING = 0.5
FAMILIAR = 0.3
FAR = 0.36
ANY_PLACE = "某地"
MARKS = re.compile(rf"{ANY_PLACE}|[\W_]")


class Hit(NamedTuple):
    """A topic or a service, and how well its best fact fits: 0 to 1."""

    topic: str
    score: float


class Found(NamedTuple):
    """The best topics first, and how close the question is to what we speak of at all: 0 to 1."""

    hits: list[Hit]
    closeness: float

    @property
    def far(self) -> bool:
        """Whether the question is far from everything that the base speaks of."""
        return self.closeness < FAR


@dataclass(frozen=True)
class _Index:
    """Texts of one place, with the topic of each."""

    topics: list[str]
    topic_of: npt.NDArray[np.intp]
    columns: dict[str, int]
    rarity: Matrix
    wording: Any  # Sparse matrix, one row a text.
    meaning: Matrix

    def scores(self, grams: Counter[str], vector: Matrix, weight: float) -> tuple[Matrix, float]:
        """Best score of each topic, and the best similarity of meaning."""
        meaning = self.meaning @ vector
        best = np.zeros(len(self.topics), dtype=np.float32)
        np.maximum.at(best, self.topic_of, weight * (self.wording @ self._weigh(grams)) + (1 - weight) * meaning)
        return best, float(meaning.max())

    def _weigh(self, grams: Counter[str]) -> Matrix:
        """What the vectorizer's `transform` gives, as a plain vector and in a tenth of the time."""
        weights = np.zeros(len(self.columns), dtype=np.float32)
        for gram, count in grams.items():
            if (column := self.columns.get(gram)) is not None:
                weights[column] = (1 + math.log(count)) * self.rarity[column]
        return weights / (np.linalg.norm(weights) or 1.0)


class Search:
    """Search over one knowledge base. Places are indexed when first asked for, or ahead by `warm`.

    Not for use by several threads at once.
    """

    def __init__(
        self, base: KnowledgeBase, encode: Encode, vectors: Path | None = None, wording: float = WORDING
    ) -> None:
        """`encode` as in `bot.nlu.encoders.Encoder`; `vectors` names a file that keeps its results between runs."""
        self._wording = wording
        self._base = base
        self._encode = encode
        self._vectors = Vectors(encode, vectors)
        self._names = frozenset(base.places.names)
        self._longest = max(map(len, self._names))
        self._places: dict[str, _Index] = {}
        self._services: dict[str, list[Service]] = {}
        for service in base.services.values():
            self._services.setdefault(service.place, []).append(service)
        self._titles: _Index | None = None

    def warm(self, places: Iterable[str] | None = None) -> None:
        """Index `places`, or all that have rules of their own, and keep their vectors."""
        self._title_index()
        for place in sorted(self._base.rule_places if places is None else places):
            for holder in self._chain(place):
                self._index(holder)
        self._vectors.save()

    def nearest(self, text: str, place: str, k: int = 3) -> list[Hit]:
        """The `k` topics and services closest to a question of somebody insured at `place`, best first."""
        return self.find(text, place, k).hits

    def find(self, text: str, place: str, k: int = 3, vector: Matrix | None = None) -> Found:
        """As `nearest`, with the closeness. `vector` is that of the masked text, if it has been encoded already."""
        text = self.mask(text)
        grams = Counter(_vectorizer().build_analyzer()(text))
        vector = self._encode([text])[0] if vector is None else vector
        best: dict[str, float] = {}
        meaning = 0.0
        indexes = [self._index(holder) for holder in self._chain(place)]
        for index in indexes:
            scores, near = index.scores(grams, vector, self._wording)
            meaning = max(meaning, near)
            _raise(best, zip(index.topics, scores))
        titles = self._title_index()
        scores, _ = titles.scores(grams, vector, self._wording)
        # Titles only strengthen topics that some fact of the chain speaks of.
        _raise(best, ((topic, score) for topic, score in zip(titles.topics, scores) if topic in best))
        ranked = sorted(best.items(), key=lambda item: -item[1])[:k]
        closeness = (meaning + FAMILIAR * _familiar(text, [*indexes, titles])) / (1 + FAMILIAR)
        return Found([Hit(topic, float(score)) for topic, score in ranked], closeness)

    def mask(self, text: str) -> str:
        """The text with every place name as 某地: which place it is does not tell what is asked."""
        masked, position = [], 0
        while position < len(text):
            lengths = range(min(self._longest, len(text) - position), 1, -1)
            length = next((n for n in lengths if text[position : position + n] in self._names), 0)
            masked.append(ANY_PLACE if length else text[position])
            position += length or 1
        return "".join(masked)

    def _chain(self, place: str) -> list[str]:
        return [holder.id for holder in self._base.places.chain(place) if holder.id in self._base.rule_places]

    def _index(self, place: str) -> _Index:
        if place not in self._places:
            texts = [(fact.topic, fact.sentence) for fact in self._base.at(place)]
            texts += [pair for service in self._services.get(place, ()) for pair in _service_texts(service)]
            self._places[place] = self._make(texts)
        return self._places[place]

    def _title_index(self) -> _Index:
        if self._titles is None:
            topics = self._base.topics.values()
            self._titles = self._make([(t.id, text) for t in topics for text in (t.title, t.question, t.scope)])
        return self._titles

    def _make(self, texts: list[tuple[str, str]]) -> _Index:
        masked = [self.mask(text) for _, text in texts]
        topics = list(dict.fromkeys(topic for topic, _ in texts))
        number = {topic: position for position, topic in enumerate(topics)}
        topic_of = np.array([number[topic] for topic, _ in texts], dtype=np.intp)
        vectorizer = _vectorizer()
        wording = vectorizer.fit_transform(masked)
        return _Index(topics, topic_of, vectorizer.vocabulary_, vectorizer.idf_, wording, self._vectors.of(masked))


def _vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)


def _raise(best: dict[str, float], scores: Iterable[tuple[str, float]]) -> None:
    for topic, score in scores:
        best[topic] = max(score, best.get(topic, 0.0))


def _familiar(text: str, indexes: list[_Index]) -> float:
    """Share of the pairs of characters that some fact has too, question words aside; half when nothing is left."""
    bare = words().question.sub("", words().filler.sub("", MARKS.sub("", text)))
    pairs = [bare[start : start + 2] for start in range(len(bare) - 1)]
    known = sum(any(pair in index.columns for index in indexes) for pair in pairs)
    return known / len(pairs) if pairs else 0.5


def _service_texts(service: Service) -> Iterator[tuple[str, str]]:
    for text in (service.name, *service.common_names, f"{service.name}：{service.summary}"):
        yield service.id, text
    for case in (*service.special_cases, *service.tips):
        yield service.id, case.text
