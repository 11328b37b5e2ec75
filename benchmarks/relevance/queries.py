"""The judged queries, read from `queries.jsonl` and checked."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from directory.catalog.types import Kind

Category = Literal[
    "known", "misspelt", "topic", "need", "constraint", "jargon", "entity", "spanish"
]
Split = Literal["dev", "test"]
Grade = Literal[1, 2, 3]
CATEGORIES: tuple[str, ...] = get_args(Category)
SPLITS: tuple[str, ...] = get_args(Split)
FILE = Path(__file__).with_name("queries.jsonl")


class Intent(BaseModel):
    """What a query asks for besides its words: a kind of listing, and per vocabulary any of some terms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind | None = None
    terms: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Query(BaseModel):
    """One query with the grade of every listing that deserves one, by `kind/slug`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z]+-\d\d$")
    category: Category
    split: Split
    lang: Literal["en", "es"]
    q: str = Field(min_length=1)
    judgments: dict[str, Grade] = Field(min_length=1)
    intent: Intent | None = None


def load(path: Path = FILE) -> list[Query]:
    """Return all queries of a file; ValidationError when a line is not one."""
    with path.open(encoding="utf-8") as lines:
        return [Query.model_validate_json(line) for line in lines]


def of_split(queries: Sequence[Query], split: str) -> list[Query]:
    """Return the queries of one split, or every query for `all`."""
    return [query for query in queries if split in ("all", query.split)]


def by_category(queries: Sequence[Query]) -> Iterator[tuple[str, list[Query]]]:
    """Yield each category that has queries with its queries, in the fixed order."""
    for category in CATEGORIES:
        found = [query for query in queries if query.category == category]
        if found:
            yield category, found
