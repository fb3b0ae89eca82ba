"""Write files that are only kept to save time."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def keep(path: Path, content: bytes) -> None:
    """Put `content` into `path`, making its folder. Readers see the old file or the new one, never half of it.

    Nothing is kept, and nobody told, where the folder cannot be written: then the next start only takes longer.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
