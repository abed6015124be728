"""Photos with an offer: as they are sent, as whoever may see the offer sees them, and forgetting who offered."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.access import Actor
from core.clock import now
from core.config import Settings
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.files import MAX_BYTES, StoredPhoto
from core.guards import current_actor, policy
from core.pictures import Shelf, delete_unnamed, picture_shelf
from core.pressing import told
from core.shown_pictures import sent_picture
from factory.privacy.ledger import write_ledger
from factory.van.contacts import Contact
from factory.van.forms import GiveForm
from factory.van.models.offer_photos import MOST_PHOTOS
from factory.van.queries.offers import offer_photo
from factory.van.routes import blueprint
from factory.van.routes.kinds import items_sent
from factory.van.services.forgetting import forget_offer
from factory.van.services.offers import check_offer, keep_offer

TOGETHER = 2
"""Five photos of a telephone are more than one request of the house: so many times its limit they may have together."""


def take_offer(form: GiveForm, *, site_id: int, by: Actor | None, came_by: str) -> str:
    """Keep the offer of a form that came, with its photos; its number. Raises RuleBroken, and then keeps nothing."""
    items, outcode, contact = items_sent(request.form), form.outcode.data or "", _contact_of(form)
    check_offer(items=items, outcode=outcode, contact=contact)
    with picture_shelf(_settings().photo_folder) as shelf:
        photos = _photos_sent(shelf)
        with transaction():
            return keep_offer(
                site_id=site_id,
                by=by,
                came_by=came_by,
                items=items,
                outcode=outcode,
                contact=contact,
                language=str(get_locale()),
                at=now(),
                token=form.stale_token,
                photos=photos,
            ).number


def ask_for_photos_again(form: GiveForm) -> None:
    """A form that is shown again has lost its files, as browsers do: it says so beside the field."""
    if _files():
        form.photos.errors = [*form.photos.errors, _("Choose the photos again: the page cannot keep them.")]


def _contact_of(form: GiveForm) -> Contact:
    return Contact(
        form.name.data or "", form.phone.data or "", form.email.data or "", form.collect_from.data or ""
    )


def _files() -> list[FileStorage]:
    return [one for one in request.files.getlist("photos") if one.filename]


def _photos_sent(shelf: Shelf) -> list[StoredPhoto]:
    """Store what was sent, one after the other. Raises RuleBroken on "photos", naming which by its place."""
    sent, most = _files(), TOGETHER * _settings().upload_limit_mb
    if len(sent) > MOST_PHOTOS:
        raise RuleBroken("photos", N_("At most %(most)s photos."), N_("Leave some out."), most=MOST_PHOTOS)
    if (request.content_length or 0) > most * 1024 * 1024:
        raise RuleBroken(
            "photos",
            N_("Together the photos are larger than %(most)s MB."),
            N_("Leave some out, or take them in a smaller size."),
            most=most,
        )
    return [_stored(shelf, place, one) for place, one in enumerate(sent, 1)]


def _stored(shelf: Shelf, place: int, sent: FileStorage) -> StoredPhoto:
    try:
        return shelf.keep(sent.read(MAX_BYTES + 1))
    except RuleBroken as problem:
        raise RuleBroken(
            "photos", N_("Photo %(place)s: %(said)s"), place=place, said=told(problem)
        ) from problem


def _settings() -> Settings:
    settings: Settings = current_app.config["ECO_SETTINGS"]
    return settings


def _folder() -> Path:
    return _settings().photo_folder


@blueprint.get("/van/offers/<number>/photos/<int:position>")
@policy("right:see_van")
def show_offer_photo(number: str, position: int) -> Response:
    """A photo of what is offered, large or small (`?size=small`). No browser keeps it: it goes with the contact."""
    sha256 = offer_photo(number, current_actor().site_id, position)
    if not sha256:
        raise NotFound()
    return sent_picture(sha256)


@blueprint.post("/van/offers/<number>/forget")
@policy("right:plan_van")
def forget_offerer(number: str) -> Response:
    """Whoever offered asks to be forgotten: their contact and the photos go at once, out of older backups too."""
    by, gone = current_actor(), list[str]()
    try:
        with transaction():
            gone = forget_offer(by=by, number=number, at=now())
        delete_unnamed(gone, _folder())
        write_ledger(_settings())
        flash(_("Who offered it and the photos are deleted."), "good")
    except RuleBroken as problem:
        flash(told(problem), "look")
    return redirect(url_for("van.show_offer", number=number.upper()), 303)
