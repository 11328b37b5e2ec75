"""`python -m benchmarks.relevance`: rank every judged query with our search and with its peers."""

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.relevance import report, runs
from benchmarks.relevance.fts5 import Fts5
from benchmarks.relevance.intents import is_right
from benchmarks.relevance.measures import DEPTH
from benchmarks.relevance.queries import Query, load, of_split
from benchmarks.relevance.runs import Run
from benchmarks.relevance.seed_site import SeedSite, seed_site
from benchmarks.relevance.texts import plain


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the checked arguments; a list of failures of the test split is refused."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--baseline", type=Path, help="a file that --save wrote earlier")
    parser.add_argument("--save", type=Path, help="write our rankings to this file")
    parser.add_argument(
        "--failures", action="store_true", help="list the worst queries of the dev split"
    )
    found = parser.parse_args(words)
    if found.failures and found.split == "test":
        parser.error("failures of the test split are not shown: nothing may be tuned on them")
    return found


def our_run(site: SeedSite, queries: Sequence[Query]) -> tuple[Run, dict[str, bool | None]]:
    """Return our rankings and, by query id, whether each intent was understood."""
    verdicts: dict[str, bool | None] = {}
    rankings: dict[str, list[str]] = {}
    for query in queries:
        result = site.find(query.q, DEPTH)
        rankings[query.id] = [f"{f.card.kind}/{f.card.slug}" for f in result.found.items]
        if query.intent is not None:
            understood = getattr(result, "understood", None)
            verdicts[query.id] = None if understood is None else is_right(query.intent, understood)
    return Run("ours", rankings), verdicts


def peer_runs(site: SeedSite, queries: Sequence[Query]) -> list[Run]:
    """Return the rankings of the peers: over the plain rows, and over all that our engine is given."""
    from benchmarks.relevance.tantivy_peer import Tantivy  # noqa: PLC0415 - checked for first

    documents = site.documents()
    rows = [plain(document, site.taxonomy) for document in documents]
    tantivy = Tantivy(rows, site.keys)
    with (
        closing(Fts5(rows, site.keys)) as fts5,
        closing(Fts5(documents, site.keys, "FTS5+ours")) as enriched,
    ):
        return [runs.run(peer.name, peer.rank, queries) for peer in (fts5, tantivy, enriched)]


def main() -> None:
    """Measure and print."""
    options = arguments()
    if importlib.util.find_spec("tantivy") is None:
        sys.exit("tantivy is not installed: `make benchmark-relevance` installs it and measures.")
    queries = of_split(load(), options.split)
    baseline = [runs.read(options.baseline, queries)] if options.baseline else []
    with seed_site() as site:
        ours, verdicts = our_run(site, queries)
        peers = peer_runs(site, queries)
    print(f"Split {options.split}: {len(queries)} queries\n")
    print(*report.ndcg_table([ours, *peers], queries), "", sep="\n")
    print(*report.first_table([ours, *peers], queries), "", sep="\n")
    print(report.intent_line(verdicts), "", sep="\n")
    print(*report.comparison_table(ours, [*peers, *baseline], queries), sep="\n")
    if options.failures:
        print("", *report.failures(ours, queries), sep="\n")
    if options.save:
        runs.save(options.save, ours, queries)


if __name__ == "__main__":
    main()
