"""Opening figures by spreadsheet: the template, a look at each line before anything is kept, and taking them in."""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as Answered

from core.clock import now, today
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from core.tables_read import LARGEST_FILE, read_table
from factory.programme.forms import OpeningSheetForm, TakeOpeningsForm
from factory.programme.learning import EVERY
from factory.programme.opening_sheets import (
    HEADS,
    Known,
    SheetLine,
    packed,
    read_openings,
    template_file,
    unpacked,
)
from factory.programme.routes import blueprint
from factory.programme.routes.asked import words
from factory.programme.routes.files import sent_file
from factory.programme.routes.openings import my_indicators, my_sites
from factory.programme.services.openings import enter_openings
from factory.programme.spans import add_months

Page = str | Answered | tuple[str, int]
MOST_SHOWN = 300


@blueprint.route("/count/openings/sheet", methods=["GET", "POST"])
@policy("right:edit_openings")
def read_opening_sheet() -> Page:
    """Choose a file, and see what each line would do. Nothing is kept before the press below it."""
    form = OpeningSheetForm()
    if not form.validate_on_submit():
        return _page(form)
    data = form.sheet.data.read(LARGEST_FILE + 1)
    try:
        lines = read_openings(read_table(data), _known(), now())
    except RuleBroken as problem:
        form.refuse(problem)
        return _page(form)
    take = TakeOpeningsForm(formdata=None)
    take.lines.data = packed(lines)
    take.called.data = Path(form.sheet.data.filename or "").name[:120]
    return _page(form, lines, take)


@blueprint.post("/count/openings/sheet/take")
@policy("right:edit_openings")
def take_opening_sheet() -> Page:
    """Take in the good lines, all or none; the same press again takes in nothing more."""
    take, form = TakeOpeningsForm(), OpeningSheetForm(formdata=None)
    try:
        if not take.validate():
            raise RuleBroken("sheet", gettext("The page had gone stale. Press the button once more."))
        facts = unpacked(take.lines.data or "")
        with transaction():
            enter_openings(
                facts=facts,
                called=take.called.data or "",
                by=current_actor(),
                at=now(),
                token=take.stale_token,
            )
    except RuleBroken as problem:
        form.refuse(problem)
        return _page(form)
    flash(
        ngettext("%(num)s opening figure is taken in.", "%(num)s opening figures are taken in.", len(facts)),
        "good",
    )
    return redirect(url_for("programme.list_openings"), 303)


@blueprint.get("/count/openings/template.<ending>")
@policy("right:edit_openings")
def export_opening_template(ending: str) -> Response:
    """An empty sheet with our columns, and in XLSX the names that may stand in it."""
    if ending not in ("csv", "xlsx"):
        abort(404)
    body = template_file(ending, _known(), add_months(today(), -12))
    return sent_file(body, "opening-figures", ending)


def _known() -> Known:
    return Known(my_sites(), my_indicators(), words())


def _page(
    form: OpeningSheetForm, lines: list[SheetLine] | None = None, take: TakeOpeningsForm | None = None
) -> tuple[str, int]:
    found = lines or []
    bad = [line for line in found if line.fault is not None]
    page = render_template(
        "programme/read_opening_sheet.html",
        form=form,
        take=take,
        lines=[*bad, *(line for line in found if line.fault is None)][:MOST_SHOWN],
        number=len(found),
        bad=len(bad),
        good=len(found) - len(bad),
        heads=HEADS,
        indicators=EVERY,
        words=words(),
    )
    return page, 422 if form.errors else 200
