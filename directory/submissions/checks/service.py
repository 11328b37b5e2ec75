"""Run all checks on a draft."""

from sqlalchemy.orm import Session

from directory.catalog.content import Content
from directory.search.engine import SearchEngine
from directory.submissions.checks.content import check_content
from directory.submissions.checks.duplicates import duplicates
from directory.submissions.checks.types import Report
from directory.submissions.queries import Work, live_content
from directory.submissions.references import unknown_references
from directory.submissions.rules import foreign_sources
from directory.submissions.salvage import salvage
from directory.taxonomy.types import Taxonomy


def run_checks(
    session: Session, engine: SearchEngine, work: Work, taxonomy: Taxonomy
) -> tuple[Content, Report]:
    """Return the valid part of a draft and everything that was found about the whole."""
    content, invalid = salvage(work.kind, work.revision.content, taxonomy)
    known = live_content(session, work.listing)
    more = (
        *invalid,
        *unknown_references(session, content.relations),
        *foreign_sources(content, known or {}),
    )
    findings = check_content(content, more)
    return content, Report(findings, duplicates(session, engine, content, work.listing.id))
