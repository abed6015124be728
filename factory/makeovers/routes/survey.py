"""The survey: needs, rooms, risks of the building, permission, asbestos and lead."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import now
from core.guards import current_actor, policy
from factory.makeovers.forms.referrals import SurveyForm
from factory.makeovers.forms.works import RoomForm
from factory.makeovers.queries.story import Whole, risks_of, rooms_of
from factory.makeovers.routes import Page, blueprint, press, tap, there
from factory.makeovers.services.planning import Survey, add_room, finish_survey, save_survey
from factory.makeovers.words import BUILDING_RISKS, LIVE


@blueprint.get("/makeovers/<makeover>/survey")
@policy("right:edit_makeovers")
def edit_survey(makeover: str) -> str:
    """The survey of a makeover."""
    return _page(there(makeover))


def _page(row: Whole, form: SurveyForm | None = None, room_form: RoomForm | None = None) -> str:
    standing = {name: getattr(row, name) for name in ("needs", "permission", "asbestos", "asbestos_plan",
                                                      "lead_paint", "lead_plan")}  # fmt: skip
    risks = {name: request.form.get(f"risk-{name}", "") for name in BUILDING_RISKS} if form else {}
    return render_template(
        "makeovers/edit_survey.html",
        row=row,
        is_live=row.state in LIVE,
        form=form or SurveyForm(formdata=None, **standing).offer(),
        room_form=room_form or RoomForm(formdata=None).offer(),
        rooms=rooms_of(row.id),
        risk_names=BUILDING_RISKS,
        risks=risks or risks_of(row.id),
    )


@blueprint.post("/makeovers/<makeover>/survey")
@policy("right:edit_makeovers")
def save_makeover_survey(makeover: str) -> Page:
    """Keep the answers."""
    row, form = there(makeover), SurveyForm().offer()
    survey = Survey(
        needs=form.needs.data or [],
        risks={name: request.form.get(f"risk-{name}", "") for name in BUILDING_RISKS},
        permission=form.permission.data or "",
        asbestos=form.asbestos.data or "",
        asbestos_plan=form.asbestos_plan.data or "",
        lead_paint=form.lead_paint.data or "",
        lead_plan=form.lead_plan.data or "",
    )
    return press(
        form,
        lambda: save_survey(by=current_actor(), makeover_id=row.id, survey=survey, at=now()),
        _("The answers are kept."),
        url_for("makeovers.edit_survey", makeover=row.code),
        lambda: _page(row, form=form),
    )


@blueprint.post("/makeovers/<makeover>/rooms")
@policy("right:edit_makeovers")
def add_makeover_room(makeover: str) -> Page:
    """One more room."""
    row, form = there(makeover), RoomForm().offer()
    return press(
        form,
        lambda: add_room(
            by=current_actor(),
            makeover_id=row.id,
            kind=form.kind.data,
            words=form.words.data or "",
            at=now(),
            token=form.stale_token,
        ),
        _("The room is added."),
        url_for("makeovers.edit_survey", makeover=row.code),
        lambda: _page(row, room_form=form),
    )


@blueprint.post("/makeovers/<makeover>/survey/finish")
@policy("right:edit_makeovers")
def finish_makeover_survey(makeover: str) -> Response:
    """The survey is whole."""
    row = there(makeover)
    return tap(
        lambda: finish_survey(by=current_actor(), makeover_id=row.id, at=now()),
        _("The survey is finished. Now comes the plan."),
        url_for("makeovers.edit_survey", makeover=row.code),
    )
