"""Keep libraries quiet: their warnings are not for the people who run this. Import before anything of Rasa."""

from __future__ import annotations

import logging
import os
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa asks this before it shows a bar of its own.


def hush() -> None:
    """Silence warnings, and the user texts that Rasa's structlog would print when it is used as a library."""
    warnings.simplefilter("ignore")
    # Some libraries re-enable warnings at import; showing them is what has to stop.
    warnings.showwarning = lambda *_args, **_kwargs: None
    logging.getLogger().setLevel(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "jieba", "tensorflow", "matplotlib", "absl"):
        logging.getLogger(name).setLevel(logging.ERROR)


def hush_rasa() -> None:
    """Configure Rasa's structlog before Rasa logs anything."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
