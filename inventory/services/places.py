"""Places of a site: added, renamed, retired; each with a code for its wall card."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.ids import new_public_code
from core.sites import PLACE_KINDS, Place, Site
from inventory.stages import STEPS

LONGEST_NAME = 40

LONGEST_CODE = 16
"""Letters of a place's code behind its site's: what a wall card prints on one line."""


def add_place(*, by: Actor, name: str, kind: str, step: str, at: datetime) -> Place:
    """Add a place at the person's site. Raises RuleBroken for a name that is taken, or a kind or step not known."""
    require(by, "edit_places")
    name = _checked_name(by.site_id, name)
    _check_kind(kind, step)
    row = Place(
        site_id=by.site_id, code=_free_code(by.site_id, name), name=name, kind=kind, step=step or None
    )
    db.session.add(row)
    db.session.flush()
    _note("add_place", row, by, at, ("name", "kind", "step"))
    return row


def change_place(*, by: Actor, code: str, name: str, kind: str, step: str, at: datetime) -> Place:
    """Rename a place or say what it is for; its code and wall card stay as they are."""
    require(by, "edit_places")
    row = _own_place(by, code)
    name = _checked_name(by.site_id, name, but=row.id)
    _check_kind(kind, step)
    row.name, row.kind, row.step = name, kind, step or None
    db.session.flush()
    _note("change_place", row, by, at, ("name", "kind", "step"))
    return row


def retire_place(*, by: Actor, code: str, at: datetime) -> Place:
    """Take a place out of use. Raises RuleBroken while pieces stand there."""
    require(by, "edit_places")
    row = _own_place(by, code)
    held = fast().row("SELECT COUNT(*) FROM piece WHERE place_id = ?", (row.id,))
    if held and held[0]:
        raise RuleBroken(
            "",
            N_("%(count)s pieces still stand there."),
            N_("Move them to another place first."),
            count=held[0],
        )
    row.is_active = False
    db.session.flush()
    _note("retire_place", row, by, at, ("is_active",))
    return row


def _own_place(by: Actor, code: str) -> Place:
    row = db.session.scalar(select(Place).where(Place.code == code.upper(), Place.site_id == by.site_id))
    if row is None or not row.is_active:
        raise NotFound()
    return row


def _checked_name(site_id: int, name: str, but: int = 0) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise RuleBroken(
            "name",
            N_("A place needs a name of at most %(most)s letters."),
            N_("Write it as people say it."),
            most=LONGEST_NAME,
        )
    known = fast().row(
        "SELECT is_active FROM place WHERE site_id = ? AND name = ? AND id <> ?", (site_id, name, but)
    )
    if known is not None:
        raise RuleBroken("name", N_("This site has a place of that name."), N_("Choose another name."))
    return name


def _check_kind(kind: str, step: str) -> None:
    if kind not in PLACE_KINDS:
        raise RuleBroken("kind", N_("Choose what kind of place it is."))
    if step and step not in STEPS:
        raise RuleBroken("step", N_("This work step is not known here."), N_("Choose one of the list."))


def _free_code(site_id: int, name: str) -> str:
    """A code that no place has: the site's first letters and the name's, else random letters."""
    site = db.session.get(Site, site_id)
    head = "".join(letter for letter in (site.slug if site else "") if letter.isalnum())[:3].upper() or "P"
    plain = _short(name)
    code = f"{head}-{plain}" if plain else f"{head}-{new_public_code()[:5]}"
    while fast().row("SELECT 1 FROM place WHERE code = ?", (code,)) is not None:
        code = f"{head}-{new_public_code()[:5]}"
    return code


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _short(name: str) -> str:
    """The words of a name in capitals, as many as fit; only a first word that is too long is cut."""
    words = ["".join(filter(_is_plain, word)) for word in name.upper().split()]
    short = ""
    for word in words:
        if short and len(short) + len(word) > LONGEST_CODE:
            break
        short += word
    return short[:LONGEST_CODE]


def _note(verb: str, row: Place, by: Actor, at: datetime, fields: tuple[str, ...]) -> None:
    write_audit_line(verb, f"place:{row.code}", site_id=row.site_id, at=at, by_id=by.person_id, fields=fields)
