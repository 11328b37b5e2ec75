"""Rows of an import, what is wrong with them, and what became of all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One row as it stood in the file; `line` counts from 1."""

    line: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class RowProblem:
    """What is wrong where."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


@dataclass
class Report:
    """How many rows were read and what became of them; `kept` are edited ones left as they are."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[RowProblem] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def bad_rows(self) -> int:
        """How many rows were not taken."""
        return len({(problem.file, problem.line) for problem in self.problems})

    def add(self, other: "Report") -> None:
        """Add the counts of another file."""
        self.rows += other.rows
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.kept += other.kept
        self.problems += other.problems
