"""Files for programs: feeds, the sitemap and their like, with ETags and well-formed XML."""

import re

from flask import Response, render_template, request

from directory.web.public.blueprint import public

# XML 1.0 has no way to write these characters, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@public.app_template_filter("xml")
def xml_text(text: str) -> str:
    """Return a text without the characters that no XML file may have; escaping comes after."""
    return _NOT_XML.sub("", text)


def machine_file(body: str, mimetype: str) -> Response:
    """Return a text file; 304 when the client has it. Caches ask each time: a listing may be hidden."""
    response = Response(body, content_type=f"{mimetype}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.add_etag(weak=True)  # weak, so that compression on the way does not change it
    response.make_conditional(request)
    return response


def xml_file(template: str, mimetype: str, **context: object) -> Response:
    """Render a template of `feeds/` as a file for programs."""
    return machine_file(render_template(f"feeds/{template}", **context), mimetype)
