"""Pictures of listings: those of live ones for everybody, those of drafts for who brought them."""

from flask import Response

from directory.kernel.access import Access, allow
from directory.kernel.errors import NotFound
from directory.media.images import MEDIA_TYPE
from directory.media.service import is_live, may_see
from directory.media.store import ImageStore
from directory.web.public.blueprint import public
from directory.web.shared.actor import current_actor
from directory.web.shared.services import services, session

_FOR_EVER = "public, max-age=31536000, immutable"


@public.get("/images/<string(length=64):key>.webp")
@allow(Access.PUBLIC)
def image(key: str) -> Response:
    """Send a picture. The same answer for one that is not there and one that is not shown to you."""
    live = is_live(session(), key)
    data = None
    if live or may_see(session(), current_actor(), key):
        data = ImageStore(services().settings.uploads_folder).get(key)
    if data is None:
        raise NotFound("There is no such picture.")
    response = Response(data, mimetype=MEDIA_TYPE)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = _FOR_EVER if live else "private, no-store"
    return response
