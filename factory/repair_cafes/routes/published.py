"""What is published of repairs: the share that was mended, records by the open standard, sums of the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from core.clock import today
from core.guards import current_actor, policy
from core.listings import sent_table
from factory.repair_cafes.publishing import FIELDS, SUMMARY_FIELDS, open_repair_rows, unpowered_rows
from factory.repair_cafes.queries import a_year_to, shares_between, shares_of
from factory.repair_cafes.routes import blueprint
from factory.repair_cafes.words import OUTCOMES


def _days() -> tuple[date, date]:
    """The days that the address asks for; the last year where it asks for nothing that is a day."""
    last = _day("last", today())
    return _day("first", a_year_to(last)), last


def _day(name: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
    return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else otherwise


@blueprint.get("/occasions/repairs")
@policy("right:see_occasions")
def show_repairs() -> str:
    """The share that was mended, of things with power and without, and the files that are published."""
    first, last = _days()
    site_id = current_actor().site_id
    return render_template(
        "repair_cafes/show_repairs.html",
        first=first,
        last=last,
        powered=shares_between(site_id, first, last, is_powered=True),
        without=shares_between(site_id, first, last, is_powered=False),
        outcomes=OUTCOMES,
    )


@blueprint.get("/occasions/repairs/powered.<kind>")
@policy("right:edit_occasions")
def export_repairs(kind: str) -> Response:
    """Repairs of powered things as Open Repair Data Standard v0.3, between the days asked for."""
    first, last = _days()
    rows = open_repair_rows(current_actor().site_id, first, last)
    return sent_table(kind, "OpenRepairData_v0.3_EcoWorks", _("Repairs"), FIELDS, rows)


@blueprint.get("/occasions/repairs/unpowered.<kind>")
@policy("right:edit_occasions")
def export_unpowered(kind: str) -> Response:
    """Sums of repairs of things without power, as the standard's alliance publishes them."""
    first, last = _days()
    rows = unpowered_rows(current_actor().site_id, first, last)
    return sent_table(kind, "OpenRepairData_v0.3_EcoWorks_unpowered", _("Repairs"), SUMMARY_FIELDS, rows)


@blueprint.app_template_global("done_at_cafe")
def done_at_cafe(occasion_id: int) -> dict[str, Any]:
    """What the things that came to a café came to."""
    return {"shares": shares_of(occasion_id), "outcomes": OUTCOMES}
