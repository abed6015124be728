"""Photos of pieces: shown to whoever may see the piece, to the public once approved; added and approved at the desk."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pictures import stored_pictures
from core.shown_pictures import sent_picture
from inventory.forms.piece_actions import AddPiecePhotoForm
from inventory.queries.photos import photo_of
from inventory.routes import blueprint
from inventory.services.desk import record_photo
from inventory.services.photos import approve_photo


@blueprint.get("/photos/<photo_id>")
@policy("public")
def show_photo(photo_id: str) -> Response:
    """A photo, large or small (`?size=small`). Never changes under its address, so browsers keep it."""
    found = photo_of(photo_id)
    knows = g.get("actor") is not None and g.actor.may("see_pieces")
    if found is None or not (found.is_public or knows or g.get("device") is not None):
        raise NotFound()
    return sent_picture(found.sha256, keeps=86_400)


@blueprint.post("/pieces/<code>/photos")
@policy("right:move_pieces")
def add_piece_photo(code: str) -> Response | tuple[str, int]:
    """Add a photo from the desk."""
    from inventory.routes.pieces import refused_page

    form = AddPiecePhotoForm(slug="photo")
    if not form.validate():
        return refused_page(code, form)
    folder = current_app.config["ECO_SETTINGS"].photo_folder
    try:
        with stored_pictures([form.picture.data.read()], folder) as (stored,), transaction():
            record_photo(
                by=current_actor(),
                code=code,
                shelf=form.shelf.data,
                stored=stored,
                at=now(),
                token=form.stale_token,
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return refused_page(code, form)
    flash(_("The photo is kept."), "good")
    return redirect(url_for("inventory.show_piece", code=code), 303)


@blueprint.post("/photos/<photo_id>/approvals")
@policy("right:correct_pieces")
def approve_piece_photo(photo_id: str) -> Response:
    """Say yes (or no longer) to a photo on the public page."""
    found = photo_of(photo_id)
    if found is None:
        raise NotFound()
    is_approved = request.form.get("is_approved") == "yes"
    with transaction():
        approve_photo(by=current_actor(), photo_id=photo_id, at=now(), is_approved=is_approved)
    flash(_("Shown on the public page.") if is_approved else _("No longer on the public page."), "good")
    return redirect(url_for("inventory.show_piece", code=found.code), 303)
