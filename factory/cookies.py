"""Names and flags of our cookies: `__Host-` over HTTPS, plain names on this machine only."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

STATE = "eco"
DEVICE = "eco-device"
LANGUAGE = "eco-language"
THEME = "eco-theme"
LONG_SECONDS = 400 * 86_400
"""As long as browsers keep a cookie; a device is revoked in the database, not by waiting."""


def cookie_name(name: str) -> str:
    """The name that `name` has on this request's connection."""
    return f"__Host-{name}" if request.is_secure else name


def read_cookie(name: str) -> str:
    """The value of our cookie, or the empty string."""
    return request.cookies.get(cookie_name(name), "")


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


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(cookie_name(name), path="/", secure=request.is_secure, httponly=True)


class StateCookie(SecureCookieSessionInterface):
    """Flask's signed cookie (it holds the opaque id of the sign-in and the CSRF seed), named by the connection."""

    def get_cookie_name(self, app: Flask) -> str:
        """The name on this request's connection."""
        return cookie_name(STATE)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Secure wherever the connection is."""
        return request.is_secure
