"""A checklist is written at the desk: a draft with pictures and languages, published as a new version."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.db import db, transaction
from core.errors import NotFound, RuleBroken
from core.ids import new_client_id
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient, fields_of
from training.models.inductions import Induction, InductionVersion
from training.queries.checklist_drafts import draft_by_slug
from training.queries.checklists import checklist_by_slug, versions_of
from training.queries.inductions import begun_by
from training.services.checklist_drafts import begin_draft, publish_draft
from training.services.checklists import add_starter_checklists
from training.services.inductions import begin_induction

LASER = "/inductions/laser-cutter"


@pytest.fixture
def desk(page_client: PageClient, app_context: Flask, cast: Cast) -> PageClient:
    """Ruth at her desk, with the starter checklists."""
    with transaction():
        add_starter_checklists(by=cast.actor("ruth"), at=now())
    sign_in(page_client, "ruth")
    return page_client


def begun(desk: PageClient) -> Page:
    """The draft of the laser's next version."""
    return desk.submit(desk.get(LASER), button="Make the next version")


def test_a_new_version_is_written_on_screen_and_learners_get_it_once_it_is_published(
    desk: PageClient, cast: Cast
) -> None:
    with transaction():
        begin_induction(by=cast.actor("amina"), slug="laser-cutter", at=now(), token=new_client_id())
    page = begun(desk)
    assert "draft of version 2" in page.heading
    page = desk.get(f"{LASER}/draft/questions/new")
    page = desk.submit(
        page,
        {
            "text": "Who may open the lid?",
            "picture": "drawn-laser-lid",
            "why": "The beam stops only when it is shut.",
            "text_1": "Whoever cuts, once it has stopped",
            "picture_1": "drawn-stop",
            "text_2": "Anybody",
            "picture_2": "drawn-two-hands",
            "right": "1",
        },
        button="Keep it",
    )
    assert "Who may open the lid?" in page.text
    page = desk.submit(
        desk.get(f"{LASER}/draft/steps/new"),
        {"text": "Says where the extinguisher is", "picture": "drawn-flame"},
        button="Keep it",
    )
    newest = checklist_by_slug("laser-cutter")
    assert newest is not None and newest.number == 1 and len(newest.questions) == 4, (
        "nobody learns from a draft"
    )
    words = desk.get(f"{LASER}/draft/words/ar")
    page = desk.submit(
        words, {"q-q1": "من يجوز له أن يفتح الغطاء؟", "p-p1": "يقول أين الطفاية"}, button="Keep the words"
    )
    seen = desk.get(f"{LASER}/preview?version=draft&language=ar")
    assert "من يجوز له أن يفتح الغطاء؟" in seen.text
    assert "inductions/laser-lid.svg" in desk.client.get(seen.url).get_data(as_text=True)
    page = desk.submit(page, button="Publish it")
    assert page.heading == "Laser cutter, version 2"
    newest = checklist_by_slug("laser-cutter")
    assert newest is not None and newest.number == 2
    assert newest.questions[-1]["picture"] == "drawn-laser-lid" and newest.right_answer("q1") == "a1"
    asked = newest.question_in("q1", "ar")
    assert asked is not None and asked["text"].startswith("من") and asked["answers"][1]["text"] == "Anybody"
    assert newest.practice_in("ar")[-1]["text"] == "يقول أين الطفاية"
    assert begun_by(cast.people["amina"])[0].checklist.number == 1, "who began goes on with theirs"
    assert draft_by_slug("laser-cutter") is None


