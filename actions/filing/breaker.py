"""Circuit breaker: after several failures in a row, stop asking a broken service for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed while calls succeed; open after `most_failures` in a row; one trial call after `pause` seconds."""

    def __init__(self, most_failures: int = 5, pause: float = 30, now: Callable[[], float] = time.monotonic) -> None:
        self._most_failures = most_failures
        self._pause = pause
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._retry_at = 0.0

    def allows(self) -> bool:
        """Whether a call may be made now. While open, only the first caller after the pause gets through."""
        with self._lock:
            if self._failures < self._most_failures:
                return True
            if self._now() < self._retry_at:
                return False
            self._retry_at = self._now() + self._pause
            return True

    def succeeded(self) -> None:
        """The call got an answer."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The call got none."""
        with self._lock:
            self._failures += 1
            self._retry_at = self._now() + self._pause
