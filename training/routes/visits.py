"""External verification: a guest asked in, the pages that they may see and no other, their notes, and the pack."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.audit import saw
from core.bounds import whole
from core.clock import now, today
from core.db import transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.guards import current_actor, policy
from core.pressing import PressedForm
from training.forms.sampling import WEEK
from training.forms.visits import NEW_GUEST, FindingForm, VisitForm
from training.queries.quality import proofs_of_run, standardisation_of_run, statements_of
from training.queries.racs import amendments_of_run, lines_of_run, racs_of_run
from training.queries.runs import run_by_number, run_line
from training.queries.samples import actions_of_run, plans_of_run, sample_of_run
from training.queries.visit_photos import photos_of_work
from training.queries.visits import (
    findings_of,
    guests_of,
    looks_of,
    visit_line,
    visits_of_guest,
    visits_of_run,
    visits_of_site,
    work_of_run,
)
from training.queries.work import assessors_of_run, work_of
from training.routes import blueprint
from training.routes.bookings import pressed
from training.routes.claim_words import FINDING_WORDS
from training.services.visits import (
    VisitData,
    add_finding,
    add_guest,
    add_visit,
    end_visit,
    visit_open_to,
    work_open_to,
)

Page = Response | str | tuple[str, int]
DESK = "right:edit_accreditation"
GUEST = "right:visit_as_verifier|right:edit_accreditation"


@blueprint.get("/visits")
@policy(GUEST)
def list_visits() -> str:
    """The visits of the site; to a guest their own that are live."""
    actor = current_actor()
    is_desk = actor.may("edit_accreditation")
    visits = (
        visits_of_site(actor.site_id)
        if is_desk
        else visits_of_guest(actor.person_id or 0, actor.site_id, today())
    )
    return render_template("training/list_visits.html", visits=visits, is_desk=is_desk, today=today())


@blueprint.get("/runs/<number>/visits")
@policy(DESK)
def list_run_visits(number: str) -> str:
    """The visits to one run, and the form that asks somebody in."""
    return _run_page(number, _visit_form())


def _visit_form() -> VisitForm:
    form = VisitForm()
    if not form.is_submitted():
        form.starts_on.data, form.ends_on.data = today(), today() + WEEK
    guests = guests_of(current_actor().site_id, today())
    form.person.choices = [(number, called) for number, called in guests]
    form.person.choices.append((NEW_GUEST, _("A new guest (name and sign-in below)")))
    return form


def _run_page(number: str, form: VisitForm) -> str:
    actor = current_actor()
    run = run_by_number(number, actor.site_id)
    return render_template(
        "training/list_run_visits.html",
        run=run,
        line=run_line(number, actor.site_id),
        visits=visits_of_run(run.id),
        work=work_of_run(run.id),
        form=form,
        ticked=request.form.getlist("work"),
        today=today(),
    )


@blueprint.post("/runs/<number>/visits")
@policy(DESK)
def ask_in(number: str) -> Page:
    """Ask an external verifier in; a new guest gets an account that ends with the visit."""
    form, actor = _visit_form(), current_actor()
    if form.validate():
        try:
            wanted = VisitData(
                number,
                form.starts_on.data,
                form.ends_on.data,
                form.scope.data,
                form.purpose.data or "",
                _ticked(),
            )
            with transaction():
                person_number = form.person.data
                if person_number == NEW_GUEST:
                    guest = add_guest(
                        by=actor,
                        called=form.called.data or "",
                        login=form.login.data or "",
                        password=form.password.data or "",
                        visit=wanted,
                        at=now(),
                        token=form.stale_token,
                    )
                    person_number = guest.number
                add_visit(
                    by=actor, person_number=person_number, visit=wanted, at=now(), token=form.stale_token
                )
            flash(
                _(
                    "The guest may look in from the first day until the last. They sign in at this address, with their "
                    "sign-in name and password."
                ),
                "good",
            )
            return redirect(url_for("training.list_run_visits", number=number), 303)
        except NotFound:
            raise
        except EcoError as problem:
            form.refuse(problem)
    return _run_page(number, form), 422


def _ticked() -> tuple[tuple[int, int], ...]:
    """The (registration, unit)s that were ticked."""
    pairs = [one.partition("-") for one in request.form.getlist("work")]
    numbers = [(whole(left, 11), whole(right, 11)) for left, _dash, right in pairs]
    return tuple((left, right) for left, right in numbers if left is not None and right is not None)


@blueprint.post("/visits/<token>/ending")
@policy(DESK)
def end_one_visit(token: str) -> Page:
    """The visit ends now."""
    pressed(PressedForm(), end_visit_of, _("The visit is ended. Its pages are closed."), visit_token=token)
    return redirect(url_for("training.list_visits"), 303)


def end_visit_of(*, visit_token: str, **given: Any) -> None:
    """`end_visit` as `pressed` calls it: the form's own token is no word of a visit."""
    end_visit(by=given["by"], at=given["at"], visit_token=visit_token)


