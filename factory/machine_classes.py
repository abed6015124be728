"""What a machine that is out means for classes: which need it, who gives them, and what may be done about each."""

from __future__ import annotations

from datetime import datetime

from core.access import Actor
from core.crossings import ClassAtMachine
from core.db import as_instant, fast

_NEEDING = (
    "SELECT r.number, c.number, v.title, c.starts_at, c.ends_at, c.id, r.id, n.machine FROM class_machine n "
    "JOIN course_class c ON c.id = n.class_id JOIN run r ON r.id = c.run_id "
    "JOIN course_version v ON v.id = r.version_id WHERE r.site_id = ? AND c.cancelled_at IS NULL "
    "AND c.signed_at IS NULL AND r.state <> 'cancelled' AND c.starts_at < ? AND c.ends_at > ? "
    "ORDER BY c.starts_at, c.id"
)


def folded(name: str) -> str:
    """A name of a machine as classes and machines compare it."""
    return " ".join(str(name).split()).casefold()


def classes_at_machine(
    machine: str, site_id: int, starts_at: datetime, ends_at: datetime
) -> list[ClassAtMachine]:
    """The classes of a site that need a machine of this name between two instants, by whom and for whom."""
    found = []
    for run, number, title, begins, ends, class_id, run_id, name in fast().rows(
        _NEEDING, (site_id, ends_at, starts_at)
    ):
        if folded(name) != folded(machine):
            continue
        givers = fast().rows(
            "SELECT person_id FROM class_trainer WHERE class_id = ? ORDER BY person_id", (class_id,)
        )
        learners = fast().rows(
            "SELECT person_id FROM booking WHERE run_id = ? AND state IN ('booked', 'attending') ORDER BY person_id",
            (run_id,),
        )
        span = (as_instant(begins), as_instant(ends))
        people = (tuple(row[0] for row in givers), tuple(row[0] for row in learners))
        found.append(ClassAtMachine(run, number, title, *span, *people))
    return found


def give_class_a_machine(by: Actor, run: str, number: int, was: str, to: str, at: datetime) -> None:
    """A class gets another machine. Raises as training's own change of a class."""
    from training.services.class_machines import change_class_machine

    change_class_machine(by=by, run_number=run, number=number, was=was, to=to, at=at)


def call_class_off(by: Actor, run: str, number: int, at: datetime) -> None:
    """A class does not take place. Raises as training's own."""
    from training.services.classes import cancel_class

    cancel_class(by=by, run_number=run, number=number, at=at)


def machines_out_for(step: str, site_id: int) -> list[str]:
    """The machines of a site for a step of a piece's work that are out, where no other of their kind works."""
    rows = fast().rows(
        "SELECT m.name FROM machine m JOIN machine_type t ON t.id = m.type_id JOIN machine_state s "
        "ON s.machine_id = m.id AND s.ends_at IS NULL WHERE m.site_id = ? AND t.piece_step = ? "
        "AND s.state = 'out_of_order' AND NOT EXISTS (SELECT 1 FROM machine o JOIN machine_state w "
        "ON w.machine_id = o.id AND w.ends_at IS NULL WHERE o.site_id = m.site_id AND o.type_id = m.type_id "
        "AND w.state = 'in_service') ORDER BY m.name",
        (site_id, step),
    )
    return [row[0] for row in rows]
