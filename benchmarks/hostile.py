"""Time of hostile and ordinary queries on the seed catalog, and of a large dry-run import.

`python benchmarks/hostile.py [--rows 100000]` prints the slowest of the hostile queries beside the median of
ordinary ones (milliseconds within the process, so that no network is in it), and rows per second and
peak memory of `manage catalog import --dry-run`.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from directory.app import create_app
from directory.config import Settings
from tests.rules.test_search_rules import BOMBS

ROOT = Path(__file__).resolve().parent.parent
MANAGE = Path(sys.executable).parent / "manage"
ORDINARY = (
    "math",
    "screen reader",
    "fraction games",
    "kahn acadmy",
    "free reading",
    '"open source" -game',
)


def run(folder: str, *command: str) -> None:
    """Run a command of `manage` on the state in `folder`."""
    environment = {**os.environ, "INSTANCE": folder}
    subprocess.run(
        [str(MANAGE), *command], cwd=ROOT, env=environment, check=True, capture_output=True
    )


def queries(folder: str) -> None:
    """Time each query three times through the whole application; the best of three counts."""
    values = {"INSTANCE": folder, "SECRET_KEY": "x" * 40, "SEARCH_LIMIT": "100000 per second"}
    client = create_app(Settings.from_environment(values)).test_client()

    def best(text: str) -> float:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            client.get("/search", query_string={"q": text.encode("utf-8", "surrogatepass")})
            times.append(time.perf_counter() - began)
        return min(times) * 1000

    best("warm up")
    ordinary = statistics.median(best(text) for text in ORDINARY)
    slowest, text = max((best(text), text) for text in BOMBS)
    print(f"ordinary queries, median    {ordinary:8.1f} ms")
    print(
        f"slowest of {len(BOMBS)} hostile ones  {slowest:8.1f} ms  ({slowest / ordinary:.1f}x)  {text[:20]!r}"
    )


def dry_run(folder: str, rows: int) -> None:
    """Time a dry run over many rows and print its peak memory."""
    path = Path(folder) / "many.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            row = {
                "kind": "product",
                "name": f"Product {number}",
                "tagline": "One of many",
                "subjects": ["algebra"],
            }
            file.write(json.dumps(row) + "\n")
    began = time.perf_counter()
    run(folder, "catalog", "import", str(path), "--dry-run")
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"dry run of {rows:,} rows      {took:8.1f} s   {rows / took:,.0f} rows/s, peak of all commands {peak:.0f} MiB"
    )


def main() -> None:
    """Build the seeded site in a temporary folder and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        for command in (["db", "upgrade"], ["seed"], ["worker", "--until-empty"]):
            run(folder, *command)
        queries(folder)
        dry_run(folder, rows // 100)
        dry_run(folder, rows)


if __name__ == "__main__":
    main()
