"""What templates can call: the site's settings, dates, plurals, addresses."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, request
from markupsafe import Markup

from directory.config import Settings
from directory.kernel.markup import render_markdown
from directory.kernel.text import plural
from directory.kernel.urls import absolute, host_of
from directory.web.shared.services import services


@dataclass(frozen=True)
class SiteView:
    """What pages show of the settings."""

    name: str
    tagline: str
    operator_name: str
    operator_mission: str
    disclaimer: str
    footer_links: tuple[tuple[str, str], ...]
    is_government: bool
    vdp_url: str
    omb_number: str
    omb_expires: str
    omb_text: str
    base_url: str
    contact_email: str


def site_view(settings: Settings) -> SiteView:
    """Return what pages show of these settings."""
    return SiteView(
        name=settings.site_name,
        tagline=settings.site_tagline,
        operator_name=settings.operator_name,
        operator_mission=settings.operator_mission,
        disclaimer=settings.disclaimer,
        footer_links=settings.links,
        is_government=settings.is_government,
        vdp_url=settings.vdp_url,
        omb_number=settings.omb_number,
        omb_expires=settings.omb_expires,
        omb_text=settings.omb_text,
        base_url=settings.base_url.rstrip("/"),
        contact_email=settings.contact_email,
    )


def partial_date(text: str | None) -> str:
    """Return `2020`, `August 2020` or `August 31, 2020` for a partial date; empty for none."""
    if not text:
        return ""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return str(parts[0])
    month = date(2000, parts[1], 1).strftime("%B")
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{month} {parts[2]}, {parts[0]}"


def long_date(moment: datetime | date) -> str:
    """Return for example `November 4, 2026`."""
    return f"{moment:%B} {moment.day}, {moment.year}"


def markdown(text: str) -> Markup:
    """Return Markdown as safe HTML."""
    return Markup(render_markdown(text))  # noqa: S704 - cleaned by nh3


def absolute_url(path: str) -> str:
    """Return the public address of a path of ours, from the settings and never from the request."""
    return absolute(services().settings.base_url, path)


def _context() -> dict[str, object]:
    return {
        "site": site_view(services().settings),
        "canonical_url": absolute_url(request.path),
    }


def init(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        partial_date=partial_date, long_date=long_date, markdown=markdown, host=host_of
    )
    app.jinja_env.globals.update(plural=plural, absolute_url=absolute_url)
    app.context_processor(_context)
