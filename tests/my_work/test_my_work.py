"""What I made: one's own pieces, approved photos, hours and pairs, printed in two languages; others' looks noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pypdfium2

from core.clock import now, today
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Permit, Person
from core.people_roles import give_permit
from factory.my_work.queries import work_of
from factory.my_work.wording import day_said, parts_of
from factory.skills.services import add_meeting
from tests.front_desk.doors import pair, show_card, sign_in
from tests.inventory.conftest import Desk
from tests.pages import PageClient
from training.drawing.skills import record_rows
from training.services.skills import make_record


def worked(desk: Desk, who: str, *beside: str) -> str:
    """A piece in work by somebody, with others beside."""
    code, cast = desk.scene.bring("checked"), desk.scene.cast
    desk.scene.take(
        code, "moved", {"to": "in_work", "step": "repair"}, who, at=now() - timedelta(hours=1),
        with_ids=tuple(cast.people[name] for name in beside),
    )  # fmt: skip
    return code


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_piece_is_the_work_of_who_scanned_it_and_of_who_stood_beside(desk: Desk) -> None:
    code, cast = worked(desk, "dev", "amina"), desk.scene.cast
    desk.scene.bring("received")
    for name, expected in (("dev", [code]), ("amina", [code]), ("tomasz", [])):
        record = work_of(cast.people[name], at=now())
        assert [piece.code for piece in record.pieces] == expected
        assert not expected or record.pieces[0].steps == ["repair"]


def test_only_photos_that_were_approved_for_display_are_shown(desk: Desk) -> None:
    code, cast = worked(desk, "dev"), desk.scene.cast
    with transaction():
        fast().run("UPDATE photo SET sha256 = 'aa' WHERE kind = 'before'")
    assert work_of(cast.people["dev"], at=now()).pieces[0].before == ""
    with transaction():
        fast().run("UPDATE photo SET approved_at = ? WHERE kind = 'before'", (now(),))
    assert work_of(cast.people["dev"], at=now()).pieces[0].before != "" and code


def test_my_work_is_printed_in_my_language_and_in_english(
    desk: Desk, paired: Callable[..., int], page_client: PageClient
) -> None:
    cast = desk.scene.cast
    worked(desk, "amina")
    number = paired("dev", "amina", today(), topic="upholstery")
    with transaction():
        add_meeting(
            by=cast.actor("ruth"), pair_id=number, day=today(), minutes=90, at=now(), token=new_client_id()
        )
        db.session.add(
            Permit(
                person_id=cast.people["amina"], kind="machine:laser_cutter", source="training", starts_on=today(),
                ends_on=today() + timedelta(days=300), confirmed_at=now(),
            )
        )  # fmt: skip
    pair(page_client.client, cast)
    show_card(page_client.client, cast, "amina")
    page = page_client.get("/me/work")
    assert "أمينة" not in page.heading and "Dev" in page.text
    words = set(text_of(page_client.client.get("/me/work.pdf").get_data()).split())
    assert {"Amina", "Upholstery", "Laser", "Dining", "chair", "Dev"} <= {word.strip(":,.") for word in words}
    assert any("؀" <= letter <= "ۿ" or "ﭐ" <= letter <= "﻿" for word in words for letter in word)


def hold(
    person_id: int, kind: str, source: str = "training", *, is_confirmed: bool = True, days: int = 300
) -> None:
    """A permit that somebody holds until so many days from now."""
    with transaction():
        db.session.add(
            Permit(
                person_id=person_id, kind=kind, source=source, starts_on=today() - timedelta(days=400),
                ends_on=today() + timedelta(days=days), confirmed_at=now() if is_confirmed else None,
            )
        )  # fmt: skip


def test_permits_of_every_kind_are_listed_with_their_end_and_what_they_stand_on(
    desk: Desk, page_client: PageClient
) -> None:
    cast = desk.scene.cast
    amina = cast.people["amina"]
    for kind, source in (
        ("machine:laser_cutter", "training"),
        ("check:electrical", "document"),
        ("enter:homes", "document"),
        ("drive:van", "document"),
        ("lead:work_days", "training"),
        ("words:ar", "training"),
    ):
        hold(amina, kind, source)
    hold(amina, "check:pops", is_confirmed=False)
    hold(amina, "check:fire_label", days=-1)
    record = work_of(amina, at=now())
    with desk.browser.client.application.test_request_context():
        parts = {part.heading: part.lines for part in parts_of(record)}
    until = f"until {day_said(today() + timedelta(days=300))}"
    assert {heading: [(line.words, line.more) for line in lines] for heading, lines in parts.items()} == {
        "Machines I may use": [("Laser cutter", f"{until}, from training here")],
        "What I may check": [("Electrical tests", f"{until}, from a document that was seen")],
        "Where I may go in": [("Entering homes", f"{until}, from a document that was seen")],
        "What I may drive": [("Driving the van", f"{until}, from a document that was seen")],
        "What I may lead": [("Leading work days", f"{until}, from training here")],
        "Texts that I may approve": [("Words: العربية", f"{until}, from training here")],
    }, "neither one that nobody confirmed nor one that has ended"
    pair(page_client.client, cast)
    show_card(page_client.client, cast, "amina")
    words = set(text_of(page_client.client.get("/me/work.pdf").get_data()).split())
    assert {"Driving", "document", "Leading", "Electrical"} <= words, "English below the Arabic"


def test_the_paper_that_proves_itself_says_what_each_permit_stands_on(
    desk: Desk, page_client: PageClient
) -> None:
    cast = desk.scene.cast
    hold(cast.people["dev"], "drive:van", "document")
    with transaction():
        row = make_record(by=cast.actor("dev"), secret="x" * 40, at=now(), token=new_client_id())
    held = [(one["kind"], one["source"]) for one in row.snapshot["permits"]]
    assert held == [("check:electrical", "training"), ("drive:van", "document")]
    rows = dict(record_rows(row.snapshot, str, str))["Permits"]
    assert [line.more.rpartition(", ")[2] for line in rows] == [
        "from training here",
        "from a document that was seen",
    ]
    old = {**row.snapshot, "permits": [{key: value for key, value in one.items() if key != "source"}
                                       for one in row.snapshot["permits"]]}  # fmt: skip
    assert all("from" not in line.more for line in dict(record_rows(old, str, str))["Permits"])


def test_a_permit_to_drive_or_to_lead_takes_two_people(desk: Desk) -> None:
    cast, day = desk.scene.cast, today()
    for kind in ("drive:van", "lead:work_days"):
        with transaction():
            row = give_permit(
                by=cast.actor("ruth"), person_id=cast.people["dev"], kind=kind, source="document", at=now(),
                starts_on=day, ends_on=day + timedelta(days=30), is_induction=True,
            )  # fmt: skip
        assert row.confirmed_at is None
    assert not any(
        held.kind in ("drive:van", "lead:work_days") for held in work_of(cast.people["dev"], at=now()).permits
    )


def test_a_trainer_prints_it_with_the_person_and_the_look_is_noted(desk: Desk) -> None:
    cast = desk.scene.cast
    worked(desk, "amina")
    sign_in(desk.browser, "mary")
    at = f"/people/{cast.numbers['amina']}/work"
    assert desk.get(at).heading == "What Amina made"
    assert desk.browser.client.get(f"{at}.pdf").get_data()[:5] == b"%PDF-"
    db.session.rollback()
    row = fast().row(
        "SELECT COUNT(*) FROM look_log WHERE subject = ? AND by_id = ?",
        (f"person:{cast.numbers['amina']}", cast.people["mary"]),
    )
    assert row is not None and row[0] == 2


def test_nobody_opens_the_work_of_others_or_of_another_site(desk: Desk) -> None:
    cast = desk.scene.cast
    assert desk.browser.client.get(f"/people/{cast.numbers['grace']}/work").status_code == 404
    assert desk.browser.client.get(f"/people/{cast.numbers['grace']}/work.pdf").status_code == 404
    sign_in(desk.browser, "farah")
    assert desk.browser.client.get(f"/people/{cast.numbers['amina']}/work").status_code == 403
    assert db.session.get_one(Person, cast.people["amina"])
