"""`/api/v1/listings/<kind>/<slug>`: one whole public listing."""

from flask import Response, redirect
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.api.access import address, answer, refuse_parameters, services
from directory.api.blueprint import PREFIX, api
from directory.api.v1.listing_json import listing_out
from directory.catalog.queries import Moved, Suspended, listing_by_slug
from directory.catalog.types import KIND_BY_PATH, Kind
from directory.ecosystem.queries import related
from directory.kernel.access import Access, allow
from directory.kernel.errors import NotFound
from directory.taxonomy.queries import load_taxonomy


@api.get("/listings/<kind>/<slug>")
@allow(Access.PUBLIC)
def listing(kind: str, slug: str) -> Response | WerkzeugResponse:
    """Answer the listing; 301 when it moved, 404 when it is not public, 410 when it was removed."""
    refuse_parameters()
    if kind in KIND_BY_PATH:
        return _moved(Moved(KIND_BY_PATH[kind], slug))
    if kind not in set(Kind):
        raise NotFound(f"There is no kind “{kind[:40]}”. The kinds are {', '.join(Kind)}.")
    with services().database.reading() as session:
        try:
            view = listing_by_slug(session, Kind(kind), slug)
        except Suspended as error:
            # Programs are not told more than that there is nothing to read here.
            raise NotFound("There is no such listing.") from error
        if isinstance(view, Moved):
            return _moved(view)
        body = listing_out(
            view, load_taxonomy(session), related(session, view.id), services().settings
        )
    return answer(body)


def _moved(to: Moved) -> WerkzeugResponse:
    return redirect(address(f"{PREFIX}/listings/{to.kind.value}/{to.slug}"), 301)
