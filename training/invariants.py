"""What the database itself refuses, whoever writes: a seat too many, a frozen decision or paper changed, own work
verified, a permit without a giver who may."""

from __future__ import annotations

from sqlalchemy import Table

from core.triggers import refuse_unless, unchanged
from training.words import SEATED, sql_list

_SEATED = sql_list(SEATED)
_TAKEN = f"(SELECT COUNT(*) FROM booking b WHERE b.run_id = NEW.run_id AND b.state IN ({_SEATED}) AND b.id <> NEW.id)"
_HELD = (
    "(SELECT COALESCE(SUM(h.seats - h.used), 0) FROM seat_hold h "
    "WHERE h.run_id = NEW.run_id AND h.ended_at IS NULL)"
)
_FREE = f"(SELECT r.capacity FROM run r WHERE r.id = NEW.run_id) > {_TAKEN} + {_HELD}"
_FULL = "the run is full"


def guard_seats(booking: Table, run: Table) -> None:
    """A booking may take a seat only while one is free beside those kept back. Lowering capacity unseats nobody."""
    lock = "PERFORM 1 FROM run WHERE id = NEW.run_id FOR UPDATE;"
    refuse_unless(
        booking,
        "booking_has_a_seat",
        "INSERT ON booking",
        f"NEW.state NOT IN ({_SEATED}) OR {_FREE}",
        _FULL,
        first=lock,
    )
    refuse_unless(
        booking,
        "booking_finds_a_seat",
        "UPDATE OF state, run_id ON booking",
        f"NEW.state NOT IN ({_SEATED}) OR (OLD.state IN ({_SEATED}) AND OLD.run_id = NEW.run_id) OR {_FREE}",
        _FULL,
        first=lock,
    )


_FROZEN = (
    "EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id WHERE l.registration_id = NEW.registration_id "
    "AND l.unit_id = NEW.unit_id AND c.sent_at IS NOT NULL)"
)
_AMENDED = (
    "EXISTS (SELECT 1 FROM amendment a JOIN rac_line l ON l.id = a.line_id WHERE a.id = NEW.amendment_id "
    "AND l.registration_id = NEW.registration_id AND l.unit_id = NEW.unit_id)"
)
_OF_THE_UNIT = "EXISTS (SELECT 1 FROM criterion c WHERE c.id = NEW.criterion_id AND c.unit_id = NEW.unit_id)"
_ENTITLED = (
    "EXISTS (SELECT 1 FROM assessor_unit e WHERE e.person_id = NEW.assessor_id AND e.unit_id = NEW.unit_id "
    "AND e.part = 'assessor' AND e.starts_on <= NEW.decided_on "
    "AND (e.ends_on IS NULL OR e.ends_on >= NEW.decided_on))"
)


def guard_decisions(decision: Table) -> None:
    """A decision is by somebody entitled on its day, about the unit's own criterion, and not after the RAC was sent."""
    refuse_unless(
        decision,
        "decision_stands",
        "INSERT ON criterion_decision",
        f"{_OF_THE_UNIT} AND {_ENTITLED} AND (NOT {_FROZEN} OR {_AMENDED})",
        "a decision needs an entitled assessor, and an amendment once the RAC was sent",
    )


_ASSESSED_IT = (
    "EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = NEW.registration_id "
    "AND d.unit_id = NEW.unit_id AND d.assessor_id = NEW.verifier_id)"
)


def guard_samples(item: Table) -> None:
    """Nobody verifies a unit of which they assessed any part."""
    for name, when in (
        ("sample_by_another", "INSERT ON sample_item"),
        ("sample_stays_by_another", "UPDATE ON sample_item"),
    ):
        refuse_unless(
            item,
            name,
            when,
            f"NEW.verifier_id IS NULL OR NOT {_ASSESSED_IT}",
            "nobody verifies their own assessment",
        )


def guard_witnesses(statement: Table) -> None:
    """A statement about one criterion is about a criterion of its unit."""
    refuse_unless(
        statement,
        "witness_of_the_unit",
        "INSERT ON witness_statement",
        f"NEW.criterion_id IS NULL OR {_OF_THE_UNIT}",
        "the criterion is of another unit",
    )


_MAY_DECIDE = (
    "EXISTS (SELECT 1 FROM assessor_unit e WHERE e.person_id = NEW.decided_by_id AND e.unit_id = NEW.unit_id "
    "AND e.part = 'assessor' AND e.starts_on <= NEW.decided_on "
    "AND (e.ends_on IS NULL OR e.ends_on >= NEW.decided_on))"
)
_CLAIM = (
    "token",
    "registration_id",
    "learner_id",
    "unit_id",
    "claim",
    "evidence",
    "photo",
    "made_by_id",
    "made_at",
)


def guard_claims(claim: Table) -> None:
    """Prior learning is claimed first and decided later, once, by somebody entitled to assess the unit on that day."""
    words = "prior learning is decided once, by somebody entitled to assess the unit"
    refuse_unless(claim, "claim_comes_first", "INSERT ON prior_claim", "NEW.decision IS NULL", words)
    refuse_unless(
        claim,
        "claim_decided_once",
        "UPDATE ON prior_claim",
        f"{unchanged(*_CLAIM)} AND OLD.decision IS NULL AND (NEW.decision IS NULL OR {_MAY_DECIDE})",
        words,
    )


