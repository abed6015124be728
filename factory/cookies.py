"""Names and flags of our cookies: `__Host-` over HTTPS, plain names on this machine only."""

from __future__ import annotations

import hashlib

from flask import Flask, Request, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.wrappers import Response

STATE = "eco"
DEVICE = "eco-device"
LANGUAGE = "eco-language"
THEME = "eco-theme"
LONG_SECONDS = 400 * 86_400
"""As long as browsers keep a cookie; a device is revoked in the database, not by waiting."""


def this_request() -> Request:
    """The request itself, not the proxy that looks it up on each use."""
    return request._get_current_object()  # type: ignore[attr-defined,no-any-return]


def cookie_name(name: str) -> str:
    """The name that `name` has on this request's connection."""
    return f"__Host-{name}" if request.is_secure else name


def read_cookie(name: str) -> str:
    """The value of our cookie, or the empty string."""
    asked = this_request()
    return asked.cookies.get(f"__Host-{name}" if asked.is_secure else name, "")


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie that outlives the browser's restart; no script can read it."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=LONG_SECONDS,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax" if name in (LANGUAGE, THEME) else "Strict",
    )


class StateCookie(SecureCookieSessionInterface):
    """Flask's signed cookie (it holds the opaque id of the sign-in and the CSRF seed), named by the connection."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self) -> None:
        self._made: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer of the app's keys, made anew only when the keys change."""
        keys = (app.secret_key, tuple(app.config.get("SECRET_KEY_FALLBACKS") or ()))
        if self._made[0] != keys:
            self._made = (keys, super().get_signing_serializer(app))
        return self._made[1]

    def get_cookie_name(self, app: Flask) -> str:
        """The name on this request's connection."""
        return cookie_name(STATE)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Secure wherever the connection is."""
        return request.is_secure
