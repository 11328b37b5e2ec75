"""What crawlers, browsers and security researchers look for at fixed addresses."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from flask import Response

from directory.catalog.queries import sitemap_count, sitemap_page
from directory.kernel.access import Access, allow
from directory.kernel.errors import NotFound
from directory.kernel.text import clean
from directory.taxonomy.queries import usage_counts
from directory.web.public.blueprint import public
from directory.web.public.machine import machine_file, xml_file
from directory.web.shared.filters import absolute_url
from directory.web.shared.services import services, session, taxonomy

XML = "application/xml"
PER_SITEMAP = 5000
PAGES = (
    "",
    "browse",
    "about",
    "data",
    "glossary",
    "unmet-needs",
    "developers",
    "accessibility",
    "privacy",
    "contact",
)
SECURITY_VALID = timedelta(days=180)
_ROBOTS = """User-agent: *
Disallow: /search?
Disallow: /suggest
Disallow: /feeds/search.atom

Sitemap: {sitemap}
"""
Address = tuple[str, str]  # absolute address and date of the last change, which may be empty


@public.get("/sitemap.xml")
@allow(Access.PUBLIC)
def sitemap() -> Response:
    """Send all addresses, or an index of sitemaps when there are more than 5,000 listings."""
    pages = -(-sitemap_count(session()) // PER_SITEMAP)
    if pages <= 1:
        return _urls([*_pages(), *_listings(1)])
    parts = [absolute_url(f"sitemap-{number}.xml") for number in range(pages + 1)]
    return xml_file("sitemap_index.xml", XML, parts=parts)


@public.get("/sitemap-<int:number>.xml")
@allow(Access.PUBLIC)
def sitemap_part(number: int) -> Response:
    """Send one part: 0 is the site's own pages, from 1 on listings."""
    if number == 0:
        return _urls(list(_pages()))
    if number > -(-sitemap_count(session()) // PER_SITEMAP):
        raise NotFound("There is no such sitemap.")
    return _urls(list(_listings(number)))


def _urls(addresses: list[Address]) -> Response:
    return xml_file("sitemap.xml", XML, addresses=addresses)


def _pages() -> Iterator[Address]:
    yield from ((absolute_url(page), "") for page in PAGES)
    for vocabulary in taxonomy().vocabularies.values():
        if vocabulary.is_browsable:
            yield absolute_url(f"browse/{vocabulary.slug}"), ""
            used = usage_counts(session(), vocabulary.slug)
            for term in vocabulary.terms:
                if used.get(term.slug):
                    yield absolute_url(f"browse/{vocabulary.slug}/{term.slug}"), ""


def _listings(number: int) -> Iterator[Address]:
    for entry in sitemap_page(session(), number, PER_SITEMAP):
        changed = entry.updated_at.date().isoformat()
        yield absolute_url(f"{entry.kind.path}/{entry.slug}"), changed


@public.get("/robots.txt")
@allow(Access.PUBLIC)
def robots() -> Response:
    """Tell crawlers where the sitemap is, and not to walk through all combinations of filters."""
    body = _ROBOTS.format(sitemap=absolute_url("sitemap.xml"))
    return machine_file(body, "text/plain")


@public.get("/opensearch.xml")
@allow(Access.PUBLIC)
def opensearch() -> Response:
    """Describe the search, so that browsers can offer it."""
    return xml_file("opensearch.xml", "application/opensearchdescription+xml")


@public.get("/.well-known/security.txt")
@allow(Access.PUBLIC)
def security_txt() -> Response:
    """Say where to report a weakness (RFC 9116); nothing is here unless a contact is set."""
    settings = services().settings
    if not settings.security_contact:
        raise NotFound("This site has not set a contact for security reports.")
    midnight = datetime.combine(services().clock().date(), time(), UTC)
    fields = [
        ("Contact", settings.security_contact),
        ("Expires", (midnight + SECURITY_VALID).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("Preferred-Languages", "en"),
        ("Canonical", absolute_url(".well-known/security.txt")),
    ]
    if settings.vdp_url:
        fields.append(("Policy", settings.vdp_url))
    body = "".join(f"{name}: {clean(value)}\n" for name, value in fields)
    return machine_file(body, "text/plain")
