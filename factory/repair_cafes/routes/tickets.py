"""Tickets as PDF: one on a label or on A4, or all of a café."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.guards import policy
from factory.occasions.queries.occasions import OccasionLine
from factory.repair_cafes.queries import TicketLine, tickets_of
from factory.repair_cafes.routes import blueprint
from factory.repair_cafes.routes.desk import cafe_or_404, ticket_or_404
from factory.repair_cafes.tickets import TicketFace, draw_tickets
from factory.repair_cafes.words import CATEGORIES


@blueprint.get("/occasions/<int:occasion_id>/cafe/tickets/<int:ticket_number>.pdf")
@policy("right:run_cafes")
def print_ticket(occasion_id: int, ticket_number: int) -> Response:
    """One ticket, on a label unless `?paper=a4`."""
    cafe = cafe_or_404(occasion_id)
    line = ticket_or_404(occasion_id, ticket_number)
    return _sent(cafe, [line], on_labels=request.args.get("paper") != "a4")


@blueprint.get("/occasions/<int:occasion_id>/cafe/tickets.pdf")
@policy("right:run_cafes")
def print_tickets(occasion_id: int) -> Response:
    """All tickets of a café, twelve a page of A4, or one a label with `?paper=label`."""
    cafe = cafe_or_404(occasion_id)
    lines = [line for line in tickets_of(cafe.id) if not line.is_out]
    return _sent(cafe, lines, on_labels=request.args.get("paper") == "label")


def _sent(cafe: OccasionLine, lines: Sequence[TicketLine], *, on_labels: bool) -> Response:
    day = format_date(cafe.day, "d MMMM y")
    faces = [
        TicketFace(line.number, cafe.title, day, line.what or _(CATEGORIES[line.category])) for line in lines
    ]
    body = draw_tickets(
        faces,
        title=_("Tickets of %(cafe)s", cafe=cafe.title),
        language=str(get_locale() or "en"),
        on_labels=on_labels and bool(faces),
    )
    headers = {
        "Content-Disposition": f'inline; filename="tickets-{cafe.id}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(body, content_type="application/pdf", headers=headers)
