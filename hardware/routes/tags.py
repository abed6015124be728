"""Contactless cards at the desk: shown at a kiosk, typed, withdrawn."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import Conflict, NotFound, RuleBroken
from core.guards import current_actor, policy
from hardware.forms.tags import ShowTagForm, TypeTagForm
from hardware.queries.kiosk_lists import kiosk_lines
from hardware.queries.tags import tag_lines, window_lines
from hardware.routes import blueprint
from hardware.services.tags import end_tag, open_tag_window, type_tag, use_tag_again

Page = str | Answer | tuple[str, int]


@blueprint.get("/machines/tags")
@policy("right:edit_people")
def list_tags() -> str:
    """Whose contactless cards are known at which kiosk, and the ways to take one in."""
    return _tags_page()


def _kiosks() -> list[tuple[str, str]]:
    lines = kiosk_lines(current_actor().site_id)
    return [(one.public_id, one.name) for one in lines if one.revoked_at is None]


def _tags_page(show: ShowTagForm | None = None, typed: TypeTagForm | None = None) -> str:
    site_id = current_actor().site_id
    return render_template(
        "hardware/list_tags.html",
        lines=tag_lines(site_id),
        windows=window_lines(site_id, now()),
        kiosks=_kiosks(),
        show=show or ShowTagForm(formdata=None).offer(_kiosks()),
        typed=typed or TypeTagForm(formdata=None),
    )


@blueprint.post("/machines/tags/windows")
@policy("right:edit_people")
def wait_for_tag() -> Page:
    """For two minutes the next unknown card at a kiosk is somebody's."""
    form = ShowTagForm().offer(_kiosks())
    if form.validate():
        try:
            with transaction():
                open_tag_window(
                    by=current_actor(),
                    public_id=form.kiosk.data,
                    person_number=(form.person.data or "").strip().upper(),
                    at=now(),
                    token=form.stale_token,
                )
            flash(_("The kiosk waits for two minutes. Let them hold the card to it."), "good")
            return redirect(url_for("hardware.list_tags"), 303)
        except (RuleBroken, NotFound) as problem:
            form.refuse(problem)
    return _tags_page(show=form), 422


@blueprint.post("/machines/tags")
@policy("right:edit_people")
def type_machine_tag() -> Page:
    """Take a card in by its number, at every kiosk of the site."""
    form = TypeTagForm()
    if form.validate():
        try:
            with transaction():
                count = type_tag(
                    by=current_actor(),
                    person_number=(form.person.data or "").strip().upper(),
                    number=form.number.data or "",
                    at=now(),
                )
            flash(ngettext("Kept at %(num)s kiosk.", "Kept at %(num)s kiosks.", count), "good")
            return redirect(url_for("hardware.list_tags"), 303)
        except (RuleBroken, NotFound, Conflict) as problem:
            form.refuse(problem)
    return _tags_page(typed=form), 422


@blueprint.post("/machines/tags/<int:tag_id>/end")
@policy("right:edit_people")
def end_machine_tag(tag_id: int) -> Answer:
    """A card is good for nothing from now on."""
    with transaction():
        end_tag(by=current_actor(), tag_id=tag_id, at=now())
    flash(_("Withdrawn. The kiosk knows it within a minute."), "good")
    return redirect(url_for("hardware.list_tags"), 303)


@blueprint.post("/machines/tags/<int:tag_id>/again")
@policy("right:edit_people")
def use_machine_tag_again(tag_id: int) -> Answer:
    """A card that was withdrawn is found again."""
    with transaction():
        use_tag_again(by=current_actor(), tag_id=tag_id, at=now())
    flash(_("It works again. The kiosk knows it within a minute."), "good")
    return redirect(url_for("hardware.list_tags"), 303)
