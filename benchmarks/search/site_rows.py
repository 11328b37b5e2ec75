"""Generated listings as the rows of a site's database, written in bulk, with the index on top.

The rows are what `catalog.projection.project` would write; `wrong_rows` compares a sample with it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from benchmarks.search.catalog import Catalog, Entry
from benchmarks.search.words import SEED
from directory.catalog.content import CONTENT_TYPES, Content, ProductContent, parse_content
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import ValueType
from directory.catalog.projection import project
from directory.catalog.rules import last_confirmed, named_terms
from directory.catalog.types import Kind
from directory.kernel import migrations
from directory.kernel.actors import system_actor
from directory.kernel.clock import utcnow
from directory.kernel.database import Database
from directory.kernel.ids import content_hash
from directory.kernel.text import fold, slugify
from directory.models import Base, Fact, Listing, ListingTerm, Relation, Revision, Study
from directory.taxonomy.files import read_vocabularies
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.service import load_vocabularies
from directory.taxonomy.types import Taxonomy

BATCH = 1000
PROJECTED = (ListingTerm, Fact, Relation, Study)
Rows = dict[type[Base], list[dict[str, Any]]]


def fill(database: Database, catalog: Catalog) -> None:
    """Migrate an empty database, load the real vocabularies and write all listings of a catalog."""
    migrations.upgrade(database)
    with database.writing() as session:
        files = read_vocabularies(SEED / "taxonomy")
        load_vocabularies(session, system_actor("seed"), files, now=utcnow())
        taxonomy = load_taxonomy(session)
    for entries in _batches(catalog):
        rows: Rows = {table: [] for table in (Listing, Revision, *PROJECTED)}
        for entry in entries:
            _add(rows, catalog, entry, taxonomy)
        with database.engine.begin() as connection:
            _write(connection, rows)
    with database.engine.begin() as connection:
        _link_makers(connection, catalog)


def _batches(catalog: Catalog) -> Iterator[list[Entry]]:
    entries = (catalog.entry(number) for number in range(1, catalog.size + 1))
    while batch := list(islice(entries, BATCH)):
        yield batch


def content_of(catalog: Catalog, entry: Entry) -> dict[str, Any]:
    """Return a listing as a submission would state it; terms that no field can hold are left out."""
    source = {"type": "third_party", "name": "Made up for measuring"}
    source |= {"confirmed_on": entry.confirmed} if entry.confirmed else {}
    content: dict[str, Any] = {
        "name": entry.name,
        "aliases": entry.aliases,
        "tagline": entry.tagline,
        "description": entry.description,
        "lifecycle": entry.terms["lifecycle"][0],
    }
    fields = {v: field for field, v in CONTENT_TYPES[entry.kind].vocabularies.items()}
    keys = {d.vocabulary: d.key for d in facts_of(entry.kind) if d.value_type is ValueType.TERMS}
    for vocabulary, slugs in entry.terms.items():
        if vocabulary in fields:
            content[fields[vocabulary]] = slugs
        elif vocabulary in keys:
            fact = {"state": "yes", "terms": slugs, "source": source}
            content.setdefault("facts", {})[keys[vocabulary]] = fact
    if entry.kind is Kind.PRODUCT:
        content |= _product_parts(catalog, entry, source)
    return content


def _product_parts(catalog: Catalog, entry: Entry, source: dict[str, str]) -> dict[str, Any]:
    standards, tiers = entry.terms.get("standard", ()), entry.terms.get("evidence-tier", ())
    makers = [f"organization/{slug_of(catalog, entry.maker)}"] if entry.maker else []
    return {
        "interoperability": [{"standard": slug, "source": source} for slug in standards],
        "studies": [{"citation": f"A study of {entry.name}", "tier": slug} for slug in tiers],
        "relations": [{"kind": "makes", "other": other, "source": source} for other in makers],
    }


def slug_of(catalog: Catalog, number: int) -> str:
    """Return the address of a listing within its kind."""
    return f"{slugify(catalog.name(number))[:70]}-{number}"


def _add(rows: Rows, catalog: Catalog, entry: Entry, taxonomy: Taxonomy) -> None:
    content = parse_content(entry.kind, content_of(catalog, entry), taxonomy)
    stored = content.model_dump(mode="json", exclude_defaults=True)
    moment = datetime.fromisoformat(entry.published)
    digest = content_hash(stored)
    rows[Listing].append(
        {
            "id": entry.id,
            "uid": f"{entry.id:032x}",
            "kind": entry.kind.value,
            "slug": slug_of(catalog, entry.id),
            "visibility": "archived" if entry.archived else "public",
            "live_revision_id": entry.id,
            "name": content.name,
            "sort_name": fold(content.name)[:200],
            "tagline": content.tagline,
            "lifecycle": content.lifecycle,
            "content_hash": digest,
            "confirmed_on": last_confirmed(content),
            "created_at": moment,
            "published_at": moment,
            "updated_at": moment,
            "lock_version": 1,
        }
    )
    rows[Revision].append(
        {
            "id": entry.id,
            "listing_id": entry.id,
            "number": 1,
            "state": "approved",
            "content": stored,
            "content_hash": digest,
            "author": "system:benchmark",
            "created_at": moment,
            "submitted_at": moment,
            "decided_at": moment,
            "lock_version": 1,
        }
    )
    rows[ListingTerm] += _terms(entry.id, content, taxonomy)
    rows[Fact] += _facts(entry.id, content)
    rows[Study] += _studies(entry.id, content)


def _terms(key: int, content: Content, taxonomy: Taxonomy) -> Iterator[dict[str, Any]]:
    direct: dict[int, bool] = {}
    for vocabulary, slug in named_terms(content):
        found = taxonomy.vocabularies[vocabulary]
        direct[found.by_slug[slug].id] = True
        for ancestor in found.ancestors(slug):
            direct.setdefault(ancestor.id, False)
    for term, is_direct in direct.items():
        yield {"listing_id": key, "term_id": term, "direct": is_direct}


def _facts(key: int, content: Content) -> Iterator[dict[str, Any]]:
    for name, fact in content.facts.items():
        yield {
            "listing_id": key,
            "key": name,
            "state": fact.state.value,
            "value": "; ".join(fact.terms),
            **_source(fact.source.confirmed_on if fact.source else None),
        }


def _studies(key: int, content: Content) -> Iterator[dict[str, Any]]:
    studies = content.studies if isinstance(content, ProductContent) else ()
    for position, study in enumerate(studies):
        yield {
            "listing_id": key,
            "position": position,
            "citation": study.citation,
            "design": study.design.value,
            "tier": study.tier,
        }


def _source(confirmed: str | None) -> dict[str, Any]:
    return {
        "source_type": "third_party",
        "source_name": "Made up for measuring",
        "confirmed_on": confirmed,
    }


def _write(connection: Connection, rows: Rows) -> None:
    # A listing names its live revision, which names its listing: checked at the commit only.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table, found in rows.items():
        if found:
            connection.execute(insert(table), found)


def _link_makers(connection: Connection, catalog: Catalog) -> None:
    """Write the relations once all listings are there."""
    for entries in _batches(catalog):
        found = [
            {
                "kind": "makes",
                "subject_id": entry.maker,
                "object_id": entry.id,
                "declared_by_id": entry.id,
                **_source(entry.confirmed or None),
            }
            for entry in entries
            if entry.maker
        ]
        if found:
            connection.execute(insert(Relation), found)


def wrong_rows(database: Database, numbers: Iterable[int]) -> list[int]:
    """Return the listings among these whose rows differ from what the projection writes."""
    wrong = []
    with database.new_session(write=True) as session:
        taxonomy = load_taxonomy(session)
        for number in numbers:
            listing = session.get_one(Listing, number)
            assert listing.live_revision is not None
            stored = listing.live_revision.content
            before = _projected(session, number)
            project(session, listing, parse_content(Kind(listing.kind), stored, taxonomy), taxonomy)
            session.flush()  # so that the new rows can be read
            if _projected(session, number) != before:
                wrong.append(number)
        session.rollback()
    return wrong


def _projected(session: Session, number: int) -> list[list[tuple[Any, ...]]]:
    """Return all projected rows of a listing without their own numbers, in a fixed order."""
    found: list[list[tuple[Any, ...]]] = []
    for table in PROJECTED:
        owner = "declared_by_id" if table is Relation else "listing_id"
        columns = [c for c in table.__table__.columns if c.name != "id"]
        rows = session.execute(select(*columns).where(getattr(table, owner) == number))
        found.append(sorted((tuple(row) for row in rows), key=repr))
    columns = list(Listing.__table__.columns)
    found.append([tuple(session.execute(select(*columns).where(Listing.id == number)).one())])
    return found
