"""Inductions and skills as pages: on the tablet from the first question to the permit, at the desk, on paper."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from werkzeug.datastructures import MultiDict

from core.clock import local_day, now
from core.db import db, transaction
from core.ids import new_client_id
from tests.cast import Cast
from tests.front_desk.doors import give_pin, pair, show_card, sign_in
from tests.pages import Page, PageClient
from tests.training.paper_scene import finished_run, issued, put_in
from tests.training.test_inductions import hold
from training.models.inductions import InductionPass
from training.queries.checklists import checklist_by_slug
from training.services.checklists import add_starter_checklists


@pytest.fixture
def kinds(app_context: Flask, cast: Cast) -> Cast:
    """The starter checklists are in, and Mary holds the printer's permit."""
    with transaction():
        add_starter_checklists(by=cast.actor("ruth"), at=now())
        hold(cast, "mary", kind="machine:printer_3d")
    return cast


@pytest.fixture
def tablet(page_client: PageClient, kinds: Cast) -> PageClient:
    pair(page_client.client, kinds)
    return page_client


def go_through(browser: PageClient, page: Page, *, wrong_first: bool = True) -> Page:
    """Answer every question as it comes, the first wrongly once."""
    checklist = checklist_by_slug("3d-printer")
    assert checklist is not None
    is_first = wrong_first
    for _ in range(len(checklist.questions) + 1):
        if "/answers/" not in page.url:
            break
        key = page.url.split("?")[0].rpartition("/")[2]
        right = checklist.right_answer(key)
        other = next(row["value"] for row in replies(page) if row["value"] != right)
        action = f"/answers/{page.url.split('/')[3]}/{key}"
        page = browser.submit(page, {"answer": other if is_first else right}, action=action)
        assert ("Not quite" if is_first else "Yes:") in page.text
        is_first = False
        page = browser.submit(page, button="Next")
    return page


def replies(page: Page) -> list[dict[str, str]]:
    return [{"value": button.get("value")} for button in page.tree.all("button", name="answer")]


def test_a_learner_goes_from_the_first_question_to_the_permit(
    kinds: Cast, tablet: PageClient, new_page_client: Callable[[], PageClient]
) -> None:
    show_card(tablet.client, kinds, "tomasz")
    page = tablet.get("/mine/inductions")
    assert "3D printer" in page.text and "Laser cutter" in page.text
    page = tablet.get("/mine/inductions/3d-printer")
    assert "You need" in page.text and "Mary" in page.text
    page = go_through(tablet, tablet.submit(page, button="Begin"))
    assert "3 of 3 right" in page.text and "Now show it" in page.text
    token = db.session.query(InductionPass).one().token

    tablet.client.get(f"/inductions/waiting/{token}")
    assert tablet.client.get(f"/inductions/waiting/{token}").status_code == 403
    bench = new_page_client()
    pair(bench.client, kinds)
    give_pin(bench.client, kinds, "mary")
    page = bench.get("/inductions/waiting")
    assert "Tomasz" in page.text
    page = bench.get(f"/inductions/waiting/{token}")
    form = page.form(f"/waiting/{token}", "Keep, sign later")
    hidden = {box.get("name"): box.get("value") for box in form.all("input") if box.get("type") == "hidden"}
    steps = [box.get("value") for box in form.all("input", name="seen")]
    refused = bench.client.post(
        f"/inductions/waiting/{token}", data=MultiDict([*hidden.items(), ("seen", steps[0]), ("do", "sign")])
    )
    assert refused.status_code == 422
    bench.post(
        f"/inductions/waiting/{token}",
        MultiDict([*hidden.items(), *(("seen", step) for step in steps), ("do", "sign")]),
        status=422,
    )  # nobody approved the text, and nobody explained it
    page = bench.post(
        f"/inductions/waiting/{token}",
        MultiDict(
            [*hidden.items(), *(("seen", step) for step in steps), ("interpreter", "Marta"), ("do", "sign")]
        ),
    )
    assert "holds the permit from today on" in page.text
    show_card(tablet.client, kinds, "tomasz")
    page = tablet.get("/mine/inductions/3d-printer")
    assert "You may use it until" in page.text
    assert "3D printer" in tablet.get("/mine/skills").text


def test_the_pages_are_whole_in_arabic(kinds: Cast, tablet: PageClient) -> None:
    show_card(tablet.client, kinds, "amina")
    page = tablet.get("/mine/inductions/laser-cutter")
    assert page.tree.one("html").get("dir") == "rtl"
    form = page.form("/mine/inductions/laser-cutter")
    values = {box.get("name"): box.get("value") for box in form.all("input")}
    page = tablet.post("/mine/inductions/laser-cutter", values)
    assert "أي من هذه" in page.heading and "Which of these" in page.text
    tablet.get("/mine/skills")


def test_another_persons_questions_are_nowhere(kinds: Cast, tablet: PageClient) -> None:
    show_card(tablet.client, kinds, "tomasz")
    tablet.submit(tablet.get("/mine/inductions/3d-printer"), button="Begin")
    token = db.session.query(InductionPass).one().token
    show_card(tablet.client, kinds, "yusuf")
    tablet.get(f"/mine/answers/{token}/hot", 404)
    tablet.get("/mine/answers/nothing/hot", 404)
    tablet.get("/mine/inductions/nothing", 404)


# --- the desk ---


