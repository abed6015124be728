"""Addresses of scans of paper: where they are listed, kept, seen and taken out."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.db import transaction
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pictures import delete_unnamed, stored_pictures
from core.shown_pictures import sent_picture
from factory.evidence.forms import DayOfVisitsForm, ScanForm
from factory.evidence.routes import blueprint
from factory.evidence.scan_queries import Paper, paper_of, papers_at, scan_sha, scans_of
from factory.evidence.scan_services import keep_scan, remove_scan
from factory.evidence.scanning import pages_of

SUBJECT_NAMES = {
    "run": N_("Course"),
    "makeover": N_("Makeover"),
    "occasion": N_("Occasion"),
    "visits": N_("Pad of visits"),
}
Page = str | Response | tuple[str, int]


@blueprint.get("/scans")
@policy("right:keep_scans")
def list_scans() -> Page:
    """Every paper of the site that was scanned; a day of visits is begun here, the others at their own pages."""
    form = DayOfVisitsForm(
        formdata=request.args if "day" in request.args else None, data={"day": local_day(now())}
    )
    if "day" in request.args and form.day.validate(form) and form.day.data:
        return redirect(
            url_for("evidence.list_paper_scans", paper=f"visits-{form.day.data.isoformat()}"), 303
        )
    return render_template(
        "evidence/list_scans.html",
        form=form,
        papers=papers_at(current_actor().site_id),
        subjects=SUBJECT_NAMES,
    )


@blueprint.get("/scans/<paper>")
@policy("right:keep_scans")
def list_paper_scans(paper: str) -> str:
    """The pages of one paper."""
    return _page(_there(paper), ScanForm(formdata=None))


@blueprint.post("/scans/<paper>")
@policy("right:keep_scans")
def add_scan(paper: str) -> Page:
    """Keep a photo or the pages of a PDF."""
    found, form = _there(paper), ScanForm()
    if not form.validate():
        return _page(found, form), 422
    try:
        _keep(found, form)
    except RuleBroken as problem:
        form.refuse(RuleBroken("scan", problem.message, problem.remedy, **problem.params))
        return _page(found, form), 422
    except Conflict as problem:
        form.refuse(problem)
        return _page(found, form), 409
    flash(gettext("The scan is kept."), "good")
    return redirect(url_for("evidence.list_paper_scans", paper=found.name), 303)


@blueprint.post("/scans/<paper>/<int:scan_id>/remove")
@policy("right:keep_scans")
def remove_one_scan(paper: str, scan_id: int) -> Response:
    """Take a page out for good."""
    with transaction():
        sha256 = remove_scan(by=current_actor(), paper=paper, scan_id=scan_id, at=now())
    delete_unnamed([sha256], _folder())
    flash(gettext("The page is deleted."), "good")
    return redirect(url_for("evidence.list_paper_scans", paper=paper), 303)


@blueprint.get("/scan-pages/<int:scan_id>")
@policy("right:keep_scans")
def show_scan(scan_id: int) -> Response:
    """A page, large or small (`?size=small`)."""
    sha = scan_sha(scan_id, current_actor().site_id)
    if not sha:
        raise NotFound()
    return sent_picture(sha)


def _keep(found: Paper, form: ScanForm) -> None:
    data = form.scan.data.read() if form.scan.data else b""
    with stored_pictures(pages_of(data), _folder()) as pages, transaction():
        keep_scan(by=current_actor(), paper=found.name, pages=pages, at=now(), token=form.stale_token)


def _there(name: str) -> Paper:
    found = paper_of(name, current_actor().site_id, local_day(now()))
    if found is None:
        raise NotFound()
    return found


def _page(found: Paper, form: ScanForm) -> str:
    return render_template(
        "evidence/list_paper_scans.html",
        paper=found,
        form=form,
        scans=scans_of(found, current_actor().site_id),
        subjects=SUBJECT_NAMES,
    )


def _folder() -> Path:
    folder: Path = current_app.config["ECO_SETTINGS"].photo_folder
    return folder
