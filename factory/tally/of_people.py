"""Whose days are counted anew: the triggers on every table that the facts of people and learners read."""

from __future__ import annotations

from core.triggers import unchanged
from factory.tally.marking import ALWAYS, MARK, NEW_PERSON, follow, then


def event_counts(event: str) -> str:
    """An SQL condition: a piece event is work that somebody did, at a site and on a piece that are not for practice.

    Taking an event back is no work, nor is one that was refused or taken back; doing again what was done already is.
    """
    return (
        f"{event}.kind <> 'undone' "
        f"AND EXISTS (SELECT 1 FROM site s WHERE s.id = {event}.site_id AND NOT s.is_practice) "
        f"AND EXISTS (SELECT 1 FROM piece q WHERE q.id = {event}.piece_id AND NOT q.is_practice) "
        f"AND NOT EXISTS (SELECT 1 FROM event_verdict u WHERE u.event_id = {event}.id AND u.verdict <> 'already')"
    )


def _none_counts_before(event: str) -> str:
    """An SQL condition: nothing that counts is known of its person from before an event."""
    return (
        f"NOT EXISTS (SELECT 1 FROM piece_event e WHERE e.by_id = {event}.by_id AND e.at <= {event}.at "
        f"AND (e.at < {event}.at OR e.id < {event}.id) AND {event_counts('e')})"
    )


def _follow_pieces() -> None:
    """Mark whoever works on a piece earlier than anything that counts of them, and whose work is not kept any more."""
    then(
        "tally_piece_event_new",
        "INSERT ON piece_event",
        f"NEW.by_id IS NOT NULL AND {_none_counts_before('NEW')}",
        f"{MARK} VALUES (NEW.by_id)",
    )
    both = "SELECT OLD.by_id AS id UNION SELECT NEW.by_id"
    then(
        "tally_piece_event_changed",
        "UPDATE ON piece_event",
        f"NOT {unchanged('by_id', 'site_id', 'at', 'piece_id', 'kind')}",
        f"{MARK} SELECT w.id FROM ({both}) w WHERE w.id IS NOT NULL",
    )
    then(
        "tally_piece_event_gone",
        "DELETE ON piece_event",
        "OLD.by_id IS NOT NULL",
        f"{MARK} VALUES (OLD.by_id)",
    )
    then(
        "tally_piece_changed",
        "UPDATE OF is_practice ON piece",
        f"NOT {unchanged('is_practice')}",
        f"{MARK} SELECT DISTINCT e.by_id FROM piece_event e WHERE e.piece_id = NEW.id AND e.by_id IS NOT NULL",
    )


def _follow_verdicts() -> None:
    """Mark whose scan is refused or taken back, or no longer, unless something that counts was before it."""
    of_whom = (
        f"{MARK} SELECT o.by_id FROM piece_event o WHERE o.id = {{0}}.event_id AND o.by_id IS NOT NULL "
        f"AND {_none_counts_before('o')}"
    )
    new, old = of_whom.format("NEW"), of_whom.format("OLD")
    then("tally_event_verdict_new", "INSERT ON event_verdict", "NEW.verdict <> 'already'", new)
    then("tally_event_verdict_gone", "DELETE ON event_verdict", "OLD.verdict <> 'already'", old)
    then(
        "tally_event_verdict_changed",
        "UPDATE OF event_id, verdict ON event_verdict",
        f"NOT {unchanged('event_id', 'verdict')}",
        f"{new}; {old}",
    )


def _follow_corrections() -> None:
    """Mark everybody whom a sitting is or was said to be of, when what is accepted of it changes, or the sitting."""
    of_session = (
        f"{MARK} SELECT w.person_id FROM (SELECT c.person_id FROM session_correction c "
        "WHERE c.session_id = {0}.session_id UNION SELECT s.person_id FROM machine_session s "
        "WHERE s.id = {0}.session_id UNION SELECT {0}.person_id) w WHERE w.person_id IS NOT NULL"
    )
    new, old = of_session.format("NEW"), of_session.format("OLD")
    name = "tally_session_correction"
    then(f"{name}_new", "INSERT ON session_correction", "NEW.verdict = 'accepted'", new)
    then(f"{name}_gone", "DELETE ON session_correction", "OLD.verdict = 'accepted'", old)
    changed = f"NOT {unchanged('session_id', 'person_id', 'began_at', 'ended_at', 'busy_ms', 'verdict')}"
    then(f"{name}_changed", "UPDATE ON session_correction", changed, f"{new}; {old}")
    then(
        "tally_machine_session_corrected",
        "UPDATE ON machine_session",
        f"NOT {unchanged('person_id', 'site_id', 'machine_id', 'began_at', 'ended_at', 'busy_ms', 'is_void')}",
        f"{MARK} SELECT DISTINCT c.person_id FROM session_correction c WHERE c.session_id = NEW.id "
        "AND c.person_id IS NOT NULL",
    )


def _follow_makeovers() -> None:
    """Mark whoever is on a work day that moves, or at a makeover that changes its site."""
    then(
        "tally_makeover_day_changed",
        "UPDATE ON makeover_day",
        f"NOT {unchanged('makeover_id', 'works_on')}",
        f"{MARK} SELECT DISTINCT x.person_id FROM makeover_day_person x WHERE x.day_id = NEW.id",
    )
    then(
        "tally_makeover_changed",
        "UPDATE ON makeover",
        f"NOT {unchanged('site_id')}",
        f"{MARK} SELECT DISTINCT x.person_id FROM makeover_day_person x JOIN makeover_day d ON d.id = x.day_id "
        "WHERE d.makeover_id = NEW.id",
    )


def _follow_merges() -> None:
    """Mark the two of a merge, and again when it is undone: whom each is counted as has changed."""
    for name, when in (("new", "INSERT"), ("changed", "UPDATE")):
        then(
            f"tally_person_merge_{name}",
            f"{when} ON person_merge",
            ALWAYS,
            f"{MARK} VALUES (NEW.person_id), (NEW.into_id)",
        )


def _follow_terms() -> None:
    """Mark whoever holds a role at another site or between other days: time at a makeover asks for it on that day."""
    then(
        "tally_role_terms_changed",
        "UPDATE ON role",
        f"NOT {unchanged('site_id', 'starts_on', 'ends_on')}",
        NEW_PERSON,
    )


def _follow_sites() -> None:
    """Mark everybody where a site begins or ends to be one of practice."""
    then(
        "tally_site_changed",
        "UPDATE ON site",
        f"NOT {unchanged('is_practice')}",
        f"{MARK} SELECT p.id FROM person p",
    )


follow("visit", "site_id", "day", "role", "came_at", "left_at", "length_ms", "work", "is_void")
follow("help_time", "site_id", "kind", "done_on", "minutes")
follow("attendance_mark", "class_id", "mark", "minutes", "superseded_by", "taken_back_by")
follow("machine_session", "site_id", "machine_id", "began_at", "ended_at", "busy_ms", "is_void")
follow("role", "role")
follow("makeover_day_person", "day_id", "part", "arrived_at", "left_at")
_follow_terms()
_follow_pieces()
_follow_verdicts()
_follow_corrections()
_follow_makeovers()
_follow_merges()
_follow_sites()
