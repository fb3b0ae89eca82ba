"""Keep a `LinearModel` on disk as arrays and JSON: nothing that could run code when it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.model import NGRAMS, LinearModel


def save(model: LinearModel, folder: Path, name: str) -> None:
    """Write `name`.npz and `name`.json into a folder; half the digits are enough for weights, and half to pack."""
    np.savez(
        folder / f"{name}.npz",
        dense=model.dense_weights.astype(np.float16),
        sparse=model.sparse_weights.astype(np.float16),
        bias=model.bias,
        idf=model.ngrams.idf_,
    )
    vocabulary = {term: int(index) for term, index in model.ngrams.vocabulary_.items()}
    head = {"facets": model.facets, "temperature": model.temperature, "vocabulary": vocabulary}
    (folder / f"{name}.json").write_text(json.dumps(head, ensure_ascii=False), "utf-8")


def load(folder: Path, name: str) -> LinearModel:
    """Read back what `save` wrote."""
    head = json.loads((folder / f"{name}.json").read_text("utf-8"))
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        ngrams = TfidfVectorizer(**NGRAMS, vocabulary=head["vocabulary"])
        ngrams.idf_ = arrays["idf"]
        dense, sparse, bias = (arrays[part].astype(np.float32) for part in ("dense", "sparse", "bias"))
    return LinearModel(head["facets"], dense, sparse, bias, ngrams, head["temperature"])
