"""The scan desk's pages: the shell that the tablet keeps, and taking in as a plain page without JavaScript."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, EcoError, NotFound, RuleBroken
from core.files import StoredPhoto
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id, read_code, read_qr
from core.pictures import Shelf, picture_shelf
from core.sealing import signing_key
from inventory.catalogue import categories, category
from inventory.questions import Question, asked_when
from inventory.routes import blueprint
from inventory.routes.shown_words import shown_to
from inventory.services.intake import Intake, kilograms_as_grams, take_in_piece
from inventory.services.record import look_up
from inventory.state import PieceState

ANSWER_NAMES = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "not_sure": N_("Not sure"),
    "none": N_("None"),
    "mains": N_("Plug"),
    "battery": N_("Battery"),
}
MOST_PHOTO_BYTES = 16 * 1024 * 1024


@blueprint.get("/scan")
@policy("tablet")
def scan_desk() -> str:
    """The shell of the scan desk. It is kept on the tablet, so it holds no person and no token."""
    secret = current_app.config["ECO_SETTINGS"].secret_key
    return render_template("inventory/scan_desk.html", pack_key=signing_key(secret))


@blueprint.get("/scan/find")
@policy("tablet")
def find_code() -> Response:
    """Where a typed code leads: the piece's plain page, or the taking in for a blank label."""
    scanned = read_qr(request.args.get("code", ""))
    view = look_up(scanned.value) if scanned is not None and scanned.kind == "piece" else None
    if view is None:
        raise NotFound(N_("This is not one of our labels."), N_("Check the letters, or use a new label."))
    endpoint = "inventory.take_in" if view.is_blank else "inventory.show_piece"
    return redirect(url_for(endpoint, code=view.label), 303)


def _questions(slug: str) -> list[Question]:
    return asked_when("intake", PieceState(category=slug))


def _page(code: str, slug: str, problem: str = "") -> str:
    return render_template(
        "inventory/take_in.html",
        code=code,
        kind=category(slug),
        kinds=list(categories().values()),
        questions=_questions(slug) if slug else [],
        answer_names=ANSWER_NAMES,
        token=read_client_id(request.form.get("token")) or new_client_id(),
        problem=problem,
    )


@blueprint.route("/pieces/<code>/intake", methods=["GET", "POST"])
@policy("right:take_in")
def take_in(code: str) -> str | Response | tuple[str, int]:
    """Take a piece in: what it is, then a photo, its weight and the questions of its kind."""
    canonical = read_code(code)
    if canonical is None or look_up(canonical) is None:
        raise NotFound(N_("This is not one of our labels."), N_("Check the letters, or use a new label."))
    slug = request.values.get("category", "")
    if category(slug) is None:
        slug = ""
    if request.method != "POST" or not slug:
        return _page(canonical, slug)
    try:
        with picture_shelf(current_app.config["ECO_SETTINGS"].photo_folder) as shelf:
            with_photos = _read_intake(canonical, slug, shelf)
            with transaction():
                outcome = take_in_piece(intake=with_photos, by=current_actor(), at=now())
    except EcoError as problem:
        return _page(canonical, slug, gettext(problem.message, **problem.params)), problem.status
    if outcome.result == "refused":
        return _page(canonical, slug, gettext(outcome.message, **outcome.params)), 422
    flash(gettext("Taken in"), "good")
    return redirect(url_for("inventory.show_piece", code=canonical), 303)


def _read_intake(code: str, slug: str, shelf: Shelf) -> Intake:
    """The form as an intake; its photos are kept before anything is written."""
    token = read_client_id(request.form.get("token"))
    if token is None:
        raise RuleBroken("token", N_("This page is out of date."), N_("Load it again and press once more."))
    asked = _questions(slug)
    return Intake(
        token=token,
        code=code,
        category=slug,
        grams=kilograms_as_grams(request.form.get("kilograms", "")),
        answers={item.slug: request.form.get(item.slug, "") for item in asked if request.form.get(item.slug)},
        photo=_kept(request.files.get("photo"), shelf),
        evidence={
            item.slug: kept
            for item in asked
            if (kept := _kept(request.files.get(f"{item.slug}-photo"), shelf))
        },
        shown=shown_to(current_actor(), asked),
    )


def _kept(upload: FileStorage | None, shelf: Shelf) -> StoredPhoto | None:
    return shelf.keep_if_any(upload.read(MOST_PHOTO_BYTES) if upload else b"")
