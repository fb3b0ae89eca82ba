"""Sentence vectors by text, each computed once and kept in a file: encoding a sentence takes some milliseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.files import keep

Matrix = npt.NDArray[np.float32]
Encode = Callable[[list[str]], Matrix]  # Sentences → unit vectors, one row a sentence.


class Vectors:
    """The vectors of texts; `path` names a file for one encoder, since vectors of two encoders do not compare."""

    def __init__(self, encode: Encode, path: Path | None = None) -> None:
        self._encode = encode
        self._path = path
        self._known: dict[bytes, npt.NDArray[np.float16]] = _read(path) if path else {}
        self._grown = False

    def of(self, texts: list[str]) -> Matrix:
        """One row a text; what is not known yet is encoded in one go."""
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts) if key not in self._known}
        if missing:
            # Half precision changes a similarity by less than 0.001 and halves memory and file.
            rows = self._encode(list(missing.values())).astype(np.float16)
            self._known.update(zip(missing, rows))
            self._grown = True
        return np.array([self._known[key] for key in keys], dtype=np.float32)

    def save(self) -> None:
        """Keep the vectors for the next process, if there are new ones."""
        if self._path is None or not self._grown:
            return
        content = BytesIO()
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(len(self._known), -1)
        np.savez(content, keys=keys, vectors=np.array(list(self._known.values())))
        keep(self._path, content.getvalue())
        self._grown = False


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _read(path: Path) -> dict[bytes, npt.NDArray[np.float16]]:
    try:
        with np.load(path, allow_pickle=False) as data:
            return dict(zip(map(bytes, data["keys"]), data["vectors"]))
    except (OSError, ValueError, KeyError):
        return {}
