"""What I can do: a learner's own page on the tablet, and a signed record of it to take along."""

from __future__ import annotations

from datetime import date

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import NotFound
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id
from core.pressing import PressedForm
from training.drawing.skills import draw_record, signed_text
from training.papers import in_groups, name_lines
from training.queries.awards import qualifications_towards, units_held
from training.queries.certificates import certificates_of
from training.queries.skills import RecordLine, attended_by, live_permits_of, name_parts, records_of
from training.routes import blueprint
from training.routes.certificates import public_host
from training.routes.paper_words import day_words
from training.services.skills import end_record, make_record


@blueprint.get("/mine/skills")
@policy("signed_in")
def show_my_skills() -> str:
    """Certificates, units, live permits and courses of whoever is signed in."""
    actor = current_actor()
    mine = actor.person_id or 0
    return render_template(
        "training/my_skills.html",
        name=name_lines(*name_parts(mine)),
        certificates=certificates_of(mine),
        held=units_held(mine),
        complete=[view for view in qualifications_towards(mine) if view.awarded_on],
        permits=live_permits_of(mine, today()),
        courses=attended_by(mine, actor.language),
        records=[(in_groups(row.code), row) for row in records_of(mine)],
        token=new_client_id(),
    )


@blueprint.post("/mine/records")
@policy("signed_in")
def make_my_record() -> Answer:
    """Draw up my record as of today and sign it."""
    form = PressedForm()
    with transaction():
        code = make_record(
            by=current_actor(),
            secret=current_app.config["ECO_SETTINGS"].secret_key,
            at=now(),
            token=read_client_id(form.stale_token) or new_client_id(),
        ).code
    flash(_("Your record is ready."), "good")
    return redirect(url_for("training.show_my_skills", _anchor=code), 303)


def _mine(code: str) -> RecordLine:
    for row in records_of(current_actor().person_id or 0):
        if row.code == code.upper():
            return row
    raise NotFound()


@blueprint.get("/mine/records/<code>.pdf")
@policy("signed_in")
def print_my_record(code: str) -> Response:
    """My record in my language and in English."""
    row = _mine(code)
    body = draw_record(
        row.snapshot,
        code=row.code,
        signature=row.signature,
        host=public_host(),
        language=str(get_locale() or "en"),
        translate=_,
        own_days=day_words,
        english_days=_english_day_words,
    )
    headers = {"Content-Disposition": 'inline; filename="what-i-can-do.pdf"', "Cache-Control": "no-store"}
    return Response(body, content_type="application/pdf", headers=headers)


def _english_day_words(day: date) -> str:
    with force_locale("en"):
        return day_words(day)


@blueprint.get("/mine/records/<code>.json")
@policy("signed_in")
def save_my_record(code: str) -> Response:
    """My record as a file that proves itself: its text and the signature over it."""
    row = _mine(code)
    headers = {
        "Content-Disposition": 'attachment; filename="what-i-can-do.json"',
        "Cache-Control": "no-store",
    }
    return Response(
        signed_text(row.snapshot, row.signature), content_type="application/json", headers=headers
    )


@blueprint.post("/mine/records/<code>/end")
@policy("signed_in")
def end_my_record(code: str) -> Answer:
    """From now on its public page says that I ended it."""
    with transaction():
        end_record(by=current_actor(), code=code.upper(), at=now())
    flash(_("The record is ended. Its code shows nothing more."), "good")
    return redirect(url_for("training.show_my_skills"), 303)
