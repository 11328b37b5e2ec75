"""Checks that need nothing but the content itself."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.catalog.content import Content, OpportunityContent, ProductContent
from directory.catalog.content.facts import Fact, FactState
from directory.catalog.content.images import Image
from directory.catalog.rules import logo_of, screenshots_of
from directory.kernel.errors import FieldProblem
from directory.submissions.checks.language import grade
from directory.submissions.checks.types import Finding, Level
from directory.submissions.rules import problems

MAX_GRADE = 12
MIN_DESCRIPTION = 120
_SHOUTING = re.compile(
    r"!{2,}|\b(?:best|leading|world[- ]class|revolutionary|cutting[- ]edge)\b", re.I
)
_OFFLINE = {"full", "read", "sync-later"}


def check_content(content: Content, invalid: tuple[FieldProblem, ...] = ()) -> tuple[Finding, ...]:
    """Return all findings; `invalid` are the problems of form that were found before."""
    errors = [
        Finding(Level.ERROR, p.code, p.field, p.message) for p in (*invalid, *problems(content))
    ]
    seen = {finding.field for finding in errors}
    more = [f for f in _found(content) if f.level is Level.WARNING or f.field not in seen]
    return (*errors, *more)


def _found(content: Content) -> Iterator[Finding]:
    yield from _required(content)
    yield from _addresses(content)
    yield from _words(content)
    yield from _pictures(content)
    if isinstance(content, ProductContent):
        yield from _product(content)


def _required(content: Content) -> Iterator[Finding]:
    if isinstance(content, ProductContent):
        if content.homepage_url is None:
            yield _error("required", "homepage_url", "A product needs its home page.")
        if not content.product_kinds:
            yield _error("required", "product_kinds", "Choose at least one kind of product.")
        if not _stated(content, "privacy_policy").url and not _is_no(content, "privacy_policy"):
            text = "Say where the privacy policy can be read, or that there is none."
            yield _error("privacy_page", "facts.privacy_policy", text)
        if not content.levels:
            yield _warning(
                "no_grades", "levels", "Without grades it is missing from most searches."
            )
    if isinstance(content, OpportunityContent) and not content.opportunity_kinds:
        yield _error("required", "opportunity_kinds", "Choose at least one kind of opportunity.")
    if len(content.description) < MIN_DESCRIPTION:
        text = (
            f"The description is short: {MIN_DESCRIPTION} characters or more help people to decide."
        )
        yield _warning("short_description", "description", text)


def _addresses(content: Content) -> Iterator[Finding]:
    for field, address in _urls("", content.model_dump(mode="json", exclude={"sources"})):
        if address.startswith("http://"):
            text = f"{address} is not encrypted: use https:// if the site has it."
            yield _warning("not_https", field, text)


def _urls(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _urls(f"{path}.{key}" if path else str(key), inside)
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _urls(f"{path}.{place}", inside)
    elif isinstance(value, str) and path.endswith("url"):
        yield path, value


def _words(content: Content) -> Iterator[Finding]:
    needed = grade(f"{content.tagline}. {content.description}")
    if needed is not None and needed > MAX_GRADE:
        text = (
            f"The description reads like grade {needed:.0f}. Shorter sentences and words help busy "
            f"people; grade {MAX_GRADE} or lower is good."
        )
        yield _warning("reading_level", "description", text)
    if _SHOUTING.search(content.tagline):
        text = "Say what it does; words of praise are taken out by reviewers."
        yield _warning("advertising", "tagline", text)
    if content.tagline and content.tagline.isupper():
        yield _warning("capitals", "tagline", "Capital letters throughout are hard to read.")


def _pictures(content: Content) -> Iterator[Finding]:
    named = [("logo", logo_of(content))]
    named += [(f"screenshots.{n}", image) for n, image in enumerate(screenshots_of(content))]
    for field, image in named:
        if image is not None:
            yield from _picture(field, image)


def _picture(field: str, image: Image) -> Iterator[Finding]:
    if re.search(
        r"\.(png|jpe?g|webp)$|^(image|picture|logo|screenshot|photo)\W*\d*$", image.alt, re.I
    ):
        text = f"“{image.alt}” does not say what the picture shows to somebody who cannot see it."
        yield _warning("alt_text", f"{field}.alt", text)
    if field == "logo" and max(image.width, image.height) > 4 * min(image.width, image.height):
        yield _warning(
            "logo_shape", "logo", "The logo is very long and will be hard to see in lists."
        )


def _product(content: ProductContent) -> Iterator[Finding]:
    offline = _stated(content, "offline")
    if offline.state in (FactState.YES, FactState.PARTIAL):
        if "none" in offline.terms and _OFFLINE & set(offline.terms):
            text = "Some parts work offline and nothing works offline: choose one."
            yield _error("contradiction", "facts.offline", text)
    elif _is_no(content, "offline") and _OFFLINE & set(offline.terms):
        text = "“Works offline: no” contradicts what is chosen below it."
        yield _error("contradiction", "facts.offline", text)
    if _is_no(content, "ads_shown") and "free-with-ads" in _stated(content, "price").terms:
        text = "The price says “free with advertising”, but no advertising is said to be shown."
        yield _error("contradiction", "facts.ads_shown", text)
    if _is_no(content, "ai_used") and _stated(content, "ai_choice").state is FactState.YES:
        text = "AI that is not used cannot be turned off: “does not apply” fits better."
        yield _warning("ai_choice", "facts.ai_choice", text)
    if content.studies and _is_no(content, "evidence"):
        yield _error("contradiction", "facts.evidence", "Studies are listed below: say yes.")


def _stated(content: Content, key: str) -> Fact:
    return content.facts.get(key, Fact())


def _is_no(content: Content, key: str) -> bool:
    return _stated(content, key).state in (FactState.NO, FactState.NOT_APPLICABLE)


def _error(code: str, field: str, message: str) -> Finding:
    return Finding(Level.ERROR, code, field, message)


def _warning(code: str, field: str, message: str) -> Finding:
    return Finding(Level.WARNING, code, field, message)
