"""tantivy: English stems, boosts by field, facets as terms aggregations over fast fields."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.relevance.texts import BOOSTS as FIELDS
from benchmarks.search.engines.base import SNIPPET, Answer, nearest
from benchmarks.search.queries import Question
from benchmarks.search.words import vocabularies
from directory.search.analysis import STOP_WORDS, stem, words
from directory.search.types import Document

_SHOWN = ("name", "tagline", "description")
_BUILD_HEAP, _UPDATE_HEAP = 256_000_000, 30_000_000


class Tantivy:
    """One index folder. Readers look at `meta.json` before each query, so that none is stale."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "tantivy"
        self._folder.mkdir(exist_ok=True)
        self._lexicons: dict[str, dict[str, int]] = {}
        self._stems: dict[str, set[str]] = {}
        self._seen = 0

    @cached_property
    def _index(self) -> Any:
        index = tantivy.Index(_schema(), path=str(self._folder))
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        plain = plain.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
        index.register_tokenizer("plain", plain.build())
        stems = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        stems = stems.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
        stems = stems.filter(tantivy.Filter.stemmer("english"))
        index.register_tokenizer("stems", stems.build())
        index.config_reader(reload_policy="manual")
        return index

    @cached_property
    def _writer(self) -> Any:
        return self._index.writer(heap_size=_UPDATE_HEAP, num_threads=1)

    @property
    def _searcher(self) -> Any:
        changed = (self._folder / "meta.json").stat().st_mtime_ns
        if changed != self._seen:
            self._index.reload()
            self._seen, self._lexicons, self._stems = changed, {}, {}
            self.__dict__["_open"] = self._index.searcher()
        return self.__dict__["_open"]

    def build(self, documents: Iterable[Document]) -> None:
        """See Engine. One thread, as all the others."""
        writer = self._index.writer(heap_size=_BUILD_HEAP, num_threads=1)
        for document in documents:
            writer.add_document(_fields(document))
        writer.commit()
        writer.wait_merging_threads()

    def keep_texts(self, documents: Iterable[Document]) -> None:
        """See Engine: its document store keeps them."""

    def open(self) -> None:
        """See Engine."""
        _ = self._searcher.num_docs

    def top(self, question: Question) -> Answer:
        """See Engine. Its Python interface has no search and aggregation in one pass."""
        searcher = self._searcher
        query, found = self._found(searcher, question)
        ids = searcher.fast_field_values("id", [address for _, address in found.hits])
        facets = self._count(searcher, query, question.facets) if question.facets else {}
        return Answer(tuple(ids), found.count, facets)

    def _found(self, searcher: Any, question: Question) -> tuple[Any, Any]:
        """All words; when no listing has them all, whatever its filters, any of them."""
        query = self._query(question, every=True)
        found = searcher.search(query, limit=question.size)
        if found.count or " " not in question.text or self._matches(searcher, question):
            return query, found
        query = self._query(question, every=False)
        return query, searcher.search(query, limit=question.size)

    def _matches(self, searcher: Any, question: Question) -> bool:
        if not question.filters:
            return False
        alone = self._query(Question(question.text), every=True)
        return bool(searcher.search(alone, limit=1, count=False).hits)

    def _query(self, question: Question, *, every: bool) -> Any:
        text = self._index.parse_query(
            question.text, list(FIELDS), field_boosts=FIELDS, conjunction_by_default=every
        )
        schema = self._index.schema
        parts = [
            (tantivy.Occur.Must, text),
            (tantivy.Occur.MustNot, tantivy.Query.term_query(schema, "archived", True)),
        ]
        for vocabulary, slugs in question.filters.items():
            # A term set query would walk all documents of the terms first: several times slower.
            terms = [
                tantivy.Query.term_query(schema, _facet(vocabulary), s, "basic") for s in slugs
            ]
            found = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
            parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(found, 0.0)))
        return tantivy.Query.boolean_query(parts)

    def _count(
        self, searcher: Any, query: Any, facets: tuple[str, ...]
    ) -> dict[str, dict[str, int]]:
        asked = {name: {"terms": {"field": _facet(name), "size": 200}} for name in facets}
        found = searcher.aggregate(query, asked)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
            for name in facets
        }

    def snippets(self, question: Question) -> Sequence[str]:
        """See Engine. Its own generator, for name, tagline and description."""
        searcher = self._searcher
        query, found = self._found(searcher, question)
        makers = []
        for field in _SHOWN:
            maker = tantivy.SnippetGenerator.create(searcher, query, self._index.schema, field)
            maker.set_max_num_chars(SNIPPET)
            makers.append(maker)
        documents = [searcher.doc(address) for _, address in found.hits]
        return [
            "\n".join(maker.snippet_from_doc(document).to_html() for maker in makers)
            for document in documents
        ]

    def prefix(self, text: str) -> Sequence[int]:
        """See Engine."""
        searcher = self._searcher
        query = tantivy.Query.regex_query(self._index.schema, "name_word", f"{text}.*")
        found = searcher.search(
            query, limit=10, count=False, order_by_field="size", order=tantivy.Order.Asc
        )
        ids: list[int] = searcher.fast_field_values("id", [address for _, address in found.hits])
        return ids

    def correct(self, text: str) -> str:
        """See Engine."""
        return " ".join(self._corrected(word) for word in text.split())

    def _corrected(self, word: str) -> str:
        searcher, letter = self._searcher, word[0]
        if letter not in self._lexicons:
            self._lexicons[letter] = dict(searcher.terms_with_prefix("word", letter))
            self._stems[letter] = {stem(known) for known in self._lexicons[letter]}
        known = word in STOP_WORDS or stem(word) in self._stems[letter]
        return word if known else nearest(word, self._lexicons[letter])

    def update(self, document: Document) -> None:
        """See Engine."""
        self._writer.delete_documents_by_term("id", document.id)
        self._writer.add_document(_fields(document))
        self._writer.commit()

    def close(self) -> None:
        """See Engine."""
        if "_writer" in self.__dict__:
            self._writer.wait_merging_threads()


def _facet(vocabulary: str) -> str:
    return "f_" + vocabulary.replace("-", "_")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("size", fast=True)
    builder.add_boolean_field("archived", indexed=True)
    for name in FIELDS:
        builder.add_text_field(name, stored=name in _SHOWN, tokenizer_name="stems")
    for name in ("word", "name_word"):
        builder.add_text_field(name, tokenizer_name="plain", index_option="basic")
    for vocabulary in vocabularies():
        field = _facet(vocabulary.slug)
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _fields(document: Document) -> Any:
    found = tantivy.Document()
    found.add_integer("id", document.id)
    found.add_integer("size", len(document.name))
    found.add_boolean("archived", document.archived)
    for name in FIELDS:
        found.add_text(name, _text(getattr(document, name)))
        found.add_text("word", _text(getattr(document, name)))
    found.add_text("name_word", " ".join(words(_text((document.name, *document.aliases)))))
    for vocabulary, slugs in document.terms.items():
        for slug in slugs:
            found.add_text(_facet(vocabulary), slug)
    return found


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
