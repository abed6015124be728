"""A funder's form at the desk: its lines bound to the count, its workbook filled, other sites' forms out of reach."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from core.clock import local_day, now
from core.config import Settings
from core.db import fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.demo.sharing import funders_workbook
from factory.profiles import workbooks
from factory.profiles.queries import CLOSED, NO_PARTNERS, UNBOUND, answers
from factory.profiles.services import LineFacts, add_line, change_line, make_form
from factory.programme.spans import Span, year_span
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.occasions.scene import an_occasion, an_organisation, heads
from tests.pages import PageClient
from tests.programme.year import EXPECTED, YEAR, Year

SPAN = f"from={YEAR.starts_on}&to={YEAR.ends_on}"


def a_form(cast: Cast, who: str = "ruth") -> int:
    """A form of somebody's site; needs the app's context."""
    with transaction():
        form = make_form(
            name="Return", funder="The fund", by=cast.actor(who), at=now(), token=new_client_id()
        )
        return form.id


def a_line(cast: Cast, form_id: int, who: str = "ruth", **facts: Any) -> int:
    """A line of it."""
    values = {"label": "P1", **facts}
    with transaction():
        line = add_line(
            form_id=form_id, facts=LineFacts(**values), by=cast.actor(who), at=now(), token=new_client_id()
        )
        return line.id


def counted(form_id: int, span: Span = YEAR) -> list[object]:
    return [one.value for one in answers(form_id, span, now(), (False, False))]


def test_each_line_comes_to_what_the_count_counts(open_year: Year) -> None:
    cast, quarter = open_year.cast, Span("own", date(2025, 10, 1), date(2025, 12, 31))
    form_id = a_form(cast)
    a_line(cast, form_id, indicator="pieces_upcycled")
    a_line(cast, form_id, indicator="pieces_upcycled", span="to_date")
    a_line(cast, form_id, indicator="pieces_upcycled", site_id=cast.sites["wolverhampton"], span="in_all")
    a_line(cast, form_id, indicator="pieces_upcycled", city="Coventry", span="to_date")
    a_line(cast, form_id, indicator="pieces_given_out", split="sale")
    a_line(cast, form_id, indicator="grams_kept")
    a_line(
        cast, form_id, indicator="pieces_received", span="own",
        starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 30),
    )  # fmt: skip
    a_line(cast, form_id)
    assert counted(form_id)[0] == EXPECTED["pieces_upcycled"]
    found = answers(form_id, quarter, now(), (False, False))
    assert [one.value for one in found[:5]] == [2, 6, 2, 4, 2]
    assert isinstance(found[5].value, Decimal) and found[6].value == 2
    assert (found[7].value, found[7].why) == (None, UNBOUND)


def test_the_funders_own_workbook_comes_out_filled(open_year: Year, page_client: PageClient) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/forms/new")
    shown = page_client.submit(page, {"name": "=HYPERLINK(1)", "funder": "The fund"}, button="Make the form")
    form_id = int(shown.url.rsplit("/", 1)[1])
    sent = (io.BytesIO(funders_workbook()), "return.xlsx")
    shown = page_client.submit(shown, {"sheet": sent}, button="Keep the workbook")
    assert "return.xlsx" in shown.text
    page = page_client.get(f"/forms/{form_id}/lines/new")
    facts = {"label": '=CMD("x")', "figure": "pieces_upcycled", "sheet": "Return", "cell": "b3"}
    shown = page_client.submit(page, facts, button="Save the line")
    page = page_client.get(f"/forms/{form_id}/lines/new")
    page_client.submit(page, {"label": "Money", "figure": ""}, button="Save the line")
    page = page_client.get(f"/forms/{form_id}/lines/new")
    page_client.submit(
        page, {"label": "Sum", "figure": "pieces_received", "cell": "B12"}, button="Save the line"
    )
    shown = page_client.get(f"/forms/{form_id}?{SPAN}")
    assert "2 lines cannot be filled" in shown.text and "write it in by hand" in shown.text
    book = page_client.client.get(f"/forms/{form_id}/filled.xlsx?{SPAN}")
    assert load_workbook(io.BytesIO(book.get_data()))["Return"]["B3"].value == EXPECTED["pieces_upcycled"]
    listed = page_client.client.get(f"/forms/{form_id}/filled.csv?{SPAN}").get_data(as_text=True)
    assert "'=CMD" in listed and "write it in by hand" in listed
    assert workbooks.IS_FORMULA in next(row for row in listed.splitlines() if row.startswith("Sum"))


def test_a_workbook_with_macros_is_refused_beside_the_field(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    from tests.profiles.test_workbooks import with_part

    with app.app_context():
        form_id = a_form(cast)
    sign_in(page_client, "ruth")
    sent = (io.BytesIO(with_part("xl/vbaProject.bin", b"x")), "return.xlsx")
    page = page_client.get(f"/forms/{form_id}")
    refused = page_client.submit(page, {"sheet": sent}, button="Keep the workbook", status=422)
    assert "macros" in refused.text


def test_lines_are_put_in_order_and_taken_out(page_client: PageClient, cast: Cast, app: Flask) -> None:
    with app.app_context():
        form_id = a_form(cast)
        ids = [a_line(cast, form_id, label=label) for label in ("first", "second", "third")]
    sign_in(page_client, "ruth")
    page = page_client.get(f"/forms/{form_id}")
    page_client.submit(page, {"way": "up"}, action=f"/lines/{ids[2]}/move")
    page = page_client.get(f"/forms/{form_id}/lines/{ids[0]}")
    page_client.submit(page, action="/drop")
    with app.app_context():
        rows = fast().rows("SELECT label FROM form_line ORDER BY position")
        assert [row[0] for row in rows] == ["third", "second"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"cell": "12"}, "cell"),
        ({"cell": "A1:B2"}, "cell"),
        ({"cell": "XFE1"}, "cell"),
        ({"cell": "A1048577"}, "cell"),
        ({"indicator": "nonsense"}, "figure"),
        ({"indicator": "pieces_given_out", "split": "nonsense"}, "figure"),
        ({"span": "own"}, "starts_on"),
        ({"span": "own", "starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"city": "Paris"}, "where"),
        ({"site_id": 999}, "where"),
        ({"label": " "}, "label"),
    ],
)
def test_what_makes_no_line_is_said_on_its_field(
    app: Flask, cast: Cast, facts: dict[str, Any], field: str
) -> None:
    with app.app_context():
        form_id = a_form(cast)
        with pytest.raises(RuleBroken) as refused:
            a_line(cast, form_id, **facts)
        assert refused.value.field == field


def test_a_form_of_another_site_is_not_there(page_client: PageClient, cast: Cast, app: Flask) -> None:
    with app.app_context():
        theirs, mine = a_form(cast, "oluwaseun"), a_form(cast)
        line = a_line(cast, theirs, who="oluwaseun")
        with pytest.raises(NotFound):
            a_line(cast, theirs)
        with pytest.raises(NotFound), transaction():
            change_line(form_id=mine, line_id=line, facts=LineFacts("x"), by=cast.actor("ruth"), at=now())
        with pytest.raises(NotAllowed):
            a_form(cast, "mary")
    sign_in(page_client, "ruth")
    for address in (f"/forms/{theirs}", f"/forms/{theirs}/filled.csv", f"/forms/{mine}/lines/{line}"):
        assert page_client.client.get(address).status_code == 404


def test_the_template_is_kept_by_its_hash(open_year: Year, settings: Settings) -> None:
    import hashlib

    from core.files import kept_file
    from factory.profiles.services import keep_workbook
    from factory.profiles.workbooks import ENDING

    cast, data = open_year.cast, funders_workbook()
    sha256 = hashlib.sha256(data).hexdigest()
    form_id = a_form(cast)
    with transaction():
        keep_workbook(
            form_id=form_id, data=data, sha256=sha256, called="a.xlsx",
            folder=settings.photo_folder, by=cast.actor("ruth"), at=now(),
        )  # fmt: skip
    assert kept_file(settings.photo_folder, sha256, ENDING).read_bytes() == data


def test_a_line_is_of_a_city_and_of_a_partner_through_whom_people_came(app: Flask, cast: Cast) -> None:
    with app.app_context():
        partner = an_organisation(cast)
        for city, through in (("Coventry", None), ("Birmingham", partner), ("Birmingham", None)):
            heads(cast, an_occasion(cast, city=city, partner_id=through), 7)
        form_id, said = a_form(cast), {"indicator": "heads_without_names", "span": "in_all"}
        for facts in ({}, {"city": "Birmingham"}, {"partner": str(partner)}, {"partner": "not_said"}):
            a_line(cast, form_id, **said, **facts)
        a_line(cast, form_id, **said, split="children", city="Birmingham", partner=str(partner))
        a_line(cast, form_id, **said, city="Coventry", site_id=None, partner=str(partner))
        assert counted(form_id, year_span(local_day(now()))) == [21, 14, 7, 14, 0, 0]
        with pytest.raises(RuleBroken, match="partner from the list"):
            a_line(cast, form_id, **said, partner="999999")


def test_no_nought_stands_for_what_has_no_partner_or_is_counted_in_a_closed_room(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        partner, form_id = str(an_organisation(cast)), a_form(cast)
        an_occasion(cast, city="Coventry", partner_id=int(partner))
        for slug in ("artefacts", "help_hours", "machine_hours", "pieces_received"):
            a_line(cast, form_id, indicator=slug, partner=partner)
        for slug in ("machine_hours", "enrolments"):
            a_line(cast, form_id, indicator=slug)
        a_line(cast, form_id, indicator="artefacts", partner="not_said")
        a_line(cast, form_id, indicator="enrolments", partner=partner)
        span = year_span(local_day(now()))
        shut, opened = (answers(form_id, span, now(), (are_open, are_open)) for are_open in (False, True))
        assert [one.why for one in opened] == [*[NO_PARTNERS] * 4, "", "", "", ""]
        assert [one.value for one in opened] == [*[None] * 4, 0, 0, 0, 0]
        assert [one.why for one in shut[4:]] == [CLOSED, CLOSED, "", CLOSED]
        assert [one.value for one in shut] == [*[None] * 6, 0, None]
