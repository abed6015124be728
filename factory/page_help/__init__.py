"""Help in place: on every page of the staff and of the tablets, two sentences and the chapter of the paper manual."""

from __future__ import annotations

from factory.page_help.counting import COUNTING
from factory.page_help.learning import LEARNING
from factory.page_help.people import PEOPLE
from factory.page_help.pieces import PIECES
from factory.page_help.shape import Help

EVERY_HELP: tuple[Help, ...] = (*PEOPLE, *PIECES, *LEARNING, *COUNTING)
CHAPTERS = {
    "backup": "Backups",
    "closing": "Closing months",
    "first-day": "The first day",
    "install": "Installing EcoWorks at a site",
    "kiosk": "The kiosk beside a machine",
    "machines": "Machines: what is counted, and how",
    "occasions": "Occasions, repair cafés, artefacts, help",
    "opening": "A coordinator's afternoon: bringing three years of spreadsheets",
    "printers": "Printers and labels",
    "privacy": "Privacy",
    "sharing": "For others: the public page, funders' forms, evidence, the API, webhooks",
    "tablets": "Tablets",
    "training": "Training: the rules and where each is tested",
}
"""The headings of the manual as they are printed. It is in English, so they are not translated: one looks for them."""

_BY_PAGE = {page: one for one in EVERY_HELP for page in one.pages}


def help_on(endpoint: str | None) -> Help | None:
    """The help of a page, or None for what has none: public pages, and answers to what was pressed."""
    return _BY_PAGE.get(endpoint or "")


def chapter_of(one: Help) -> str:
    """The heading under which the paper manual says more."""
    return CHAPTERS[one.chapter]
