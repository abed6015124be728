"""Turns the names that an event carries (place codes, references) into rows, each checked for its site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.db import fast
from core.errors import N_, RuleBroken
from core.ids import new_client_id
from core.recipients import household_by_reference
from core.understandings import interpreter_by_card


def resolve_links(
    kind: str, data: dict[str, Any], *, site_id: int, by_id: int | None, at: datetime, token: str
) -> dict[str, Any]:
    """`data` with ids instead of codes. Raises RuleBroken for a place or recipient that is not this site's."""
    if "place" in data:
        data = {**data, "place": _place(data["place"], site_id)}
    if data.get("donation"):
        data = {**data, "donation": _donation(int(data["donation"]), site_id)}
    if data.get("shown"):
        data = {**data, "shown": _shown(data["shown"], site_id)}
    if kind == "released":
        data = _recipient(data, site_id=site_id, by_id=by_id, at=at)
    return data


def _shown(shown: dict[str, Any], site_id: int) -> dict[str, Any]:
    """The note of the words with the interpreter's id instead of their card's key; an unknown one is left out."""
    named = str(shown.get("interpreter", ""))
    if named in ("", "nobody"):
        return shown
    found = interpreter_by_card(named, site_id)
    rest = {name: value for name, value in shown.items() if name != "interpreter"}
    return {**rest, "interpreter": found} if found is not None else rest


def _place(named: int | str, site_id: int) -> int:
    if named in (0, ""):
        return 0
    column = "code" if isinstance(named, str) else "id"
    row = fast().row(
        f"SELECT id FROM place WHERE {column} = ? AND site_id = ? AND is_active", (named, site_id)
    )
    if row is None:
        raise RuleBroken(
            "place", N_("There is no such place at this site."), N_("Choose a place from the list.")
        )
    return int(row[0])


def _donation(donation_id: int, site_id: int) -> int:
    if fast().row("SELECT 1 FROM donation WHERE id = ? AND site_id = ?", (donation_id, site_id)) is None:
        raise RuleBroken(
            "donation", N_("There is no such donation at this site."), N_("Choose it from the list.")
        )
    return donation_id


def _recipient(data: dict[str, Any], *, site_id: int, by_id: int | None, at: datetime) -> dict[str, Any]:
    destination = data.get("destination", "")
    kept: dict[str, Any] = {
        name: data[name] for name in ("destination", "terms", "price_pence") if name in data
    }
    if destination == "organisation":
        kept["organisation_id"] = _found(
            "organisation",
            "SELECT id, is_active FROM organisation WHERE (id = ? OR token = ?)",
            (data.get("organisation_id") or 0, data.get("organisation") or ""),
        )
    elif destination == "makeover":
        kept["makeover_id"] = _found(
            "makeover",
            "SELECT id, is_open FROM makeover WHERE (id = ? OR code = ?) AND site_id = ?",
            (data.get("makeover_id") or 0, data.get("makeover") or "", site_id),
        )
    elif destination == "household":
        household = household_by_reference(
            reference=str(data.get("household") or ""),
            site_id=site_id,
            by_id=by_id,
            at=at,
            token=new_client_id(),
        )
        kept["household_id"] = household.id
    return kept


def _found(field: str, sql: str, values: tuple[object, ...]) -> int:
    row = fast().row(sql, values)
    if row is None:
        raise RuleBroken(field, N_("Choose who receives it."), N_("Choose from the list."))
    if not row[1]:
        raise RuleBroken(
            field,
            N_("Who receives it was archived."),
            N_("Take them into use again, or choose another, and give the piece out."),
        )
    return int(row[0])
