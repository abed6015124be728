"""Which sittings, jobs and runs are counted anew: the triggers on every table that their facts read."""

from __future__ import annotations

from typing import Final

from core.triggers import unchanged
from factory.tally.marking import JOB, RUN, SITTING, follow_thing, marked_things, then

_AT: Final = {
    SITTING: "SELECT s.id FROM machine_session s WHERE s.{0}",
    JOB: "SELECT j.id FROM machine_job j WHERE j.{0}",
    RUN: "SELECT r.id FROM run r WHERE r.{0}",
}


def _mark_all(name: str, when: str, columns: tuple[str, ...], marks: tuple[str, ...]) -> None:
    """Statements that mark, when a row changes in these columns."""
    then(f"tally_thing_{name}", when, f"NOT {unchanged(*columns)}", "; ".join(marks))


def _at(kinds: tuple[str, ...], condition: str) -> tuple[str, ...]:
    return tuple(marked_things(kind, _AT[kind].format(condition)) for kind in kinds)


def _follow_machines() -> None:
    """Mark what was at a machine that is of another kind now."""
    both = (SITTING, JOB)
    _mark_all(
        "machine_changed", "UPDATE OF type_id ON machine", ("type_id",), _at(both, "machine_id = NEW.id")
    )
    of_type = "machine_id IN (SELECT m.id FROM machine m WHERE m.type_id = NEW.id)"
    _mark_all("machine_type_changed", "UPDATE OF slug ON machine_type", ("slug",), _at(both, of_type))


def _follow_pieces() -> None:
    """Mark the sittings at which a label was scanned that is of another piece now, or whose piece is for practice."""
    scanned = "piece_code <> '' AND s.piece_code = {}"
    new, old = (_at((SITTING,), scanned.format(row))[0] for row in ("NEW.code", "OLD.code"))
    then("tally_thing_label_new", "INSERT ON label", "NEW.piece_id IS NOT NULL", new)
    then("tally_thing_label_gone", "DELETE ON label", "OLD.piece_id IS NOT NULL", old)
    then(
        "tally_thing_label_changed",
        "UPDATE OF code, piece_id ON label",
        f"NOT {unchanged('code', 'piece_id')}",
        f"{new}; {old}",
    )
    on_labels = "piece_code <> '' AND s.piece_code IN (SELECT l.code FROM label l WHERE l.piece_id = NEW.id)"
    _mark_all("piece_changed", "UPDATE OF is_practice ON piece", ("is_practice",), _at((SITTING,), on_labels))


def _follow_runs() -> None:
    """Mark the runs of a course that is accredited now, or is no longer."""
    _mark_all(
        "course_version_changed",
        "UPDATE OF is_accredited ON course_version",
        ("is_accredited",),
        _at((RUN,), "version_id = NEW.id"),
    )


def _follow_sites() -> None:
    """Mark everything at a site that begins or ends to be one of practice."""
    every = (SITTING, JOB, RUN)
    _mark_all("site_changed", "UPDATE ON site", ("is_practice",), _at(every, "site_id = NEW.id"))


_OF_SITTING: Final = ("began_at", "ended_at", "busy_ms", "used_for", "piece_code")
follow_thing("machine_session", SITTING, "id", "site_id", "machine_id", "is_void", *_OF_SITTING)
follow_thing("session_correction", SITTING, "session_id", "verdict", *_OF_SITTING)
follow_thing("machine_job", JOB, "id", "site_id", "machine_id", "began_at", "busy_ms", "is_counted")
follow_thing("run", RUN, "id", "site_id", "state", "version_id")
follow_thing("course_class", RUN, "run_id", "starts_at", "cancelled_at")
_follow_machines()
_follow_pieces()
_follow_runs()
_follow_sites()