@blueprint.get("/visits/<token>")
@policy(GUEST)
def show_visit(token: str) -> str:
    """What the guest sees of the run: sample, decisions, who assessed and by what, actions, notes."""
    return _visit_page(token, _finding_form())


def _finding_form() -> FindingForm:
    form = FindingForm()
    if not form.is_submitted():
        form.due_on.data = today() + WEEK
    form.kind.choices = [(kind, _(words)) for kind, words in FINDING_WORDS.items()]
    return form


def _visit_page(token: str, form: FindingForm) -> str:
    actor, at = current_actor(), now()
    row = visit_open_to(by=actor, visit_token=token, at=at)
    with transaction():
        saw(actor.person_id or 0, f"visit:{row.id}", "training.show_visit", at)
    visit = visit_line(row.id)
    if visit is None:
        raise NotFound
    work = work_of_run(visit.run_id, visit.id if visit.scope == "sample" else 0)
    seen = {(one.registration_id, one.unit_id) for one in work}
    sample = [one for one in sample_of_run(visit.run_id) if (one.registration_id, one.unit_id) in seen]
    closed = [one for one in sample if one.outcome == "action" and not one.open_actions]
    return render_template(
        "training/show_visit.html",
        visit=visit,
        work=work,
        lines=sample,
        put_right={(one.registration_id, one.unit_id) for one in closed},
        plans=plans_of_run(visit.run_id),
        actions=actions_of_run(visit.run_id),
        assessors=assessors_of_run(visit.run_id),
        proofs=proofs_of_run(visit.run_id),
        standards=standardisation_of_run(visit.run_id),
        racs=racs_of_run(visit.run_id),
        sent=[one for one in lines_of_run(visit.run_id) if one.is_sent] if visit.scope == "run" else [],
        amendments=amendments_of_run(visit.run_id) if visit.scope == "run" else [],
        findings=findings_of(visit.id),
        looks=looks_of(visit.id, visit.person_id) if actor.may("edit_accreditation") else [],
        is_guest=not actor.may("edit_accreditation"),
        form=form,
        today=today(),
    )


@blueprint.get("/visits/<token>/units/<int:registration_id>/<int:unit_id>")
@policy(GUEST)
def show_visit_work(token: str, registration_id: int, unit_id: int) -> str:
    """One learner's unit within a visit."""
    return _work_page(token, registration_id, unit_id, _finding_form())


def _work_page(token: str, registration_id: int, unit_id: int, form: FindingForm) -> str:
    actor, at = current_actor(), now()
    row = work_open_to(by=actor, visit_token=token, registration_id=registration_id, unit_id=unit_id, at=at)
    with transaction():
        saw(actor.person_id or 0, f"visit:{row.id}", f"work:{registration_id}:{unit_id}", at)
    visit = visit_line(row.id)
    work = work_of(registration_id, unit_id, actor.site_id)
    if work is None or visit is None:
        raise NotFound
    return render_template(
        "training/show_visit_work.html",
        visit=visit,
        work=work,
        statements=statements_of(registration_id, unit_id),
        claimed=[one for one in photos_of_work(registration_id, unit_id) if not one.criterion],
        assessors=[one for one in assessors_of_run(work.run_id) if one.unit_code == work.unit_code],
        form=form,
    )


@blueprint.post("/visits/<token>/findings")
@policy(GUEST)
def write_finding(token: str) -> Page:
    """The guest writes something down about the run."""
    form = _finding_form()
    if form.validate():
        try:
            _keep_finding(token, form)
            return redirect(url_for("training.show_visit", token=token), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _visit_page(token, form), 422


@blueprint.post("/visits/<token>/units/<int:registration_id>/<int:unit_id>/findings")
@policy(GUEST)
def write_work_finding(token: str, registration_id: int, unit_id: int) -> Page:
    """The guest writes something down about one learner's unit."""
    form = _finding_form()
    if form.validate():
        try:
            _keep_finding(token, form, registration_id=registration_id, unit_id=unit_id)
            return redirect(url_for("training.show_visit", token=token), 303)
        except RuleBroken as problem:
            form.refuse(problem)
    return _work_page(token, registration_id, unit_id, form), 422


def _keep_finding(token: str, form: FindingForm, **about: int) -> None:
    with transaction():
        add_finding(
            by=current_actor(),
            visit_token=token,
            kind=form.kind.data,
            what=form.what.data or "",
            due_on=form.due_on.data if form.kind.data == "action" else None,
            at=now(),
            token=form.stale_token,
            **about,
        )
    flash(_("Written down."), "good")
