"""What I made: one's own pieces, approved photos, hours and pairs, printed in two languages; others' looks noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pypdfium2

from core.clock import now, today
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Permit, Person
from factory.my_work.queries import work_of
from factory.skills.services import add_meeting
from tests.front_desk.doors import pair, show_card, sign_in
from tests.inventory.conftest import Desk
from tests.pages import PageClient


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