_OF_THE_DECISION = (
    "EXISTS (SELECT 1 FROM criterion_decision d WHERE d.id = NEW.decision_id "
    "AND d.registration_id = NEW.registration_id AND d.assessor_id = NEW.assessor_id)"
)
_HEARER_ASSESSED_IT = (
    "EXISTS (SELECT 1 FROM criterion_decision a JOIN criterion_decision d ON d.registration_id = a.registration_id "
    "AND d.unit_id = a.unit_id WHERE a.id = NEW.decision_id AND d.assessor_id = NEW.heard_by_id)"
)
_APPEAL = (
    "token",
    "registration_id",
    "learner_id",
    "decision_id",
    "assessor_id",
    "reason",
    "made_by_id",
    "made_at",
)


def guard_appeals(appeal: Table) -> None:
    """An appeal is against one decision and is heard once, by somebody who assessed nothing of that unit."""
    words = "an appeal is heard once, by somebody who assessed nothing of the unit"
    refuse_unless(
        appeal,
        "appeal_of_a_decision",
        "INSERT ON appeal",
        f"NEW.outcome IS NULL AND {_OF_THE_DECISION}",
        words,
    )
    refuse_unless(
        appeal,
        "appeal_heard_once",
        "UPDATE ON appeal",
        f"{unchanged(*_APPEAL)} AND OLD.outcome IS NULL AND (NEW.outcome IS NULL OR NOT {_HEARER_ASSESSED_IT})",
        words,
    )


_PAPER = ("token", "code", "code_key", "person_id", "site_id", "snapshot", "sha256", "made_at")
_COMPLETED = (
    "EXISTS (SELECT 1 FROM booking b WHERE b.run_id = NEW.run_id AND b.person_id = NEW.person_id "
    "AND b.state = 'completed')"
)
_OF_THE_REPLACED = (
    "EXISTS (SELECT 1 FROM certificate c WHERE c.id = NEW.replaces_id AND c.person_id = NEW.person_id "
    "AND c.run_id = NEW.run_id AND c.kind = NEW.kind AND c.state = 'replaced')"
)


def guard_certificates(certificate: Table) -> None:
    """A certificate is issued for a completed booking or in place of one that ended; its text never changes."""
    words = "a certificate is never changed; issue another in its place"
    refuse_unless(
        certificate,
        "certificate_earned",
        "INSERT ON certificate",
        f"NEW.state = 'valid' AND ((NEW.replaces_id IS NULL AND {_COMPLETED}) OR {_OF_THE_REPLACED})",
        "a certificate needs a completed booking",
    )
    refuse_unless(
        certificate,
        "certificate_frozen",
        "UPDATE ON certificate",
        f"{unchanged(*_PAPER, 'serial', 'kind', 'run_id', 'issued_on', 'replaces_id', 'made_by_id')} "
        f"AND (OLD.state = 'valid' OR {unchanged('state', 'ended_at', 'ended_by_id', 'reason')})",
        words,
    )
    refuse_unless(certificate, "certificate_kept", "DELETE ON certificate", "1 = 0", words)


def guard_skills_records(record: Table) -> None:
    """A skills record is only ever ended."""
    refuse_unless(
        record,
        "skills_record_frozen",
        "UPDATE ON skills_record",
        f"{unchanged(*_PAPER, 'signature')} AND (OLD.ended_at IS NULL OR {unchanged('ended_at')})",
        "a skills record is never changed; make another",
    )


def guard_versions(version: Table) -> None:
    """A version of a checklist stays as it is once somebody has begun it or approved its text."""
    refuse_unless(
        version,
        "induction_version_unused",
        "UPDATE ON induction_version",
        "NOT EXISTS (SELECT 1 FROM induction_pass p WHERE p.version_id = OLD.id) "
        "AND NOT EXISTS (SELECT 1 FROM induction_approval a WHERE a.version_id = OLD.id)",
        "a version in use is never changed; make another",
    )


_GIVER_HOLDS = (
    "EXISTS (SELECT 1 FROM permit g JOIN induction_version v ON v.id = NEW.version_id "
    "JOIN induction i ON i.id = v.induction_id WHERE g.person_id = NEW.giver_id AND g.kind = i.permit_kind "
    "AND g.ended_at IS NULL AND g.confirmed_at IS NOT NULL AND g.starts_on <= NEW.passed_on "
    "AND g.ends_on >= NEW.passed_on)"
)
_GRANTS = (
    "EXISTS (SELECT 1 FROM permit t JOIN induction_version v ON v.id = NEW.version_id "
    "JOIN induction i ON i.id = v.induction_id WHERE t.id = NEW.permit_id AND t.person_id = NEW.person_id "
    "AND t.kind = i.permit_kind AND t.source = 'training' AND t.confirmed_at IS NOT NULL "
    "AND t.starts_on = NEW.passed_on)"
)
_CARRIED = (
    "(NEW.interpreter <> '' OR EXISTS (SELECT 1 FROM induction_approval a WHERE a.version_id = NEW.version_id "
    "AND a.language = NEW.language))"
)


def guard_passes(passing: Table) -> None:
    """An induction is passed only with a giver whose own permit is live, and by a text that somebody carries."""
    condition = f"NEW.state <> 'passed' OR ({_GIVER_HOLDS} AND {_GRANTS} AND {_CARRIED})"
    words = "an induction is signed by somebody whose own permit is live, on an approved or interpreted text"
    for name, when in (
        ("induction_given", "INSERT ON induction_pass"),
        ("induction_stays_given", "UPDATE OF state, giver_id, permit_id, passed_on ON induction_pass"),
    ):
        refuse_unless(passing, name, when, condition, words)
    refuse_unless(
        passing,
        "induction_ended",
        "UPDATE OF state, version_id, person_id, answers, seen, giver_id, permit_id, passed_on ON induction_pass",
        "OLD.state = 'begun'",
        "an induction that ended is never changed",
    )
