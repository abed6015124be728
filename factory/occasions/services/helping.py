"""Writes of help to organisations, firms and start-ups: hours on a day, and the day on which one began to trade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.clock import local_day
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from factory.occasions.models import HelpGiven
from factory.occasions.records import keep_change, known_organisation, note
from factory.occasions.words import HELP_KINDS, LONGEST_HELP


@dataclass(frozen=True)
class HelpData:
    """What is said of help: to whom, of which kind, how long, on which day. `about` names no person."""

    organisation_id: int
    kind: str
    minutes: int
    day: date
    about: str = ""
    started_on: date | None = None


def add_help(*, by: Actor, data: HelpData, at: datetime, token: str) -> HelpGiven:
    """Write down help that the person's site gave; the same token again is the same row."""
    require(by, "edit_occasions")
    known = db.session.scalar(select(HelpGiven).where(HelpGiven.token == token))
    if known is not None:
        return _at_site(known, by)
    values = _checked(data, at)
    _refuse_second_start(data, 0)
    row = HelpGiven(token=token, site_id=by.site_id, made_at=at, made_by_id=by.person_id, **values)
    db.session.add(row)
    db.session.flush()
    note("add_help", f"help_given:{row.id}", by, at, list(values))
    return row


def change_help(*, by: Actor, help_id: int, data: HelpData, at: datetime) -> HelpGiven:
    """Correct an entry of help; what it said before stays in its history."""
    row = own_help(by, help_id)
    values = _checked(data, at)
    if row.withdrawn_at is None:
        _refuse_second_start(data, row.id)
    changed = keep_change(row, f"help_given:{row.id}", by, at, values)
    if changed:
        note("change_help", f"help_given:{row.id}", by, at, changed)
    return row


def withdraw_help(*, by: Actor, help_id: int, is_out: bool, at: datetime) -> HelpGiven:
    """Take an entry that was a mistake out of the count, or back into it; it stays on the list."""
    row = own_help(by, help_id)
    if is_out != (row.withdrawn_at is not None):
        if not is_out and row.started_on is not None:
            _refuse_start_of(row.organisation_id, row.id)
        keep_change(row, f"help_given:{row.id}", by, at, {"withdrawn_at": at if is_out else None})
        note("withdraw_help", f"help_given:{row.id}", by, at, ["withdrawn_at"])
    return row


def own_help(by: Actor, help_id: int) -> HelpGiven:
    """The entry of the person's site. Raises NotFound, NotAllowed."""
    require(by, "edit_occasions")
    row = db.session.get(HelpGiven, help_id)
    if row is None:
        raise NotFound()
    return _at_site(row, by)


def _at_site(row: HelpGiven, by: Actor) -> HelpGiven:
    if row.site_id != by.site_id:
        raise NotFound()
    return row


def _checked(data: HelpData, at: datetime) -> dict[str, object]:
    if data.kind not in HELP_KINDS:
        raise RuleBroken("kind", N_("Choose what kind of help it was."))
    for field, day in (("day", data.day), ("started_on", data.started_on)):
        if day is not None and day > local_day(at):
            raise RuleBroken(field, N_("This day is still to come."), N_("Write it down when it has been."))
    return {
        "organisation_id": known_organisation(data.organisation_id, "organisation"),
        "kind": data.kind,
        "minutes": within("hours", data.minutes, 1, LONGEST_HELP),
        "day": data.day,
        "about": tidy("about", data.about, 120),
        "started_on": data.started_on,
    }


def _refuse_second_start(data: HelpData, own_id: int) -> None:
    if data.started_on is not None:
        _refuse_start_of(data.organisation_id, own_id)


def _refuse_start_of(organisation_id: int, own_id: int) -> None:
    """An enterprise starts once, whoever helped it."""
    other = select(HelpGiven.id).where(
        HelpGiven.organisation_id == organisation_id,
        HelpGiven.started_on.is_not(None),
        HelpGiven.withdrawn_at.is_(None),
        HelpGiven.id != own_id,
    )
    if db.session.scalar(other) is not None:
        raise RuleBroken(
            "started_on",
            N_("It is written down already when this enterprise started."),
            N_("Leave the day empty here, or correct the other entry."),
        )
