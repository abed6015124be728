"""Whose learning is counted anew: whoever is booked, marked, ended or awarded, and everybody of a run that changes."""

from __future__ import annotations

from typing import Final

from core.triggers import unchanged
from factory.tally.marking import ALWAYS, MARK, follow, then
from training.trained import TRAINED
from training.words import sql_list

_IN_RUNS: Final = (
    f"{MARK} SELECT b.person_id FROM booking b WHERE b.run_id IN ({{0}}) "
    "UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN ({0}) "
    "UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id "
    "JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN ({0})"
)
"""Everybody who has something in these runs."""


def _follow_bookings(name: str, *columns: str) -> None:
    """Mark whose booking a row is about when it comes, goes, or changes in these columns."""
    whose = f"{MARK} SELECT b.person_id FROM booking b WHERE b.id {{}}"
    changed = f"NOT {unchanged('booking_id', *columns)}"
    both = whose.format("IN (OLD.booking_id, NEW.booking_id)")
    then(f"tally_{name}_new", f"INSERT ON {name}", "1 = 1", whose.format("= NEW.booking_id"))
    then(f"tally_{name}_changed", f"UPDATE ON {name}", changed, both)
    then(f"tally_{name}_gone", f"DELETE ON {name}", "1 = 1", whose.format("= OLD.booking_id"))


def _follow_classes() -> None:
    """Mark everybody of a run whose classes move, come, go or are called off: the first of them may be another."""
    columns = ("run_id", "starts_at", "ends_at", "cancelled_at")
    name, changed = "tally_course_class", f"NOT {unchanged(*columns)}"
    then(f"{name}_new", "INSERT ON course_class", "1 = 1", _IN_RUNS.format("NEW.run_id"))
    then(f"{name}_changed", "UPDATE ON course_class", changed, _IN_RUNS.format("OLD.run_id, NEW.run_id"))
    then(f"{name}_gone", "DELETE ON course_class", "1 = 1", _IN_RUNS.format("OLD.run_id"))


def _follow_runs() -> None:
    """Mark everybody of a run that changes its state, site or course, and of a course that is about something else."""
    changed = f"NOT {unchanged('site_id', 'state', 'version_id')}"
    then("tally_run_changed", "UPDATE ON run", changed, _IN_RUNS.format("NEW.id"))
    of_version = "SELECT r.id FROM run r WHERE r.version_id = NEW.id"
    of_course = (
        "SELECT r.id FROM run r JOIN course_version v ON v.id = r.version_id WHERE v.course_id = NEW.id"
    )
    then(
        "tally_course_version_changed",
        "UPDATE OF course_id ON course_version",
        f"NOT {unchanged('course_id')}",
        _IN_RUNS.format(of_version),
    )
    then(
        "tally_course_changed",
        "UPDATE OF category ON course",
        f"NOT {unchanged('category')}",
        _IN_RUNS.format(of_course),
    )


def _follow_machines() -> None:
    """Mark whoever sat at a machine that is of another kind now: their first time is counted by kind."""
    who = (
        f"{MARK} SELECT s.person_id FROM machine_session s WHERE s.machine_id IN ({{0}}) AND s.person_id IS NOT NULL "
        "UNION SELECT c.person_id FROM session_correction c JOIN machine_session s ON s.id = c.session_id "
        "WHERE s.machine_id IN ({0}) AND c.person_id IS NOT NULL"
    )
    then(
        "tally_machine_changed",
        "UPDATE OF type_id ON machine",
        f"NOT {unchanged('type_id')}",
        who.format("NEW.id"),
    )
    then(
        "tally_machine_type_changed",
        "UPDATE OF slug ON machine_type",
        f"NOT {unchanged('slug')}",
        who.format("SELECT m.id FROM machine m WHERE m.type_id = NEW.id"),
    )


def _follow_rules() -> None:
    """Mark everybody who learned what is counted as trained, when another rule of it is chosen."""
    about = f"c.category IN ({sql_list(tuple(TRAINED.values()))})"
    run = (
        "JOIN run r ON r.id = {0}.run_id "
        "JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id"
    )
    then(
        "tally_trained_rule_new",
        "INSERT ON trained_rule",
        ALWAYS,
        f"{MARK} SELECT b.person_id FROM booking b {run.format('b')} WHERE {about} "
        "UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id "
        f"JOIN rac o ON o.id = l.rac_id {run.format('o')} WHERE {about}",
    )


follow("booking", "run_id", "state")
follow("unit_award", "body_id", "unit_code", "line_id", "awarded_on")
_follow_bookings("completion", "confirmed", "completed_on")
_follow_bookings("next_step", "step", "told_on", "after_months")
_follow_classes()
_follow_runs()
_follow_rules()
_follow_machines()
