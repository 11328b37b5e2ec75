"""Rankings of a run: scored, saved to a file, and read back as a baseline."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.relevance.measures import DEPTH, ndcg
from benchmarks.relevance.queries import Query

Rank = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Run:
    """What one engine returned: query id -> keys in rank order, for the queries that it was asked."""

    name: str
    rankings: Mapping[str, Sequence[str]]

    def scores(self, queries: Sequence[Query]) -> dict[str, float]:
        """Return NDCG@10 by query id, of those queries that this run has."""
        return {
            query.id: ndcg(self.rankings[query.id], query.judgments)
            for query in queries
            if query.id in self.rankings
        }


def run(name: str, rank: Rank, queries: Sequence[Query]) -> Run:
    """Ask an engine every query."""
    return Run(name, {query.id: list(rank(query.q, DEPTH)) for query in queries})


def save(path: Path, ours: Run, queries: Sequence[Query]) -> None:
    """Write rankings, not scores, so that they can be scored anew when judgments are mended."""
    rows = {q.id: {"q": q.q, "ranking": list(ours.rankings[q.id])} for q in queries}
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(path: Path, queries: Sequence[Query]) -> Run:
    """Return the saved rankings of those queries whose words are still the same."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    same = [q for q in queries if q.id in rows and rows[q.id]["q"] == q.q]
    return Run(f"baseline {path.name}", {q.id: rows[q.id]["ranking"] for q in same})
