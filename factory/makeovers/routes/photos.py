"""Photos of rooms, the household's consent to them, and taking it back."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id
from core.pictures import delete_unnamed, stored_pictures
from core.shown_pictures import sent_picture
from factory.makeovers.forms.works import MakeoverPhotoForm
from factory.makeovers.queries.lists import photo_sha
from factory.makeovers.queries.story import Whole, consents_of, photos_of, rooms_of
from factory.makeovers.routes import Page, blueprint, tap, there
from factory.makeovers.services.photos import (
    check_makeover_photo,
    give_consent,
    keep_makeover_photo,
    remove_makeover_photo,
    take_back_consent,
)
from factory.makeovers.words import LIVE


@blueprint.get("/makeovers/<makeover>/photos")
@policy("right:edit_makeovers")
def list_makeover_photos(makeover: str) -> str:
    """The photos of a makeover, and whether the household agrees to them."""
    return _page(there(makeover))


def _has_consent(row: Whole) -> bool:
    return any(taken_back is None for _given, taken_back in consents_of(row.id))


def _page(row: Whole, form: MakeoverPhotoForm | None = None) -> str:
    has_consent = _has_consent(row)
    return render_template(
        "makeovers/list_makeover_photos.html",
        row=row,
        is_live=row.state in LIVE,
        photos=photos_of(row.id),
        consents=consents_of(row.id),
        has_consent=has_consent,
        form=form or MakeoverPhotoForm(formdata=None).offer(rooms_of(row.id), has_consent=has_consent),
    )


def _goal(row: Whole) -> str:
    return url_for("makeovers.list_makeover_photos", makeover=row.code)


@blueprint.post("/makeovers/<makeover>/photos")
@policy("right:edit_makeovers")
def add_makeover_photo(makeover: str) -> Page:
    """Keep a photo of a room."""
    row = there(makeover)
    form = MakeoverPhotoForm().offer(rooms_of(row.id), has_consent=True)
    if form.validate():
        try:
            _keep(row, form)
            flash(_("The photo is kept."), "good")
            return redirect(_goal(row), 303)
        except (RuleBroken, NotAllowed, Conflict) as problem:
            form.refuse(problem)
    return _page(row, form), 422


def _keep(row: Whole, form: MakeoverPhotoForm) -> None:
    by, part, room_id = current_actor(), form.part.data, form.room.data or 0
    check_makeover_photo(by=by, makeover_id=row.id, part=part, room_id=room_id)
    data = form.picture.data.read() if form.picture.data else b""
    with stored_pictures([data], _folder()) as (stored,), transaction():
        keep_makeover_photo(
            by=by,
            makeover_id=row.id,
            part=part,
            stored=stored,
            at=now(),
            token=form.stale_token,
            room_id=room_id,
        )


def _folder() -> Path:
    folder: Path = current_app.config["ECO_SETTINGS"].photo_folder
    return folder


@blueprint.post("/makeovers/<makeover>/photos/<makeover_photo>/remove")
@policy("right:edit_makeovers")
def remove_one_photo(makeover: str, makeover_photo: str) -> Response:
    """Take a photo away for good."""
    row, gone = there(makeover), list[str]()
    answer = tap(
        lambda: gone.extend(
            remove_makeover_photo(by=current_actor(), makeover_id=row.id, photo_id=makeover_photo, at=now())
        ),
        _("The photo is deleted."),
        _goal(row),
    )
    delete_unnamed(gone, _folder())
    return answer


@blueprint.post("/makeovers/<makeover>/consent")
@policy("right:edit_makeovers")
def set_photo_consent(makeover: str) -> Response:
    """The household agrees to photos before and after, or takes that back."""
    row, gone = there(makeover), list[str]()
    if request.form.get("agrees") == "yes":
        return tap(
            lambda: give_consent(by=current_actor(), makeover_id=row.id, at=now(), token=new_client_id()),
            _("They agree to photos before and after."),
            _goal(row),
        )
    if request.form.get("agrees") != "no":
        raise NotFound()
    answer = tap(
        lambda: gone.extend(take_back_consent(by=current_actor(), makeover_id=row.id, at=now())),
        _("The consent is taken back. The photos before and after are deleted."),
        _goal(row),
    )
    delete_unnamed(gone, _folder())
    return answer


@blueprint.get("/makeover-photos/<makeover_photo>")
@policy("right:see_makeovers")
def show_makeover_photo(makeover_photo: str) -> Response:
    """A photo of a room, large or small (`?size=small`)."""
    sha = photo_sha(makeover_photo, current_actor().site_id)
    if not sha:
        raise NotFound()
    return sent_picture(sha)
