"""The learners of a site: the list, a learner's page, and what is kept of them apart, each look noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.audit import saw
from core.clock import now, today
from core.db import transaction
from core.errors import RuleBroken
from core.guards import SIGNED_IN, current_actor, policy
from core.people import LANGUAGES
from core.people_queries import person_by_id
from core.pressing import told
from training.forms.learners import (
    FIELD_WORDS,
    LEVEL_WORDS,
    REASON_WORDS,
    EraseForm,
    NeedsForm,
    ReasonForm,
    RecordForm,
    UlnForm,
    values_of,
)
from training.next_steps import STEP_WORDS, WHEN_WORDS
from training.queries.certificates import certificates_of, units_awarded
from training.queries.learners import (
    PAGE,
    STATES,
    LearnerFilter,
    bookings_at,
    learner_count,
    learner_here,
    learners,
    qualifications_of,
)
from training.queries.outcomes import help_at, steps_told
from training.queries.sensitive import (
    changes_of_learner,
    contact_of,
    looks_at_learner,
    needs_of,
    record_of,
    uln_of,
)
from training.queries.skills import live_permits_of
from training.routes import blueprint
from training.routes.paper_words import unit_words
from training.services.learners import erase_part, set_needs, set_record, set_uln
from training.words import CATEGORY_NAMES

Page = str | Answer | tuple[str, int]
KEPT = ("q", "state", "language", "category")


def asked_learners() -> tuple[LearnerFilter, dict[str, str]]:
    """What the address asks for; unknown values mean nothing."""
    asked = {name: request.args.get(name, "").strip()[:60] for name in KEPT}
    known = {"state": tuple(STATES), "language": LANGUAGES, "category": tuple(CATEGORY_NAMES)}
    values = {name: word for name, word in asked.items() if word and word in known.get(name, (word,))}
    wanted = LearnerFilter(
        current_actor().site_id,
        values.get("q", ""),
        values.get("state", ""),
        values.get("language", ""),
        values.get("category", ""),
    )
    return wanted, values


@blueprint.get("/learners")
@policy("right:see_learners")
def list_learners() -> str:
    """The learners of the site, as the address narrows them, a page at a time."""
    wanted, values = asked_learners()
    start = max(0, min(request.args.get("start", 0, type=int), 1_000_000))
    count = learner_count(wanted)

    def address(to: str = "training.list_learners", kind: str = "", **changes: str) -> str:
        merged = {name: word for name, word in {**values, **changes}.items() if word}
        path = url_for(to, kind=kind) if kind else url_for(to)
        return f"{path}?{urlencode(merged)}" if merged else path

    return render_template(
        "training/list_learners.html",
        lines=learners(wanted, start=start),
        values=values,
        address=address,
        count=count,
        start=start,
        size=PAGE,
        states=list(STATES),
        categories=list(CATEGORY_NAMES),
        languages=LANGUAGES,
    )


@blueprint.get("/learners/<number>")
@policy("right:see_learners")
def show_learner(number: str) -> str:
    """A learner: what they booked, attended and hold; needs for those who teach; that somebody looked is noted."""
    return _learner_page(number)


def _learner_page(number: str, erase: EraseForm | None = None) -> str:
    by = current_actor()
    person = learner_here(number.upper(), site_id=by.site_id)
    person_id, number = person.id, person.number
    with transaction():
        saw(by.person_id or 0, f"person:{number}", "training.show_learner", now())
    person = learner_here(number, site_id=by.site_id)
    sees_records = by.may("see_learner_records")
    return render_template(
        "training/show_learner.html",
        person=person,
        contact=contact_of(person_id),
        bookings=bookings_at(person_id, by.site_id),
        certificates=certificates_of(person_id),
        units=[unit_words(unit) for unit in units_awarded(person_id)],
        qualifications=qualifications_of(person_id),
        permits=live_permits_of(person_id, today()),
        steps=steps_told(person_id),
        help=help_at(by.site_id, person_id=person_id),
        step_words=STEP_WORDS,
        when_words=WHEN_WORDS,
        needs=needs_of(person_id) if by.may("see_needs") else None,
        may_see_needs=by.may("see_needs"),
        may_see_records=sees_records,
        has_record=sees_records and record_of(person_id) is not None,
        has_uln=sees_records and bool(uln_of(person_id)),
        looks=looks_at_learner(number) if by.may("see_audit") else [],
        changes=changes_of_learner(number) if by.may("see_audit") else [],
        erase=erase or EraseForm(formdata=None),
        level_words=LEVEL_WORDS,
        field_words=FIELD_WORDS,
        reason_words=REASON_WORDS,
    )


def _edit(number: str, form: ReasonForm, act: Callable[..., Any], part: str) -> Page:
    """A form of what is kept apart: shown, or saved and back to the learner."""
    by = current_actor()
    person = learner_here(number.upper(), site_id=by.site_id)
    number, called = person.number, person.alias
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    act(by=by, number=number, because=form.because.data, at=now())
                flash(_("Saved."), "good")
                return redirect(url_for("training.show_learner", number=number), 303)
            except RuleBroken as problem:
                form.refuse(problem)
    with transaction():
        saw(by.person_id or 0, f"person:{number}", f"training.edit_{part}", now())
    page = render_template(
        "training/edit_learner.html", form=form, part=part, number=number, called=called, words=FIELD_WORDS
    )
    return page, status


@blueprint.route("/learners/<number>/needs", methods=["GET", "POST"])
@policy("right:see_needs")
def edit_needs(number: str) -> Page:
    """What a learner needs to take part: the adjustment, never why."""
    kept = needs_of(learner_here(number.upper(), site_id=current_actor().site_id).id)
    form = NeedsForm(obj=kept)
    return _edit(number, form, lambda **given: set_needs(said=values_of(form), **given), "needs")


@blueprint.route("/learners/<number>/record", methods=["GET", "POST"])
@policy("right:see_learner_records")
def edit_record(number: str) -> Page:
    """What an awarding body asks of a learner."""
    kept = record_of(learner_here(number.upper(), site_id=current_actor().site_id).id)
    form = RecordForm(obj=kept)
    return _edit(number, form, lambda **given: set_record(said=values_of(form), **given), "record")


@blueprint.route("/learners/<number>/uln", methods=["GET", "POST"])
@policy("right:see_learner_records")
def edit_uln(number: str) -> Page:
    """A learner's ULN, on a page of its own without the name."""
    kept = uln_of(learner_here(number.upper(), site_id=current_actor().site_id).id)
    form = UlnForm(data={"uln": kept}) if not request.form else UlnForm()
    return _edit(number, form, lambda **given: set_uln(uln=form.uln.data or "", **given), "uln")


