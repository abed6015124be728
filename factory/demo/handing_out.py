"""What the demo hands out: how to sign in, labels and cards to scan from the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from core.clock import now
from core.config import Settings
from core.db import fast, transaction
from core.devices import make_pairing_code
from core.sites import site_by_slug
from factory.demo.cast import PASSWORDS, PEOPLE, PINS, PersonPlan
from factory.demo.making import cards_of
from factory.demo.pictures import ART

STATIONERY = "L7160"
PER_STAGE = 2
BLANKS = 5
HERE = "coventry"
BY_KEY = {person.key: person for person in PEOPLE}


def sign_in_lines(app: Flask, address: str = "http://localhost:8000") -> list[str]:
    """How to get in: accounts, a tablet's pairing code (new each time), a card and PINs."""
    settings: Settings = app.config["ECO_SETTINGS"]
    with app.app_context():
        code, papers = _pairing_code(), _paper_lines(address)
        numbers = dict(
            fast().rows("SELECT n.called, p.number FROM person p JOIN person_name n ON n.person_id = p.id")
        )
    return [
        "",
        f"  EcoWorks, the demo: {address}",
        "",
        "  At a desk: name and password",
        *(f"    {key:<10} {PASSWORDS[key]:<31} {_office(BY_KEY[key])}" for key in PASSWORDS),
        "",
        "  On a tablet: pair this browser, then show a card, or give number and PIN",
        f"    pair       {address}/pair   code {code[:4]} {code[4:]}   (10 minutes; another: eco device pair --demo)",
        *(_pin_line(BY_KEY[key], numbers, PINS[key]) for key in PINS),
        f"    card       {cards_of(settings).get('amina', '')}   (Amina's; all on paper: eco demo --cards cards.pdf)",
        "",
        *papers,
        "  Labels to scan from the screen: eco demo --labels labels.pdf",
        "  The camera works here because this is localhost; anywhere else a browser wants HTTPS: docs/install.md.",
        "",
    ]


def _pairing_code() -> str:
    with transaction():
        site = site_by_slug(HERE)
        assert site is not None
        return make_pairing_code(site_id=site.id, name="This browser", by_id=None, at=now())


def _paper_lines(address: str) -> list[str]:
    """Certificates to check, one in each state; none where there is no college."""
    rows = fast().rows(
        "SELECT state, code FROM certificate WHERE id IN (SELECT MIN(id) FROM certificate GROUP BY state) ORDER BY id"
    )
    if not rows:
        return []
    return ["  Certificates to check", *(f"    {state:<10} {address}/V/{code}" for state, code in rows), ""]


def _pin_line(person: PersonPlan, numbers: dict[str, str], pin: str) -> str:
    return f"    {person.called:<10} number {numbers[person.called]}, PIN {pin:<16} {_office(person)}"


def _office(person: PersonPlan) -> str:
    where = person.site.capitalize() if person.site else "all sites"
    return f"{', '.join(person.roles)}, {where}"


def write_labels(app: Flask, path: Path) -> Path:
    """Write a sheet of labels of pieces in every stage and of blank ones, to scan from the screen or to print."""
    from inventory.drawing.label_sheets import LabelFace, draw_label_sheets
    from inventory.stationery import stationery_by_name

    settings: Settings = app.config["ECO_SETTINGS"]
    with app.app_context():
        codes = [*_codes_by_stage(), *_blank_codes()]
    faces = [LabelFace(code, "Coventry") for code in codes]
    pdf = draw_label_sheets(
        faces,
        stationery=stationery_by_name(STATIONERY),
        host=settings.public_host,
        batch_number=1,
        title="Labels of the demo",
        has_outlines=True,
    )
    path.write_bytes(pdf)
    return path


def _codes_by_stage() -> list[str]:
    """A few pieces of each stage at one site, the newest first."""
    rows = fast().rows(
        "SELECT code FROM (SELECT p.code, p.stage, "
        "ROW_NUMBER() OVER (PARTITION BY p.stage ORDER BY p.since DESC) AS place FROM piece p "
        " JOIN site s ON s.id = p.site_id WHERE s.slug = ?) ranked WHERE place <= ? ORDER BY stage, place",
        (HERE, PER_STAGE),
    )
    return [row[0] for row in rows]


def _blank_codes() -> list[str]:
    rows = fast().rows(
        "SELECT l.code FROM label l JOIN site s ON s.id = l.site_id WHERE s.slug = ? AND l.state = 'printed' "
        "ORDER BY l.batch_id DESC, l.position LIMIT ?",
        (HERE, BLANKS),
    )
    return [row[0] for row in rows]


def write_cards(app: Flask, path: Path) -> Path:
    """Write the cards of everybody in the demo as a PDF."""
    from inventory.drawing.person_cards import PersonCard, draw_person_cards

    settings: Settings = app.config["ECO_SETTINGS"]
    with app.app_context():
        rows = fast().rows("SELECT n.called, p.number FROM person p JOIN person_name n ON n.person_id = p.id")
    numbers = dict(rows)
    cards = [
        PersonCard(
            token=token.removeprefix("ECO:"),
            number=numbers[BY_KEY[key].called],
            avatar=(ART / f"person-{BY_KEY[key].avatar}.svg").read_text(encoding="utf-8"),
            name=BY_KEY[key].called,
        )
        for key, token in cards_of(settings).items()
    ]
    path.write_bytes(draw_person_cards(cards, site_name="EcoWorks demo", title="Cards of the demo"))
    return path


def newest_piece(settings: Settings, stage: str, categories: Sequence[str]) -> str:
    """The code of the newest piece at the first site in a stage, of the first of `categories` that is there."""
    from factory.app import create_app

    with create_app(settings).app_context():
        for kind in categories:
            row = fast().row(
                "SELECT p.code FROM piece p JOIN site s ON s.id = p.site_id "
                "WHERE s.slug = ? AND p.stage = ? AND p.category = ? ORDER BY p.since DESC LIMIT 1",
                (HERE, stage, kind),
            )
            if row is not None:
                return str(row[0])
    raise LookupError(f"no piece is {stage}")
