"""What the database itself refuses, whoever writes: a seat too many, a frozen decision changed, own work verified."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

from training.words import SEATED, sql_list

_SEATED = sql_list(SEATED)
_TAKEN = f"(SELECT COUNT(*) FROM booking b WHERE b.run_id = NEW.run_id AND b.state IN ({_SEATED}) AND b.id <> NEW.id)"
_HELD = (
    "(SELECT COALESCE(SUM(h.seats - h.used), 0) FROM seat_hold h "
    "WHERE h.run_id = NEW.run_id AND h.ended_at IS NULL)"
)
_FREE = f"(SELECT r.capacity FROM run r WHERE r.id = NEW.run_id) > {_TAKEN} + {_HELD}"
_FULL = "the run is full"


def _refuse(table: Table, name: str, when: str, condition: str, words: str, *, first: str = "") -> None:
    """Attach a BEFORE trigger on both databases that refuses a row unless `condition` holds.

    `first` is a statement that PostgreSQL runs before it looks (a row lock; SQLite has one writer).
    """
    sqlite = f"CREATE TRIGGER {name} BEFORE {when} WHEN NOT ({condition}) BEGIN SELECT RAISE(ABORT, '{words}'); END"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {first} IF NOT ({condition}) THEN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    postgres = f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {name}()"
    event.listen(table, "after_create", DDL(sqlite.replace("%", "%%")).execute_if(dialect="sqlite"))
    event.listen(table, "after_create", DDL(function.replace("%", "%%")).execute_if(dialect="postgresql"))
    event.listen(table, "after_create", DDL(postgres.replace("%", "%%")).execute_if(dialect="postgresql"))


def guard_seats(booking: Table, run: Table) -> None:
    """A booking may take a seat only while one is free beside those kept back. Lowering capacity unseats nobody."""
    lock = "PERFORM 1 FROM run WHERE id = NEW.run_id FOR UPDATE;"
    _refuse(
        booking,
        "booking_has_a_seat",
        "INSERT ON booking",
        f"NEW.state NOT IN ({_SEATED}) OR {_FREE}",
        _FULL,
        first=lock,
    )
    _refuse(
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
    _refuse(
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
        _refuse(
            item,
            name,
            when,
            f"NEW.verifier_id IS NULL OR NOT {_ASSESSED_IT}",
            "nobody verifies their own assessment",
        )
