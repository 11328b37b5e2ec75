"""Figures as aligned tables and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.search.driver import OPERATIONS, Run
from benchmarks.search.engines.base import Answer
from benchmarks.search.study import Study

OURS = "ours"
_LABELS = {
    **{name: f"{name}  {operation.label}" for name, operation in OPERATIONS.items()},
    "cold": "cold  b in fresh processes",
    "commit": "commit  b right after one",
}


def tables(study: Study) -> str:
    """Return all tables of one size."""
    parts = [
        f"{study.size:,} documents; times in ms, medians over rounds; ratio = ours / other (below 1: ours is faster)",
        aligned(_time_rows(study)),
        aligned(_size_rows(study)),
    ]
    if study.loads:
        parts.append(
            "A writer commits 5 updates a second (b; stale: missed an acknowledged update)"
        )
        parts.append(aligned(_load_rows(study)))
    return "\n\n".join(parts)


def _time_rows(study: Study) -> Iterator[Sequence[str]]:
    yield (
        "operation",
        "engine",
        "n",
        "p50",
        "p95",
        "p99",
        "p50 ratio",
        "p95 ratio",
        "results",
        "equal",
        "top 10",
    )
    for name, run in study.runs.items():
        label = _LABELS[name]
        for engine in run.times:
            times = run.of(engine)
            yield (
                label, engine, str(times.count), *(f"{v:.2f}" for v in (times.p50, times.p95, times.p99)),
                *_ratios(run, engine), *_agreement(run, engine),
            )  # fmt: skip
            label = ""


def _ratios(run: Run, engine: str) -> tuple[str, str]:
    if engine == OURS or OURS not in run.times:
        return ("", "")
    ratio = run.of(OURS).ratio(run.of(engine))
    return (f"{ratio['p50']:.2f}x", f"{ratio['p95']:.2f}x")


def _agreement(run: Run, engine: str) -> tuple[str, str, str]:
    """Return the mean number of results, and how many answers are as the first engine's."""
    found, first = run.answers[engine], next(iter(run.answers.values()))
    pairs = list(zip(found, first, strict=True))
    equal = sum(a.total == b.total and a.facets == b.facets for a, b in pairs) / len(pairs)
    return (f"{mean_total(found):.1f}", f"{equal:.0%}", _overlap(pairs))


def _overlap(pairs: Sequence[tuple[Answer, Answer]]) -> str:
    shares = [
        len({*a.ids} & {*b.ids}) / max(len(a.ids), len(b.ids)) for a, b in pairs if a.ids or b.ids
    ]
    return f"{sum(shares) / len(shares):.0%}" if shares else ""


def mean_total(answers: Sequence[Answer]) -> float:
    """Return the mean number of results of these answers."""
    return sum(answer.total for answer in answers) / len(answers)


def _size_rows(study: Study) -> Iterator[Sequence[str]]:
    yield (
        "engine",
        "build s",
        "docs/s",
        "index MB",
        "RSS MiB",
        "PSS MiB",
        "anonymous MiB",
        "update p50",
        "update p99",
    )
    for name, built in study.built.items():
        memory, update = study.memory.get(name), study.updates.get(name)
        scale = study.size / built.documents
        mark = "~" if scale > 1 else ""  # extrapolated from a part
        yield (
            name, f"{mark}{built.seconds * scale:.1f}", f"{built.documents / built.seconds:,.0f}",
            f"{mark}{built.index_bytes * scale / 1e6:.1f}",
            *((f"{v:.0f}" for v in (memory.rss, memory.pss, memory.anonymous)) if memory else ("", "", "")),
            *((f"{update.p50:.1f}", f"{update.p99:.1f}") if update else ("", "")),
        )  # fmt: skip


def _load_rows(study: Study) -> Iterator[Sequence[str]]:
    yield (
        "engine",
        "readers",
        "q/s",
        "q/s ratio",
        "p50",
        "p95",
        "errors",
        "stale",
        "of",
        "commit p50",
        "commit p95",
    )
    ours = {load.readers: load for load in study.loads.get(OURS, [])}
    for name, loads in study.loads.items():
        for load in loads:
            base = ours.get(load.readers)
            ratio = f"{base.per_second / load.per_second:.3f}x" if base and name != OURS else ""
            yield (
                name, str(load.readers), f"{load.per_second:.0f}", ratio,
                f"{load.times.p50:.2f}", f"{load.times.p95:.2f}", str(load.errors), str(load.stale), str(load.looks),
                f"{load.commit.p50:.1f}", f"{load.commit.p95:.1f}",
            )  # fmt: skip


def growth(studies: Sequence[Study]) -> str:
    """Return how cost grows from the smallest to the largest size against the number of results."""
    small, large = min(studies, key=lambda s: s.size), max(studies, key=lambda s: s.size)
    rows: list[Sequence[str]] = [
        ("operation", "engine", "cost p50", "cost p95", "results", "documents")
    ]
    for name, run in large.runs.items():
        for engine in run.times if name in small.runs else ():
            before = small.runs[name]
            ratio = run.of(engine).ratio(before.of(engine))
            results = mean_total(run.answers[engine]) / (mean_total(before.answers[engine]) or 1)
            rows.append(
                (
                    name,
                    engine,
                    f"{ratio['p50']:.2f}x",
                    f"{ratio['p95']:.2f}x",
                    f"{results:.2f}x",
                    f"{large.size / small.size:.0f}x",
                )
            )
    return f"Growth from {small.size:,} to {large.size:,} documents\n\n{aligned(rows)}"


def as_json(study: Study) -> dict[str, Any]:
    """Return all figures of one size."""
    return {
        "size": study.size,
        "built": {name: asdict(built) for name, built in study.built.items()},
        "memory_mib": {name: asdict(memory) for name, memory in study.memory.items()},
        "update_ms": {name: asdict(times) for name, times in study.updates.items()},
        "operations": {name: _run_json(run) for name, run in study.runs.items()},
        "load": {name: [asdict(load) for load in loads] for name, loads in study.loads.items()},
    }


def _run_json(run: Run) -> dict[str, Any]:
    return {
        engine: {
            **asdict(run.of(engine)),
            "mean_results": mean_total(run.answers[engine]),
            "ours_to_this": run.of(OURS).ratio(run.of(engine)) if OURS in run.times else {},
        }
        for engine in run.times
    }


def aligned(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """Return rows as columns, the first of them the heading: texts to the left, figures to the right."""
    table = [list(row) for row in rows]
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    left = [not any(row[n][:1].isdigit() for row in table[1:]) for n in range(len(widths))]
    lines = (
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width)
            for cell, width, to_left in zip(row, widths, left, strict=True)
        ).rstrip()
        for row in table
    )
    return "\n".join(lines)
