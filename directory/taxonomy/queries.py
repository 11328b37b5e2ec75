"""Read vocabularies."""

from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.models import Listing, ListingTerm
from directory.models import Term as TermRow
from directory.models import Vocabulary as VocabularyRow
from directory.taxonomy.types import Taxonomy, Term, Vocabulary

Stamp = tuple[int, datetime | None]
_cache: WeakKeyDictionary[Engine, tuple[Stamp, Taxonomy]] = WeakKeyDictionary()


def load_taxonomy(session: Session) -> Taxonomy:
    """Return all vocabularies; read anew only when one has changed (one small statement each time)."""
    engine = session.get_bind().engine
    stamp = _stamp(session)
    cached = _cache.get(engine)
    if cached is None or cached[0] != stamp:
        cached = (stamp, _read(session))
        _cache[engine] = cached
    return cached[1]


def _stamp(session: Session) -> Stamp:
    row = session.execute(select(func.count(VocabularyRow.id), func.max(VocabularyRow.updated_at)))
    count, updated = row.one()
    return count, updated


def _read(session: Session) -> Taxonomy:
    terms: dict[int, list[TermRow]] = {}
    for row in session.scalars(select(TermRow).order_by(TermRow.vocabulary_id, TermRow.position)):
        terms.setdefault(row.vocabulary_id, []).append(row)
    rows = session.scalars(select(VocabularyRow).order_by(VocabularyRow.position)).all()
    return Taxonomy({row.slug: _vocabulary(row, terms.get(row.id, [])) for row in rows})


def _vocabulary(row: VocabularyRow, terms: list[TermRow]) -> Vocabulary:
    slug_by_id = {term.id: term.slug for term in terms}
    return Vocabulary(
        id=row.id,
        slug=row.slug,
        label_en=row.label_en,
        label_es=row.label_es,
        plural_en=row.plural_en,
        plural_es=row.plural_es,
        definition=row.definition,
        position=row.position,
        is_facet=row.is_facet,
        is_browsable=row.is_browsable,
        kinds=tuple(row.kinds),
        source=row.source,
        terms=tuple(_term(row.slug, term, slug_by_id) for term in terms),
    )


def _term(vocabulary: str, row: TermRow, slug_by_id: dict[int, str]) -> Term:
    return Term(
        id=row.id,
        vocabulary=vocabulary,
        slug=row.slug,
        label_en=row.label_en,
        label_es=row.label_es,
        definition=row.definition,
        parent=slug_by_id[row.parent_id] if row.parent_id else "",
        code=row.code,
        definition_es=row.definition_es,
        synonyms_en=tuple(row.synonyms_en),
        synonyms_es=tuple(row.synonyms_es),
        cues=tuple(row.cues),
        position=row.position,
        retired=row.retired_at is not None,
    )


def usage_counts(session: Session, vocabulary: str) -> dict[str, int]:
    """Return how many public listings have each term, its descendants included."""
    statement = (
        select(TermRow.slug, func.count())
        .join(ListingTerm, ListingTerm.term_id == TermRow.id)
        .join(Listing, Listing.id == ListingTerm.listing_id)
        .join(VocabularyRow, VocabularyRow.id == TermRow.vocabulary_id)
        .where(VocabularyRow.slug == vocabulary, Listing.visibility == "public")
        .group_by(TermRow.slug)
    )
    return dict(session.execute(statement).all())
