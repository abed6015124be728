"""Cards: printed ahead, printed for a person, lost, taken out of use."""

from __future__ import annotations

from pathlib import Path

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as Answer

from core.access import Actor
from core.cards import blank_cards, lose_cards, make_blank_cards, void_card
from core.clock import now
from core.db import transaction
from core.errors import N_
from core.guards import current_actor, policy
from core.helping import person_to_help, print_card_for
from core.people import Person
from factory.admin.forms import PrintBlankCardsForm
from factory.admin.person_page import press
from factory.admin.routes import blueprint
from factory.templating import STATIC, current_site

Page = str | Answer | tuple[str, int]


@blueprint.route("/cards", methods=["GET", "POST"])
@policy("right:edit_people")
def print_blank_cards() -> Page:
    """Blank cards of the site; printing more answers with their PDF, the only place where their secrets are."""
    by, form = current_actor(), PrintBlankCardsForm()
    if request.method != "POST" or not form.validate():
        page = render_template("admin/print_blank_cards.html", form=form, cards=blank_cards(by.site_id))
        return page if request.method != "POST" else (page, 422)
    with transaction():
        cards = make_blank_cards(by=by, count=form.count.data or 1, at=now())
    return _pdf([(card.token, card.number, "", "") for card in cards], "blank-cards")


@blueprint.post("/cards/<number>/void")
@policy("right:edit_people")
def void_blank_card(number: str) -> Answer:
    """A blank card that is spoilt or missing."""
    with transaction():
        void_card(by=current_actor(), number=number, at=now())
    flash(gettext("The card works no more."), "good")
    return redirect(url_for("admin.print_blank_cards"), 303)


@blueprint.post("/people/<number>/cards")
@policy("right:help_people")
def print_person_card(number: str) -> Response:
    """A card for a person, as a PDF."""
    with transaction():
        person, card = print_card_for(by=current_actor(), number=number, at=now())
        called, avatar = person.alias, person.avatar
    return _pdf([(card.token, number, avatar, called)], "card")


@blueprint.post("/people/<number>/cards/lost")
@policy("right:help_people")
def lose_person_cards(number: str) -> str | Answer | tuple[str, int]:
    """A person's cards are lost: dead from now on."""

    def act(by: Actor, person: Person) -> None:
        person_to_help(by=by, number=number, at=now())
        lose_cards(by=by, person_id=person.id, at=now())

    return press(number, act, N_("The cards work no more, and the sign-ins with them have ended."))


def _pdf(cards: list[tuple[str, str, str, str]], name: str) -> Response:
    """The cards as a PDF, drawn outside any transaction."""
    from inventory.drawing.person_cards import PersonCard, draw_person_cards

    here, locale = current_site(), get_locale()
    drawn = draw_person_cards(
        [PersonCard(token, number, _drawing(avatar), called) for token, number, avatar, called in cards],
        site_name=here.name if here else "",
        title=gettext("Cards"),
        language=locale.language if locale else "en",
        translate=lambda text: str(gettext(text)),
    )
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(drawn, content_type="application/pdf", headers=headers)


def _drawing(avatar: str) -> str:
    path: Path = STATIC / "art" / f"person-{avatar}.svg"
    return path.read_text(encoding="utf-8") if avatar and path.is_file() else ""
