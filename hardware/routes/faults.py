"""Faults: told by pictures, looked after, mended and released by a maintainer's test run."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pictures import stored_pictures
from core.searching import read_start
from core.shown_pictures import sent_picture
from hardware.forms.faults import EndFaultForm, FaultForm
from hardware.queries.fault_lists import faults_at, photo_sha
from hardware.queries.machine_lists import machine_card
from hardware.routes import blueprint
from hardware.services.faults import FaultData, end_fault, keep_fault_photo, report_fault, take_fault

Page = str | Answer | tuple[str, int]
PAGE = 30


@blueprint.get("/machines/faults")
@policy("right:see_machines")
def list_faults() -> str:
    """Open faults of the site, the unsafe first; `?mended=1` shows those that are mended."""
    return _faults_page()


def _faults_page(bound: EndFaultForm | None = None, token: str = "") -> str:
    site_id = current_actor().site_id
    is_open = request.args.get("mended") != "1"
    start = read_start(request.args)
    lines = faults_at(site_id, is_open=is_open, start=start, size=PAGE + 1)
    forms = {
        line.token: bound
        if bound is not None and line.token == token
        else EndFaultForm(formdata=None, slug=f"end-{line.id}").offer()
        for line in lines
        if is_open
    }
    return render_template(
        "hardware/list_faults.html",
        lines=lines[:PAGE],
        is_open=is_open,
        start=start,
        has_more=len(lines) > PAGE,
        size=PAGE,
        forms=forms,
        bound=bound,
        bound_token=token,
    )


@blueprint.route("/machines/<code>/fault", methods=["GET", "POST"])
@policy("right:report_faults")
def report_machine_fault(code: str) -> Page:
    """Say that something is wrong with a machine: a picture, a photo, and one of two buttons."""
    card = machine_card(code, current_actor().site_id)
    form = FaultForm().offer()
    if form.is_submitted() and form.validate():
        try:
            is_unsafe = request.form.get("safety") == "unsafe"
            data = form.picture.data.read() if form.picture.data else b""
            photo_id = form.stale_token if data else ""
            with stored_pictures([data] if data else [], _folder()) as pictures, transaction():
                for stored in pictures:
                    keep_fault_photo(
                        site_id=current_actor().site_id,
                        device_id=current_actor().device_id,
                        photo_id=photo_id,
                        stored=stored,
                        at=now(),
                    )
                report_fault(
                    by=current_actor(),
                    code=code,
                    data=FaultData(
                        form.sign.data, is_unsafe, form.note.data or "", (photo_id,) if photo_id else ()
                    ),
                    at=now(),
                    token=form.stale_token,
                )
            if is_unsafe:
                flash(_("Thank you. The machine is out of order until a maintainer has tried it."), "look")
                return redirect(url_for("hardware.show_fault_reach", code=card.code), 303)
            flash(_("Thank you. A maintainer sees it."), "good")
            return redirect(url_for("hardware.show_machine", code=card.code), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    page = render_template("hardware/report_fault.html", form=form, card=card)
    return (page, 422) if form.is_submitted() else page


def _folder() -> Path:
    folder: Path = current_app.config["ECO_SETTINGS"].photo_folder
    return folder


@blueprint.get("/machines/photos/<photo_id>")
@policy("right:see_machines")
def show_fault_photo(photo_id: str) -> Answer:
    """A photo of a fault, large or small (`?size=small`)."""
    sha = photo_sha(photo_id, current_actor().site_id)
    if not sha:
        raise NotFound
    return sent_picture(sha, keeps=86_400)


@blueprint.post("/machines/faults/<token>/take")
@policy("right:mend_machines")
def take_machine_fault(token: str) -> Answer:
    """A maintainer looks after a fault."""
    with transaction():
        take_fault(by=current_actor(), token=token, at=now())
    flash(_("Everybody sees that you look after it."), "good")
    return redirect(url_for("hardware.list_faults"), 303)


@blueprint.post("/machines/faults/<token>/end")
@policy("right:mend_machines")
def end_machine_fault(token: str) -> Page:
    """A fault is mended; a machine that was out comes back by the test run."""
    form = EndFaultForm(slug="end-sent").offer()
    if form.validate():
        try:
            with transaction():
                end_fault(
                    by=current_actor(),
                    token=token,
                    cause=form.cause.data,
                    text=form.note.data or "",
                    has_test_run=bool(form.has_test_run.data),
                    at=now(),
                )
            flash(_("Mended. Thank you."), "good")
            return redirect(url_for("hardware.list_faults"), 303)
        except (RuleBroken, NotAllowed) as problem:
            form.refuse(problem)
    return _faults_page(form, token), 422
