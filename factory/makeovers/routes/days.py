"""Work days: planned, with people; arrived and left by one tap each; practice of trainees; my own days."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.errors import EcoError, NotFound
from core.guards import current_actor, policy
from core.signing import as_signer
from factory.makeovers.forms.works import DayForm, DayPersonForm, PracticeForm, SignPracticeForm
from factory.makeovers.queries.days import DayLine, days_of, days_of_person, people_on_offer
from factory.makeovers.queries.story import Whole
from factory.makeovers.routes import Page, blueprint, press, tap, there
from factory.makeovers.services.days import (
    arrive,
    call_off_day,
    leave,
    plan_day,
    put_on_day,
    take_from_day,
)
from factory.makeovers.services.practice import note_practice, sign_practice
from factory.makeovers.words import LIVE


@blueprint.get("/makeovers/<makeover>/days")
@policy("right:edit_makeovers")
def list_work_days(makeover: str) -> str:
    """The work days of a makeover."""
    return _page(there(makeover))


def _page(row: Whole, day_form: DayForm | None = None, bound: Any = None, day_id: int = 0) -> str:
    days = days_of(row.id)
    return render_template(
        "makeovers/list_work_days.html",
        row=row,
        is_live=row.state in LIVE,
        days=days,
        day_form=day_form or DayForm(formdata=None),
        people_forms={day.id: _of_day(row, day, DayPersonForm, bound, day_id) for day in days},
        practice_forms={day.id: _of_day(row, day, PracticeForm, bound, day_id) for day in days},
        sign_forms={line.id: _to_sign(line.id, bound) for day in days for line in day.practice},
        bound=bound,
    )


def _of_day(row: Whole, day: DayLine, kind: type[Any], bound: Any, day_id: int) -> Any:
    """The form of a day: the one that was refused, or a fresh one."""
    if bound is not None and isinstance(bound, kind) and day.id == day_id:
        return bound
    form = kind(formdata=None, slug=f"{kind.slug}-{day.id}")
    return form.offer(_people(row, day) if kind is DayPersonForm else _trainees(day))


def _to_sign(practice_id: int, bound: Any) -> SignPracticeForm:
    slug = f"sign-practice-{practice_id}"
    is_bound = isinstance(bound, SignPracticeForm) and bound.secret.id == f"{slug}-secret"
    return bound if is_bound else SignPracticeForm(formdata=None, slug=slug)


def _people(row: Whole, day: DayLine) -> list[tuple[str, str]]:
    return people_on_offer(current_actor().site_id, day.works_on, for_home=row.kind == "home")


def _trainees(day: DayLine) -> list[tuple[int, str]]:
    return [(one.person_id, one.called) for one in day.people if one.part == "trainee"]


def _goal(row: Whole) -> str:
    return url_for("makeovers.list_work_days", makeover=row.code)


def _day_there(row: Whole, day_id: int) -> DayLine:
    for day in days_of(row.id):
        if day.id == day_id:
            return day
    raise NotFound()


@blueprint.post("/makeovers/<makeover>/days")
@policy("right:edit_makeovers")
def plan_work_day(makeover: str) -> Page:
    """One more work day."""
    row, form = there(makeover), DayForm()
    return press(
        form,
        lambda: plan_day(
            by=current_actor(),
            makeover_id=row.id,
            on=form.works_on.data,
            begins=form.begins.data or "",
            ends=form.ends.data or "",
            at=now(),
            token=form.stale_token,
        ),
        _("The work day is planned."),
        _goal(row),
        lambda: _page(row, day_form=form),
    )


@blueprint.post("/makeovers/<makeover>/days/<int:day_id>/off")
@policy("right:edit_makeovers")
def call_off_work_day(makeover: str, day_id: int) -> Response:
    """The day does not happen."""
    row = there(makeover)
    return tap(
        lambda: call_off_day(by=current_actor(), makeover_id=row.id, day_id=day_id, at=now()),
        _("The day is called off."),
        _goal(row),
    )


@blueprint.post("/makeovers/<makeover>/days/<int:day_id>/people")
@policy("right:edit_makeovers")
def put_on_work_day(makeover: str, day_id: int) -> Page:
    """Somebody comes along."""
    row = there(makeover)
    day = _day_there(row, day_id)
    form = DayPersonForm(slug=f"person-{day_id}").offer(people_on_offer(current_actor().site_id, day.works_on,
                                                                        for_home=False))  # fmt: skip
    return press(
        form,
        lambda: put_on_day(
            by=current_actor(),
            makeover_id=row.id,
            day_id=day_id,
            person=form.person.data,
            part=form.part.data,
            at=now(),
        ),
        _("They come along."),
        _goal(row),
        lambda: _page(row, bound=form, day_id=day_id),
    )


@blueprint.post("/makeovers/<makeover>/days/<int:day_id>/people/<person>/<word>")
@policy("right:work_at_makeovers")
def tap_on_work_day(makeover: str, day_id: int, person: str, word: str) -> Response:
    """Arrived, left, or does not come: one tap each."""
    row = there(makeover)
    acts = {"arrived": arrive, "left": leave, "not-coming": take_from_day}
    said = {"arrived": _("Arrived."), "left": _("Left. Thank you."), "not-coming": _("They do not come.")}
    goal = _goal(row) if request.form.get("from") == "days" else url_for("makeovers.list_my_work_days")
    found = next((one for one in _day_there(row, day_id).people if one.number == person), None)
    if word not in acts or found is None:
        raise NotFound()
    return tap(
        lambda: acts[word](
            by=current_actor(), makeover_id=row.id, day_id=day_id, person_id=found.person_id, at=now()
        ),
        said[word],
        goal,
    )


@blueprint.post("/makeovers/<makeover>/days/<int:day_id>/practice")
@policy("right:edit_makeovers")
def note_day_practice(makeover: str, day_id: int) -> Page:
    """What a trainee practised."""
    row = there(makeover)
    form = PracticeForm(slug=f"practice-{day_id}").offer(_trainees(_day_there(row, day_id)))
    return press(
        form,
        lambda: note_practice(
            by=current_actor(),
            makeover_id=row.id,
            day_id=day_id,
            person_id=form.person.data,
            criterion=form.criterion.data or "",
            words=form.words.data or "",
            at=now(),
            token=form.stale_token,
        ),
        _("The practice is noted."),
        _goal(row),
        lambda: _page(row, bound=form, day_id=day_id),
    )


@blueprint.post("/makeovers/<makeover>/days/<int:day_id>/practice/<int:practice_id>")
@policy("right:edit_makeovers")
def sign_day_practice(makeover: str, day_id: int, practice_id: int) -> Page:
    """Whoever saw it signs what a trainee practised, for the assessor."""
    row, form = there(makeover), SignPracticeForm(slug=f"sign-practice-{practice_id}")
    if not any(line.id == practice_id for line in _day_there(row, day_id).practice):
        raise NotFound()

    def page() -> str:
        return _page(row, bound=form, day_id=day_id)

    try:  # a wrong secret is counted in a transaction of its own
        by = as_signer(form.secret.data) if form.validate() else current_actor()
    except EcoError as problem:
        form.refuse(problem)
        return page(), problem.status
    said = _("Signed. The assessor sees it beside the criterion.")

    def sign() -> None:
        sign_practice(by=by, makeover_id=row.id, practice_id=practice_id, at=now())

    return press(form, sign, said, _goal(row), page)


@blueprint.get("/my-work-days")
@policy("right:work_at_makeovers")
def list_my_work_days() -> str:
    """My own work days: where by code only, and two buttons."""
    actor, at = current_actor(), now()
    days = days_of_person(actor.person_id or 0, actor.site_id, local_day(at))
    return render_template("makeovers/list_my_work_days.html", days=days, number=actor.number)
