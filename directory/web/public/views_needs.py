"""What educators look for and do not find: a page with charts and tables, and the same as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, url_for

from directory.analytics.exports import csv_text
from directory.analytics.queries import unmet_needs
from directory.analytics.rules import SHOWN_FROM
from directory.analytics.types import Unmet, UnmetNeeds
from directory.kernel.access import Access, allow
from directory.web.public.blueprint import public
from directory.web.public.machine import machine_file
from directory.web.shared.services import services, session, taxonomy

IN_CHART = 12
NOT_NAMED = {"subject": "No subject named", "level": "No grade level named"}


@dataclass(frozen=True)
class NeedRow:
    """One line of a table; a number is None when it is too small to be shown."""

    label: str
    url: str
    nothing: int | None
    few: int | None


@dataclass(frozen=True)
class NeedGroup:
    """One vocabulary: its rows, that of searches which name no term last, and data for the chart."""

    vocabulary: str
    title: str
    column: str
    rows: Sequence[NeedRow]

    @property
    def chart(self) -> list[dict[str, object]]:
        """The data that the chart is drawn from: the first rows of the table that name a term."""
        named = [row for row in self.rows if row.url]
        return [
            {"label": row.label, "nothing": row.nothing or 0, "few": row.few or 0}
            for row in named[:IN_CHART]
        ]


@public.get("/unmet-needs")
@allow(Access.PUBLIC)
def needs() -> str:
    """Show what was searched for in vain in the last year, if it was often enough."""
    found = unmet_needs(session(), now=services().clock())
    groups = [
        NeedGroup("subject", "By subject", "Subject", _rows("subject", found.subjects)),
        NeedGroup("level", "By grade level", "Grade level", _rows("level", found.levels)),
    ]
    return render_template(
        "public/unmet_needs.html",
        needs=found,
        groups=[group for group in groups if group.rows],
        queries=[_query_row(need) for need in found.queries],
        shown_from=SHOWN_FROM,
        counting=services().settings.count_searches,
    )


@public.get("/unmet-needs.csv")
@allow(Access.PUBLIC)
def needs_csv() -> Response:
    """Send the tables of the page as one CSV file."""
    body = csv_text(
        ("list", "term", "label", "found_nothing", "found_1_or_2"),
        _lines(unmet_needs(session(), now=services().clock())),
    )
    response = machine_file(body, "text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="unmet-needs.csv"'
    return response


def _lines(found: UnmetNeeds) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = [
        (vocabulary, need.name, _label(vocabulary, need.name), need.nothing, need.few)
        for vocabulary, needs in (("subject", found.subjects), ("level", found.levels))
        for need in needs
    ]
    return lines + [("words", "", need.name, need.nothing, need.few) for need in found.queries]


def _rows(vocabulary: str, found: Sequence[Unmet]) -> list[NeedRow]:
    return [
        NeedRow(
            _label(vocabulary, need.name),
            _search_url(vocabulary, need.name) if need.name else "",
            need.nothing,
            need.few,
        )
        for need in sorted(found, key=lambda need: not need.name)
    ]


def _query_row(need: Unmet) -> NeedRow:
    return NeedRow(need.name, _search_url("q", need.name), need.nothing, need.few)


def _search_url(parameter: str, value: str) -> str:
    return f"{url_for('public.search')}?{urlencode({parameter: value})}"


def _label(vocabulary: str, slug: str) -> str:
    return taxonomy().label(vocabulary, slug) if slug else NOT_NAMED[vocabulary]
