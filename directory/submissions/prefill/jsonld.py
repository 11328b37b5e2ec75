"""schema.org JSON-LD, as products put it on their own pages -> content of a draft."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from directory.catalog.types import Kind
from directory.kernel.text import clean
from directory.submissions.prefill.terms import TermFinder, texts

Node = Mapping[str, Any]
MAX_TAGLINE = 140
_TYPES = {
    Kind.PRODUCT: {
        "SoftwareApplication", "WebApplication", "MobileApplication", "VideoGame",
        "LearningResource", "Course", "Product", "SoftwareSourceCode",
    },
    Kind.ORGANIZATION: {
        "Organization", "NGO", "Corporation", "EducationalOrganization", "CollegeOrUniversity",
        "GovernmentOrganization", "ResearchOrganization", "FundingAgency", "School",
    },
    Kind.PERSON: {"Person"},
    Kind.OPPORTUNITY: {"MonetaryGrant", "Grant"},
}  # fmt: skip
# Field of the file -> field of the content and its vocabulary.
_TERMS = {
    "about": ("subjects", "subject"),
    "educationalLevel": ("levels", "level"),
    "educationalUse": ("uses", "use"),
    "audience": ("audiences", "audience"),
    "applicationSubCategory": ("product_kinds", "product-kind"),
}
_FACTS = {
    "operatingSystem": ("platforms", "platform"),
    "inLanguage": ("interface_languages", "language"),
    "availableLanguage": ("support_languages", "language"),
    "accessibilityFeature": ("accessibility_features", "accessibility-feature"),
}


class _Scripts(HTMLParser):
    """Collects the JSON-LD of a page's source."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def scripts(html: str) -> list[str]:
    """Return the JSON-LD blocks in the source of a page."""
    parser = _Scripts()
    parser.feed(html)
    return parser.found


def nodes(data: Any) -> Iterator[Node]:
    """Yield the things that a JSON-LD document describes."""
    if isinstance(data, list):
        for inside in data[:200]:
            yield from nodes(inside)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        yield from nodes(data.get("@graph", []))


def kind_of(node: Node) -> Kind | None:
    """Return which kind of listing a thing is, or None."""
    given = node.get("@type")
    types = {str(t).rsplit("/", 1)[-1] for t in (given if isinstance(given, list) else [given])}
    return next((kind for kind, names in _TYPES.items() if types & names), None)


def content_of(kind: Kind, node: Node, finder: TermFinder) -> dict[str, Any]:
    """Return the draft that a thing describes; what it does not say is left out."""
    description = clean(_first(node.get("description")))
    content: dict[str, Any] = {
        "name": clean(_first(node.get("name"))),
        "aliases": [clean(text) for text in texts(node.get("alternateName"))],
        "tagline": _tagline(description),
        "description": description if len(description) > MAX_TAGLINE else "",
        "homepage_url": _first(node.get("url")),
        "links": [{"label": "Also at", "url": url} for url in _addresses(node.get("sameAs"))],
    }
    if kind is Kind.PRODUCT:
        content |= _product(node, finder)
    if kind is Kind.ORGANIZATION:
        content |= _organization(node)
    return {key: value for key, value in content.items() if value not in ("", [], {}, None)}


def _product(node: Node, finder: TermFinder) -> dict[str, Any]:
    fields = {
        field: finder.find(vocabulary, key, node[key])
        for key, (field, vocabulary) in _TERMS.items()
        if key in node
    }
    facts = {
        fact: _stated(terms=terms)
        for key, (fact, vocabulary) in _FACTS.items()
        if key in node and (terms := finder.find(vocabulary, key, node[key]))
    }
    if str(node.get("isAccessibleForFree", "")).casefold() in ("true", "https://schema.org/true"):
        facts["price"] = _stated(terms=["free"])
    license_terms = finder.find("license", "license", node.get("license"))
    if license_terms:
        facts["license"] = _stated(terms=license_terms)
    return {
        **fields,
        "current_version": clean(_first(node.get("softwareVersion"))),
        "age_range": _first(node.get("typicalAgeRange")),
        "price_plans": list(_plans(node.get("offers"))),
        "facts": facts,
    }


def _organization(node: Node) -> dict[str, Any]:
    year = _first(node.get("foundingDate"))[:4]
    facts = {"founded": _stated(number=int(year))} if year.isdecimal() and len(year) == 4 else {}
    return {"legal_name": clean(_first(node.get("legalName"))), "facts": facts}


def _plans(offers: Any) -> Iterator[dict[str, Any]]:
    for offer in offers if isinstance(offers, list) else [offers]:
        if not isinstance(offer, dict) or not str(offer.get("price", "")).strip():
            continue
        cents = _cents(str(offer["price"]))
        yield {
            "name": clean(str(offer.get("name") or offer.get("category") or "Price")),
            "model": "free" if cents == 0 else "",
            "amount": cents,
            "currency": str(offer.get("priceCurrency") or "USD"),
            "source": {"type": "self"},
        }


def _cents(text: str) -> int | str:
    whole, _, rest = text.strip().partition(".")
    if whole.isdecimal() and len(whole) < 8 and (not rest or rest.isdecimal()):
        return int(whole) * 100 + int(rest[:2].ljust(2, "0") or 0)
    return text


def _stated(**value: Any) -> dict[str, Any]:
    return {"state": "yes", **value, "source": {"type": "self"}}


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or ""
    return value if isinstance(value, str) else "" if value is None else str(value)


def _addresses(value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    return [text for text in given[:20] if isinstance(text, str) and text]


def _tagline(description: str) -> str:
    if len(description) <= MAX_TAGLINE:
        return description
    sentence = description.split(". ", maxsplit=1)[0].rstrip(".") + "."
    return sentence if len(sentence) <= MAX_TAGLINE else ""
