"""The household's word on the screen: a drawn signature or a picture, three questions with faces, or a refusal."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from core.bounds import whole
from core.clock import local_day, now
from core.guards import current_actor, policy
from factory.makeovers.forms.works import AS_DELIVERED, SignForm
from factory.makeovers.queries.delivered import delivery_sign
from factory.makeovers.queries.story import Whole, pieces_of, tasks_of
from factory.makeovers.routes import Page, blueprint, category_names, press, there
from factory.makeovers.services.ending import sign_off
from factory.makeovers.shown_words import MARK_ART
from factory.makeovers.words import FACES, QUESTIONS


@blueprint.get("/makeovers/<makeover>/sign")
@policy("right:edit_makeovers")
def sign_makeover(makeover: str) -> str:
    """The screen that is handed to the household."""
    row = there(makeover)
    return _page(row, SignForm(formdata=None).offer(_as_delivered(row)))


def _as_delivered(row: Whole) -> str:
    """The words by which the signature of a delivery is offered; "" where there is none."""
    given = delivery_sign(row.id)
    return _("As at the delivery of %(day)s", day=format_date(local_day(given.at), "d MMM")) if given else ""


def _page(row: Whole, form: SignForm) -> str:
    return render_template(
        "makeovers/sign_makeover.html",
        row=row,
        form=form,
        questions=QUESTIONS,
        faces=FACES,
        said={name: request.form.get(f"face-{name}", "") for name in QUESTIONS},
        pieces=[one for one in pieces_of(row.id) if one.state == "delivered"],
        tasks=[one for one in tasks_of(row.id) if one.done_at],
        names=category_names(),
        mark_art=MARK_ART,
        delivered=delivery_sign(row.id),
    )


@blueprint.post("/makeovers/<makeover>/sign")
@policy("right:edit_makeovers")
def sign_off_makeover(makeover: str) -> Page:
    """Keep the household's word."""
    row = there(makeover)
    form, given = SignForm().offer(_as_delivered(row)), delivery_sign(row.id)
    is_given = form.outcome.data == AS_DELIVERED and given is not None
    told = {name: request.form.get(f"face-{name}", "") for name in QUESTIONS}
    return press(
        form,
        lambda: sign_off(
            by=current_actor(),
            makeover_id=row.id,
            outcome="signed" if is_given else form.outcome.data,
            drawing=given.drawing if given and is_given else form.drawing.data or "",
            mark=form.mark.data or "",
            reason=form.reason.data or "",
            faces={name: chosen for name, face in told.items() if (chosen := whole(face)) is not None},
            at=now(),
            token=form.stale_token,
        ),
        _("Thank you. What the household said is kept."),
        url_for("makeovers.show_makeover", makeover=row.code),
        lambda: _page(row, form),
    )
