"""Bank holidays at the desk: deadlines in working days leave them out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.clock import now, today
from core.db import transaction
from core.errors import RuleBroken
from core.guards import current_actor, policy
from training.bank_holidays import last_known_year
from training.forms.holidays import HolidayForm
from training.queries.holidays import holiday_lines
from training.routes import blueprint
from training.services.holidays import note_holiday

FIRST, LAST = 2020, 2100


def _page(form: HolidayForm) -> str:
    asked = request.args.get("year", type=int) or today().year
    year = min(max(asked, FIRST), LAST)
    return render_template(
        "training/list_holidays.html",
        form=form,
        year=year,
        lines=holiday_lines(year),
        known=last_known_year(),
    )


@blueprint.get("/catalogue/bank-holidays")
@policy("right:see_accreditation|right:edit_accreditation")
def list_holidays() -> str:
    """The bank holidays of a year."""
    return _page(HolidayForm(formdata=None))


@blueprint.post("/catalogue/bank-holidays")
@policy("right:edit_accreditation")
def change_holiday() -> str | Answer | tuple[str, int]:
    """Note one more bank holiday, or that one is worked."""
    form = HolidayForm()
    if form.validate():
        try:
            day = form.day.data
            with transaction():
                note_holiday(
                    by=current_actor(), day=day, name=form.name.data or "", what=form.what.data, at=now()
                )
            flash(_("Kept. Deadlines in working days are counted anew."), "good")
            return redirect(url_for("training.list_holidays", year=day.year), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _page(form), 422
