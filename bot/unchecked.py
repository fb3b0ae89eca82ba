"""Stand-in for Rasa's check of a configuration before it trains, which imports every component that Rasa has.

Ours does not change from one training to the next; `rasa data validate` and the tests look at it.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.shared.importers.importer import TrainingDataImporter


class DefaultV1RecipeValidator(GraphComponent):
    """Passes the training data on, by the name under which a trained model remembers Rasa's own."""

    @classmethod
    def create(cls, *_: Any, **__: Any) -> DefaultV1RecipeValidator:
        """Rasa's constructor."""
        return cls()

    def validate(self, importer: TrainingDataImporter) -> TrainingDataImporter:
        """Everything is taken as it is."""
        return importer
