"""A published year replayed through the services: each figure stays what was published, in every output."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from core.access import Actor
from core.clock import local_day, now
from core.config import demo_settings
from core.db import db, fast, is_sqlite, transaction
from factory.app import create_app
from factory.backups.making import make_backup
from factory.backups.restoring import restore_backup
from factory.privacy.services.erasing import erase_person
from factory.programme.queries.periods import adjustments
from factory.programme.services.periods import close_month, list_late_truths
from tests.cast import make_cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.works.published.college import make_catalogue, make_people, teach
from tests.works.published.makeovers import make_over
from tests.works.published.neighbours import help_firms, hold_occasions, make_artefacts
from tests.works.published.pieces import bring_late, give_pieces, make_organisations
from tests.works.published.scene import BEGAN, SPAN, Scene, token
from tests.works.published.told import OUTPUTS, parts_told, told_by_all

PUBLISHED = {
    "pieces_upcycled": 1000,
    "pieces_given_out": 1000,
    "organisations_given": 30,
    "courses_run": 119 + 31,
    "enrolments": 245,
    "qualifications_awarded": 112,
    "people_taking_part": 245,
    "heads_without_names": 1751 - 245,
    "occasions": 30,
    "organisations_helped": 44,
    "artefacts": 6000,
    "makeovers": 100,
}
"""FabLab and factory of Coventry, 2019/20; the individuals and families engaged are people by name and heads."""
PARTS = {
    ("courses_run", "workshop"): 119,
    ("courses_run", "accredited"): 31,
    ("makeovers", "home"): 75,
    ("makeovers", "community"): 25,
    ("organisations_helped", "firm"): 44,
    ("artefacts", "ppe"): 6000,
    ("pieces_given_out", "organisation"): 1000,
}
"""What was published apart: figures by indicator and split."""


def make_published_year() -> Scene:
    """The whole year. Needs the app's context."""
    scene = Scene(make_cast(at=BEGAN))
    make_organisations(scene)
    give_pieces(scene)
    make_people(scene, 245)
    teach(scene, make_catalogue(scene))
    hold_occasions(scene)
    help_firms(scene)
    make_artefacts(scene)
    make_over(scene)
    return scene


def close_the_year(scene: Scene) -> None:
    """Every month of the year, one after the other, in the first days of the next spring."""
    at = datetime(2020, 4, 6, 9, tzinfo=UTC)
    for month in SPAN.months():
        with transaction():
            close_month(month=month, site_ids=(scene.site,), by=office(scene, at), at=at, token=token())


def office(scene: Scene, at: datetime) -> Actor:
    """Ruth, who answers for Coventry."""
    return scene.actor("ruth", at)


def erase(scene: Scene, count: int) -> None:
    """So many learners, and Mary of the staff, are erased by Ann."""
    for person_id in [*(one for one, _ in scene.people[: count - 1]), scene.cast.people["mary"]]:
        with transaction():
            erase_person(
                by=replace(scene.cast.actor("ann"), site_id=scene.site), person_id=person_id, at=now()
            )


def restored(app: Flask, folder: Path) -> Flask:
    """The house of another computer, with a backup of this one put in its place."""
    with app.app_context():
        backup = make_backup(app, folder, at=now())
        db.session.remove()
    settings = demo_settings(folder / "elsewhere")
    restore_backup(backup, settings, at=now())
    return create_app(settings)


def test_a_year_stays_as_it_was_published(app: Flask, page_client: PageClient, tmp_path: Path) -> None:
    """Before and after closing, late adjustments, the erasure of fifty people, and a restored backup."""
    with app.app_context():
        scene = make_published_year()
    sign_in(page_client, "ann")
    assert told_by_all(page_client, PUBLISHED) == {}
    assert parts_told(page_client, PARTS) == PARTS
    wrong = {slug: figure + 1 for slug, figure in PUBLISHED.items()}
    assert {name: set(told) for name, told in told_by_all(page_client, wrong).items()} == dict.fromkeys(
        OUTPUTS, set(wrong)
    ), "control: one more of anything is missed by every output"
    with app.app_context():
        close_the_year(scene)
    assert told_by_all(page_client, PUBLISHED) == {}, "closed"
    with app.app_context():
        bring_late(scene, 3)
        with transaction():
            assert list_late_truths(at=now()) > 0
        late = [one for one in adjustments() if one.key.indicator == "pieces_upcycled"]
        assert sum(one.amount for one in late) == 3 and {one.found_on for one in late} == {local_day(now())}
        db.session.remove()
    assert told_by_all(page_client, PUBLISHED) == {}, "late truths are counted when they are found"
    with app.app_context():
        erase(scene, 50)
        assert fast().row("SELECT 1 FROM person_name WHERE called = 'P0000'") is None
        db.session.remove()
    assert told_by_all(page_client, PUBLISHED) == {}, "fifty people are erased"
    with_late = {**PARTS, ("pieces_given_out", "organisation"): 1000 + 3}
    assert parts_told(page_client, PARTS) == with_late, "rows hold what came late, beside a note that says so"
    if is_sqlite_app(app):
        again = PageClient(restored(app, tmp_path))
        sign_in(again, "ann")
        assert told_by_all(again, PUBLISHED) == {}, "restored"


def is_sqlite_app(app: Flask) -> bool:
    """True where the app's database is a file, which a backup is restored to elsewhere without another server."""
    with app.app_context():
        return is_sqlite()
