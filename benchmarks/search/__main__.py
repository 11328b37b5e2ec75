"""`python -m benchmarks.search`: search speed against tantivy and SQLite FTS5, in one run."""

import argparse
import json
from pathlib import Path

from benchmarks.search.driver import OPERATIONS, Plan
from benchmarks.search.report import as_json, growth, tables
from benchmarks.search.study import Options, measure
from benchmarks.search.worker import ENGINES

MORE = ("cold", "commit", "load", "build")
CHOICES = (*OPERATIONS, *MORE)


def _operations(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - set(CHOICES):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: choose from {CHOICES}")
    return names


def _size(text: str) -> int:
    if not (text.isdigit() and 200 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError("200 to 1,000,000 listings")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    add = parser.add_argument
    add("--size", type=_size, nargs="+", default=[10_000], help="listings; 250: the seed products")
    add("--rounds", type=int, default=3, choices=range(1, 21), metavar="1-20")
    add("--queries", type=int, default=320, help="questions of each operation and round")
    add("--seconds", type=float, default=60, help="at most so long per engine, operation and round")
    add("--only", type=_operations, default=CHOICES, help=f"some of {','.join(CHOICES)}")
    add("--skip-peer", action="append", default=[], choices=[n for n in ENGINES if n != "ours"])
    add("--load-seconds", type=float, default=10, help="of each run with a writer")
    add("--plain-whoosh", type=int, default=5000, metavar="N", help="documents; 0: leave out")
    add("--json", type=Path, help="write all figures to this file")
    return parser


def main() -> None:
    """Measure each size, print its tables, and write the JSON after each."""
    arguments = _parser().parse_args()
    plan = Plan(
        engines=tuple(name for name in ENGINES if name not in arguments.skip_peer),
        operations=arguments.only,
        questions=arguments.queries,
        rounds=arguments.rounds,
        seconds=arguments.seconds,
    )
    studies = []
    for size in arguments.size:
        study = measure(size, plan, Options(arguments.load_seconds, arguments.plain_whoosh))
        print(tables(study), end="\n\n", flush=True)
        studies.append(study)
        if arguments.json:
            found = {"sizes": [as_json(study) for study in studies]}
            arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if len(studies) > 1:
        print(growth(studies))


if __name__ == "__main__":
    main()
