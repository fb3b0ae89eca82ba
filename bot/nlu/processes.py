"""Other processes for the long work of a training."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor

CORES = os.cpu_count() or 1


def processes() -> Executor:
    """One a core, to be closed by whoever opens them; started anew, since a fork would inherit other threads' locks."""
    return ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn"))
