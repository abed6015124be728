"""Learner records: who is found, what their page says, what is kept apart and who may see, change and erase it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.people import Person, PersonName
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training import scene
from tests.training.conftest import Desk, Run, value
from training.models.registers import LearnerNumber
from training.needs import clean_need
from training.queries.learners import LearnerFilter, learner_count, learners
from training.services.learners import erase_part, set_needs, set_record, set_uln
from training.ulns import check_digit, read_uln

HESA = "9276308686"
OTHER = "1000000388"


@pytest.fixture
def booked(run: Run, cast: Cast) -> list[Person]:
    """Three learners of the run in Coventry, one written in each of three scripts."""
    with transaction():
        found = scene.make_learners(cast.sites["coventry"], 3)
        for person, name in zip(found, ("Олена Ковальчук", "سمر الحسن", "Nguyễn Thị Ánh"), strict=True):
            row = db.session.get_one(PersonName, person.id)
            row.called, row.full_name = name.split()[0], name
    scene.fill(cast, run, found)
    return found


def found_by(cast: Cast, words: str, **more: str) -> list[str]:
    """Names that a search finds in Coventry."""
    return [line.called for line in learners(LearnerFilter(cast.sites["coventry"], words, **more))]


@pytest.mark.parametrize(
    ("words", "name"),
    [("олена", "Олена"), ("Ковальчук", "Олена"), ("سمر", "سمر"), ("الحسن", "سمر"), ("thị ánh", "Nguyễn")],
)
def test_a_learner_is_found_by_their_name_in_its_own_script(
    cast: Cast, booked: list[Person], words: str, name: str
) -> None:
    assert found_by(cast, words) == [name]


def test_a_search_takes_a_percent_sign_for_itself(cast: Cast, booked: list[Person]) -> None:
    assert found_by(cast, "%") == found_by(cast, "_") == []


def test_the_list_is_narrowed_and_stays_at_its_site(cast: Cast, booked: list[Person]) -> None:
    assert len(found_by(cast, "", state="now")) == 3
    assert found_by(cast, "", state="waiting") == ["Nguyễn"]
    assert found_by(cast, "", category="carpentry") == found_by(cast, "", language="pl") == []
    elsewhere = LearnerFilter(cast.sites["wolverhampton"])
    assert learner_count(elsewhere) == len(learners(elsewhere))
    assert not {person.number for person in booked} & {line.number for line in learners(elsewhere)}


def test_a_learner_without_anything_but_a_word_has_a_page(desk: Desk, booked: list[Person]) -> None:
    page = desk.get("/learners?q=олена")
    assert "Олена Ковальчук" in page.text
    page = desk.get(f"/learners/{booked[0].number}")
    assert "0 of 2" in page.text and "No phone, no e-mail" in page.text


def test_who_looked_at_a_learner_is_shown_to_whom_it_concerns(
    desk: Desk, booked: list[Person], page_client: PageClient
) -> None:
    number = booked[0].number
    desk.get(f"/learners/{number}")
    desk.get(f"/learners/{number}/needs")
    page = desk.get(f"/learners/{number}")
    assert "3 looks" in page.text and "Ruth" in page.text
    assert value("SELECT COUNT(*) FROM look_log WHERE subject = ?", f"person:{number}") == 3


def test_a_trainer_sees_what_helps_and_never_what_a_body_asks(
    page_client: PageClient, booked: list[Person]
) -> None:
    sign_in(page_client, "Mary")
    number = booked[0].number
    page = page_client.get(f"/learners/{number}")
    assert "What helps them take part" in page.text and "For an awarding body" not in page.text
    for part in ("record", "uln"):
        page_client.get(f"/learners/{number}/{part}", 403)


def test_needs_are_written_at_the_desk_with_a_reason(desk: Desk, booked: list[Person]) -> None:
    number = booked[1].number
    page = desk.get(f"/learners/{number}/needs")
    said = {"adjustment": "Larger print", "speaking": "entry_2", "wants_interpreter": "y", "because": "told"}
    page = desk.browser.submit(page, said, action="/needs")
    assert "Larger print" in page.text and "Entry 2" in page.text and "The learner told us" in page.text
    page = desk.browser.submit(page, {"because": "asked"}, action="/needs/erase")
    assert "Larger print" not in page.text and "Erased" in page.text
    assert value("SELECT COUNT(*) FROM learner_needs") == 0


@pytest.mark.parametrize(
    "text",
    ["She has dyslexia", "ADHD, needs breaks", "epileptic", "مصابة بالسكري", "after a trauma", "pregnant"],
)
def test_a_diagnosis_is_refused_with_what_to_write_instead(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        clean_need("adjustment", text)
    assert refused.value.field == "adjustment" and "never why" in refused.value.message


@pytest.mark.parametrize(
    "text", ["Larger print", "More time for reading", "خط أكبر", "Sits near the door", ""]
)
def test_an_adjustment_is_kept(text: str) -> None:
    assert clean_need("adjustment", text) == text


def test_the_same_again_changes_nothing(cast: Cast, booked: list[Person]) -> None:
    number, ruth = booked[0].number, cast.actor("ruth")
    for _ in range(2):
        with transaction():
            set_needs(by=ruth, number=number, said={"adjustment": "A chair"}, because="told", at=now())
            set_record(by=ruth, number=number, said={"given_name": "Олена"}, because="told", at=now())
            set_uln(by=ruth, number=number, uln=HESA, because="letter", at=now())
    assert value("SELECT COUNT(*) FROM audit_line WHERE subject = ?", f"learner:{number}") == 3


def test_no_reason_no_change(cast: Cast, booked: list[Person]) -> None:
    with pytest.raises(RuleBroken) as refused, transaction():
        set_needs(
            by=cast.actor("ruth"), number=booked[0].number, said={"adjustment": "x"}, because="", at=now()
        )
    assert refused.value.field == "because"


@pytest.mark.parametrize("born_on", ["tomorrow", "2030-01-01", "1850", "17/05/1980"])
def test_a_birth_date_is_a_day_a_year_or_nothing(cast: Cast, booked: list[Person], born_on: str) -> None:
    number, ruth = booked[0].number, cast.actor("ruth")
    for good in ("1980-05-17", "1980", ""):
        with transaction():
            row = set_record(by=ruth, number=number, said={"born_on": good}, because="told", at=now())
            assert row.born_on == good
    for written, meant in (("19800517", "1980-05-17"), ("1980-W20-6", "1980-05-17")):
        with transaction():
            row = set_record(by=ruth, number=number, said={"born_on": written}, because="told", at=now())
            assert row.born_on == meant
    with pytest.raises(RuleBroken), transaction():
        set_record(by=ruth, number=number, said={"born_on": born_on}, because="told", at=now())


def test_no_coordinator_of_another_site_and_no_trainer_reaches_a_record(
    cast: Cast, booked: list[Person]
) -> None:
    number = booked[0].number
    with pytest.raises((NotFound, NotAllowed)):
        set_needs(by=cast.actor("oluwaseun"), number=number, said={}, because="told", at=now())
    with pytest.raises(NotAllowed):
        set_record(by=cast.actor("mary"), number=number, said={}, because="told", at=now())
    with pytest.raises(NotAllowed):
        erase_part(by=cast.actor("mary"), number=number, part="uln", because="asked", at=now())


def test_a_uln_belongs_to_one_learner_and_may_be_none(cast: Cast, booked: list[Person]) -> None:
    ruth, (first, second, _third) = cast.actor("ruth"), booked
    with transaction():
        assert set_uln(by=ruth, number=first.number, uln="9276 308 686", because="letter", at=now()) == HESA
    with pytest.raises(RuleBroken) as refused, transaction():
        set_uln(by=ruth, number=second.number, uln=HESA, because="letter", at=now())
    assert refused.value.message == "Another learner has this ULN."
    with transaction():
        assert set_uln(by=ruth, number=first.number, uln="9999999999", because="mistake", at=now()) == ""
    assert value("SELECT COUNT(*) FROM learner_number") == 0


def test_the_database_refuses_a_uln_twice_and_one_too_short(cast: Cast, booked: list[Person]) -> None:
    for first, second in ((HESA, HESA), (HESA, "927630868")):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(LearnerNumber(person_id=booked[0].id, uln=first, changed_at=now()))
            db.session.add(LearnerNumber(person_id=booked[1].id, uln=second, changed_at=now()))


def test_every_wrong_digit_and_every_swap_in_the_published_numbers_is_caught() -> None:
    for number in (HESA, OTHER):
        assert read_uln(number) == number
        wrong = {
            number[:place] + digit + number[place + 1 :]
            for place in range(10)
            for digit in "0123456789"
            if digit != number[place]
        }
        swaps = {
            number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            for place in range(9)
            if number[place] != number[place + 1]
        }
        assert len(wrong) == 90
        for bad in wrong | swaps:
            with pytest.raises(RuleBroken):
                read_uln(bad)
    assert check_digit("999999999") != "9" and read_uln("9999999999") == ""


def test_my_own_page_says_what_is_kept_and_who_looked(
    app_context: Flask, page_client: PageClient, cast: Cast
) -> None:
    number = cast.numbers["mary"]
    with transaction():
        fast().run(
            "INSERT INTO look_log (at, by_id, subject, page) VALUES (?, ?, ?, 'x')",
            (now(), cast.people["ruth"], f"person:{number}"),
        )
    sign_in(page_client, "Mary")
    page = page_client.get("/mine/kept")
    assert "Nothing was told" in page.text and "Ruth" in page.text


def test_a_site_where_a_learner_is_only_booked_corrects_what_helps_them_and_erases_nothing(
    cast: Cast, booked: list[Person]
) -> None:
    number, told = booked[0].number, {"adjustment": "Larger print"}
    home, visited = cast.actor("oluwaseun"), cast.actor("ruth")
    with transaction():
        set_needs(by=visited, number=number, said=told, because="told", at=now())
        set_uln(by=visited, number=number, uln=HESA, because="letter", at=now())
        fast().run("DELETE FROM role WHERE person_id = ?", (booked[0].id,))
        fast().run("UPDATE person SET home_site_id = ? WHERE id = ?", (home.site_id, booked[0].id))
    for part in ("needs", "uln"):
        with pytest.raises(RuleBroken, match="corrected, not erased"), transaction():
            erase_part(by=visited, number=number, part=part, because="asked", at=now())
    with pytest.raises(RuleBroken, match="corrected, not erased"), transaction():
        set_needs(by=visited, number=number, said={"adjustment": ""}, because="told", at=now())
    with pytest.raises(RuleBroken, match="corrected, not erased"), transaction():
        set_uln(by=visited, number=number, uln="", because="letter", at=now())
    with transaction():
        row = set_needs(
            by=visited, number=number, said={"adjustment": "A seat in front"}, because="told", at=now()
        )
        assert row.adjustment == "A seat in front"
    with transaction():
        assert erase_part(by=home, number=number, part="needs", because="asked", at=now())
