"""What the database refuses between an assessment and an award: a decision rewritten, a verifier who assesses after
all, a recommendation sent before its time or changed afterwards, credit that the awarding body did not give."""

from __future__ import annotations

from sqlalchemy import Table

from core.triggers import refuse_unless, unchanged

_VERIFIED_IT = (
    "EXISTS (SELECT 1 FROM sample_item i WHERE i.registration_id = NEW.registration_id "
    "AND i.unit_id = NEW.unit_id AND i.verifier_id = NEW.assessor_id)"
)


def guard_decided(decision: Table) -> None:
    """What was decided is never rewritten; and who verified a learner's unit does not assess it afterwards."""
    refuse_unless(
        decision,
        "decision_not_by_verifier",
        "INSERT ON criterion_decision",
        f"NOT {_VERIFIED_IT}",
        "nobody assesses what they verified",
    )
    kept = [column.name for column in decision.columns if column.name != "superseded_by"]
    words = "a decision is never changed; decide again"
    refuse_unless(decision, "decision_frozen", "UPDATE ON criterion_decision", unchanged(*kept), words)
    refuse_unless(decision, "decision_kept", "DELETE ON criterion_decision", "1 = 0", words)


def guard_looks(item: Table) -> None:
    """What was looked at was looked at by somebody."""
    for name, when in (
        ("sample_looked_at", "INSERT ON sample_item"),
        ("sample_stays_looked_at", "UPDATE ON sample_item"),
    ):
        refuse_unless(
            item,
            name,
            when,
            "NEW.outcome IS NULL OR NEW.verifier_id IS NOT NULL",
            "a sample is looked at by a verifier",
        )


_LEFT = (
    "EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = l.unit_id AND NOT EXISTS (SELECT 1 FROM criterion_decision d "
    "JOIN assessor_unit e ON e.person_id = d.assessor_id AND e.unit_id = d.unit_id AND e.part = 'assessor' "
    "AND e.starts_on <= d.decided_on AND (e.ends_on IS NULL OR e.ends_on >= d.decided_on) "
    "WHERE d.registration_id = l.registration_id AND d.criterion_id = c.id AND d.superseded_by IS NULL "
    "AND d.decision = 'achieved'))"
)
_WAITS = (
    "EXISTS (SELECT 1 FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = NEW.run_id "
    "AND i.unit_id = l.unit_id AND i.outcome IS NULL)"
)
_ASKED = (
    "EXISTS (SELECT 1 FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id WHERE a.run_id = NEW.run_id "
    "AND a.closed_at IS NULL AND (i.id IS NULL OR i.unit_id = l.unit_id))"
)
_SAME_WORK = (
    "i.registration_id = d.registration_id AND i.unit_id = d.unit_id AND i.assessor_id = d.assessor_id"
)
# what `queries.due_samples` finds, but for what a draw was made from, which only the service reads
_UNSEEN = (
    "EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = l.registration_id AND d.unit_id = l.unit_id "
    "AND d.superseded_by IS NULL AND NOT EXISTS (SELECT 1 FROM sample_item i LEFT JOIN verifier_action a "
    f"ON a.item_id = i.id WHERE {_SAME_WORK} AND (i.closed_at >= d.received_at OR a.closed_at >= d.received_at)) "
    f"AND (EXISTS (SELECT 1 FROM sample_item i WHERE {_SAME_WORK}) OR NOT EXISTS (SELECT 1 FROM sample_plan p "
    "WHERE p.run_id = NEW.run_id AND p.made_at >= d.received_at)))"
)
_OWN = (
    "EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = l.registration_id "
    "AND d.unit_id = l.unit_id AND d.assessor_id = NEW.verifier_id)"
)
_READY = (
    "NEW.sent_at IS NULL OR (NEW.tutor_signed_at IS NOT NULL AND NEW.verifier_signed_at IS NOT NULL "
    "AND NEW.tutor_id IS NOT NULL AND NEW.verifier_id IS NOT NULL AND NEW.tutor_id <> NEW.verifier_id "
    "AND EXISTS (SELECT 1 FROM sample_plan p WHERE p.run_id = NEW.run_id) "
    "AND NOT EXISTS (SELECT 1 FROM rac_line l JOIN registration g ON g.id = l.registration_id "
    f"WHERE l.rac_id = NEW.id AND l.is_achieved AND (g.state <> 'registered' OR g.registered_on IS NULL "
    f"OR g.person_id IN (NEW.tutor_id, NEW.verifier_id) OR {_LEFT} OR {_WAITS} OR {_ASKED} OR {_UNSEEN} OR {_OWN})))"
)
_UNSENT = "(SELECT c.sent_at FROM rac c WHERE c.id = NEW.rac_id) IS NULL"
_WAS_UNSENT = "(SELECT c.sent_at FROM rac c WHERE c.id = OLD.rac_id) IS NULL"


def guard_racs(rac: Table, line: Table) -> None:
    """A RAC is sent only when two people signed and every recommended line stands; then it stays as it was sent."""
    words = "what was sent is never changed; write an amendment"
    whole = unchanged(*(column.name for column in rac.columns))
    refuse_unless(rac, "rac_frozen", "UPDATE ON rac", f"OLD.sent_at IS NULL OR {whole}", words)
    refuse_unless(rac, "rac_kept", "DELETE ON rac", "OLD.sent_at IS NULL", words)
    for name, when in (("rac_ready", "INSERT ON rac"), ("rac_stays_ready", "UPDATE OF sent_at ON rac")):
        refuse_unless(rac, name, when, _READY, "a recommendation is sent when two signed and nothing is open")
    _guard_lines(line)


def _guard_lines(line: Table) -> None:
    words = "a line that was sent is never changed; write an amendment"
    fresh = f"{_UNSENT} AND NEW.result IS NULL AND NEW.handed_on IS NULL"
    refuse_unless(line, "rac_line_unsent", "INSERT ON rac_line", fresh, words)
    refuse_unless(line, "rac_line_kept", "DELETE ON rac_line", _WAS_UNSENT, words)
    columns = ("rac_id", "registration_id", "unit_id", "is_achieved", "why_not")
    refuse_unless(
        line,
        "rac_line_frozen",
        f"UPDATE OF {', '.join(columns)} ON rac_line",
        f"({_WAS_UNSENT} AND {_UNSENT}) OR {unchanged(*columns)}",
        words,
    )
    refuse_unless(
        line,
        "rac_line_answered",
        "UPDATE OF result, handed_on ON rac_line",
        "(NEW.result IS NULL OR (NEW.is_achieved AND EXISTS (SELECT 1 FROM rac c WHERE c.id = NEW.rac_id "
        "AND c.sent_at IS NOT NULL))) "
        "AND (NEW.handed_on IS NULL OR (NEW.result IS NOT NULL AND NEW.result = 'achieved'))",
        "only what was recommended and sent has an answer",
    )


_ANSWERED = (
    "EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id JOIN registration g ON g.id = l.registration_id "
    "JOIN unit u ON u.id = l.unit_id WHERE l.id = NEW.line_id AND l.result = 'achieved' AND c.sent_at IS NOT NULL "
    "AND g.person_id = NEW.person_id AND u.id = NEW.unit_id AND u.code = NEW.unit_code AND u.body_id = NEW.body_id)"
)


def guard_credit(award: Table) -> None:
    """Credit stands on the body's answer to a line that was sent, for that learner and that unit."""
    for name, when in (
        ("credit_answered", "INSERT ON unit_award"),
        ("credit_stays_answered", "UPDATE ON unit_award"),
    ):
        refuse_unless(award, name, when, _ANSWERED, "credit is given by the answer of the awarding body")