@blueprint.post("/learners/<number>/<any(needs,record,uln):part>/erase")
@policy("right:see_needs|right:see_learner_records")
def erase_learner_part(number: str, part: str) -> Page:
    """Erase one part of what is kept apart, with a reason."""
    form = EraseForm()
    if not form.validate():
        abort(422)
    try:
        with transaction():
            done = erase_part(
                by=current_actor(),
                number=number.upper(),
                part=part,
                because=form.because.data,
                at=now(),
            )
        flash(_("Erased.") if done else _("Nothing of it was kept."), "good")
    except RuleBroken as problem:
        flash(told(problem), "refused")
    return redirect(url_for("training.show_learner", number=number.upper()), 303)


@blueprint.get("/mine/kept")
@policy(SIGNED_IN)
def show_my_record() -> str:
    """What is kept of my learning, who looked at it and who changed it: mine to see on the tablet."""
    by = current_actor()
    me = person_by_id(by.person_id or 0)
    return render_template(
        "training/my_record.html",
        person=me,
        needs=needs_of(me.id),
        record=record_of(me.id),
        uln=uln_of(me.id),
        looks=looks_at_learner(me.number, 20),
        changes=changes_of_learner(me.number, 20),
        level_words=LEVEL_WORDS,
        field_words=FIELD_WORDS,
        reason_words=REASON_WORDS,
    )
