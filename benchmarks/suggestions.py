"""Server time of `/suggest`: every beginning of some names and terms, on the seed catalog, warm.

`python -m benchmarks.suggestions [--rounds 20]` builds the site in a temporary folder and asks the
application in the same process: the time is that of a whole request without the network. Processor
time tells more than the clock on a machine that does other work.
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.conftest import build_site

TEXTS = (
    "khan academy", "fractions", "ela", "grade 3", "matemáticas", "chromebook", "offline", "screen reader",
    "national science foundation", "salman", "lti", "computer science", "español", "zzzz",
)  # fmt: skip


def beginnings() -> list[str]:
    """Return what a person has typed at each key, from the second letter on."""
    return [text[:end] for text in TEXTS for end in range(2, min(len(text), 12) + 1)]


def measured(clock: Callable[[], float], ask: Callable[[str], object], rounds: int) -> list[float]:
    """Return the time of each request in milliseconds, sorted."""
    times = []
    for _ in range(rounds):
        for text in beginnings():
            began = clock()
            ask(text)
            times.append((clock() - began) * 1000)
    return sorted(times)


def main() -> None:
    """Print p50 and p95 by processor and by clock."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        site = build_site(Path(folder))
        client = site.app.test_client()

        def ask(text: str) -> object:
            return client.get("/suggest", query_string={"q": text})

        measured(time.perf_counter, ask, 1)
        for name, clock in (("processor", time.process_time), ("clock", time.perf_counter)):
            times = measured(clock, ask, rounds)
            p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
            print(f"{name:<10} {len(times):>6} requests  p50 {p50:.2f} ms  p95 {p95:.2f} ms")
        site.close()


if __name__ == "__main__":
    main()
