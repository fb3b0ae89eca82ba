"""Reads the training sentences fast: a third of the time in which people wait for a training was Rasa handling them.

Rasa's own reader parses and validates YAML in pure Python. The plain lists of sentences that we write need neither;
`rasa data validate` still checks what they mean. A file with anything else in it (entities, synonyms, look-up tables)
goes to Rasa's reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

WRITTEN = ("text", "intent", "metadata")
BULLET = "- "
MARKS_ENTITIES = "]("


class Sentence(Message):
    """A training sentence that is cheap to copy and to compare, since Rasa does both a dozen times before it trains."""

    _cached_fingerprint: str | None

    def __deepcopy__(self, memo: dict[int, Any]) -> Sentence:
        """A copy of its own down to the values, which nobody changes in place."""
        copied = Sentence(self.data, set(self.output_properties), self.time, list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied

    def __hash__(self) -> int:
        """What is equal has the same text; Rasa's own takes a digest of all that was written, each time."""
        return hash(self.data.get(WRITTEN[0]))

    def fingerprint(self) -> str:
        """Digest of what was written; Rasa's own once a component has added to it."""
        if self.features or not self.data.keys() <= set(WRITTEN):
            return str(super().fingerprint())
        if self._cached_fingerprint is None:  # Rasa's own field, which `set` empties.
            said = repr([self.data.get(key) for key in WRITTEN]).encode()
            self._cached_fingerprint = hashlib.md5(said, usedforsecurity=False).hexdigest()
        return str(self._cached_fingerprint)


class SentenceImporter(RasaFileImporter):
    """Rasa's importer of files, but for the sentences."""

    @cached_method
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All training sentences, read once: Rasa asks for them thrice."""
        return read(map(Path, self._nlu_files), language or "en")


def read(files: Iterable[Path], language: str = "en") -> TrainingData:
    """The sentences of files of training data, made into one set at once: Rasa copies whatever it merges."""
    sentences: list[Message] = []
    others: list[TrainingData] = []
    for file in files:
        text = file.read_text("utf-8")
        groups: list[Any] = yaml.load(text, Loader=yaml.CSafeLoader).get("nlu") or []
        if MARKS_ENTITIES in text or not all(map(_is_plain, groups)):
            others.append(load_data(str(file), language))
        else:
            sentences += chain.from_iterable(map(_messages, groups))
    plain = TrainingData(sentences)
    return plain.merge(*others) if others else plain


def _is_plain(group: Any) -> bool:
    """Whether a group is an intent with a block of bulleted lines, as Rasa's documentation shows it."""
    return (
        isinstance(group, dict)
        and group.keys() <= {"intent", "metadata", "examples"}
        and isinstance(group.get("intent"), str)
        and isinstance(group.get("examples"), str)
        and all(line.startswith(BULLET) for line in group["examples"].splitlines() if line.strip())
    )


def _messages(group: dict[str, Any]) -> list[Message]:
    lines = (line.removeprefix(BULLET).strip() for line in group["examples"].splitlines())
    return [Sentence.build(line, group["intent"], [], group.get("metadata"), None) for line in lines if line]
