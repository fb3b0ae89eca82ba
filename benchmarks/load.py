"""Load on a REST webhook from a process of its own: `python -m benchmarks.load URL MESSAGES PARALLEL < sentences`.

Each of the parallel users holds conversations of a few questions, one after the other. Prints latencies as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from itertools import islice

import httpx

TURNS = 5  # Questions in one conversation.
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Load:
    """What came of it: seconds for all messages, milliseconds for each answered one, and how many failed."""

    seconds: float
    latencies: list[float]
    errors: int

    @property
    def per_second(self) -> float:
        """Answered messages in a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the messages was answered; infinite when none was."""
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else float("inf")


def conversations(sentences: list[str], messages: int) -> list[list[str]]:
    """The messages, cut into conversations; sentences are taken in turn and repeated when there are too few."""
    endless = (sentences[place % len(sentences)] for place in range(messages))
    return [part for part in iter(lambda: list(islice(endless, TURNS)), [])]


async def run(url: str, talks: list[list[str]], parallel: int, prefix: str) -> Load:
    """Hold the conversations, so many at a time."""
    waiting = list(enumerate(talks))[::-1]
    latencies: list[float] = []
    errors = 0

    async def user(client: httpx.AsyncClient) -> None:
        nonlocal errors
        while waiting:
            number, talk = waiting.pop()
            for sentence in talk:
                begin = time.perf_counter()
                try:
                    reply = await client.post(url, json={"sender": f"{prefix}-{number}", "message": sentence})
                    answered = reply.status_code == httpx.codes.OK and bool(reply.json())
                except (httpx.HTTPError, ValueError):
                    answered = False
                if answered:
                    latencies.append((time.perf_counter() - begin) * 1000)
                else:
                    errors += 1

    limits = httpx.Limits(max_connections=parallel)
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, limits=limits) as client:
        begin = time.perf_counter()
        await asyncio.gather(*(user(client) for _ in range(parallel)))
        return Load(time.perf_counter() - begin, latencies, errors)


def main() -> None:
    """Read sentences, one a line, and run."""
    url, messages, parallel = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sentences = sys.stdin.read().splitlines()
    load = asyncio.run(run(url, conversations(sentences, messages), parallel, f"bench-{time.time_ns()}"))
    print(json.dumps(asdict(load)))


if __name__ == "__main__":
    main()
