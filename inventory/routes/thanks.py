"""The letter that thanks a donor, drawn when somebody asks for it, in the language that the donor reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import force_locale, format_date, get_locale, gettext, ngettext

from core.clock import now, today
from core.db import transaction
from core.errors import N_, NotFound
from core.guards import current_actor, policy
from core.isolating import held_together
from core.people import LANGUAGES
from core.sites import Site, site_by_id
from inventory.queries.donors import DonationLine, donation_by_number, donor_by_number, pieces_of_donation
from inventory.queries.pieces import PieceRow
from inventory.routes import blueprint
from inventory.routes.labels import pdf, public_host
from inventory.routes.words import piece_name
from inventory.services.donors import note_look

if TYPE_CHECKING:
    from inventory.drawing.thanks_letter import ThanksLetter

BECAME = {
    "given": N_("Given out: somebody uses it now."),
    "here": N_("Still with us, on its way to a new home."),
    "parts": N_("Taken apart: its parts and its material go on."),
    "gone": N_("It could not be saved."),
    "returned": N_("You have it back."),
}
"""What became of a piece, as its donor may read it: never who received it, nor where it stands."""
_ENDED = {
    "released": "given",
    "dismantled": "parts",
    "recycled": "parts",
    "waste": "gone",
    "waste_pops": "gone",
    "lost": "gone",
    "returned": "returned",
}


@blueprint.get("/donations/<number>/thanks.pdf")
@policy("right:see_donors")
def print_thanks(number: str) -> Response:
    """The letter of a donation (`?language=ar` in another language than the reader's), noted as a look at the donor."""
    from inventory.drawing.thanks_letter import draw_thanks_letter

    actor = current_actor()
    donation = donation_by_number(number, actor.site_id)
    if donation is None:
        raise NotFound()
    with transaction():
        note_look(by=actor, number=donation.donor_number, page="inventory.print_thanks", at=now())
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else str(get_locale() or "en")
    with force_locale(language):
        letter = _letter(donation, site_by_id(actor.site_id))
        body = draw_thanks_letter(letter, title=gettext("Thank you for your furniture"), language=language)
    return pdf(body, f"thanks-{donation.number}")


def became(stage: str) -> str:
    """What became of a piece in that stage, in the reader's language."""
    return gettext(BECAME[_ENDED.get(stage, "here")])


def _letter(donation: DonationLine, site: Site) -> ThanksLetter:
    from inventory.drawing.thanks_letter import PieceInLetter, ThanksLetter

    donor = donor_by_number(donation.donor_number, current_actor().site_id)
    pieces = pieces_of_donation(donation.number)
    return ThanksLetter(
        greeting=gettext("Dear %(name)s,", name=donor.name) if donor and donor.name else gettext("Hello,"),
        place_and_day=gettext(
            "%(place)s, %(day)s", place=site.city or site.name, day=format_date(today(), "d MMMM y")
        ),
        opening=_opening(donation, pieces),
        pieces=[PieceInLetter(piece_name(one), became(one.stage), _story(one)) for one in pieces],
        closing=_closing(pieces, site),
        sender=" · ".join(part for part in ("EcoWorks", site.name, site.phone) if part),
    )


def _opening(donation: DonationLine, pieces: list[PieceRow]) -> list[str]:
    day = format_date(donation.given_on, "d MMMM y")
    if not pieces:
        return [gettext("On %(day)s you gave us furniture. Thank you.", day=day)]
    told = ngettext(
        "On %(day)s you gave us %(num)s piece of furniture. Thank you. This is what has become of it:",
        "On %(day)s you gave us %(num)s pieces of furniture. Thank you. This is what has become of them:",
        len(pieces),
        day=day,
    )
    return [told]


def _closing(pieces: list[PieceRow], site: Site) -> list[str]:
    told = [gettext("Volunteers and trainees learn and work on what you give.")]
    if any(map(_story, pieces)):
        told.append(gettext("Scan a code with a phone: it shows what was done."))
    if site.phone:
        told.append(
            gettext(
                "Would you give something else, or come and see? Call %(phone)s.",
                phone=held_together(site.phone),
            )
        )
    return [*told, gettext("With thanks from everybody at %(site)s", site=site.name)]


def _story(piece: PieceRow) -> str:
    return f"HTTPS://{public_host().upper()}/P/{piece.code}" if piece.stage == "released" else ""
