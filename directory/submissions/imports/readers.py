"""Read CSV and JSON Lines row by row, whatever the size of the file.

A CSV column is named after its field. Lists are separated by `;`. `facts.<key>` holds the value of
a fact (`facts.price` = `free; open-source`), `facts.<key>.state` a state other than yes.
`relations.<kind>` holds `kind/slug` of the others. `source.*` is the source of all of them.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from directory.catalog.content import CONTENT_TYPES
from directory.catalog.content.definitions import FACT_BY_KEY
from directory.catalog.content.facts import ValueType
from directory.submissions.imports.types import Row, RowProblem

MAX_LINE = 1_000_000
_LISTS = {
    field
    for content_type in CONTENT_TYPES.values()
    for field in ("aliases", *content_type.vocabularies)
}


class Unreadable(Exception):
    """One row cannot be read; `problem` says where and why."""

    def __init__(self, problem: RowProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_rows(path: Path) -> Iterator[Row | RowProblem]:
    """Yield the rows of a `.csv` or `.jsonl` file; a row that cannot be read comes as its problem."""
    reader = _read_csv if path.suffix.lower() == ".csv" else _read_json_lines
    yield from reader(path)


def count_rows(path: Path) -> int:
    """Return about how many rows a file has (its lines), for a progress bar."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _read_json_lines(path: Path) -> Iterator[Row | RowProblem]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), ""), start=1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                yield RowProblem(
                    path.name, number, "row", "This line is not a complete JSON object."
                )
                continue
            if isinstance(data, dict):
                yield Row(number, data)
            else:
                yield RowProblem(path.name, number, "row", "Each line must be a JSON object.")


def _read_csv(path: Path) -> Iterator[Row | RowProblem]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RowProblem(
                    path.name, reader.line_num, "row", f"This row is not valid CSV: {error}."
                )
                continue
            line = reader.line_num
            if None in cells:
                yield RowProblem(
                    path.name, line, "row", "This row has more cells than the heading."
                )
                continue
            try:
                yield Row(line, from_cells(cells))
            except ValueError as error:
                yield RowProblem(path.name, line, "row", str(error))


def from_cells(cells: dict[str, str | None]) -> dict[str, Any]:
    """Return the row that a line of CSV stands for; ValueError for a column of an unknown form."""
    filled = {name.strip(): text.strip() for name, text in cells.items() if text and text.strip()}
    source = {name[7:]: text for name, text in filled.items() if name.startswith("source.")}
    data: dict[str, Any] = {}
    for name, text in filled.items():
        if name.startswith("facts."):
            _add_fact(data, name[6:], text, source)
        elif name.startswith("relations."):
            kind = name[10:]
            others = [{"kind": kind, "other": other, **_with(source)} for other in _split(text)]
            data.setdefault("relations", []).extend(others)
        elif not name.startswith("source."):
            data[name] = _split(text) if name in _LISTS else text
    if source:
        data["sources"] = [source]
    return data


def _add_fact(data: dict[str, Any], name: str, text: str, source: dict[str, str]) -> None:
    key, _, part = name.partition(".")
    fact = data.setdefault("facts", {}).setdefault(key, {"state": "yes", **_with(source)})
    definition = FACT_BY_KEY.get(key)
    value_type = definition.value_type if definition else ValueType.TEXT
    if part:
        fact[part] = text
    elif value_type is ValueType.TERMS:
        fact["terms"] = _split(text)
    elif value_type in (ValueType.NUMBER, ValueType.URL):
        fact[value_type.value] = text
    elif value_type is ValueType.FLAG:
        fact["state"] = text
    else:
        fact["value"] = text


def _with(source: dict[str, str]) -> dict[str, Any]:
    return {"source": source} if source else {}


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
