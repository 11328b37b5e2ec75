"""The arithmetic: NDCG, success at rank 1, and the paired bootstrap."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DEPTH = 10
BEST = 3
RESAMPLES = 10_000
SEED = 20_260_101


def dcg(grades: Sequence[int]) -> float:
    """Return the discounted gain of grades in rank order: (2^grade - 1) / log2(rank + 1)."""
    return math.fsum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def ndcg(ranking: Sequence[str], judgments: Mapping[str, int], depth: int = DEPTH) -> float:
    """Return NDCG from 0 to 1 of the first `depth` results; not judged counts as 0.

    The ideal is the best ranking of everything judged, found or not.
    """
    ideal = dcg(sorted(judgments.values(), reverse=True)[:depth])
    return dcg([judgments.get(key, 0) for key in ranking[:depth]]) / ideal


def success(ranking: Sequence[str], judgments: Mapping[str, int]) -> bool:
    """Return whether the first result is exactly what is wanted."""
    return bool(ranking) and judgments.get(ranking[0], 0) == BEST


@dataclass(frozen=True)
class Interval:
    """A mean with the bounds of its 95 % interval."""

    mean: float
    low: float
    high: float


def bootstrap(
    differences: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED
) -> Interval:
    """Return the mean of per-query differences and the percentile interval of resampled means."""
    values = np.asarray(differences, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(0, len(values), (resamples, len(values)))
    low, high = np.percentile(values[picks].mean(axis=1), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
