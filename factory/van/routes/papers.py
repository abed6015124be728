"""The van's papers as PDF: van list and delivery note without an address, the numbered sheet of a round with them."""

from __future__ import annotations

from flask import Response, current_app
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from core.clock import now
from core.db import transaction
from core.guards import current_actor, policy
from core.sites import site_by_id
from factory.programme.routes.files import sent_file
from factory.van.contacts import Contact
from factory.van.papers import PieceOnPaper, StopOnPaper
from factory.van.queries.deliveries import DeliveryLine, pieces_of
from factory.van.queries.offers import contacts_of
from factory.van.queries.rounds import stops_of
from factory.van.routes import blueprint
from factory.van.routes.deliveries import find_delivery
from factory.van.routes.rounds import find_round
from factory.van.routes.words import item_words, items_words
from factory.van.services.offers import note_look


def _when(day: object) -> str:
    return str(format_date(day, "EEE d MMM y"))


def _pieces(line: DeliveryLine, *, has_places: bool) -> list[PieceOnPaper]:
    return [
        PieceOnPaper(
            piece.code,
            item_words(piece.category) or piece.title,
            " · ".join(part for part in (piece.title, piece.place if has_places else "") if part),
        )
        for piece in pieces_of(line.id)
        if piece.state != "undelivered"
    ]


@blueprint.get("/van/deliveries/<number>/van-list.pdf")
@policy("right:see_van")
def print_van_list(number: str) -> Response:
    """What is loaded, with codes to scan."""
    from factory.van.drawing import draw_van_list

    line, site = find_delivery(number), site_by_id(current_actor().site_id)
    body = draw_van_list(
        _pieces(line, has_places=True),
        number=line.number,
        to=line.to,
        when=_when(line.day),
        driver=line.driver,
        site=site.name,
        host=current_app.config["ECO_SETTINGS"].public_host,
        language=str(get_locale() or "en"),
        translate=_,
    )
    return sent_file(body, f"van-list-{line.number}", "pdf", inline=True)


@blueprint.get("/van/deliveries/<number>/note.pdf")
@policy("right:see_van")
def print_delivery_note(number: str) -> Response:
    """What is brought, for whoever receives it."""
    from factory.van.drawing import draw_delivery_note

    line, site = find_delivery(number), site_by_id(current_actor().site_id)
    body = draw_delivery_note(
        _pieces(line, has_places=False),
        number=line.number,
        to=line.to,
        when=_when(line.day),
        site=site.name,
        phone=site.phone,
        host=current_app.config["ECO_SETTINGS"].public_host,
        language=str(get_locale() or "en"),
        translate=_,
    )
    return sent_file(body, f"delivery-note-{line.number}", "pdf", inline=True)


@blueprint.get("/van/rounds/<number>/sheet.pdf")
@policy("right:drive_van")
def print_round_sheet(number: str) -> Response:
    """The stops with who offers and where: noted as a look, and it comes back to the desk."""
    from factory.van.drawing import draw_round_sheet

    line, actor = find_round(number), current_actor()
    stops = stops_of(line.id)
    contacts = contacts_of([stop.offer_id for stop in stops])
    with transaction():
        note_look(by=actor, subject=f"round:{line.number}", page="van.print_round_sheet", at=now())
    nobody = Contact()
    told = [(stop, contacts.get(stop.offer_id, nobody)) for stop in stops]
    body = draw_round_sheet(
        [
            StopOnPaper(
                stop.offer,
                stop.outcode,
                items_words(stop.items),
                " · ".join(part for part in (who.name, who.phone) if part),
                who.collect_from,
            )
            for stop, who in told
        ],
        number=line.number,
        when=_when(line.day),
        van=line.van,
        driver=line.driver,
        site=site_by_id(actor.site_id).name,
        language=str(get_locale() or "en"),
        translate=_,
    )
    return sent_file(body, f"round-{line.number}", "pdf", inline=True)
