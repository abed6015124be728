"""A card shown at a paired tablet: what it sets off in the browser."""

from __future__ import annotations

import flask

from core.cards import card_by_token
from core.clock import now
from core.db import transaction
from core.errors import N_, RuleBroken
from core.guards import current_device
from core.ids import read_card
from core.newcomers import check_home
from core.sign_in_services import sign_in_by_card
from core.throttle import CARD_ON_TABLET, give_back, reserve
from factory.front_desk.entrance import FIRST_CARD, begin, leave

NO_CARD = (N_("This is no card of ours."), N_("Show the square of your card to the scanner."))


def read_shown(text: str) -> str | None:
    """The token of a card that was typed by a scanner, or None."""
    return read_card(text)


def show_card(text: str) -> str:
    """Sign the card's person in ("signed_in"), or remember a blank card for a first hour ("blank")."""
    token, device, at = read_shown(text), current_device(), now()
    if token is None:
        raise RuleBroken("card", *NO_CARD)
    reserved = reserve([(CARD_ON_TABLET, device.public_id)], at=at)
    card = card_by_token(token)
    if card is not None and card.state == "blank":
        with transaction():
            give_back(reserved)
        check_home(card, device.site_id)
        leave()
        flask.session[FIRST_CARD] = card.lookup_key
        return "blank"
    with transaction():
        sign_in_id = sign_in_by_card(token=token, device=device, at=at)
        give_back(reserved)
    begin(sign_in_id)
    return "signed_in"
