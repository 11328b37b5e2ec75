"""One generation and commit of the index, opened for reading, with what filters need of each document."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh.index import open_dir

from directory.search.analysis import words
from directory.search.faceting import Attributes
from directory.search.whoosh.schema import attributes_from


class Snapshot:
    """A searcher and the stored fields by document number. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = open_dir(str(folder))
        # A new searcher each time: `refresh()` of other Whoosh releases keeps deleted documents.
        self.searcher: Any = self._index.searcher()
        stored = dict(self.searcher.reader().iter_docs())
        self.attributes: dict[int, Attributes] = {n: attributes_from(f) for n, f in stored.items()}
        self.versions: dict[int, str] = {int(f["id"]): f["version"] for f in stored.values()}
        self._names = {int(f["id"]): json.loads(f["names"]) for f in stored.values()}

    def is_current(self, folder: Path) -> bool:
        """Whether this is still the newest commit of the generation in use."""
        return folder == self.folder and bool(self.searcher.up_to_date())

    @cached_property
    def names(self) -> list[tuple[str, int]]:
        """Return (folded name, id) of all documents; a document stands once for each of its names."""
        return [
            (" ".join(words(name)), key) for key, names in self._names.items() for name in names
        ]

    @cached_property
    def lexicon(self) -> Mapping[str, int]:
        """Return the plain words of all documents with their number of documents."""
        reader = self.searcher.reader()
        return {
            term.decode("utf-8"): reader.doc_frequency("word", term)
            for term in reader.lexicon("word")
        }

    def close(self) -> None:
        """Close all files."""
        self.searcher.close()
        self._index.close()
