"""Picture cards of machines: the sheet beside each, and what a phone shows that has scanned its code."""

from __future__ import annotations

from flask import Response, current_app, g, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from core.clock import now
from core.errors import NotFound
from core.guards import current_actor, policy
from hardware.drawing.machine_cards import (
    DO,
    MAY,
    MAY_NOT,
    NEVER,
    TEST,
    TRY,
    WEAR,
    MachineCard,
    SignRow,
    draw_machine_cards,
)
from hardware.queries.timetable import bookings_between
from hardware.queries.ways import PictureCard, picture_card, picture_cards, way_to_machine
from hardware.routes import blueprint, time_words  # noqa: F401  (its filters)
from hardware.spoken import sign_words
from hardware.vocabulary.signs import drawing_of, drawing_of_kind


@blueprint.get("/machine-cards")
@policy("right:see_machines")
def list_machine_cards() -> str:
    """The cards that can be printed."""
    return render_template("hardware/list_machine_cards.html", cards=picture_cards(current_actor().site_id))


@blueprint.get("/machine-cards.pdf")
@policy("right:see_machines")
def print_machine_cards() -> Response:
    """The cards of all machines of the site, one on a page."""
    return _pdf(picture_cards(current_actor().site_id), "machine-cards")


@blueprint.get("/machine-cards/<code>.pdf")
@policy("right:see_machines")
def print_machine_card(code: str) -> Response:
    """One machine's card."""
    card = picture_card(code)
    if card.site_id != current_actor().site_id:
        raise NotFound()
    return _pdf([card], f"machine-card-{card.code}")


def _pdf(cards: list[PictureCard], name: str) -> Response:
    if not cards:
        raise NotFound()
    host = current_app.config["ECO_SETTINGS"].public_host or "localhost"
    body = draw_machine_cards(
        [_on_paper(card, host) for card in cards], language=str(get_locale() or "en"), translate=_
    )
    told = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(body, content_type="application/pdf", headers=told)


def _on_paper(card: PictureCard, host: str) -> MachineCard:
    return MachineCard(
        payload=f"HTTPS://{host.upper()}/M/{card.code}",
        code=card.code,
        name=card.name,
        kind=card.kind,
        site=card.site,
        picture=drawing_of_kind(card.permit_kind),
        rows=(
            SignRow(WEAR, _signs(card.ppe)),
            SignRow(DO, _signs(card.method)),
            SignRow(MAY, _signs(card.allowed)),
            SignRow(TRY, _signs(card.tested), TEST),
            SignRow(MAY_NOT, _signs(card.forbidden), NEVER, is_struck=True),
        ),
        note=_("Never alone: this machine needs two people.") if card.wants_second_person else "",
    )


def _signs(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((sign_words(word), drawing_of(word)) for word in words)


@blueprint.get("/M/<code>")
@policy("public")
def show_machine_card(code: str) -> str:
    """The card of the machine whose code was scanned; to somebody signed in also whether they may use it."""
    card, actor = picture_card(code), g.get("actor")
    is_here = actor is not None and actor.site_id == card.site_id and actor.may("book_machines")
    coming = bookings_between(card.site_id, now(), now().replace(hour=23, minute=59), code=card.code)
    return render_template(
        "hardware/show_machine_card.html",
        card=card,
        is_here=is_here,
        way=way_to_machine(actor.person_id or 0, card.id, now()) if is_here else None,
        coming=coming[:1],
        now=now(),
    )
