"""The training examples as the classifier sees them, for those who want to measure it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.nlu.constants import INTENT, TEXT

from bot.nlu.classifier import QuestionClassifier, facet_of, matter_of
from bot.nlu.dense import SentenceFeaturizer
from bot.nlu.gazetteer import GazetteerExtractor, plain_text
from bot.nlu.importer import read
from bot.nlu.model import Settings
from bot.nlu.normaliser import Normaliser


@dataclass(frozen=True)
class Example:
    """One training sentence, normalised and with its places masked; `facet` is its intent with the kind of matter."""

    text: str
    facet: str
    matter: str | None


def examples(folder: Path) -> list[Example]:
    """All examples under a folder of Rasa training data, each wording once: a copy would be tested on its twin."""
    data = read(sorted(folder.rglob("*.yml")))
    data = GazetteerExtractor().process_training_data(Normaliser().process_training_data(data))
    found = [
        Example(plain_text(message), facet_of(message), matter_of(message))
        for message in data.training_examples
        if message.get(TEXT) and message.get(INTENT)
    ]
    return list({(example.text, example.facet, example.matter): example for example in found}.values())


def settings_of(config: Path) -> tuple[str, Settings]:
    """Name of the encoder and settings of the classifier in a Rasa configuration, defaults filled in."""
    encoder: str = _options(config, SentenceFeaturizer)["encoder"]
    options = _options(config, QuestionClassifier)
    return encoder, Settings(**{key: options[key] for key in vars(Settings())})


def _options(config: Path, component: Any) -> dict[str, Any]:
    pipeline = yaml.safe_load(config.read_text("utf-8"))["pipeline"]
    name = f"{component.__module__}.{component.__name__}"
    return {**component.get_default_config(), **next(entry for entry in pipeline if entry["name"] == name)}
