"""Terms, sources and times as the API shows them."""

from datetime import datetime

from directory.api.schemas import SourceOut, TermOut
from directory.catalog.content.primitives import Source
from directory.taxonomy.types import Taxonomy


def term_out(taxonomy: Taxonomy, vocabulary: str, slug: str) -> TermOut:
    """Return a term with its label; a term that is gone is labelled by its slug."""
    return TermOut(term=slug, label=taxonomy.label(vocabulary, slug))


def source_out(source: Source) -> SourceOut:
    """Return who says so."""
    return SourceOut(
        type=source.type.value,
        name=source.name,
        url=source.url,
        confirmed_on=source.confirmed_on,
        expires_on=source.expires_on,
    )


def time_out(at: datetime) -> str:
    """Return a time as ISO 8601 in UTC, to the second."""
    return at.isoformat(timespec="seconds")
