"""Percentiles, medians over rounds and ratios."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

PERCENTILES = (50, 95, 99)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` percent of the values lie, between the two nearest ones."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True)
class Times:
    """How long one operation takes in one engine: milliseconds, medians over the rounds."""

    count: int
    p50: float
    p95: float
    p99: float

    @classmethod
    def of_rounds(cls, rounds: Sequence[Sequence[float]]) -> "Times":
        """Return the medians of each round's percentiles; rounds without a value are left out."""
        kept = [values for values in rounds if values]
        medians = (
            statistics.median(percentile(values, share) for values in kept) for share in PERCENTILES
        )
        return cls(sum(map(len, kept)), *medians)

    def ratio(self, other: "Times") -> dict[str, float]:
        """Return this one's times as multiples of another's."""
        return {
            "p50": self.p50 / other.p50,
            "p95": self.p95 / other.p95,
            "p99": self.p99 / other.p99,
        }
