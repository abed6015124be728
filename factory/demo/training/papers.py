"""Certificates of the demo's college: issued for runs that ended, one replaced, one revoked, to be verified."""

from __future__ import annotations

from datetime import datetime

from core.db import fast
from factory.demo.training.college import DAY, College, Held
from training.services.certificates import issue_for_run, replace_certificate, revoke_certificate

REVOKED_AT, REPLACED_AT = "diy", "paint"
RENAMED = ("Blessing", "Blessing Adeyemi")
"""Who had one name on the paper and wanted two."""


def issue_papers(college: College) -> None:
    """Everybody who completed has a certificate; with the body's answer one of the units too."""
    for held in college.held:
        if held.ends_at is None or held.ends_at + DAY > college.at or held.plan.is_cancelled:
            continue
        at = min(held.ends_at + 3 * DAY, college.at)
        _issue(college, held, "completion", at)
        if held.plan.upto == "answered":
            _issue(college, held, "units", held.ends_at + 46 * DAY)


def _issue(college: College, held: Held, kind: str, at: datetime) -> None:
    done = fast().row(
        "SELECT 1 FROM booking WHERE run_id = ? AND state = 'completed' LIMIT 1", (held.run_id,)
    )
    if done is not None:
        by = college.actor(held.plan.trainer, held.plan.site, at)
        issue_for_run(by=by, run_number=held.number, kind=kind, at=at, token=college.token())


def change_some(college: College) -> None:
    """One learner wanted another name on the paper; one paper was issued to the wrong person."""
    at = college.at - 30 * DAY
    replace_certificate(
        by=college.actor("helen", "coventry", at),
        serial=_first_of(college, REPLACED_AT, RENAMED[0]),
        name=RENAMED[1],
        reason="The learner wants both names on it",
        at=at,
        token=college.token(),
    )
    revoke_certificate(
        by=college.actor("gurpreet", "wolverhampton", at),
        serial=_first_of(college, REVOKED_AT),
        reason="Issued to another learner of the same name",
        at=at,
    )


def _first_of(college: College, course: str, called: str = "") -> str:
    """The first paper of the course's first run, or that of somebody."""
    held = next(one for one in college.held if one.plan.course == course)
    row = fast().row(
        "SELECT c.serial FROM certificate c JOIN person_name n ON n.person_id = c.person_id WHERE c.run_id = ? "
        "AND c.state = 'valid' AND c.kind = 'completion' AND ? IN ('', n.called) ORDER BY c.id LIMIT 1",
        (held.run_id, called),
    )
    assert row is not None, course
    return str(row[0])
