"""What the public reads: cards, counts, browse pages, similar listings."""

from datetime import timedelta

import pytest

from directory.catalog import queries
from directory.catalog.maintenance import reproject
from directory.catalog.types import Kind
from directory.kernel.database import Database
from directory.kernel.errors import NotFound
from directory.models import ListingTerm
from directory.submissions import service
from directory.submissions.types import StartListing
from directory.taxonomy.queries import usage_counts
from directory.taxonomy.types import Taxonomy
from tests.factories import AUTHOR, NOW, organization, product, publish

pytestmark = pytest.mark.database


def test_hidden_listings_are_in_no_read(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        revision = service.start(session, AUTHOR, StartListing(Kind.PRODUCT, product()), now=NOW)
        hidden = revision.listing_id
        assert queries.cards(session, [hidden]) == {}
        assert queries.counts_by_kind(session)[Kind.PRODUCT] == 0
        assert queries.newest(session, 10) == ()
        assert queries.sitemap_count(session) == 0
        assert queries.live_contents(session, [hidden]) == {}
        assert queries.live_texts(session, [hidden]) == {}
        assert queries.names_of(session, [hidden]) == ()


def test_newest_come_first(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        old = publish(session, taxonomy, product(name="Old"))
        new = publish(session, taxonomy, product(name="New"), now=NOW + timedelta(days=1))
        maker = publish(session, taxonomy, organization(), Kind.ORGANIZATION)
        assert [card.id for card in queries.newest(session, 10, Kind.PRODUCT)] == [new.id, old.id]
        assert maker.id in [card.id for card in queries.newest(session, 10)]


def test_a_term_page_has_the_listings_of_narrower_terms(
    database: Database, taxonomy: Taxonomy
) -> None:
    with database.writing() as session:
        listing = publish(session, taxonomy, product())
        for slug in ("fractions", "mathematics"):
            page = queries.listings_with_term(session, taxonomy, ("subject", slug))
            assert [card.id for card in page.items] == [listing.id]
        assert usage_counts(session, "subject") == {"fractions": 1, "mathematics": 1}
        for term, number in ((("subject", "no-such"), 1), (("subject", "fractions"), 2)):
            with pytest.raises(NotFound):
                queries.listings_with_term(session, taxonomy, term, page=number)


def test_projections_can_be_rebuilt_from_revisions(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        publish(session, taxonomy, product())
        before = usage_counts(session, "subject")
        session.query(ListingTerm).delete()
        assert usage_counts(session, "subject") == {}
    assert reproject(database, now=NOW, progress=lambda _n: None) == 1
    with database.reading() as session:
        assert usage_counts(session, "subject") == before
