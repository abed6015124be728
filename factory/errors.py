"""Errors become pages, or JSON under /api/: what happened, what it means, what to do. No input ends in a 500."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, StatementError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from core.db import db
from core.errors import N_, EcoError, RuleBroken
from core.guards import policy_of
from factory.doors import PlainHttp, UnknownHost
from factory.fault_log import log_fault

Answer = Response | tuple[Any, int] | tuple[Any, int, dict[str, str]]

BUSY, FULL = 503, 507
SAID: dict[int, tuple[str, str]] = {
    400: (N_("This could not be read."), N_("Go back and try again.")),
    401: (N_("Nobody is signed in."), N_("Show your card, or sign in.")),
    403: (N_("This is not open to you."), N_("Ask a coordinator, or sign in as somebody who may.")),
    404: (N_("There is nothing at this address."), N_("Go back, or scan the label again.")),
    405: (N_("This address does not take that."), N_("Go back and use the buttons of the page.")),
    409: (N_("Somebody else changed this at the same moment."), N_("Look at the page again and repeat it.")),
    413: (N_("This is too large."), N_("Choose a smaller photo or file.")),
    415: (N_("This kind of file is not taken."), N_("Choose another file.")),
    422: (N_("Something in the form needs another look."), N_("Go back and mend it.")),
    429: (N_("That was too many tries."), N_("Wait a while. Another tablet works meanwhile.")),
    500: (
        N_("Something broke on our side."),
        N_("Nothing was saved by this press. Try again, and tell a coordinator if it stays."),
    ),
    BUSY: (N_("The system is busy."), N_("Wait a moment and press again. Nothing is lost.")),
    FULL: (
        N_("The disk of the server is full, so nothing can be saved."),
        N_("The tablet keeps what waits. Tell a coordinator to make room; then it goes on by itself."),
    ),
}
TO_PROGRAMS: dict[int, tuple[str, str]] = {
    401: (
        N_("There is no such key, or it was ended."),
        N_("Send a live key as Authorization: Bearer, then the key. A coordinator makes one."),
    ),
    404: (N_("There is nothing at this address."), N_("Every address is in /api/v1/openapi.json.")),
    405: (N_("This address does not take that."), N_("The open API is only read: ask by GET.")),
    429: (
        N_("This key asked more often than it may in a minute."),
        N_("Ask again after as many seconds as Retry-After says."),
    ),
}
"""What the open API says to programs: they have no card, no label and no other tablet."""
OPEN_API = "/api/v1/open/"
UNPAIRED = (
    N_("This is no tablet of ours yet."),
    N_("A coordinator makes a code under Tablets. Type it once, and the scan desk opens."),
)
STALE = (N_("The page had gone stale."), N_("Go back, load it anew and press once more."))
INSECURE = (
    N_("This address is not safe to use."),
    N_("Open the https:// address. Camera, cards and saving need it."),
)
HOST = (N_("This address is not ours."), N_("Check the address, or ask who runs EcoWorks here."))


def register_errors(app: Flask) -> None:
    """Attach all handlers."""
    app.register_error_handler(EcoError, answer_rule)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(CSRFError, lambda problem: answer_breach("no token of ours", *STALE))
    app.register_error_handler(PlainHttp, lambda problem: answer(400, *INSECURE, page="https"))
    app.register_error_handler(UnknownHost, lambda problem: answer_breach("unknown host", *HOST))
    for kind in (DBAPIError, StatementError, sqlite3.Error, OSError):
        app.register_error_handler(kind, answer_database)
    # RecursionError: JSON nested a thousand deep, which only a hostile sender makes.
    for unreadable in (OverflowError, UnicodeError, RecursionError):
        app.register_error_handler(unreadable, lambda problem: answer(400, *SAID[400]))


def answer_breach(event: str, message: str, remedy: str) -> Answer:
    """The page or JSON of what may have been an attack; the security log is told."""
    g.breach = event
    return answer(400, message, remedy)


def answer_rule(problem: EcoError) -> Answer:
    """The page or JSON of a rule that was broken where no form could show it."""
    field = problem.field if isinstance(problem, RuleBroken) else ""
    return answer(problem.status, problem.message, problem.remedy, field=field, values=problem.params)


def answer_http(problem: HTTPException) -> Answer:
    """The page or JSON of an HTTP error; redirects pass."""
    code = problem.code or 500
    if code < 400 or (problem.response is not None and not code >= 400):
        return problem.get_response()
    if isinstance(problem, InternalServerError) and problem.original_exception is not None:
        _forget_transaction()
    if code == 403 and _wants_a_tablet():
        return answer(code, *UNPAIRED, page="unpaired")
    known = _said(code) or (SAID[400] if code < 500 else SAID[500])
    headers = {
        name: value for name, value in problem.get_headers() if name.lower() in ("allow", "retry-after")
    }
    return answer(code, *known, headers=headers)


def _said(code: int) -> tuple[str, str] | None:
    """The words for a status, as whoever asks can follow them."""
    to_program = TO_PROGRAMS.get(code) if request.path.startswith(OPEN_API) else None
    return to_program or SAID.get(code)


def _wants_a_tablet() -> bool:
    """True where a tablet's page was asked for by a browser that is not paired."""
    view = current_app.view_functions.get(request.endpoint or "")
    return policy_of(view) == "tablet" and g.get("device") is None


def answer_database(problem: Exception) -> Answer:
    """507 for a full disk, 503 for a busy database, 4xx for values that no column holds; the rest is ours: 500."""
    _forget_transaction()
    cause = getattr(problem, "orig", None) or problem
    code = _status_of(problem, cause)
    if code >= 500:
        log_fault(request.method, request.endpoint, problem)
    return answer(code, *SAID[code])


def _status_of(problem: Exception, cause: BaseException) -> int:
    text = str(cause).lower()
    if getattr(cause, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in text:
        return FULL
    if getattr(cause, "sqlstate", None) == "53100":
        return FULL
    if "locked" in text or getattr(cause, "sqlstate", None) in ("55P03", "40001", "40P01"):
        return BUSY
    if isinstance(cause, OverflowError | UnicodeError | ValueError) or isinstance(problem, DataError):
        return 400
    if isinstance(problem, IntegrityError) or isinstance(cause, sqlite3.IntegrityError):
        return 409
    if isinstance(problem, OperationalError) or isinstance(cause, sqlite3.OperationalError):
        return BUSY if "readonly" in text or "connect" in text else 500
    return 500


def _forget_transaction() -> None:
    """A page about an error reads nothing from a broken transaction."""
    db.session.rollback()
    g.setdefault("here", None)


def answer(
    code: int,
    message: str,
    remedy: str = "",
    *,
    field: str = "",
    values: dict[str, object] | None = None,
    page: str = "stopped",
    headers: dict[str, str] | None = None,
) -> Answer:
    """The translated answer: JSON under /api/, else a page."""
    filled = values or {}
    told, todo = gettext(message, **filled), gettext(remedy, **filled) if remedy else ""
    if request.path.startswith("/api/"):
        body = {"error": {"field": field, "message": told, "remedy": todo}}
        return jsonify(body), code, headers or {}
    g.setdefault("device", None)
    g.setdefault("actor", None)
    return render_template(f"errors/{page}.html", code=code, told=told, todo=todo), code, headers or {}
