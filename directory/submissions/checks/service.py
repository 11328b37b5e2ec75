"""Run all checks on a draft."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from directory.catalog.content import Content
from directory.catalog.rules import logo_of, screenshots_of
from directory.kernel.errors import FieldProblem
from directory.media.service import owns
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
        *_foreign_images(session, content, work, known or {}),
    )
    findings = check_content(content, more)
    return content, Report(findings, duplicates(session, engine, content, work.listing.id))


def _foreign_images(
    session: Session, content: Content, work: Work, live: Mapping[str, Any]
) -> list[FieldProblem]:
    """Return a problem for each picture that the author did not bring and the listing did not have."""
    shown = [live.get("logo"), *(live.get("screenshots") or ())]
    known = {image["key"] for image in shown if image}
    named = [("logo", logo_of(content))]
    named += [(f"screenshots.{n}", image) for n, image in enumerate(screenshots_of(content))]
    return [
        FieldProblem(field, "unknown_image", "Upload this picture here.")
        for field, image in named
        if image is not None
        and image.key not in known
        and not owns(session, work.revision.author, image.key)
    ]
