"""Station mode as a plain page: choose once, then scan, scan, scan into one field; for tablets without a script."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.db import transaction
from core.errors import N_, EcoError, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id, read_qr
from core.pressing import told
from core.sites import site_by_id
from inventory.queries.desk_lists import place_choices
from inventory.queries.station import StationScan, scans_today
from inventory.routes import blueprint
from inventory.services.station import (
    STATION_STAGES,
    Station,
    station_of,
    station_scan,
    undo_station_scan,
)
from inventory.stages import STEPS

Page = str | Response | tuple[str, int]


@blueprint.get("/station")
@policy("right:move_pieces")
def show_station() -> Page:
    """The choice of what every scan does; once it is made, the field and the running list."""
    by = current_actor()
    station = station_of(request.args.get("does", "")[:60], by.site_id)
    return _choice() if station is None else _page(station)


def _choice() -> str:
    by = current_actor()
    site = site_by_id(by.site_id)
    steps = [step for step in STEPS if step not in site.hidden_steps]
    places = place_choices(by.site_id)
    return render_template("inventory/choose_station.html", steps=steps, stages=STATION_STAGES, places=places)


def _scans(station: Station) -> list[StationScan]:
    return scans_today(current_actor(), kind=station.kind, data=station.data, at=now())


def _page(station: Station, problem: EcoError | None = None, typed: str = "") -> Page:
    page = render_template(
        "inventory/station.html",
        station=station,
        scans=_scans(station),
        token=new_client_id(),
        problem=problem,
        typed=typed[:60],
    )
    return (page, problem.status) if problem is not None else page


@blueprint.post("/station")
@policy("right:move_pieces")
def scan_at_station() -> Page:
    """One code: a piece's label does what was chosen, a wall card chooses something else or takes the last one back."""
    by, text = current_actor(), request.form.get("code", "")[:300]
    station = station_of(request.form.get("does", "")[:60], by.site_id)
    if station is None:
        return redirect(url_for("inventory.show_station"), 303)
    scanned = read_qr(text)
    if scanned is not None and scanned.kind in ("step", "place"):
        return _wall_card(station, scanned.value)
    try:
        token = read_client_id(request.form.get("token")) or new_client_id()
        with transaction():
            outcome = station_scan(by=by, station=station, text=text, at=now(), token=token)
    except EcoError as problem:
        return _page(station, problem, text)
    flash(_("Already here.") if outcome.result == "already" else _("Moved."), "good")
    return redirect(url_for("inventory.show_station", does=station.word), 303)


def _wall_card(station: Station, word: str) -> Page:
    """A wall card shown at the station: UNDO takes the last one back, any other changes what scans do."""
    by = current_actor()
    if word == "UNDO":
        last = next((scan for scan in _scans(station) if scan.is_last), None)
        if last is None:
            return _page(station, RuleBroken("code", N_("There is nothing to take back.")))
        return _undo(station, last.label, last.event)
    if station_of(word, by.site_id) is None:
        return _page(station, RuleBroken("code", N_("This wall card says nothing here.")), word)
    return redirect(url_for("inventory.show_station", does=word), 303)


@blueprint.post("/station/undo")
@policy("right:move_pieces")
def undo_at_station() -> Page:
    """Take back a scan of the list."""
    station = station_of(request.form.get("does", "")[:60], current_actor().site_id)
    if station is None:
        return redirect(url_for("inventory.show_station"), 303)
    return _undo(station, request.form.get("code", "")[:40], request.form.get("event", "")[:40])


def _undo(station: Station, code: str, event: str) -> Page:
    try:
        with transaction():
            undo_station_scan(by=current_actor(), code=code, event=event, at=now(), token=new_client_id())
    except EcoError as problem:
        flash(told(problem), "refused")
    else:
        flash(_("Taken back."), "good")
    return redirect(url_for("inventory.show_station", does=station.word), 303)