def test_a_coordinator_reads_approves_and_gives_the_next_version(cast: Cast, page_client: PageClient) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/inductions")
    page = page_client.submit(page, {"do": "starters"}, button="Take in the starter checklists")
    assert "5 checklists are here now" in page.text and "nobody yet" in page.text
    page = page_client.get("/inductions/laser-cutter?language=ar")
    assert "PVC (فينيل)" in page.text
    page = page_client.submit(page, {"language": "ar"}, action="/approvals")
    assert "Ruth stands for this text" in page.text
    page = page_client.submit(
        page, {"valid_days": "365", "unused_days": ""}, action="/inductions/laser-cutter", button="Keep it"
    )
    assert "Kept" in page.text
    page_client.submit(
        page, {"valid_days": "0"}, action="/inductions/laser-cutter", button="Keep it", status=422
    )
    saved = page_client.client.get("/inductions/laser-cutter.json")
    data = json.loads(saved.get_data())
    data["practice"].append({"key": "lens", "picture": "eye", "text": "Looks at the lens"})
    page = take_in(page_client, json.dumps(data).encode(), 303)
    assert "version 2" in page.heading and "Nobody has approved this text" in page.text
    for junk in (b"", b"[]", b"{", b"\xff\xfe\x00", b"[" * 5000, b'{"slug": 1}'):
        take_in(page_client, junk, 422)


def take_in(browser: PageClient, body: bytes, status: int) -> Page:
    import io

    page = browser.get("/inductions")
    form = page.form("/inductions", "Take in the file")
    values = {box.get("name"): box.get("value") for box in form.all("input") if box.get("type") == "hidden"}
    values["sheet"] = (io.BytesIO(body), "checklist.json")
    return browser.post("/inductions", values, status, content_type="multipart/form-data")


def test_the_desk_shows_who_holds_what_and_what_ends_soon(kinds: Cast, page_client: PageClient) -> None:
    with transaction():
        hold(kinds, "dev", days=5, kind="machine:cnc_router")
    sign_in(page_client, "mary")
    page = page_client.get("/permits")
    assert "Dev" in page.text and "Mary" in page.text
    page = page_client.get("/permits?ends=soon")
    assert "Dev" in page.text and "3D printer" not in [cell.text for cell in page.tree.all("td")]
    page_client.get("/permits?kind=machine:nothing&ends=x")


# --- what I can do ---


def test_a_record_is_drawn_in_two_languages_and_proves_itself(
    kinds: Cast, tablet: PageClient, settings: object
) -> None:
    with transaction():
        run = finished_run(kinds.sites["coventry"], trainer_id=kinds.people["mary"])
        put_in(run, kinds.people["amina"])
        serial = issued(kinds.actor("mary"), run, kinds.numbers["amina"])
        hold(kinds, "amina", kind="machine:printer_3d")
    show_card(tablet.client, kinds, "amina")
    page = tablet.get("/mine/skills")
    assert "Safe use of the laser cutter" in page.text
    form = page.form("/mine/records")
    values = {box.get("name"): box.get("value") for box in form.all("input")}
    for _ in range(2):
        page = tablet.post("/mine/records", values)
    (address,) = {link for link in page.links if link.endswith(".pdf") and "/records/" in link}
    pdf = tablet.client.get(address).get_data()
    said = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    for word in ("Amina", serial[-4:], "Courses", "Certificates", "printer", "ما أستطيع فعله"):
        assert word in said, word
    assert "Units" not in said  # a part that holds nothing is not drawn

    saved = json.loads(tablet.client.get(address.replace(".pdf", ".json")).get_data())
    key = json.loads(tablet.client.get("/certificates/key.json").get_data())["keys"][0]
    checker = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
    checker.verify(base64.b64decode(saved["signature"]), saved["record"].encode())
    with pytest.raises(Exception):  # noqa: B017
        checker.verify(
            base64.b64decode(saved["signature"]), saved["record"].replace("laser", "crane").encode()
        )

    code = address.rpartition("/")[2].removesuffix(".pdf")
    public = tablet.get(f"/V/{code}")
    assert "A•••" in public.text and "Amina" not in public.tree.one("main").text
    assert serial in public.text
    values = {box.get("name"): box.get("value") for box in page.form(f"/records/{code}/end").all("input")}
    tablet.post(f"/mine/records/{code}/end", values)
    assert tablet.client.get(address).status_code == 404


def test_nobody_opens_or_ends_anothers_record(kinds: Cast, tablet: PageClient) -> None:
    show_card(tablet.client, kinds, "amina")
    values = {
        box.get("name"): box.get("value")
        for box in tablet.get("/mine/skills").form("/mine/records").all("input")
    }
    page = tablet.post("/mine/records", values)
    (address,) = {link for link in page.links if link.endswith(".pdf") and "/records/" in link}
    show_card(tablet.client, kinds, "tomasz")
    assert tablet.client.get(address).status_code == 404
    assert tablet.client.get(address.replace(".pdf", ".json")).status_code == 404


def test_a_record_does_not_change_when_a_permit_ends(kinds: Cast) -> None:
    from training.models.certificates import SkillsRecord
    from training.services.skills import make_record

    with transaction():
        permit = hold(kinds, "amina")
        record = make_record(by=kinds.actor("amina"), secret="x" * 40, at=now(), token=new_client_id())
        permit.ended_at = now()
    again = db.session.get_one(SkillsRecord, record.id)
    assert again.snapshot["permits"][0]["kind"] == "machine:laser_cutter"
    assert again.snapshot["issued"] == local_day(now()).isoformat()
    assert timedelta(0) <= now() - again.made_at
