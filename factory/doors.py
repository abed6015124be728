"""Which addresses are answered: trusted hosts, plain http on this machine only, and no text that nobody can keep."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask, Request, abort
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from core.config import Settings
from factory.cookies import this_request

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
HEALTH = "/healthz"
API = "/api/"
DRESS = "/static/"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""The only kinds of body that the framework reads a form from."""
SEVERAL_PHOTOS = frozenset({"van.add_offer", "van.give"})
"""Forms that take several photos at once: their own page says what is too much, so that nothing typed is lost."""
LET_THROUGH = 4
"""How many times the limit of an upload the server itself lets through: up to there the refusal is a page of ours."""


class PlainHttp(BadRequest):
    """Somebody came over plain http from another machine: no cookie, camera or queue works there."""


class UnknownHost(BadRequest):
    """The request names a host that is not ours."""


def host_name(host: str) -> str:
    """`host` without its port, in lower case."""
    name = host.rpartition(":")[0] if not host.endswith("]") and host.rpartition(":")[2].isdigit() else host
    return name.lower()


def is_loopback(host: str) -> bool:
    """True if `host` (with or without port) is this machine."""
    name = host_name(host)
    return name in LOOPBACK or name.endswith(".localhost")


def trusted_names(settings: Settings) -> frozenset[str]:
    """The host names that are answered."""
    listed = [settings.public_host, *settings.trusted_hosts.split(",")]
    return LOOPBACK | {host_name(name.strip()) for name in listed if name.strip()}


def register_doors(app: Flask, settings: Settings) -> None:
    """Check host, scheme and text of each request before anything else looks at it."""
    names = trusted_names(settings)
    hops = settings.proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=0, x_prefix=0
        )

    @app.before_request
    def check_door() -> None:
        asked = this_request()
        host = asked.environ.get("HTTP_HOST") or asked.host
        is_here = is_loopback(host)
        if not is_here and not asked.is_secure and asked.path != HEALTH:
            if asked.method in ("GET", "HEAD") and asked.path.startswith(DRESS):
                return  # the page that tells of the safe line is dressed too; nothing there is anybody's
            raise PlainHttp
        if not is_here and host_name(host) not in names:
            raise UnknownHost
        if asked.endpoint in SEVERAL_PHOTOS:
            asked.max_content_length = LET_THROUGH * settings.upload_limit_mb * 1024 * 1024
        check_text(asked)


def check_text(asked: Request) -> None:
    """400 for text with NUL or half a character in it (PostgreSQL, UTF-8), 415 for JSON where a form belongs."""
    if asked.view_args and not _is_storable(str(value) for value in asked.view_args.values()):
        abort(404)
    if asked.query_string and not _is_storable(_words(asked.args)):
        abort(400)
    # Our forms would read fields from JSON too, of any type; only a tablet's script sends it.
    if asked.is_json and not asked.path.startswith(API):
        abort(415)
    # Only these carry a form; asking for it would start the form parser on each scan that comes in.
    if asked.mimetype in FORMS and asked.form and not _is_storable(_words(asked.form)):
        abort(400)


def _words(values: object) -> Iterable[str]:
    for name, value in values.items(multi=True):  # type: ignore[attr-defined]
        yield name
        yield value


def _is_storable(texts: Iterable[str]) -> bool:
    return not any(UNSTORABLE.search(text) for text in texts)
