"""Small valid things for tests, and three fixed people: author, moderator, stranger."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from directory.catalog.types import Kind
from directory.kernel.actors import Actor, Role, system_actor
from directory.models import Listing, Revision
from directory.submissions import service
from directory.submissions.types import StartListing
from directory.taxonomy.types import Taxonomy

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
AUTHOR = Actor("account:1")
MODERATOR = Actor("account:2", frozenset({Role.MODERATOR}))
STRANGER = Actor("account:3")
IMPORTER = system_actor("import")
SOURCE = {"type": "third_party", "name": "A report", "confirmed_on": "2026-03"}


def product(**changes: Any) -> dict[str, Any]:
    """Content of a valid product."""
    return {
        "name": "Fraction Forest",
        "tagline": "Practice fractions in a forest",
        "subjects": ["fractions"],
        "levels": ["grade-3"],
        "product_kinds": ["practice"],
        "facts": {"price": {"state": "yes", "terms": ["free"], "source": SOURCE}},
        **changes,
    }


def organization(**changes: Any) -> dict[str, Any]:
    """Content of a valid organization."""
    return {"name": "Forest Works", "tagline": "Company behind Fraction Forest", **changes}


def publish(
    session: Session,
    taxonomy: Taxonomy,
    content: dict[str, Any],
    kind: Kind = Kind.PRODUCT,
    *,
    now: datetime = NOW,
) -> Listing:
    """Publish a listing through the real services, as an import does."""
    revision = service.start(session, IMPORTER, StartListing(kind, content), now=now)
    service.submit(session, IMPORTER, revision, taxonomy, now=now)
    service.admit(session, IMPORTER, revision, taxonomy, now=now)
    return session.get_one(Listing, revision.listing_id)


def submitted(session: Session, taxonomy: Taxonomy, content: dict[str, Any]) -> Revision:
    """A submitted revision of a new product by the author."""
    revision = service.start(session, AUTHOR, StartListing(Kind.PRODUCT, content), now=NOW)
    service.submit(session, AUTHOR, revision, taxonomy, now=NOW)
    return revision
