"""The desk page of a piece: what it tells, and each act as a plain form that asks the model again."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.recipients import add_organisation
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk
from tests.inventory.stories import LAMP, SOFA
from tests.pages import Page, PageClient


def picture() -> tuple[io.BytesIO, str]:
    """A photo as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 90, 60)).save(out, "JPEG")
    out.seek(0)
    return out, "chair.jpg"


def act(desk: Desk, code: str, action: str, data: dict[str, Any], status: int = 303) -> Page:
    """Send the form of the piece's page that posts to `action`."""
    page = desk.get(f"/pieces/{code}")
    forms = [form for form in page.tree.all("form") if (form.get("action") or "").endswith(action)]
    token = next(item.get("value") for item in forms[-1].all("input") if item.get("name") == "token")
    csrf = forms[-1].all("input", name="csrf_token")[0].get("value")
    sent = {"csrf_token": csrf, "token": token, **data}
    return desk.browser.post(f"/pieces/{code}{action}", sent, status, content_type="multipart/form-data")


def test_it_tells_history_checks_labels_and_what_is_missing(desk: Desk) -> None:
    code = desk.scene.bring("quality_check")
    text = desk.get(f"/pieces/{code}").text
    for words in (
        "Taken in",
        "Quality check",
        "Still needed before it can go",
        "The photo after is missing",
        "on the piece",
        "Ruth",
    ):
        assert words in text


def test_an_old_label_leads_to_the_piece(desk: Desk) -> None:
    code, fresh = desk.scene.bring("received"), desk.scene.label()
    act(desk, code, "/labels", {"new_code": fresh.lower()})
    assert desk.browser.client.get(f"/pieces/{fresh}").location == f"/pieces/{code}"
    assert desk.browser.client.get(f"/search?q={fresh}").location == f"/pieces/{code}"
    assert "replaced" in desk.get(f"/pieces/{code}").text


def test_a_blank_label_says_that_it_is_blank(desk: Desk) -> None:
    assert desk.get(f"/pieces/{desk.scene.label()}").heading == "A blank label"


def test_it_moves_and_can_be_taken_back(desk: Desk) -> None:
    code = desk.scene.bring("received")
    assert "Moved." in act(desk, code, "/moves", {"to": "checked"}).text
    page = desk.get(f"/pieces/{code}")
    assert "Taken back." in desk.browser.submit(page, action="/undos").text
    assert desk.scene.stage(code) == "received"


def test_a_gate_stands_beside_its_field_and_names_who_can_help(desk: Desk) -> None:
    code = desk.scene.bring("quality_check")
    page = act(desk, code, "/moves", {"to": "ready"}, 422)
    assert "It has not passed the quality check yet" in page.text and "Mary" in page.text
    assert page.tree.all("div", class_="field-refused")


def test_pressing_the_same_button_twice_is_one_event(desk: Desk) -> None:
    code = desk.scene.bring("received")
    form = desk.get(f"/pieces/{code}").form("/weights")
    sent = {item.get("name"): item.get("value") for item in form.all("input", type="hidden")} | {"kg": "6.4"}
    before = desk.scene.events(code)
    for _ in range(2):
        desk.browser.post(f"/pieces/{code}/weights", sent)
    assert desk.scene.events(code) == before + 1
    assert "6.4 kg" in desk.get(f"/pieces/{code}").text


def test_a_photo_is_kept_shown_and_approved(desk: Desk) -> None:
    code = desk.scene.bring("ready")
    act(desk, code, "/photos", {"shelf": "after", "picture": picture()})
    page = desk.get(f"/pieces/{code}")
    photo = fast().row("SELECT id FROM photo WHERE kind = 'after' AND sha256 <> '' ORDER BY at DESC")
    assert photo is not None
    shown = desk.browser.client.get(f"/photos/{photo[0]}?size=small")
    assert shown.mimetype == "image/jpeg" and shown.get_data().startswith(b"\xff\xd8")
    approve = next(form for form in page.tree.all("form") if photo[0] in (form.get("action") or ""))
    csrf = approve.all("input", name="csrf_token")[0].get("value")
    desk.browser.post(f"/photos/{photo[0]}/approvals", {"csrf_token": csrf, "is_approved": "yes"})
    assert "Public: take it back" in desk.get(f"/pieces/{code}").text


def test_a_broken_photo_is_refused_with_words(desk: Desk) -> None:
    code = desk.scene.bring("received")
    page = act(
        desk, code, "/photos", {"shelf": "after", "picture": (io.BytesIO(b"not a picture"), "x.jpg")}, 422
    )
    assert "This photo cannot be read" in page.text


def test_an_answer_without_the_permit_waits_for_a_checker(desk: Desk) -> None:
    code = desk.scene.bring("ready", LAMP)
    data = {
        "question": "electrical_test",
        "answer": "yes",
        "plug": "y",
        "tester": "Ruth",
        "tested_on": "2026-11-01",
    }
    act(desk, code, "/answers", data)
    assert "waits for a checker" in desk.get(f"/pieces/{code}").text


