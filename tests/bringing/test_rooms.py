"""Imports of the rooms taken back whole: learners, bookings, past courses, pieces; what was built upon them stays."""

from __future__ import annotations

from collections import Counter

from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.spreadsheets import Cell
from factory.programme.queries.learning import learning_cells
from factory.programme.queries.open_ends import loose_pieces
from factory.recounting import differences
from inventory.services.record import record_event
from tests.bringing.conftest import EVER, Opening, value
from tests.training import scene


def pieces_there() -> Counter[str]:
    """Pieces by what they are, and what the ledger counts."""
    db.session.rollback()
    found: Counter[str] = Counter()
    for category, count in fast().rows("SELECT category, COUNT(*) FROM piece GROUP BY category", ()):
        found[category] = int(count) if category else 0
    for slug, amount in fast().rows("SELECT indicator, SUM(amount) FROM count_entry GROUP BY indicator", ()):
        found[f"count {slug}"] = int(amount)
    return +found


def test_pieces_go_again_but_for_one_that_was_worked_on(opening: Opening) -> None:
    before = pieces_there()
    rows: list[list[Cell]] = [
        [opening.scene.label(), "Dining chair", f"oak {n}", 6.4, "yes", "2024-03-04", "no", "no"]
        for n in range(3)
    ]
    heads = ["Code", "Category", "Title", "kg", "Reuse", "Received", "Woodworm", "Before 1950"]
    page = opening.take(opening.bring("/imports", heads, rows))
    assert "3 rows taken" in page.text and pieces_there() != before
    code = str(rows[1][0])
    with transaction():
        record_event(by=opening.cast.actor("ruth"), code=code, kind="described", data={"title": "Elm"}, at=now(),
                     token=new_client_id())  # fmt: skip
    page = opening.undo("pieces")
    assert "2 things are taken back" in page.text and "1 stays" in page.text and code in page.text
    assert sum((pieces_there() - before).values()) == 1
    assert "1 stays" in opening.undo("pieces").text
    assert differences() == [], "the board agrees with what stands there"
    assert [one.code for one in loose_pieces("drafts", {opening.cast.sites["coventry"]: "Coventry"})] == [
        code
    ]
    drafts = opening.browser.get("/pieces?stage=draft").text
    assert code in drafts and str(rows[0][0]) not in drafts, "a label of which nothing is known is no draft"
    page = opening.bring("/imports", heads, rows)
    assert "1 taken before" in page.text and "2 to mend" in page.text  # a label that was taken back is spent


def learning() -> Counter[tuple[str, str]]:
    """Every figure of training."""
    db.session.rollback()
    found: Counter[tuple[str, str]] = Counter()
    for cell in learning_cells(EVER, now()):
        found[cell.indicator, cell.split] += cell.amount
    return +found


def test_learners_and_their_past_courses_go_again_and_can_come_back(opening: Opening) -> None:
    with transaction():
        scene.make_course("old", title="Old course")
    before, people = learning(), value("SELECT COUNT(*) FROM person WHERE is_active")
    learners: list[list[Cell]] = [["A-1", "Samar", "Arabic"], ["A-2", "Ivana", "uk"]]
    past: list[list[Cell]] = [
        ["A-1", "Old course", "2024-03-03", "2024-03-07", "completed"],
        ["A-1", "No such course", "2024-03-03", "2024-03-07", "completed"],
    ]
    for _ in range(2):
        page = opening.bring("/learners/imports", ["ref", "called", "language"], learners, "learners")
        assert "2 rows taken" in opening.take(page).text
        page = opening.bring(
            "/learners/imports", ["ref", "course", "start", "end", "status"], past, "past_courses"
        )
        assert "1 good" in page.text and "1 to mend" in page.text
        page = opening.take(page)
        assert "1 taken before" in page.text and learning() != before
        opening.browser.submit(page, action="/closing")
        page = opening.undo("training", 1)
        assert "Something was built upon it since" in page.text and "2 stay" in page.text
        assert "1 thing is taken back" in opening.undo("training").text
        assert learning() == before
        assert "2 things are taken back" in opening.undo("training", 1).text
        assert value("SELECT COUNT(*) FROM person WHERE is_active") == people


def test_a_past_course_that_a_trainer_marked_since_stays(opening: Opening) -> None:
    with transaction():
        scene.make_course("old", title="Old course")
    opening.take(
        opening.bring(
            "/learners/imports", ["ref", "called"], [["A-1", "Samar"], ["A-2", "Ivana"]], "learners"
        )
    )
    heads = ["ref", "course", "start", "end", "status"]
    past: list[list[Cell]] = [
        [ref, "Old course", "2024-03-03", "2024-03-07", "completed"] for ref in ("A-1", "A-2")
    ]
    opening.take(opening.bring("/learners/imports", heads, past, "past_courses"))
    mark = value("SELECT MIN(id) FROM attendance_mark")
    with transaction():
        fast().run("UPDATE attendance_mark SET method = 'correction' WHERE id = ?", (mark,))
    page = opening.undo("training")
    assert "1 thing is taken back" in page.text and "1 stays" in page.text and "changed since" in page.text
    assert value("SELECT taken_back_by FROM attendance_mark WHERE id = ?", mark) is None
