"""What our simple components share: they are made from nothing and have nothing to keep."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.engine.graph import GraphComponent

C = TypeVar("C", bound="PlainComponent")


class PlainComponent(GraphComponent):
    """A graph component without configuration, training or storage."""

    @classmethod
    def create(cls: type[C], *_: Any) -> C:
        """Rasa's constructor; configuration, storage, resource and context are not needed."""
        return cls()
