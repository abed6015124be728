"""Only the kiosk's own page may talk to the kiosk: its address is checked, and whoever sends says where from.

A page of another site that somebody opens on the same computer can send a form to loopback, and can have its own name
point to loopback (DNS rebinding). The first is told by `Origin` and `Sec-Fetch-Site` and lacks the page's own word;
the second by `Host`.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SAFE_METHODS = frozenset({"GET", "HEAD"})
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""The decoder of labels is WebAssembly, and any page may have the camera: the kiosk changes its page in place."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Lets in the kiosk's own page alone. `word` is made anew at each start and stands in each form."""

    def __init__(self) -> None:
        self.word = secrets.token_urlsafe(24)

    def watch(self, app: Flask) -> None:
        """Stand before each request of `app` and set the headers of each answer."""
        app.before_request(self._refuse_strangers)
        app.after_request(_set_headers)

    def _refuse_strangers(self) -> None:
        if not is_loopback(request.host):
            abort(421)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            abort(403)
        if request.method in SAFE_METHODS:
            return
        if request.method != "POST" or not is_own_page(request) or not self._has_word(request):
            abort(403)

    def _has_word(self, asked: Request) -> bool:
        given = asked.headers.get("X-Kiosk-Word") or asked.form.get("csrf_token", "")
        return hmac.compare_digest(given.encode(), self.word.encode())


def is_loopback(host: str) -> bool:
    """True if `host`, with or without a port, is this computer by its own name or number, and no name of another."""
    name, _, port = host.rpartition(":") if host[-1:] != "]" and ":" in host else (host, "", "")
    return name.lower() in LOOPBACK and (port == "" or port.isdigit())


def is_own_page(asked: Request) -> bool:
    """True if the page that sends this came from the very address that it is sent to."""
    origin = asked.headers.get("Origin", "")
    if not origin:
        return asked.headers.get("Sec-Fetch-Site") == "same-origin"
    parts = urlsplit(origin)
    return parts.scheme == asked.scheme and parts.netloc.lower() == asked.host.lower()


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint == "static" and request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint == "static":
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
