"""Forgetting a person: identity first, then whatever is told of them; what counts stays with the bare number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.access import Actor
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.merges import all_of, merged_into
from core.people_queries import hold_alone
from factory.privacy.erased import Erased
from factory.privacy.lifting import be_alone, unguarded
from factory.privacy.naming import names_of
from factory.privacy.services.emptying import (
    blank_rows,
    delete_rows,
    empty_by_hand,
    forget_files,
    leave_a_number,
    note_files,
)
from factory.privacy.services.imports_out import blank_open_lines
from factory.privacy.services.names_out import take_names_out
from factory.privacy.services.out_of_sight import note_papers, take_names_out_of_sealed
from factory.privacy.walking import every_table, ways
from inventory.services.refolding import fold_again


def may_erase(*, by: Actor, person_id: int, at: datetime) -> None:
    """Raise NotAllowed but for administrators, RuleBroken for oneself, the last of them and who is read as another."""
    if not (by.is_system or "administrator" in by.live_roles):
        raise NotAllowed(N_("Only an administrator erases people."), N_("Ask one."))
    if by.person_id == person_id:
        raise RuleBroken("", N_("Nobody erases themselves."), N_("Ask another administrator."))
    into = merged_into(person_id)
    if into is not None:
        raise RuleBroken(
            "", N_("This number is read as another one's."), N_("Erase that one: both go together.")
        )
    if is_last_administrator(all_of(person_id), at):
        raise RuleBroken(
            "",
            N_("This is the last administrator: nobody could give roles any more."),
            N_("Make somebody else administrator first."),
        )


def erase_person(
    *, by: Actor, person_id: int, at: datetime, secrets: Sequence[str] = (), is_again: bool = False
) -> Erased:
    """Erase a person and the numbers merged into them, in the caller's transaction; gives what was done.

    `secrets` are the server's, the one of today first: they open the sealed addresses; without them those are counted
    among what somebody must look at. `is_again`: it was allowed when it was done first, and what was restored since
    may not forbid it.

    The files that it names are deleted by the caller once the transaction holds. Again it finds nothing.
    Raises NotFound, Conflict where others write without a pause, and as `may_erase`.
    """
    be_alone(every_table().tables)
    hold_alone(person_id)
    if not is_again:
        may_erase(by=by, person_id=person_id, at=at)
    row = fast().row("SELECT number, home_site_id FROM person WHERE id = ?", (person_id,))
    if row is None:
        raise NotFound
    done = Erased(row[0])
    for one in all_of(person_id):
        _erase_one(by, one, at, secrets, done)
    db.session.expire_all()
    return done


def is_last_administrator(person_ids: tuple[int, ...], at: datetime) -> bool:
    """True if one of them is administrator today and nobody else who can sign in is."""
    today = local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT r.person_id FROM role r JOIN person p ON p.id = r.person_id "
        "WHERE r.role = 'administrator' AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) "
        "AND p.is_active AND EXISTS "
        "(SELECT 1 FROM account a WHERE a.person_id = p.id AND a.disabled_at IS NULL)",
        (today, today),
    )
    administrators = {row[0] for row in rows}
    return bool(administrators) and administrators <= {*person_ids}


def _end_roles(person_id: int, day: date) -> None:
    """Roles end and stay: who was volunteer and who staff decides how what they did is counted."""
    fast().run(
        "UPDATE role SET ends_on = CASE WHEN starts_on > ? THEN starts_on ELSE ? END "
        "WHERE person_id = ? AND (ends_on IS NULL OR ends_on > ?)",
        (day, day, person_id, day),
    )


def _erase_one(by: Actor, person_id: int, at: datetime, secrets: Sequence[str], done: Erased) -> None:
    number, site_id = fast().rows("SELECT number, home_site_id FROM person WHERE id = ?", (person_id,))[0]
    names = names_of(person_id, number)
    metadata = every_table()
    found = {name: way for name, way in ways(metadata).items() if name in metadata.tables}
    with unguarded([*metadata.tables]):
        blank_open_lines(person_id, names, done)
        note_papers(person_id, done)
        note_files(metadata.tables, found, person_id, done)
        deleted = delete_rows(metadata.tables, found, person_id, done)
        blank_rows(metadata.tables, found, deleted, person_id, done)
        empty_by_hand(person_id, number, done)
        for table in metadata.tables.values():
            take_names_out(table, names, person_id, done)
        take_names_out_of_sealed(names, person_id, secrets, done)
        leave_a_number(person_id)
        _end_roles(person_id, local_day(at))
        forget_files(metadata.tables, done)
        fold_again(done.pieces)
    known = fast().row("SELECT 1 FROM erasure WHERE person_id = ?", (person_id,))
    if known is None:
        fast().run(
            "INSERT INTO erasure (person_id, number, erased_at, by_id, rows_deleted, fields_blanked) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (person_id, number, at, by.person_id, sum(done.deleted.values()), sum(done.blanked.values())),
        )
    write_audit_line(
        "erase_person",
        f"person:{number}",
        site_id=site_id,
        by_id=by.person_id,
        device_id=by.device_id,
        at=at,
        fields=sorted({*done.deleted, *done.blanked})[:20],
    )
