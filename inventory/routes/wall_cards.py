"""Wall cards as PDF: work steps, stages, answers and undo, places. Whatever draws is loaded when somebody asks."""

from __future__ import annotations

from flask import Response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from core.guards import current_actor, policy
from inventory.queries.desk_lists import place_choices
from inventory.routes import blueprint
from inventory.routes.labels import pdf, public_host


@blueprint.get("/wall-cards")
@policy("right:print_labels")
def list_wall_cards() -> str:
    """Which cards can be printed."""
    from inventory.services.wall_cards import KINDS

    places = place_choices(current_actor().site_id)
    return render_template("inventory/list_wall_cards.html", kinds=KINDS, places=places, host=public_host())


@blueprint.get("/wall-cards.pdf")
@policy("right:print_labels")
def print_wall_cards() -> Response:
    """The cards of one kind (`?kind=steps`), two to a page; `?place=CODE` prints one place's alone."""
    from inventory.drawing.wall_cards import draw_wall_cards
    from inventory.services.wall_cards import wall_cards

    kind, place = request.args.get("kind", "steps"), request.args.get("place", "")
    cards = wall_cards(kind, site_id=current_actor().site_id, host=public_host(), translate=_)
    if place:
        cards = [card for card in cards if card.payload.endswith(f"/L/{place.upper()}")] or cards
    return pdf(
        draw_wall_cards(cards, title=_("Wall cards"), language=str(get_locale() or "en")), f"wall-{kind}"
    )
