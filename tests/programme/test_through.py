"""Any figure by city and by partner: each row is of one, all of them are the whole, and every output says the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask

from core.access import system_actor
from core.clock import local_day, now
from core.db import as_instant, fast, transaction
from core.ids import new_client_id
from factory.makeovers.services.referrals import Referral, refer_makeover
from factory.occasions.services.helping import HelpData, add_help
from factory.privacy.services.merging import merge_people
from factory.programme.indicators import INDICATORS
from factory.programme.queries.overview import View, overview
from factory.programme.queries.partners import partners
from factory.programme.queries.sums import NOWHERE
from factory.programme.services.periods import close_month
from factory.programme.spans import month_by_name, year_span
from factory.programme.through import CITIES, NOT_SAID, Through
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.occasions.scene import LAST_WEEK, a_cafe, a_repair, an_occasion, an_organisation, heads
from tests.pages import PageClient
from tests.programme.year import YEAR, Year, csv_rows, pdf_text, xlsx_rows
from tests.training import scene
from training.services.registers import NewMark, record_mark

THIS = year_span(local_day(now()))


@dataclass(frozen=True)
class Told:
    """The organisation that people came through."""

    kitchen: int


@pytest.fixture
def told(app: Flask, cast: Cast) -> Told:
    """Occasions, repairs, help, learners and a makeover of three cities, some through the kitchen."""
    with app.app_context():
        kitchen = an_organisation(cast)
        for city, partner in (("Coventry", None), ("Birmingham", kitchen), ("other", None)):
            heads(cast, an_occasion(cast, city=city, partner_id=partner), 7)
        a_repair(cast, a_cafe(cast))
        with transaction():
            data = HelpData(kitchen, "advice", 90, LAST_WEEK)
            add_help(by=cast.actor("ruth"), data=data, at=now(), token=new_client_id())
        _learners(cast)
        _signed_makeover(cast, kitchen)
        _cities_of_sites(cast)
    return Told(kitchen)


def _cities_of_sites(cast: Cast) -> None:
    """One site says its city, the other does not."""
    with transaction():
        fast().run("UPDATE site SET city = '' WHERE id = ?", (cast.sites["wolverhampton"],))
        fast().run("UPDATE site SET city = 'Coventry' WHERE id = ?", (cast.sites["coventry"],))


def _learners(cast: Cast) -> None:
    """Three learners of a run at Coventry, one of them through the kitchen's kept places; two at Wolverhampton."""
    for site, count in (("coventry", 3), ("wolverhampton", 2)):
        with transaction():
            run = scene.make_run(
                scene.make_course(site), cast.sites[site], starts_at=scene.noon(-2), capacity=9
            )
            people = scene.make_learners(cast.sites[site], count)
        with transaction():
            for person in people:
                scene.book(system_actor(cast.sites[site]), run, person, at=scene.noon(-20))
            if site == "coventry":
                fast().run(
                    "UPDATE booking SET partner = 'spon end kitchen' WHERE person_id = ?", (people[0].id,)
                )


def _signed_makeover(cast: Cast, kitchen: int) -> None:
    referral = Referral("home", "Birmingham", "Sparkbrook", "B-1", ["beds"], partner_id=kitchen)
    with transaction():
        made = refer_makeover(by=cast.actor("ruth"), referral=referral, at=now(), token=new_client_id()).id
        for state in ("surveyed", "planned", "in_work", "finished"):
            fast().run("UPDATE makeover_case SET state = ? WHERE makeover_id = ?", (state, made))
        fast().run(
            "INSERT INTO makeover_sign_off (token, makeover_id, outcome, drawing, mark, reason, signed_on, at) "
            "VALUES ('s-1', ?, 'marked', '', 'sun', '', ?, ?)",
            (made, LAST_WEEK, now()),
        )


def totals(through: Through = NOWHERE) -> Counter[tuple[str, str, int, str]]:
    """Every cell of this year, as the count narrows it."""
    view = View(THIS, None, "", INDICATORS["pieces_received"], now(), "", True, True, through)
    found: Counter[tuple[str, str, int, str]] = Counter()
    for cell in overview(view).sums.cells:
        found[cell.indicator, cell.month, cell.site_id, cell.split] += cell.amount
    return found


def figure(slug: str, through: Through) -> int:
    """A figure of this year."""
    return sum(amount for key, amount in totals(through).items() if key[0] == slug)


def test_all_cities_are_the_whole_and_all_partners_too_alone_and_together(app: Flask, told: Told) -> None:
    with app.app_context():
        whole, known = totals(), [str(one) for one in partners()]
        assert known == [str(told.kitchen)]
        by_city: Counter[tuple[str, str, int, str]] = Counter()
        both: Counter[tuple[str, str, int, str]] = Counter()
        for city in CITIES:
            by_city += totals(Through(city))
            for partner in (*known, NOT_SAID):
                both += totals(Through(city, partner))
        assert by_city == both == whole
        assert totals(Through(partner=known[0])) + totals(Through(partner=NOT_SAID)) == whole


def test_a_row_is_of_the_things_own_city_else_of_its_sites_else_not_said(app: Flask, told: Told) -> None:
    with app.app_context():
        kitchen = str(told.kitchen)
        assert figure("heads_without_names", Through("Birmingham")) == 7
        assert figure("heads_without_names", Through("Coventry", kitchen)) == 0
        assert figure("heads_without_names", Through("Birmingham", kitchen)) == 7
        assert figure("heads_without_names", Through("other")) == 7
        assert figure("makeovers", Through("Birmingham", kitchen)) == figure("makeovers", NOWHERE) == 1
        assert figure("repair_attempts", Through("Coventry", NOT_SAID)) == 1
        assert figure("organisations_helped", Through("Coventry")) == 1
        assert figure("enrolments", Through("Coventry")) == 3 and figure("enrolments", Through(NOT_SAID)) == 2
        assert figure("enrolments", Through(partner=kitchen)) == 1
        assert figure("enrolments", Through("Coventry", NOT_SAID)) == 2


