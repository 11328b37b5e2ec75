"""The tables of a run, as plain aligned text."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

from benchmarks.relevance.measures import DEPTH, bootstrap, success
from benchmarks.relevance.queries import Query, by_category
from benchmarks.relevance.runs import Run

FIRST_COUNTS = ("known", "misspelt")
WORST = 15


def _groups(queries: Sequence[Query]) -> Iterator[tuple[str, Sequence[Query]]]:
    yield from by_category(queries)
    yield "all", queries


def ndcg_table(runs: Sequence[Run], queries: Sequence[Query]) -> Iterator[str]:
    """Yield mean NDCG@10 per category, one column per engine."""
    scores = [run.scores(queries) for run in runs]
    yield f"{'NDCG@10':<14}{'queries':>8}" + "".join(f"{run.name:>10}" for run in runs)
    for name, group in _groups(queries):
        means = (fmean(found[query.id] for query in group) for found in scores)
        yield f"{name:<14}{len(group):>8}" + "".join(f"{mean:>10.3f}" for mean in means)


def first_table(runs: Sequence[Run], queries: Sequence[Query]) -> Iterator[str]:
    """Yield how often the first result is exactly what is wanted, where there is such a thing."""
    yield f"{'success@1':<14}{'queries':>8}" + "".join(f"{run.name:>10}" for run in runs)
    for name, group in by_category(queries):
        if name in FIRST_COUNTS:
            rates = (fmean(success(r.rankings[q.id], q.judgments) for q in group) for r in runs)
            yield f"{name:<14}{len(group):>8}" + "".join(f"{rate:>10.1%}" for rate in rates)


def intent_line(verdicts: Mapping[str, bool | None]) -> str:
    """Return how many intents were understood; None means that the search does not say."""
    if not verdicts:
        return "intent right  n/a (no query with an intent)"
    if None in verdicts.values():
        return "intent right  n/a (the search does not say what it understood)"
    right = sum(verdict is True for verdict in verdicts.values())
    return f"intent right  {right} of {len(verdicts)} ({right / len(verdicts):.1%})"


def comparison_table(ours: Run, others: Sequence[Run], queries: Sequence[Query]) -> Iterator[str]:
    """Yield the mean NDCG difference to each other run with its 95 % interval."""
    mine = ours.scores(queries)
    yield f"{'ours minus':<28}{'queries':>8}{'mean':>9}   95 % interval"
    for other in others:
        theirs = other.scores(queries)
        differences = [mine[name] - score for name, score in theirs.items()]
        if not differences:
            yield f"{other.name:<28}{0:>8}      n/a   no query in common"
            continue
        found = bootstrap(differences)
        interval = f"[{found.low:+.3f}, {found.high:+.3f}]"
        yield f"{other.name:<28}{len(differences):>8}{found.mean:>+9.3f}   {interval}"


def failures(ours: Run, queries: Sequence[Query]) -> Iterator[str]:
    """Yield the worst queries of the dev split with what was wanted and what came; test stays hidden."""
    seen = [query for query in queries if query.split == "dev"]
    scores = ours.scores(seen)
    yield f"The {min(WORST, len(seen))} worst queries of the dev split"
    for query in sorted(seen, key=lambda query: (scores[query.id], query.id))[:WORST]:
        wanted = sorted(query.judgments.items(), key=lambda item: -item[1])[:4]
        shown = ours.rankings[query.id][:4]
        graded = (f"{key}={query.judgments.get(key, 0)}" for key in shown)
        yield f"{scores[query.id]:.3f}  {query.id}  {query.q}"
        yield "       wanted  " + ", ".join(f"{key}={grade}" for key, grade in wanted)
        yield f"       first {min(4, DEPTH)} " + (", ".join(graded) or "nothing found")
