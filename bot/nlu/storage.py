"""Keep the classifier on disk as arrays and JSON: nothing that could run code when it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.model import NGRAMS, LinearModel

SPACE = "ngrams"


def save(model: LinearModel, folder: Path, name: str) -> None:
    """Write `name`.npz and `name`.json into a folder; half the digits are enough for weights.

    Packed here, because Rasa packs the whole model at zlib's slowest level, and most weights are zero.
    """
    np.savez_compressed(
        folder / f"{name}.npz",
        dense=model.dense_weights.astype(np.float16),
        sparse=model.sparse_weights.astype(np.float16),
        bias=model.bias,
    )
    _write(folder / f"{name}.json", {"facets": model.facets, "temperature": model.temperature})


def load(folder: Path, name: str) -> LinearModel:
    """Read back what `save` wrote."""
    head = _read(folder / f"{name}.json")
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        dense, sparse, bias = (arrays[part].astype(np.float32) for part in ("dense", "sparse", "bias"))
    return LinearModel(head["facets"], dense, sparse, bias, head["temperature"])


def save_space(space: TfidfVectorizer, folder: Path) -> None:
    """Write the n-grams that all heads share."""
    _write(folder / f"{SPACE}.json", {term: int(index) for term, index in space.vocabulary_.items()})
    np.save(folder / f"{SPACE}.npy", space.idf_)


def load_space(folder: Path) -> TfidfVectorizer:
    """Read back what `save_space` wrote."""
    space = TfidfVectorizer(**NGRAMS, vocabulary=_read(folder / f"{SPACE}.json"))
    space.idf_ = np.load(folder / f"{SPACE}.npy", allow_pickle=False)
    return space


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))
