"""Which addresses are answered: trusted hosts, plain http on this machine only, and no text that nobody can keep."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from core.config import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
HEALTH = "/healthz"


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
        host = request.environ.get("HTTP_HOST") or request.host
        if not request.is_secure and not is_loopback(host) and request.path != HEALTH:
            raise PlainHttp
        if host_name(host) not in names and not is_loopback(host):
            raise UnknownHost
        check_text()


def check_text() -> None:
    """400 for text with NUL or half a character in it: PostgreSQL refuses the one and UTF-8 the other."""
    values = request.view_args or {}
    if not _is_storable(str(value) for value in values.values()):
        abort(404)
    if not _is_storable(_words(request.args)) or (request.form and not _is_storable(_words(request.form))):
        abort(400)


def _words(values: object) -> Iterable[str]:
    for name, value in values.items(multi=True):  # type: ignore[attr-defined]
        yield name
        yield value


def _is_storable(texts: Iterable[str]) -> bool:
    for text in texts:
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            return False
    return True