def _came(cast: Cast, person_id: int) -> None:
    """Somebody was in the first class of the run that they booked."""
    row = fast().row(
        "SELECT k.token, k.starts_at, p.number FROM course_class k JOIN booking b ON b.run_id = k.run_id "
        "JOIN person p ON p.id = b.person_id WHERE b.person_id = ? ORDER BY k.number",
        (person_id,),
    )
    assert row is not None
    at = as_instant(row[1])
    new = NewMark(new_client_id(), row[0], row[2], "present", "tap", at, at)
    with transaction():
        record_mark(by=cast.actor("mary"), new=new, received_at=now())


def test_who_booked_under_another_number_of_theirs_still_came_through_the_partner(
    app: Flask, told: Told, cast: Cast
) -> None:
    with app.app_context():
        booked = int(fast().rows("SELECT person_id FROM booking WHERE partner <> ''")[0][0])
        _came(cast, booked)
        with transaction():
            merge_people(
                by=cast.actor("ruth"),
                person_id=booked,
                into_id=cast.people["tomasz"],
                at=now(),
                token=new_client_id(),
            )
        through = Through(partner=str(told.kitchen))
        assert figure("attended", NOWHERE) == figure("attended", through) == 1
        assert figure("enrolments", through) == 1
        assert figure("people_taking_part", through) == 1


def test_screen_files_and_paper_say_the_city_and_the_partner_and_the_same_figure(
    page_client: PageClient, told: Told
) -> None:
    sign_in(page_client, "ruth")
    asked = f"site=all&city=Birmingham&partner={told.kitchen}"
    for page in ("/count", "/count/tables"):
        text = page_client.get(f"{page}?{asked}").text
        assert "Birmingham" in text and "Spon End Kitchen" in text and "now, also in closed months" in text
    rows = page_client.get(f"/count/heads_without_names/rows?{asked}")
    assert "Birmingham" in rows.text and "Spon End Kitchen" in rows.text and "1 row" in rows.text
    lines = csv_rows(page_client.client.get(f"/count/heads_without_names/rows.csv?{asked}").data)
    assert [line[-2:] for line in lines] == [["City", "Through"], ["Birmingham", "Spon End Kitchen"]]
    body = page_client.client.get(f"/count/heads_without_names/rows.xlsx?{asked}").data
    method = " ".join(str(cell) for row in xlsx_rows(body, 1) for cell in row)
    assert "City: Birmingham · Through: Spon End Kitchen" in method and "closed months" in method
    learners = csv_rows(page_client.client.get("/count/enrolments/rows.csv?site=all&city=Coventry").data)
    assert sorted(line[-1] for line in learners[1:]) == ["Not said", "Not said", "Spon End Kitchen"]
    book = xlsx_rows(page_client.client.get(f"/count/tables.xlsx?{asked}").data, -1)
    assert any("City: Birmingham · Through: Spon End Kitchen" in str(row) for row in book)
    paper = pdf_text(page_client.client.get(f"/count/report.pdf?{asked}").data)
    assert "City: Birmingham" in paper and "Spon End Kitchen" in paper
    assert page_client.client.get("/count?city=Paris").status_code == 422
    assert page_client.client.get("/count?partner=999999").status_code == 404


def test_the_public_page_and_what_others_fetch_know_no_city_and_no_partner(
    page_client: PageClient, told: Told
) -> None:
    """Two narrowings could be taken from one another, so nobody outside is offered one."""
    for page in ("/impact", "/api/v1/open/figures/makeovers", "/impact/embed"):
        plain, asked = (
            page_client.client.get(page + more) for more in ("", f"?city=Birmingham&partner={told.kitchen}")
        )
        assert plain.status_code == asked.status_code and plain.data == asked.data, page


def test_pieces_go_by_who_got_them_and_a_closed_month_is_counted_from_rows(
    app: Flask, open_year: Year
) -> None:
    coventry, wolverhampton = (open_year.cast.sites[name] for name in ("coventry", "wolverhampton"))
    _cities_of_sites(open_year.cast)
    with transaction():
        close_month(
            month="2025-04",
            site_ids=(coventry,),
            by=open_year.cast.actor("ruth"),
            at=now(),
            token=new_client_id(),
        )

    def seen(through: Through = NOWHERE) -> Counter[tuple[str, int]]:
        found: Counter[tuple[str, int]] = Counter()
        view = View(YEAR, None, "", INDICATORS["pieces_received"], now(), through=through)
        for cell in overview(view).sums.cells:
            found[cell.indicator, cell.site_id] += cell.amount
        return found

    parts = sum((seen(Through(city)) for city in CITIES), Counter())
    assert parts == seen() and seen(Through(NOT_SAID))["pieces_received", wolverhampton] == 3
    narrowed = overview(
        View(
            month_by_name("2025-04"),
            None,
            "",
            INDICATORS["pieces_received"],
            now(),
            through=Through("Coventry"),
        )
    )
    assert not narrowed.settled.closed and not any(line.target for line in narrowed.lines)
    assert narrowed.sums.total("pieces_received") == 2
