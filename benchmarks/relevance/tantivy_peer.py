"""Tantivy over the same documents, as a peer to compare with."""

from collections.abc import Mapping, Sequence
from typing import Any

import tantivy

from benchmarks.relevance.texts import BOOSTS, all_then_any, field_text, telling_words
from directory.kernel.text import fold
from directory.search.types import Document


class Tantivy:
    """BM25 with English stems and our field weights: all words first, then some.

    Its stemmer does not fold accents, so texts are folded before.
    """

    name = "tantivy"

    def __init__(self, documents: Sequence[Document], keys: Mapping[int, str]) -> None:
        self._keys = keys
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True)
        for field in BOOSTS:
            builder.add_text_field(field, tokenizer_name="en_stem")
        self._index: Any = tantivy.Index(builder.build())
        writer = self._index.writer(num_threads=1)
        for document in documents:
            texts = {field: fold(field_text(document, field)) for field in BOOSTS}
            writer.add_document(tantivy.Document(id=document.id, **texts))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def rank(self, q: str, size: int) -> list[str]:
        """Return the keys of the first `size` results."""
        text = " ".join(f'"{word}"' for word in telling_words(q))
        if not text:
            return []
        complete, some = (self._ids(text, size, all_words=every) for every in (True, False))
        return [self._keys[found] for found in all_then_any(complete, some, size)]

    def _ids(self, text: str, size: int, *, all_words: bool) -> list[int]:
        query = self._index.parse_query(
            text, list(BOOSTS), field_boosts=BOOSTS, conjunction_by_default=all_words
        )
        searcher = self._index.searcher()
        return [searcher.doc(place)["id"][0] for _, place in searcher.search(query, size).hits]
