"""The page of a day on paper: every pad to print, and moves and intake to key in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, format_date, gettext, ngettext
from werkzeug.wrappers import Response as Answer

from core.clock import now
from core.db import transaction
from core.guards import current_actor, policy
from core.people import LANGUAGES
from core.sites import site_by_id
from factory.paper_day.drawing import draw_pad
from factory.paper_day.forms import KeyForm, KeyIntakeForm, KeyMovesForm
from factory.paper_day.keying import Keyed, key_in_intake, key_in_moves
from factory.paper_day.pads import PAD_BY_SLUG, PADS

blueprint = Blueprint("paper_day", __name__)

Page = str | Answer | tuple[str, int]


@blueprint.get("/paper-day")
@policy("right:key_paper")
def show_paper_day() -> str:
    """The pads, in which language and for which day to print them, and where they are keyed in."""
    language = request.args.get("language", "")
    return render_template(
        "paper_day/show_paper_day.html",
        pads=PADS,
        languages=LANGUAGES,
        language=language if language in LANGUAGES else current_actor().language,
        day=request.args.get("day", "")[:10],
    )


@blueprint.get("/paper-day/<pad>.pdf")
@policy("right:key_paper")
def print_pad(pad: str) -> Response:
    """A pad in a language and in English, for a day or with a line to write it on."""
    found, language = PAD_BY_SLUG.get(pad), request.args.get("language", "en")
    if found is None or language not in LANGUAGES:
        abort(404)
    try:
        day: date | None = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = None
    with force_locale(language):
        body = draw_pad(
            found,
            site=site_by_id(current_actor().site_id).name,
            day=format_date(day, "d MMM y") if day else "",
            language=language,
            translate=gettext,
            footer=gettext("Keep this sheet until it is keyed in. Write no name where a number is asked."),
        )
    headers = {"Content-Disposition": f'inline; filename="pad-{pad}.pdf"', "Cache-Control": "no-store"}
    return Response(body, content_type="application/pdf", headers=headers)


@blueprint.route("/paper-day/moves", methods=["GET", "POST"])
@policy("right:key_paper")
def key_moves() -> Page:
    """The lines of a sheet of moves; what is kept goes from the page, what is not stays with its reason."""
    return _key(KeyMovesForm, "moves", key_in_moves)


@blueprint.route("/paper-day/intake", methods=["GET", "POST"])
@policy("right:key_paper")
def key_intake() -> Page:
    """The lines of a sheet of intake."""
    return _key(KeyIntakeForm, "intake", key_in_intake)


def _key(kind: type[Any], pad: str, save: Callable[..., list[Keyed]]) -> Page:
    form: KeyForm = kind(formdata=None) if request.method != "POST" else kind()
    form.offer()
    status, kept = 200, 0
    if request.method == "POST":
        status = 422
        rows = form.written()
        if form.validate():
            with transaction():
                keyed = save(
                    by=current_actor(),
                    day=form.day.data,
                    lines=[row.line() for row in rows],
                    at=now(),
                    token=form.stale_token,
                )
            kept = form.take(rows, keyed)
            if kept == len(rows):
                flash(ngettext("%(num)s line is kept.", "%(num)s lines are kept.", kept), "good")
                return redirect(url_for(f"paper_day.key_{pad}"), 303)
    left = sum(not row.is_blank for row in form.written())
    return render_template(f"paper_day/key_{pad}.html", form=form, kept=kept, left=left), status


from factory.paper_day.routes import others  # noqa: E402, F401
