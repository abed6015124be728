"""Keeping a funder's form: made, given its workbook, its lines added, bound, put in order and taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.db import db
from core.errors import N_, NotFound, RuleBroken
from core.files import keep_file
from core.sites import all_sites
from factory.profiles.models import CITIES, MOST_LINES, SPANS, FormLine, FormProfile
from factory.profiles.queries import form_at, form_by_token, line_by_token, lines_of, splits_of
from factory.profiles.workbooks import ENDING, check_workbook, is_cell
from factory.programme.learning import EVERY
from factory.programme.queries.partners import partners
from factory.programme.spans import EARLIEST, LATEST
from factory.programme.through import NOT_SAID

STEP: Final = 10


@dataclass(frozen=True)
class LineFacts:
    """What a line says: the funder's label, what it asks of ours, and its cell."""

    label: str
    indicator: str = ""
    split: str = ""
    span: str = "period"
    starts_on: date | None = None
    ends_on: date | None = None
    site_id: int | None = None
    city: str = ""
    partner: str = ""
    sheet: str = ""
    cell: str = ""


def make_form(*, name: str, funder: str, by: Actor, at: datetime, token: str) -> FormProfile:
    """A new form of the site; the same token again returns the same one."""
    require(by, "edit_forms")
    known = form_by_token(token)
    if known is not None and known.site_id == by.site_id:
        return known
    row = FormProfile(
        token=token,
        site_id=by.site_id,
        name=tidy("name", name, 80, is_needed=True),
        funder=tidy("funder", funder, 80),
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    _note("make_form", row, by, at, ("name", "funder"))
    return row


def end_form(*, form_id: int, by: Actor, at: datetime) -> None:
    """Put a form away; a second press changes nothing."""
    row = _mine(form_id, by)
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        _note("end_form", row, by, at, ("ended_at",))


def keep_workbook(
    *, form_id: int, data: bytes, sha256: str, called: str, folder: Path, by: Actor, at: datetime
) -> FormProfile:
    """Keep the funder's workbook of a form in place of an earlier one. Raises RuleBroken for what is no plain XLSX."""
    row = _mine(form_id, by)
    check_workbook(data)
    keep_file(data, folder, sha256, ENDING)
    row.template_sha256 = sha256
    row.template_name = tidy("sheet", called, 120) or "form.xlsx"
    db.session.flush()
    _note("keep_form_workbook", row, by, at, ("template_sha256", "template_name"))
    return row


def add_line(*, form_id: int, facts: LineFacts, by: Actor, at: datetime, token: str) -> FormLine:
    """Add a line at the end of a form; the same token again changes nothing. Raises RuleBroken where it makes none."""
    form = _mine(form_id, by)
    known = line_by_token(token)
    if known is not None:
        return known
    there = lines_of(form_id)
    if len(there) >= MOST_LINES:
        raise RuleBroken("label", N_("A form has at most %(most)s lines."), most=MOST_LINES)
    last = there[-1].position if there else 0
    row = FormLine(token=token, profile_id=form.id, position=last + STEP)
    _write(row, facts)
    db.session.add(row)
    db.session.flush()
    _note("add_form_line", form, by, at, ("label", "indicator", "cell"))
    return row


def change_line(*, form_id: int, line_id: int, facts: LineFacts, by: Actor, at: datetime) -> FormLine:
    """Say anew what a line asks and where it goes."""
    form = _mine(form_id, by)
    row = _line(form, line_id)
    _write(row, facts)
    db.session.flush()
    _note("change_form_line", form, by, at, ("label", "indicator", "cell"))
    return row


def move_line(*, form_id: int, line_id: int, is_up: bool, by: Actor, at: datetime) -> None:
    """Change places with the line before or after; at the end nothing happens."""
    form = _mine(form_id, by)
    there = lines_of(form_id)
    index = there.index(_line(form, line_id))
    other = index - 1 if is_up else index + 1
    if 0 <= other < len(there):
        for place, row in enumerate(there, 1):
            row.position = place * STEP
        there[index].position, there[other].position = there[other].position, there[index].position
        db.session.flush()
        _note("change_form_line", form, by, at, ("position",))


def drop_line(*, form_id: int, line_id: int, by: Actor, at: datetime) -> None:
    """Take a line out of a form; a second press finds nothing to do."""
    form = _mine(form_id, by)
    row = db.session.get(FormLine, line_id)
    if row is None or row.profile_id != form.id:
        return
    db.session.delete(row)
    db.session.flush()
    _note("drop_form_line", form, by, at, ("label",))


def _write(row: FormLine, facts: LineFacts) -> None:
    row.label = tidy("label", facts.label, 200, is_needed=True)
    row.indicator, row.split = _figure(facts)
    row.span, row.starts_on, row.ends_on = _days(facts)
    row.site_id, row.city = _where(facts)
    row.partner = _partner(facts)
    row.sheet = " ".join(facts.sheet.split())[:31]
    row.cell = facts.cell.strip().upper().replace("$", "")
    if row.cell and not is_cell(row.cell):
        raise RuleBroken("cell", N_("This is no cell."), N_("Write its column and row, such as C12."))


def _figure(facts: LineFacts) -> tuple[str, str]:
    if facts.indicator and facts.indicator not in EVERY:
        raise RuleBroken("figure", N_("Choose what is counted."))
    if facts.split and facts.split not in splits_of(facts.indicator):
        raise RuleBroken("figure", N_("Choose what is counted."))
    return facts.indicator, facts.split


def _days(facts: LineFacts) -> tuple[str, date | None, date | None]:
    if facts.span not in SPANS:
        raise RuleBroken("span", N_("Choose which days it counts."))
    if facts.span != "own":
        return facts.span, None, None
    start, end = facts.starts_on, facts.ends_on
    if start is None or end is None:
        raise RuleBroken("starts_on", N_("Choose a first and a last day."))
    if not EARLIEST <= start <= end <= LATEST:
        raise RuleBroken("ends_on", N_("The last day must not be before the first."))
    return facts.span, start, end


def _where(facts: LineFacts) -> tuple[int | None, str]:
    if facts.site_id is not None and facts.site_id not in {site.id for site in all_sites()}:
        raise RuleBroken("where", N_("Choose a site, a city, or all."))
    if facts.city not in CITIES or (facts.city and facts.site_id is not None):
        raise RuleBroken("where", N_("Choose a site, a city, or all."))
    return facts.site_id, facts.city


def _partner(facts: LineFacts) -> str | None:
    if facts.partner and facts.partner != NOT_SAID and facts.partner not in map(str, partners()):
        raise RuleBroken("partner", N_("Choose the partner from the list."))
    return facts.partner or None


def _mine(form_id: int, by: Actor) -> FormProfile:
    require(by, "edit_forms")
    row = form_at(form_id, by.site_id)
    if row is None:
        raise NotFound()
    return row


def _line(form: FormProfile, line_id: int) -> FormLine:
    row = db.session.get(FormLine, line_id)
    if row is None or row.profile_id != form.id:
        raise NotFound()
    return row


def _note(verb: str, row: FormProfile, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(
        verb,
        f"form:{row.id}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