def test_release_to_an_organisation_counts_and_shows_where(desk: Desk) -> None:
    with transaction():
        who = add_organisation(
            name="Hillfields Hub", kind="charity", city="Coventry", site_id=desk.scene.cast.sites["coventry"],
            by_id=None, at=now(), token=new_client_id(),
        ).id  # fmt: skip
    code = release_ready(desk)
    page = act(desk, code, "/releases", {"destination": "organisation", "terms": "gift"}, 422)
    assert "Choose who receives it" in page.text
    page = act(
        desk, code, "/releases", {"destination": "organisation", "organisation_id": str(who), "terms": "gift"}
    )
    assert "Hillfields Hub" in page.text and desk.scene.stage(code) == "released"
    count = fast().row("SELECT SUM(amount) FROM count_month WHERE indicator = 'pieces_given_out'")
    assert count is not None and count[0] == 1


def release_ready(desk: Desk) -> str:
    """A chair to which nothing is missing but where it goes."""
    code = desk.scene.bring("ready")
    desk.scene.take(code, "photographed", {"as": "after", "photo": new_client_id()})
    desk.scene.take(code, "answered", {"answers": {"stable": "yes"}})
    return code


def test_a_household_is_a_reference_never_a_name(desk: Desk) -> None:
    code = release_ready(desk)
    data = {"destination": "household", "household": "Mrs Ashworth", "terms": "gift"}
    assert "reference only" in act(desk, code, "/releases", data, 422).text
    act(desk, code, "/releases", data | {"household": "cv-2041"})
    assert desk.scene.stage(code) == "released"


def test_a_sofa_without_its_fire_label_stays(desk: Desk) -> None:
    code = desk.scene.bring("ready", SOFA)
    desk.scene.take(code, "moved", {"to": "in_work", "step": "repair"})
    desk.scene.take(code, "moved", {"to": "quality_check"})
    desk.scene.take(code, "answered", {"answers": {"quality_check": "yes"}}, "mary")
    page = act(desk, code, "/releases", {"destination": "sale", "terms": "sale", "price": "20"}, 422)
    assert desk.scene.stage(code) == "ready" and page.tree.all("p", class_="error")


def test_a_house_rule_is_set_aside_only_with_a_reason(desk: Desk) -> None:
    code = desk.scene.bring("ready")
    act(desk, code, "/overrides", {"gate": "stability", "reason": " "}, 422)
    page = act(desk, code, "/overrides", {"gate": "stability", "reason": "wall shelf, tried on the wall"})
    assert "the reason is kept" in page.text
    act(desk, code, "/overrides", {"gate": "fire_release", "reason": "no"}, 422)


def test_another_site_receives_it_before_anything_else(
    desk: Desk, new_page_client: Callable[[], PageClient]
) -> None:
    code = desk.scene.bring("received")
    browser = new_page_client()
    sign_in(browser, "Oluwaseun")
    page = browser.get(f"/pieces/{code}")
    assert "It is booked at Coventry" in page.text
    assert not [form for form in page.tree.all("form") if "/moves" in (form.get("action") or "")]
    csrf = page.tree.all("input", name="csrf_token")[0].get("value")
    refused = browser.post(
        f"/pieces/{code}/moves", {"csrf_token": csrf, "token": new_client_id(), "to": "checked"}, 422
    )
    assert "booked at another site" in refused.text
    done = browser.submit(browser.get(f"/pieces/{code}"), {"place": "WOL-A1"}, action="/transfers")
    assert "It is here now" in done.text and "Shelf A1" in done.text


def test_a_filling_wants_all_its_papers(desk: Desk) -> None:
    code = desk.scene.bring("in_work", SOFA)
    act(desk, code, "/fillings", {"supplier": "Foam Ltd", "batch": "", "fire_test": "x"}, 422)
    assert (
        "Foam Ltd"
        in act(desk, code, "/fillings", {"supplier": "Foam Ltd", "batch": "7", "fire_test": "F9"}).text
    )


NONSENSE = ("", "x" * 5000, "-1", "1e999", "\u202e6.4", "<script>", "=1+1", "9" * 40, "NaN", "٦٫٤")


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("/moves", "to"), ("/places", "place"), ("/weights", "kg"), ("/descriptions", "category"),
        ("/fillings", "batch"), ("/releases", "destination"), ("/overrides", "gate"), ("/undos", "event"),
        ("/transfers", "place"), ("/labels", "new_code"), ("/answers", "question"), ("/waste-notes", "kg"),
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_a_clear_4xx(desk: Desk, action: str, field: str) -> None:
    code = desk.scene.bring("received")
    csrf = desk.get(f"/pieces/{code}").tree.all("input", name="csrf_token")[0].get("value")
    for value, token in [(value, new_client_id()) for value in NONSENSE] + [("stored", "not-an-id")]:
        answer = desk.browser.client.post(
            f"/pieces/{code}{action}", data={"csrf_token": csrf, "token": token, field: value}
        )
        assert answer.status_code in (303, 404, 422), (
            answer.status_code,
            answer.get_data(as_text=True)[:300],
        )


def test_the_page_costs_a_fixed_number_of_statements(desk: Desk, statements: Callable[[], Any]) -> None:
    counts = []
    for stage in ("checked", "quality_check", "released"):
        code = desk.scene.bring(stage)
        desk.browser.client.get(f"/pieces/{code}")
        with statements() as seen:
            desk.browser.client.get(f"/pieces/{code}")
        counts.append(len(seen))
    assert max(counts) - min(counts) <= 1 and max(counts) <= 34, counts
