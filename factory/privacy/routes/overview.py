"""What everybody at the desk may know: clocks and holds, the register of columns, who was erased."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.db import transaction
from core.errors import EcoError
from core.guards import current_actor, policy
from core.searching import read_words
from factory.privacy.clocks import clock_lines
from factory.privacy.finishing import older_copies
from factory.privacy.forms import HoldForm
from factory.privacy.queries.holds import holds_at, released_sites
from factory.privacy.queries.kept import erasures_at
from factory.privacy.register import CLASS_NAMES, columns_like, register
from factory.privacy.routes import blueprint
from factory.privacy.services.holds import end_hold, hold_evidence

SEE = "right:see_privacy"
Answer = Response | str | tuple[str, int]


def _overview(form: HoldForm | None = None, status: int = 200) -> tuple[str, int]:
    at, site_id = now(), current_actor().site_id
    return (
        render_template(
            "privacy/show_privacy.html",
            lines=clock_lines(at),
            holds=holds_at(site_id),
            is_released=site_id in {one.site_id for one in released_sites(at)},
            today=local_day(at),
            form=form or HoldForm(formdata=None),
        ),
        status,
    )


@blueprint.get("/privacy")
@policy(SEE)
def show_privacy() -> tuple[str, int]:
    """How long what is kept, what falls due, and until when evidence is held."""
    return _overview()


@blueprint.post("/privacy/holds")
@policy("right:hold_evidence")
def add_hold() -> Answer:
    """Hold the site's evidence until a day."""
    form = HoldForm()
    if not form.validate():
        return _overview(form, 422)
    try:
        with transaction():
            hold_evidence(
                by=current_actor(),
                programme=form.programme.data or "",
                until_on=form.until_on.data,
                at=now(),
                token=form.stale_token,
            )
    except EcoError as problem:
        form.refuse(problem)
        return _overview(form, problem.status)
    flash(_("Held."), "good")
    return redirect(url_for("privacy.show_privacy"), 303)


@blueprint.post("/privacy/holds/<int:hold_id>/end")
@policy("right:hold_evidence")
def take_hold_back(hold_id: int) -> Response:
    """Take back a hold that was a mistake."""
    with transaction():
        end_hold(by=current_actor(), hold_id=hold_id, at=now())
    flash(_("Taken back."), "good")
    return redirect(url_for("privacy.show_privacy"), 303)


@blueprint.get("/privacy/columns")
@policy(SEE)
def list_columns() -> str:
    """Every column: what it is, why it is kept, of which class, until when. Searched by the address, printable."""
    words, kind = read_words(request.args), request.args.get("class", "")
    kind = kind if kind in CLASS_NAMES else ""
    return render_template(
        "privacy/list_columns.html",
        rows=columns_like(words, kind),
        all_count=len(register()),
        words=words,
        kind=kind,
        kinds=[(key, _(name)) for key, name in CLASS_NAMES.items()],
    )


@blueprint.get("/privacy/erasures")
@policy(SEE)
def list_erasures() -> str:
    """Who was erased, by number, and which older copies still hold them."""
    settings = current_app.config["ECO_SETTINGS"]
    rows = erasures_at(current_actor().site_id)
    last = max((row.at for row in rows), default=now())
    return render_template(
        "privacy/list_erasures.html",
        rows=rows,
        older=[path.name for path in older_copies(settings, at=last)] if rows else [],
    )
