"""Tablets of a site: pair, rename, end."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.devices import make_pairing_code, revoke_device
from core.guards import current_actor, policy
from factory.admin.forms import TabletForm
from factory.admin.queries import is_silent, tablets_at
from factory.admin.routes import blueprint
from factory.admin.services import clean_place_name, rename_device
from factory.qr_pictures import qr_path

Page = str | Response | tuple[str, int]


def _devices(form: TabletForm, status: int = 200) -> Page:
    tablets, at = tablets_at(current_actor().site_id), now()
    silent = {tablet.id for tablet in tablets if is_silent(tablet, at)}
    unsent = {tablet.id for tablet in tablets if tablet.is_unsent(at)}
    page = render_template(
        "admin/list_devices.html", form=form, tablets=tablets, silent=silent, unsent=unsent
    )
    return page, status


@blueprint.get("/admin/devices")
@policy("right:edit_devices")
def list_devices() -> Page:
    """The tablets of the site, when each was last seen and what waits on it."""
    return _devices(TabletForm(formdata=None))


@blueprint.post("/admin/devices/codes")
@policy("right:edit_devices")
def make_code() -> Page:
    """A code for one tablet, shown once: to type, or to photograph with the tablet."""
    by, form = current_actor(), TabletForm()
    if not form.validate():
        return _devices(form, 422)
    name = clean_place_name("name", form.name.data or "")
    with transaction():
        code = make_pairing_code(site_id=by.site_id, name=name, by_id=by.person_id, at=now())
    address = _pairing_address()
    picture = qr_path(f"{address}?code={code}") if address else None
    typed = address or url_for("front_desk.pair_tablet")
    return render_template("admin/make_code.html", code=code, name=name, typed=typed, picture=picture)


def _pairing_address() -> str:
    """The address where a tablet is paired, from the settings alone; empty without a public address."""
    public: str = current_app.config["ECO_SETTINGS"].public_url.rstrip("/")
    return f"{public}{url_for('front_desk.pair_tablet')}" if public else ""


@blueprint.post("/admin/devices/<public_id>/name")
@policy("right:edit_devices")
def rename_tablet(public_id: str) -> Page:
    """Give a tablet another name."""
    form = TabletForm()
    if not form.validate():
        return _devices(form, 422)
    with transaction():
        rename_device(by=current_actor(), public_id=public_id, name=form.name.data or "", at=now())
    return redirect(url_for("admin.list_devices"), 303)


@blueprint.post("/admin/devices/<public_id>/end")
@policy("right:edit_devices")
def end_tablet(public_id: str) -> Page:
    """End a tablet's pairing: its next request is refused."""
    by = current_actor()
    with transaction():
        device = revoke_device(public_id=public_id, site_id=by.site_id, by_id=by.person_id, at=now())
        name = device.name
    flash(gettext("%(name)s is not paired any more.", name=name), "good")
    return redirect(url_for("admin.list_devices"), 303)
