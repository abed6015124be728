"""A calendar feed as the web answers with it: never kept by others, with the tag by which nothing is sent twice."""

from __future__ import annotations

from typing import Final

from flask import Response, request
from werkzeug.wrappers import Response as Answer

from core.ical import etag_of

KIND: Final = "text/calendar; charset=utf-8"


def feed_answer(body: bytes) -> Answer:
    """The feed, or "not changed" for whoever has it."""
    answer = Response(body, content_type=KIND)
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(etag_of(body))
    return answer.make_conditional(request)
