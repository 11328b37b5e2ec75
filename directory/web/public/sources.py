"""The sources of the first catalog, as listed in `seed_data/sources.yaml`."""

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from directory.config import ROOT

FILE = ROOT / "seed_data" / "sources.yaml"


class SourceCredit(BaseModel):
    """One source: what it is, under which license, of which year, and how it is credited."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    key: str
    name: str
    url: str | None = None
    licence: str = ""
    licence_url: str | None = None
    year: str | None = None
    note: str = ""
    credit_required: bool = False


def source_credits(path: Path = FILE) -> tuple[SourceCredit, ...]:
    """Return all sources in the order of the file; none when there is no file."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[SourceCredit, ...]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return tuple(SourceCredit.model_validate(row) for row in rows)
