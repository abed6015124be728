"""The tables of the pack for external quality assurance: a run, or the work that one visit was given, and no more.

Headings are plain English, as an awarding body's verifier reads them. No birth date, gender, postcode or ULN.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.clock import zone
from training.packs import Pack, PackTable
from training.queries.assessment import criteria_of_run, registered_of_run
from training.queries.body_runs import body_of_run
from training.queries.classes import classes_of
from training.queries.quality import proofs_of_run, standardisation_of_run, statements_of
from training.queries.racs import amendments_of_run, lines_of_run, racs_of_run
from training.queries.samples import actions_of_run, draw_again, plans_of_run, sample_of_run
from training.queries.visit_photos import distinct_photos, file_of, photos_of_work
from training.queries.visits import WorkLine, findings_of, visits_of_run, work_of_run
from training.queries.work import Work, assessors_of_run, work_of


def pack_of(run_id: int, site_id: int, visit_id: int = 0) -> Pack:
    """Everything about a run, or, with a visit of chosen work, about that work."""
    chosen = work_of_run(run_id, visit_id)
    works = [
        found for one in chosen if (found := work_of(one.registration_id, one.unit_id, site_id)) is not None
    ]
    tables = [
        *_about_work(run_id, chosen, works, visit_id),
        *_about_assessors(run_id),
        *_about_verification(run_id, chosen, visit_id),
    ]
    if not visit_id:
        tables += _about_claims(run_id)
    body = body_of_run(run_id)
    facts = (
        ("Course", body.course_title if body else ""),
        ("Awarding body", body.body if body else ""),
        ("Centre number", body.centre_number if body else ""),
        ("Body's run number", body.body_run_number if body else ""),
        ("Days", f"{body.starts_on} to {body.ends_on}" if body and body.starts_on else ""),
        ("Scope", "chosen work" if visit_id else "the whole run"),
        ("Learners' units", str(len(works))),
    )
    photos = tuple((one, file_of(one)) for one in _distinct(works))
    return Pack(body.course_title if body else "", body.number if body else "", facts, tuple(tables), photos)


def _distinct(works: Sequence[Work]) -> list[str]:
    return distinct_photos(
        photo for work in works for photo in photos_of_work(work.registration_id, work.unit_id)
    )


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(zone()):%Y-%m-%d %H:%M}" if value else ""


def _yes(value: object) -> str:
    return "yes" if value else ""


def _about_work(
    run_id: int, chosen: Sequence[WorkLine], works: Sequence[Work], visit_id: int
) -> list[PackTable]:
    seen = {one.registration_id for one in chosen}
    learners = tuple(
        (
            one.person_number,
            one.called,
            one.state,
            _day(one.registered_on),
            one.body_learner_number,
            _yes(one.has_own_word),
        )
        for one in registered_of_run(run_id)
        if one.id in seen or not visit_id
    )
    criteria = tuple((one.unit_code, one.number, one.text) for one in criteria_of_run(run_id))
    classes = tuple(
        (
            str(one.number),
            _moment(one.starts_at),
            _moment(one.ends_at),
            one.where,
            ", ".join(f"{giver.called} ({giver.part})" for giver in one.givers),
            _yes(one.is_signed),
            _yes(one.is_cancelled),
        )
        for one in classes_of(run_id)
    )
    heads = ("learner", "called", "state", "registered_on", "body_learner_number", "own_work_said")
    return [
        PackTable(
            "classes.csv",
            "Classes, where and by whom",
            ("class", "starts", "ends", "where", "given_by", "register_signed", "cancelled"),
            classes,
        ),
        PackTable("learners.csv", "Learners and their registration", heads, learners),
        PackTable("criteria.csv", "Assessment criteria", ("unit", "criterion", "text"), criteria),
        _decisions(works),
        _adjustments(works),
        _statements(works),
        _photos(works),
    ]


def _decisions(works: Sequence[Work]) -> PackTable:
    first = ("learner", "called", "unit", "criterion", "decision", "assessor", "decided_on", "evidence")
    head = (*first, "reference", "photo", "borderline", "counts_now", "by_amendment", "feedback")
    rows = tuple(
        (
            work.person_number,
            work.called,
            work.unit_code,
            criterion.number,
            one.decision,
            one.assessor,
            _day(one.decided_on),
            one.evidence,
            one.reference,
            file_of(one.photo),
            _yes(one.is_borderline),
            _yes(one.is_current),
            _yes(one.is_amended),
            one.feedback,
        )
        for work in works
        for criterion in work.criteria
        for one in criterion.decisions
    )
    return PackTable("decisions.csv", "Every decision, also those that a later one replaced", head, rows)


def _photos(works: Sequence[Work]) -> PackTable:
    rows = tuple(
        (one.file, work.person_number, work.unit_code, one.criterion, _day(one.on), one.sha256)
        for work in works
        for one in photos_of_work(work.registration_id, work.unit_id)
    )
    head = ("file", "learner", "unit", "criterion", "day", "sha256")
    return PackTable("photos.csv", "Photos of evidence; no criterion: prior learning", head, rows)


def _adjustments(works: Sequence[Work]) -> PackTable:
    rows = tuple(
        dict.fromkeys(
            (work.person_number, work.unit_code, kind, decision, what)
            for work in works
            for kind, what, decision in work.adjustments
        )
    )
    head = ("learner", "unit", "kind", "decision", "what")
    return PackTable("adjustments.csv", "Adjustments and special consideration", head, rows)


def _statements(works: Sequence[Work]) -> PackTable:
    rows = tuple(
        (work.person_number, work.unit_code, one.kind, _day(one.on), one.who, one.what, one.outcome, one.by)
        for work in works
        for one in statements_of(work.registration_id, work.unit_id)
    )
    head = ("learner", "unit", "kind", "on", "who", "what", "relation_or_outcome", "decided_by")
    return PackTable("statements.csv", "Witness statements, claims of prior learning, appeals", head, rows)


def _about_assessors(run_id: int) -> list[PackTable]:
    entitled = tuple(
        (
            one.called,
            one.unit_code,
            one.part,
            one.held,
            _day(one.starts_on),
            _day(one.ends_on),
            str(one.decisions),
        )
        for one in assessors_of_run(run_id)
    )
    papers = tuple(
        (one.called, one.kind, one.what, _day(one.seen_on), one.seen_by) for one in proofs_of_run(run_id)
    )
    standards = tuple(
        (one.unit_code, _day(one.held_on), one.question, one.agreed, ", ".join(one.people))
        for one in standardisation_of_run(run_id)
    )
    heads = ("called", "unit", "part", "qualification_seen", "from", "until", "decisions")
    return [
        PackTable("assessors.csv", "Who assessed or verified, by which qualification", heads, entitled),
        PackTable(
            "papers_seen.csv",
            "Qualifications, competence and development seen",
            ("called", "kind", "what", "seen_on", "seen_by"),
            papers,
        ),
        PackTable(
            "standardisation.csv",
            "Standardisation: what assessors agreed on",
            ("unit", "held_on", "question", "agreed", "people"),
            standards,
        ),
    ]


def _about_verification(run_id: int, chosen: Sequence[WorkLine], visit_id: int) -> list[PackTable]:
    seen = {(one.registration_id, one.unit_id) for one in chosen}
    sample = tuple(
        (
            one.person_number,
            one.called,
            one.unit_code,
            one.assessor,
            one.reason,
            one.outcome,
            one.verifier,
            _moment(one.closed_at),
            one.note,
        )
        for one in sorted(sample_of_run(run_id), key=lambda line: line.id)
        if (one.registration_id, one.unit_id) in seen or not visit_id
    )
    actions = tuple(
        (
            one.what,
            _day(one.due_on),
            one.made_by,
            "external" if one.is_external else "internal",
            one.called,
            one.unit_code,
            " / ".join(f"{answer.by}: {answer.said}" for answer in one.answers),
            one.done,
            one.closed_by,
            _moment(one.closed_at),
        )
        for one in actions_of_run(run_id)
        if not visit_id or not one.called or one.unit_code in {work.unit_code for work in chosen}
    )
    heads = ("learner", "called", "unit", "assessor", "why_in", "outcome", "verifier", "closed", "note")
    asked = (
        "what",
        "due_on",
        "asked_by",
        "whose",
        "learner",
        "unit",
        "answers",
        "accepted",
        "closed_by",
        "closed",
    )
    return [
        PackTable("sample.csv", "The internal verifier's sample", heads, sample),
        PackTable("actions.csv", "What verifiers asked for, and how it ended", asked, actions),
    ]


def _about_claims(run_id: int) -> list[PackTable]:
    draws = tuple(
        (
            str(plan.seed),
            _moment(plan.made_at),
            plan.made_by,
            one.called,
            one.unit_code,
            one.assessor,
            one.venue,
        )
        + (str(one.run_of_assessor), one.reason)
        for plan in plans_of_run(run_id)
        for one in draw_again(plan.id, run_id) or ()
    )
    signed = {one.number: one for one in racs_of_run(run_id)}
    lines = tuple(
        (
            str(one.rac_number),
            one.person_number,
            one.unit_code,
            _yes(one.is_achieved),
            one.why_not,
            signed[one.rac_number].tutor,
            signed[one.rac_number].verifier,
            _moment(signed[one.rac_number].sent_at),
            one.result,
            _day(one.result_on),
            one.body_certificate,
            _day(one.handed_on),
        )
        for one in lines_of_run(run_id)
    )
    amendments = tuple(
        (one.called, one.unit_code, one.reason, one.by, _moment(one.at)) for one in amendments_of_run(run_id)
    )
    found = tuple(
        (
            visit.called,
            _day(visit.starts_on),
            _day(visit.ends_on),
            one.kind,
            one.about,
            one.what,
            _day(one.due_on),
        )
        + (_yes(one.is_closed),)
        for visit in visits_of_run(run_id)
        for one in findings_of(visit.id)
    )
    drawn = (
        "seed",
        "drawn_at",
        "drawn_by",
        "learner",
        "unit",
        "assessor",
        "venue",
        "assessors_run",
        "why_in",
    )
    heads = (
        "recommendation",
        "learner",
        "unit",
        "recommended",
        "why_not",
        "tutor",
        "internal_verifier",
        "sent",
    )
    noted = ("verifier", "from", "until", "kind", "about", "what", "due_on", "closed")
    return [
        PackTable("draws.csv", "Each draw made again from its seed; no reason: not drawn", drawn, draws),
        PackTable(
            "recommendations.csv",
            "Recommendations, their signatures and the body's answers",
            (*heads, "answer", "answered_on", "body_certificate", "handed_over_on"),
            lines,
        ),
        PackTable("amendments.csv", "Amendments", ("learner", "unit", "reason", "by", "at"), amendments),
        PackTable("visits.csv", "External verifiers' visits and notes", noted, found),
    ]