def test_items_are_moved_and_taken_out_with_their_words(desk: PageClient) -> None:
    values = fields_of(begun(desk).form(f"{LASER}/draft/publication"))
    items = f"{LASER}/draft/items"
    desk.post(items, {**values, "item": "questions-material", "do": "down"}, 303)
    draft = draft_by_slug("laser-cutter")
    assert draft is not None
    assert [one["key"] for one in draft.checklist.questions][:2] == ["leave", "material"]
    desk.post(items, {**values, "item": "practice-focus", "do": "remove"}, 303)
    desk.post(items, {**values, "item": "practice-focus", "do": "remove"}, 404)
    draft = draft_by_slug("laser-cutter")
    assert draft is not None and "focus" not in draft.checklist.words["ar"]["practice"]
    assert draft.missing_in("ar") == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text_1": "Yes", "right": "1"}, "A question has two answers at least."),
        ({"text_1": "Yes", "text_2": "No", "right": "3"}, "One answer is right, and it is written."),
        ({"text_1": "Yes", "text_2": "No"}, "Choose the right answer."),
        ({"text": "", "text_1": "Yes", "text_2": "No", "right": "1"}, "required"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(
    desk: PageClient, fields: dict[str, str], words: str
) -> None:
    begun(desk)
    page = desk.submit(
        desk.get(f"{LASER}/draft/questions/new"), {"text": "May I?", **fields}, button="Keep it", status=422
    )
    assert words in page.text
    draft = draft_by_slug("laser-cutter")
    assert draft is not None and len(draft.checklist.questions) == 4


def test_a_new_machine_is_not_learned_before_its_checklist_is_whole(desk: PageClient) -> None:
    page = desk.submit(
        desk.get("/inductions/new"),
        {"title": "Vinyl cutter", "permit_kind": "", "picture": "drawn-vinyl"},
        button="Write its checklist",
    )
    assert "Vinyl cutter: draft of version 1" in page.heading
    assert checklist_by_slug("vinyl-cutter") is None
    page = desk.submit(page, button="Publish it", status=422)
    assert "Nothing is shown yet." in page.text
    page = desk.submit(
        desk.get("/inductions/vinyl-cutter/draft/steps/new"),
        {"text": "Loads the roll", "picture": ""},
        button="Keep it",
    )
    assert desk.submit(page, button="Publish it").heading == "Vinyl cutter, version 1"
    made = checklist_by_slug("vinyl-cutter")
    assert made is not None and made.permit_kind == "machine:vinyl_cutter"
    assert "Vinyl cutter" in desk.get("/inductions").text


def test_a_draft_that_was_thrown_away_leaves_the_versions_and_an_unpublished_machine_goes(
    desk: PageClient,
) -> None:
    page = desk.submit(begun(desk), button="Throw it away")
    assert page.heading == "Laser cutter, version 1"
    page = desk.submit(
        desk.get("/inductions/new"), {"title": "Kiln", "permit_kind": ""}, button="Write its checklist"
    )
    desk.submit(page, button="Throw it away")
    assert db.session.query(Induction).filter_by(slug="kiln").count() == 0


def test_a_version_in_use_is_never_changed_and_the_same_is_not_published_twice(
    app_context: Flask, cast: Cast
) -> None:
    ruth = cast.actor("ruth")
    with transaction():
        add_starter_checklists(by=ruth, at=now())
        begin_draft(by=ruth, slug="laser-cutter", at=now(), token=new_client_id())
        begin_induction(by=cast.actor("amina"), slug="laser-cutter", at=now(), token=new_client_id())
    with pytest.raises(RuleBroken, match="here already"), transaction():
        publish_draft(by=ruth, slug="laser-cutter", at=now())
    known = checklist_by_slug("laser-cutter")
    assert known is not None and [row[1] for row in versions_of(known.id)] == [1]
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            update(InductionVersion).where(InductionVersion.id == known.version_id).values(practice=[])
        )
    with pytest.raises(NotFound), transaction():
        publish_draft(by=ruth, slug="cnc-router", at=now())


def test_a_trainer_sees_it_as_learners_do_and_does_not_write(
    page_client: PageClient, app_context: Flask, cast: Cast
) -> None:
    with transaction():
        add_starter_checklists(by=cast.actor("ruth"), at=now())
    sign_in(page_client, "mary")
    assert "PVC" in page_client.get(f"{LASER}/preview?language=ar").text
    assert page_client.client.get(f"{LASER}/draft").status_code == 403
