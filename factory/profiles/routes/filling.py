"""A funder's form, filled: on the screen, in the funder's own workbook, as a plain list."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answered

from core.clock import local_day, now
from core.db import transaction
from core.errors import N_, NotFound, RuleBroken
from core.files import kept_file
from core.guards import current_actor, policy
from core.sites import all_sites
from core.spreadsheets import write_csv
from core.tables_read import LARGEST_FILE
from factory.profiles.forms import WorkbookForm
from factory.profiles.models import FormProfile
from factory.profiles.queries import NO_CELL, Answer, answers, form_at, splits_of
from factory.profiles.routes import blueprint
from factory.profiles.services import keep_workbook
from factory.profiles.workbooks import ENDING, Entry, fill_workbook
from factory.programme.queries.partners import partners
from factory.programme.routes.asked import learning_is_open, machines_are_open, words
from factory.programme.routes.files import sent_file
from factory.programme.spans import Span, choices, read_span
from factory.programme.through import CITIES

HEADS = (
    N_("Line"),
    N_("Counted"),
    N_("From"),
    N_("To"),
    N_("Number"),
    N_("Cell"),
    N_("Not filled because"),
    N_("Opening figures from"),
)


@blueprint.get("/forms/<int:form_id>")
@policy("right:edit_forms")
def show_form(form_id: int) -> str:
    """The form as it comes out for the days asked, and what cannot be filled."""
    return _page(_form(form_id), WorkbookForm())


@blueprint.post("/forms/<int:form_id>/workbook")
@policy("right:edit_forms")
def keep_form_workbook(form_id: int) -> str | Answered | tuple[str, int]:
    """Take the funder's empty workbook."""
    found, form = _form(form_id), WorkbookForm()
    if not form.validate():
        return _page(found, form), 422
    data = form.sheet.data.read(LARGEST_FILE + 1)
    try:
        with transaction():
            keep_workbook(
                form_id=form_id,
                data=data,
                sha256=hashlib.sha256(data).hexdigest(),
                called=Path(form.sheet.data.filename or "").name,
                folder=_folder(),
                by=current_actor(),
                at=now(),
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return _page(_form(form_id), form), 422
    flash(gettext("The workbook is kept."), "good")
    return redirect(url_for("profiles.show_form", form_id=form_id), 303)


@blueprint.get("/forms/<int:form_id>/filled.<ending>")
@policy("right:edit_forms")
def export_form(form_id: int, ending: str) -> Response:
    """The funder's own workbook filled (XLSX), or the lines as a plain list (CSV)."""
    found, span = _form(form_id), _span()
    name = f"form-{found.id}-{span.starts_on}-{span.ends_on}"
    told = _answers(found, span)
    if ending == "csv":
        return sent_file(write_csv(_listed(told, _left(found, told))), name, "csv")
    if ending != "xlsx" or not found.template_sha256:
        abort(404)
    body, _ = fill_workbook(_template(found), _entries(told))
    return sent_file(body, name, "xlsx")


def _page(found: FormProfile, form: WorkbookForm) -> str:
    span = _span()
    told = _answers(found, span)
    return render_template(
        "profiles/show_form.html",
        found=found,
        form=form,
        answers=told,
        left=_left(found, told),
        words=words(),
        splits_of=splits_of,
        span=span,
        choices=choices(local_day(now())),
        site_names={site.id: site.name for site in all_sites()},
        cities=CITIES,
        partners={str(id): name for id, name in partners().items()},
    )


def _left(found: FormProfile, told: list[Answer]) -> dict[int, str]:
    """By line, why it cannot be filled: in the funder's workbook, where there is one, or at all."""
    uncounted = {one.line.id: one.why for one in told if one.why}
    if not found.template_sha256:
        return uncounted
    _, refused = fill_workbook(_template(found), _entries(told))
    nowhere = {one.line.id: NO_CELL for one in told if not one.line.cell}
    return {**refused, **nowhere, **uncounted}


def _entries(told: list[Answer]) -> list[Entry]:
    return [
        Entry(
            one.line.id,
            one.line.sheet,
            one.line.cell,
            one.value if isinstance(one.value, int) else float(one.value),
        )
        for one in told
        if one.value is not None and one.line.cell
    ]


def _listed(told: list[Answer], left: dict[int, str]) -> list[list[Any]]:
    say = words()
    head = [gettext(name) for name in HEADS]
    rows = [
        [
            one.line.label,
            say.gettext(one.indicator.name) if one.indicator else "",
            one.span.starts_on,
            one.span.ends_on,
            one.value,
            one.line.cell,
            gettext(left[one.line.id]) if one.line.id in left else "",
            "; ".join(one.sources),
        ]
        for one in told
    ]
    return [head, *rows]


def _answers(found: FormProfile, span: Span) -> list[Answer]:
    return answers(found.id, span, now(), (learning_is_open(), machines_are_open()))


def _span() -> Span:
    asked = request.args
    return read_span(asked.get("span", ""), asked.get("from", ""), asked.get("to", ""), local_day(now()))


def _template(found: FormProfile) -> bytes:
    return kept_file(_folder(), found.template_sha256, ENDING).read_bytes()


def _folder() -> Path:
    folder: Path = current_app.config["ECO_SETTINGS"].photo_folder
    return folder


def _form(form_id: int) -> FormProfile:
    found = form_at(form_id, current_actor().site_id)
    if found is None:
        raise NotFound()
    return found
