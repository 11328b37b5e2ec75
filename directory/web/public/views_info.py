"""Pages about the site itself: about, data, glossary, accessibility, privacy, developers."""

from flask import render_template

from directory.catalog.queries import counts_by_kind, newest
from directory.catalog.types import Kind
from directory.kernel.access import Access, allow
from directory.search.weights import FIELDS
from directory.taxonomy.queries import usage_counts
from directory.web.public.aims import AIMS, counted_vocabularies, linked
from directory.web.public.blueprint import public
from directory.web.public.data_format import EXAMPLE_CSV, example_json, formats
from directory.web.public.glossary import glossary as glossary_sections
from directory.web.public.sources import source_credits
from directory.web.shared.identity import cookie_name
from directory.web.shared.services import services, session, taxonomy

# What the fields of the search are called on the page about their weights.
FIELD_WORDS = {
    "name": "the name",
    "aliases": "other names",
    "tagline": "the one-sentence summary",
    "labels": "the terms, such as subject and grade",
    "related": "names of related listings",
    "description": "the description",
}


@public.get("/about")
@allow(Access.PUBLIC)
def about() -> str:
    """Say who runs the directory, what for, and how listings come in and are ordered."""
    found = {name: usage_counts(session(), name) for name in counted_vocabularies()}
    aims = [(aim, linked(aim, found)) for aim in AIMS]
    weights = [(FIELD_WORDS[name], f"{field.boost:g}") for name, field in FIELDS.items()]
    return render_template(
        "public/about.html",
        aims=aims,
        any_tier=bool(found["evidence-tier"]),
        weights=weights,
        counts=counts_by_kind(session()),
    )


@public.get("/data")
@allow(Access.PUBLIC)
def data() -> str:
    """Say where the data comes from, whom to credit, and how to correct it."""
    return render_template(
        "public/data.html", sources=source_credits(), counts=counts_by_kind(session())
    )


@public.get("/glossary")
@allow(Access.PUBLIC)
def glossary() -> str:
    """Explain every badge, fact and list of terms; each has an address of its own."""
    return render_template("public/glossary.html", sections=glossary_sections(taxonomy()))


@public.get("/accessibility")
@allow(Access.PUBLIC)
def accessibility() -> str:
    """Say what the site is built to, how that is tested, and what is known to fall short."""
    return render_template("public/accessibility.html")


@public.get("/privacy")
@allow(Access.PUBLIC)
def privacy() -> str:
    """Say what is stored of visitors, of those who write, and of people who are listed."""
    settings = services().settings
    return render_template(
        "public/privacy.html",
        cookie="__Host-session" if settings.base_url.startswith("https://") else "session",
        account_cookie=cookie_name(),
        shared_counts=bool(settings.redis_url),
        contact_limit=settings.contact_limit,
    )


@public.get("/developers")
@allow(Access.PUBLIC)
def developers() -> str:
    """Guide for developers: how to be listed, the data format, the API, feeds, self-hosting."""
    sample = newest(session(), 1, Kind.PRODUCT)
    return render_template(
        "public/developers.html",
        sample_slug=sample[0].slug if sample else "example-reader",
        formats=formats(taxonomy()),
        example=example_json(),
        example_csv="\n".join(EXAMPLE_CSV),
        search_limit=services().settings.search_limit,
    )
