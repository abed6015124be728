"""Run sheets: numbered papers with the address; printed, listed, ticked as returned and destroyed."""

from __future__ import annotations

from flask import Response, current_app, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from core.audit import saw
from core.clock import now
from core.db import transaction
from core.guards import current_actor, policy
from core.ids import new_client_id
from factory.makeovers.queries.days import days_of
from factory.makeovers.queries.story import pieces_of, tasks_of
from factory.makeovers.routes import blueprint, tap, there
from factory.makeovers.run_sheet import draw_run_sheet
from factory.makeovers.services.addresses import open_run_sheet, print_run_sheet, tick_run_sheet


@blueprint.post("/makeovers/<makeover>/sheets")
@policy("right:print_run_sheets")
def make_run_sheet(makeover: str) -> Answer:
    """Number one more paper with the address."""
    row = there(makeover)
    return tap(
        lambda: print_run_sheet(by=current_actor(), makeover_id=row.id, at=now(), token=new_client_id()),
        _("The run sheet has its number. Print it now; tick it when it is back and destroyed."),
        url_for("makeovers.show_makeover", makeover=row.code, _anchor="sheets"),
    )


@blueprint.get("/makeovers/<makeover>/sheets/<int:sheet>")
@policy("right:print_run_sheets")
def show_run_sheet(makeover: str, sheet: int) -> Response:
    """The paper, as long as it is out. The look is noted; no browser keeps it."""
    row, actor = there(makeover), current_actor()
    with transaction():
        saw(actor.person_id or 0, f"makeover:{row.code}", "makeovers.show_run_sheet", now())
    secrets = current_app.config["ECO_SETTINGS"].every_secret_key
    where = open_run_sheet(by=actor, makeover_id=row.id, number=sheet, secrets=secrets)
    body = draw_run_sheet(
        row, sheet, where, days_of(row.id), pieces_of(row.id), tasks_of(row.id), str(get_locale())
    )
    headers = {
        "Content-Disposition": f'inline; filename="run-sheet-{sheet}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(body, content_type="application/pdf", headers=headers)


@blueprint.post("/makeovers/<makeover>/sheets/<int:sheet>/tick")
@policy("right:print_run_sheets")
def tick_one_sheet(makeover: str, sheet: int) -> Answer:
    """The paper came back and was destroyed."""
    row = there(makeover)
    return tap(
        lambda: tick_run_sheet(by=current_actor(), makeover_id=row.id, number=sheet, at=now()),
        _("Ticked: returned and destroyed."),
        url_for("makeovers.show_makeover", makeover=row.code, _anchor="sheets"),
    )
