"""Tickets of a repair café: numbered in order whoever presses, kept, withdrawn, said what became of."""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask

import core.db
import factory.repair_cafes.services
from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.occasions.services.occasions import OccasionData, call_off, change_occasion
from factory.repair_cafes.queries import tickets_of
from factory.repair_cafes.services import (
    ItemData,
    OutcomeData,
    begin_repair,
    end_repair,
    reopen_item,
    take_in_item,
    withdraw_item,
)
from factory.repair_cafes.tickets import TicketFace, draw_tickets
from tests.cast import Cast
from tests.front_desk.doors import give_pin, pair, show_card, sign_in
from tests.occasions.scene import LAST_WEEK, TODAY, a_cafe, a_repair, a_ticket, an_occasion
from tests.pages import Client, PageClient

DESKS = 24


def numbers(cafe_id: int) -> list[int]:
    db.session.rollback()
    return [row[0] for row in fast().rows(
        "SELECT number FROM repair_item WHERE occasion_id = ? ORDER BY number", (cafe_id,)
    )]  # fmt: skip


def at_once(app: Flask, count: int, act: Callable[[int], str]) -> Counter[str]:
    """Run `act` in threads that start together; what each came to, or the name of its error."""
    gate, results = threading.Barrier(count), Counter[str]()

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                result = act(number)
            except Exception as problem:
                result = type(problem).__name__
            finally:
                core.db.db.session.remove()
        results[result] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def unprotected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No write lock, a plain BEGIN, no lock of the occasion's row; and a pause between reading and writing."""
    keep = factory.repair_cafes.services._next_number

    def slowly(*given: Any) -> int:
        found = keep(*given)
        time.sleep(0.05)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(core.db, "WRITE_BEGIN", "BEGIN")
        patch.setattr(core.db, "_write_lock", core.db._NO_LOCK)
        patch.setattr(factory.repair_cafes.services, "is_sqlite", lambda: True)
        patch.setattr(factory.repair_cafes.services, "_next_number", slowly)
        yield


def test_desks_that_press_at_once_give_out_every_number_once(app_context: Flask, cast: Cast) -> None:
    cafe_id = a_cafe(cast)
    results = at_once(app_context, DESKS, lambda _: "given" if a_ticket(cast, cafe_id) else "none")
    assert results == Counter({"given": DESKS})
    assert numbers(cafe_id) == list(range(1, DESKS + 1))


