"""Roles and permits: given from a day until a day, ended, and never quietly widened."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from sqlalchemy import or_, select

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.people import CHECK_PERMITS, DUTY_PERMITS, HOME_PERMITS, ROLES, WORD_PERMITS, Permit, Role
from core.people_queries import hold_living, person_by_id
from core.person_trail import write_person_line
from core.second_person import are_apart
from core.sign_ins import end_sign_ins_of
from core.understandings import ShownWords, note_understanding, require_understanding

OWN_ADMINISTRATORS = frozenset({"administrator"})
"""Roles that only an administrator gives or ends."""
_NAMED: Final = (*CHECK_PERMITS, *HOME_PERMITS, *DUTY_PERMITS, *WORD_PERMITS)
"""Permits that always take two people, unless an administrator gives them: no induction gives one."""
_MACHINE_KIND: Final = re.compile(r"machine:[a-z][a-z0-9_]{1,40}")


def give_role(
    *,
    by: Actor,
    person_id: int,
    role: str,
    at: datetime,
    site_id: int | None,
    starts_on: date,
    ends_on: date | None,
) -> Role:
    """Give a role at a site (None: at all sites); the same role there in the same days is not given twice.

    Raises RuleBroken for an unknown role, days out of order and a role for oneself, NotAllowed where `by` may not
    give it.
    """
    hold_living(person_id)
    person = person_by_id(person_id)
    if role not in ROLES:
        raise RuleBroken("role", N_("There is no such role."))
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    _may_give(by, role, site_id)
    if by.person_id == person_id and not is_administrator(by):
        raise RuleBroken("role", N_("Nobody gives a role to themselves."), N_("Ask an administrator."))
    known = db.session.scalars(
        select(Role).where(
            Role.person_id == person_id,
            Role.role == role,
            Role.site_id.is_(None) if site_id is None else Role.site_id == site_id,
            Role.starts_on <= starts_on,
            or_(Role.ends_on.is_(None), Role.ends_on >= (ends_on or date.max)),
        )
    ).first()
    if known is not None:
        return known
    row = Role(
        person_id=person_id,
        site_id=site_id,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    end_sign_ins_of(person_id, at=at, keep=by.sign_in_id if by.person_id == person_id else "")
    write_person_line("give_role", number=person.number, by=by, at=at, fields=[role])
    return row


def end_role(*, by: Actor, person_id: int, role_id: int, at: datetime) -> None:
    """End a role at once: it counts no more from now on.

    Raises NotFound for a role of somebody else, RuleBroken for one's own, NotAllowed where `by` may not end it.
    """
    person = person_by_id(person_id)
    row = db.session.get(Role, role_id)
    if row is None or row.person_id != person_id:
        raise NotFound
    _may_give(by, row.role, row.site_id)
    if by.person_id == person_id and row.role in ("coordinator", "administrator"):
        raise RuleBroken("", N_("Nobody ends their own role here."), N_("Ask another coordinator."))
    yesterday = date.fromordinal(local_day(at).toordinal() - 1)
    if row.starts_on > yesterday:
        db.session.delete(row)
    elif row.ends_on is None or row.ends_on > yesterday:
        row.ends_on = yesterday
    db.session.flush()
    end_sign_ins_of(person_id, at=at)
    write_person_line("end_role", number=person.number, by=by, at=at, fields=[row.role])


def is_administrator(by: Actor) -> bool:
    """True for administrators and for the shell."""
    return by.is_system or "administrator" in by.live_roles


def _may_give(by: Actor, role: str, site_id: int | None) -> None:
    """A coordinator gives roles at their own site; an administrator any role anywhere."""
    if is_administrator(by):
        return
    if role in OWN_ADMINISTRATORS or site_id is None or site_id != by.site_id:
        raise NotAllowed(
            N_("Only an administrator gives this role."), N_("Ask an administrator, or choose another role.")
        )


def is_permit_kind(kind: str) -> bool:
    """Whether a permit of that name can be given: a check, homes, the van, leading, a language, a kind of machine."""
    return kind in _NAMED or _MACHINE_KIND.fullmatch(kind) is not None


def give_permit(
    *,
    by: Actor,
    person_id: int,
    kind: str,
    source: str,
    at: datetime,
    starts_on: date,
    ends_on: date,
    shown: ShownWords | None = None,
    is_induction: bool = False,
) -> Permit:
    """Give a permit for a check or a machine, from training or from a document seen on `starts_on` (never kept).

    It counts at once where an administrator gives it, and where a completed induction to a machine does
    (`is_induction`); else it waits until a second person confirms it.
    `shown`: the words of the check in the person's language; unchecked ones ask who interpreted. A permit of a
    reviewer of words is a coordinator's to give. Raises RuleBroken for a kind, source or days that cannot be, for a
    permit for oneself, and where nobody says who interpreted; NotAllowed where `by` may not give it.
    """
    person = person_by_id(person_id)
    _check_permit(by, kind, source, starts_on, ends_on, local_day(at))
    if by.person_id == person_id:
        raise RuleBroken(
            "", N_("Nobody gives a permit to themselves."), N_("Ask another trainer or coordinator.")
        )
    live = select(Permit).where(
        Permit.person_id == person_id,
        Permit.kind == kind,
        Permit.starts_on == starts_on,
        Permit.ends_on == ends_on,
        Permit.ended_at.is_(None),
    )
    known = db.session.scalars(live.limit(1)).first()
    if known is not None:
        return known
    if shown is not None:
        require_understanding(shown)
    is_confirmed = is_administrator(by) or (is_induction and kind not in _NAMED)
    row = Permit(
        person_id=person_id,
        kind=kind,
        source=source,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=by.person_id,
        confirmed_by_id=by.person_id if is_confirmed else None,
        confirmed_at=at if is_confirmed else None,
    )
    db.session.add(row)
    db.session.flush()
    if shown is not None:
        note_understanding(shown, site_id=by.site_id, of=row)
    write_person_line("give_permit", number=person.number, by=by, at=at, fields=[kind])
    return row


def confirm_permit(*, by: Actor, person_id: int, permit_id: int, at: datetime) -> Permit:
    """The second person's yes: from now on the permit counts. An administrator may give it alone.

    Raises NotAllowed for the holder, the giver, and whoever is in the hand of one of them (core.second_person).
    """
    person = person_by_id(person_id)
    require(by, "give_permits")
    row = db.session.get(Permit, permit_id)
    if row is None or row.person_id != person_id or row.ended_at is not None:
        raise NotFound
    if row.confirmed_at is not None:
        return row
    if by.person_id == person_id:
        raise NotAllowed(
            N_("Nobody gives a permit to themselves."), N_("Ask another trainer or coordinator.")
        )
    if not is_administrator(by) and (
        by.person_id is None or not are_apart(row.given_by_id, by.person_id, person_id, at=at)
    ):
        raise NotAllowed(
            N_("A permit takes two people who do not depend on one another."),
            N_("Ask an administrator, or somebody whose role and PIN came from neither of you."),
        )
    row.confirmed_by_id, row.confirmed_at = by.person_id, at
    db.session.flush()
    write_person_line("confirm_permit", number=person.number, by=by, at=at, fields=[row.kind])
    return row


def _check_permit(by: Actor, kind: str, source: str, starts_on: date, ends_on: date, today: date) -> None:
    if not is_permit_kind(kind):
        raise RuleBroken("kind", N_("There is no such permit."))
    if kind in WORD_PERMITS and not by.may("give_roles"):
        raise NotAllowed(N_("A coordinator names the reviewers of words."), N_("Ask a coordinator."))
    if source not in ("training", "document"):
        raise RuleBroken("source", N_("Say whether it comes from training or from a document you saw."))
    if starts_on > today:
        raise RuleBroken("starts_on", N_("This day has not come yet."))
    if ends_on < starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    if (ends_on - starts_on).days > 366 * 5:
        raise RuleBroken("ends_on", N_("A permit holds five years at most."))


def end_permit(*, by: Actor, person_id: int, permit_id: int, at: datetime) -> None:
    """End a permit at once; answers given under it stand. Raises NotFound for a permit of somebody else."""
    person = person_by_id(person_id)
    row = db.session.get(Permit, permit_id)
    if row is None or row.person_id != person_id:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        write_person_line("end_permit", number=person.number, by=by, at=at, fields=[row.kind])