def test_without_the_protection_some_would_fail_and_still_no_number_comes_twice(
    app_context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cafe_id = a_cafe(cast)
    with unprotected(monkeypatch):
        results = at_once(app_context, 8, lambda _: "given" if a_ticket(cast, cafe_id) else "none")
    assert results["given"] < 8, "the control has to fail, or the test above shows nothing"
    given = numbers(cafe_id)
    assert given == list(range(1, len(given) + 1)), "the database itself keeps the order"


def test_the_same_press_twice_is_one_ticket(app_context: Flask, cast: Cast) -> None:
    cafe_id, token = a_cafe(cast), new_client_id()
    assert [a_ticket(cast, cafe_id, token=token) for _ in range(3)] == [1, 1, 1]
    assert a_ticket(cast, cafe_id) == 2


def test_each_cafe_begins_at_one(app_context: Flask, cast: Cast) -> None:
    first, second = a_cafe(cast), a_cafe(cast)
    assert [a_ticket(cast, first), a_ticket(cast, first), a_ticket(cast, second)] == [1, 2, 1]


def test_the_database_refuses_gaps_doubles_and_other_numbers_by_itself(
    app_context: Flask, cast: Cast
) -> None:
    cafe_id, open_day = a_cafe(cast), an_occasion(cast)
    a_ticket(cast, cafe_id)
    insert = (
        "INSERT INTO repair_item (token, occasion_id, number, category, what, brand, problem, problem_words, "
        "came_at, changed_at) SELECT ?, ?, ?, category, what, brand, problem, problem_words, came_at, changed_at "
        "FROM repair_item WHERE number = 1"
    )
    for occasion_id, number in ((cafe_id, 1), (cafe_id, 3), (cafe_id, 0), (open_day, 1)):
        with pytest.raises(Exception, match=r"(?i)one after the other|unique|check"), transaction():
            fast().run(insert, (new_client_id(), occasion_id, number))
        db.session.rollback()
    for statement in (
        "UPDATE repair_item SET number = 7",
        "DELETE FROM repair_item",
        "UPDATE repair_item SET outcome = 'fixed'",
        "UPDATE repair_item SET outcome = 'end_of_life', done_at = came_at",
        "UPDATE repair_item SET barrier = 2",
        "UPDATE repair_item SET category = 77",
        f"UPDATE occasion SET kind = 'open_day' WHERE id = {cafe_id}",
        f"UPDATE occasion SET called_off_at = made_at WHERE id = {cafe_id}",
    ):
        with (
            pytest.raises(Exception, match=r"(?i)keeps its number|never deleted|check|stays a repair"),
            transaction(),
        ):
            fast().run(statement)
        db.session.rollback()
    with transaction():
        fast().run(insert, (new_client_id(), cafe_id, 2))


def test_a_thing_waits_is_mended_and_is_done(app_context: Flask, cast: Cast) -> None:
    cafe_id = a_cafe(cast)
    a_ticket(cast, cafe_id, 101, problem="loose")
    mary = {"by": cast.actor("mary"), "occasion_id": cafe_id, "number": 1, "at": now()}

    def state() -> str:
        return tickets_of(cafe_id)[0].state

    assert state() == "waiting"
    with transaction():
        begin_repair(repairer_id=cast.people["tomasz"], **mary)
    assert state() == "mending" and tickets_of(cafe_id)[0].repairer == "Tomasz"
    with pytest.raises(RuleBroken, match="why nothing could be done"), transaction():
        end_repair(data=OutcomeData("end_of_life"), **mary)
    with transaction():
        end_repair(data=OutcomeData("end_of_life", 6, 25, cast.people["tomasz"]), **mary)
    assert state() == "done"
    with transaction():
        end_repair(data=OutcomeData("fixed", 6, 25, cast.people["tomasz"]), **mary)
    assert tickets_of(cafe_id)[0].barrier is None, "a reason belongs to the end of a life only"
    with transaction():
        reopen_item(**mary)
    assert state() == "mending"
    with transaction():
        withdraw_item(is_out=True, **mary)
    assert state() == "out" and a_ticket(cast, cafe_id) == 2


def test_nobody_of_another_site_mends_here_or_sees_the_ticket(
    app_context: Flask, cast: Cast, page_client: PageClient
) -> None:
    cafe_id = a_cafe(cast)
    a_ticket(cast, cafe_id)
    with pytest.raises(NotFound), transaction():
        end_repair(
            by=cast.actor("mary"),
            occasion_id=cafe_id,
            number=1,
            data=OutcomeData("fixed", repairer_id=cast.people["grace"]),
            at=now(),
        )
    with pytest.raises(NotFound), transaction():
        reopen_item(by=cast.actor("grace"), occasion_id=cafe_id, number=1, at=now())
    sign_in(page_client, "oluwaseun")
    for address in ("", "/queue", "/tickets/1", "/tickets/1.pdf", "/tickets.pdf"):
        assert page_client.client.get(f"/occasions/{cafe_id}/cafe{address}").status_code == 404


def test_no_words_that_reach_a_person_are_kept(app_context: Flask, cast: Cast) -> None:
    cafe_id = a_cafe(cast)
    for words in ("ring her on 07700 900123", "anna@example.org", "QQ 12 34 56 C"):
        with pytest.raises(RuleBroken):
            a_ticket(cast, cafe_id, problem_words=words)
    assert numbers(cafe_id) == [], "a number that was not given out is not lost"


def test_tickets_are_given_out_at_a_cafe_that_takes_place_only(app_context: Flask, cast: Cast) -> None:
    ahead, off, open_day = a_cafe(cast, TODAY + timedelta(days=2)), a_cafe(cast), an_occasion(cast)
    with transaction():
        call_off(by=cast.actor("ruth"), occasion_id=off, is_off=True, at=now())
    for cafe_id in (ahead, off):
        with pytest.raises(RuleBroken):
            a_ticket(cast, cafe_id)
    with pytest.raises(NotFound):
        a_ticket(cast, open_day)
    cafe_id = a_cafe(cast)
    a_ticket(cast, cafe_id)
    with pytest.raises(RuleBroken, match="has tickets"), transaction():
        data = OccasionData(LAST_WEEK, "Open day", "open_day", "Coventry")
        change_occasion(by=cast.actor("ruth"), occasion_id=cafe_id, data=data, at=now())


def test_a_volunteer_with_a_pin_runs_the_desk_and_a_card_alone_does_not(
    client: Client, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        cafe_id = a_cafe(cast)
        with pytest.raises(NotAllowed), transaction():
            take_in_item(
                by=cast.actor("tomasz", strength="card"),
                occasion_id=cafe_id,
                data=ItemData(14, "dead"),
                at=now(),
                token=new_client_id(),
            )
        assert a_ticket(cast, cafe_id, who="tomasz") == 1
    pair(client, cast)
    show_card(client, cast, "tomasz")
    give_pin(client, cast, "tomasz")
    assert client.get(f"/occasions/{cafe_id}/cafe").status_code == 200
    assert client.get("/occasions/repairs/powered.csv").status_code == 403


def test_a_thing_goes_over_the_desk_on_screen(page_client: PageClient, cast: Cast, app: Flask) -> None:
    with app.app_context():
        cafe_id = a_cafe(cast)
    sign_in(page_client, "mary")
    desk = page_client.get(f"/occasions/{cafe_id}/cafe")
    refused = page_client.submit(desk, {"category": "14"}, button="Give out the ticket", status=422)
    assert "Press what is wrong" in refused.text
    values = {"category": "29", "problem": "smell", "what": "rice cooker"}
    desk = page_client.submit(desk, values, button="Give out the ticket")
    assert "Ticket 1" in desk.text and "The next ticket is number 2" in desk.text
    queue = page_client.get(f"/occasions/{cafe_id}/cafe/queue")
    assert "rice cooker" in queue.text and "I mend it" in queue.text
    queue = page_client.submit(queue, button="I mend it")
    assert "Mary" in queue.text
    shown = page_client.get(f"/occasions/{cafe_id}/cafe/tickets/1")
    refused = page_client.submit(shown, {"outcome": "end_of_life"}, button="Save what", status=422)
    assert "Say why nothing could be done" in refused.text


def test_tickets_print_on_a4_and_on_labels_with_their_numbers_and_no_name(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        cafe_id = a_cafe(cast)
        for _ in range(14):
            a_repair(cast, cafe_id, what="rice cooker")
    sign_in(page_client, "ruth")
    sheet = page_client.client.get(f"/occasions/{cafe_id}/cafe/tickets.pdf").data
    pages = pypdfium2.PdfDocument(io.BytesIO(sheet))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    assert len(pages) == 2 and "14" in text and "rice cooker" in text and "Repair café in the hall" in text
    assert "Mary" not in text and "Ruth" not in text
    label = pypdfium2.PdfDocument(page_client.client.get(f"/occasions/{cafe_id}/cafe/tickets/9.pdf").data)
    assert len(label) == 1 and [round(side * 25.4 / 72) for side in label[0].get_size()] == [62, 38]
    assert "9" in label[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("language", "on_labels"), [("en", True), ("en", False), ("ar", True), ("ar", False)]
)
def test_the_largest_number_is_printed_whole(language: str, on_labels: bool) -> None:
    faces = [TicketFace(9999, "Repair café", "26 November 2026", "rice cooker")]
    drawn = draw_tickets(faces, title="Tickets", language=language, on_labels=on_labels)
    assert "9999" in pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range()
