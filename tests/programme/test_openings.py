"""Opening figures: a month of an indicator is opening figure or rows, in every output and in the database."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.impact.figures import impact
from factory.open_data.figures import figure
from factory.profiles.queries import answers
from factory.profiles.services import LineFacts, add_line, make_form
from factory.programme.indicators import INDICATORS
from factory.programme.learning import EVERY
from factory.programme.opening_rules import OpeningFacts
from factory.programme.queries.fresh import EVER, fresh_cells, months_left_out
from factory.programme.queries.openings import openings
from factory.programme.queries.overview import View, overview
from factory.programme.services.openings import enter_openings, undo_openings
from factory.programme.services.periods import close_month
from factory.programme.spans import Span, month_by_name
from factory.recounting import all_differences
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient
from tests.programme.year import Year, bring, csv_rows, labels_at, pdf_text, xlsx_rows

EARLIER = Span("year", date(2023, 4, 1), date(2024, 3, 31))
SOURCE = "Pieces 2023.xlsx, page 2"
SPAN = "span=year-2023&site=all"


def fact(
    year: Year, slug: str, month: str, amount: int, split: str = "", site: str = "coventry"
) -> OpeningFacts:
    """One figure of an earlier sheet."""
    return OpeningFacts(year.cast.sites[site], slug, split, month, amount, SOURCE)


def enter(year: Year, *facts: OpeningFacts, token: str = "", who: str = "ruth") -> int:
    """Take figures in as somebody of the cast."""
    with transaction():
        return enter_openings(
            facts=facts, called="", by=year.cast.actor(who), at=now(), token=token or new_client_id()
        )


def of_earlier(slug: str, span: Span = EARLIER) -> int:
    """What an indicator comes to in the earlier year, all rooms counted."""
    view = View(span, None, "", INDICATORS["pieces_upcycled"], now(), learning=True, machines=True)
    return overview(view).sums.total(slug)


def late_chair(year: Year, day: str = "2023-05-20") -> None:
    """A chair that was taken in and released in a month that has an opening figure comes to light."""
    code = labels_at(year.cast, "coventry", datetime(2023, 4, 1, 9, tzinfo=UTC)).pop()
    bring(year.cast, "coventry", code, CHAIR, "received", "", datetime.fromisoformat(f"{day}T10:00:00+00:00"))


def test_a_figure_counts_whole_and_its_month_keeps_rows_out(open_year: Year) -> None:
    enter(
        open_year,
        fact(open_year, "pieces_received", "2023-05", 40),
        fact(open_year, "occasions", "2023-05", 3),
    )
    assert of_earlier("pieces_received") == 40 and of_earlier("occasions") == 3
    late_chair(open_year)
    assert of_earlier("pieces_received") == 40
    ((place, amount),) = months_left_out({open_year.cast.sites["coventry"]}, now())
    assert place[:2] == ("pieces_received", "2023-05") and amount == 1
    assert not all_differences()
    days = Span("own", date(2023, 5, 2), date(2023, 5, 31))
    assert of_earlier("pieces_received", days) == 40
    assert of_earlier("pieces_received", Span("own", date(2023, 5, 1), date(2023, 5, 30))) == 0
    view = View(days, None, "", INDICATORS["pieces_received"], now())
    assert overview(view).kinds("pieces_received") == [("", 40)]
    view = View(EARLIER, None, "seating", INDICATORS["pieces_received"], now())
    assert overview(view).sums.total("pieces_received") == 0
    assert overview(view).by_category == {}


def test_undoing_a_batch_brings_the_rows_back_once(open_year: Year) -> None:
    token = new_client_id()
    facts = [fact(open_year, "pieces_received", "2023-05", 40), fact(open_year, "occasions", "2023-06", 3)]
    batch = enter(open_year, *facts, token=token)
    assert enter(open_year, *facts, token=token) == batch
    late_chair(open_year)
    with pytest.raises(NotFound), transaction():
        undo_openings(batch_id=batch, by=open_year.cast.actor("oluwaseun"), at=now())
    for taken in (2, 0):
        with transaction():
            assert undo_openings(batch_id=batch, by=open_year.cast.actor("ruth"), at=now()) == taken
    assert of_earlier("pieces_received") == 1 and of_earlier("occasions") == 0
    assert not all_differences()


REFUSED = (
    ("pieces_received", "2025-04", 4, "", "Rows of this are counted"),
    ("pieces_received", "2099-04", 4, "", "not over yet"),
    ("pieces_received", "2023-13", 4, "", "no month"),
    ("pieces_received", "0000-01", 4, "", "no month"),
    ("pieces_received", "2023-05", -4, "", "below nothing"),
    ("pieces_given_out", "2023-05", 4, "moon", "no such part"),
    ("nothing", "2023-05", 4, "", "what is counted"),
    ("occasions", "2023-05", 4, "", "stands there already"),
    ("pieces_given_out", "2023-06", 4, "", "told apart"),
)


def test_what_cannot_stand_is_refused_with_its_reason(open_year: Year) -> None:
    enter(
        open_year,
        fact(open_year, "occasions", "2023-05", 3),
        fact(open_year, "pieces_given_out", "2023-06", 3, "sale"),
    )
    for slug, month, amount, split, said in REFUSED:
        with pytest.raises(RuleBroken, match=said):
            enter(open_year, fact(open_year, slug, month, amount, split))


def test_only_a_coordinator_of_the_site_writes_them_and_a_closed_month_takes_none(open_year: Year) -> None:
    one = fact(open_year, "occasions", "2025-04", 3)
    with pytest.raises(NotAllowed):
        enter(open_year, one, who="mary")
    with pytest.raises(NotFound):
        enter(open_year, one, who="oluwaseun")
    batch = enter(open_year, one)
    with transaction():
        close_month(
            month="2025-04",
            site_ids=(open_year.cast.sites["coventry"],),
            by=open_year.cast.actor("ruth"),
            at=now(),
            token=new_client_id(),
        )
    frozen = fast().row("SELECT amount FROM frozen_cell WHERE indicator = 'occasions' AND amount > 0")
    assert frozen == (3,) and not all_differences()
    assert of_earlier("occasions", month_by_name("2025-04")) == 3
    with pytest.raises(RuleBroken, match="closed"), transaction():
        undo_openings(batch_id=batch, by=open_year.cast.actor("ruth"), at=now())
    with pytest.raises(RuleBroken, match="closed"):
        enter(open_year, fact(open_year, "help_hours", "2025-04", 3_600_000))


def test_a_month_before_the_first_closed_one_takes_none_and_the_first_closing_says_so(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    words = "opening figures of earlier months come in before it"
    assert words in page_client.get("/count/months/2025-04/close?site=coventry").text
    with app.app_context():
        with transaction():
            close_month(
                month="2025-04",
                site_ids=(year.cast.sites["coventry"],),
                by=year.cast.actor("ruth"),
                at=now(),
                token=new_client_id(),
            )
        with pytest.raises(RuleBroken, match="before the first that was closed"):
            enter(year, fact(year, "occasions", "2023-05", 3))
        assert enter(year, fact(year, "occasions", "2025-05", 3))
        assert enter(year, fact(year, "occasions", "2023-05", 3, site="wolverhampton"), who="oluwaseun")
    assert words not in page_client.get("/count/months/2025-05/close?site=coventry").text


def _insert(
    month: str, ends_on: str, site: int, slug: str = "pieces_received", more: str = "'', 1, 'A sheet'"
) -> str:
    return (
        "INSERT INTO opening_figure (batch_id, site_id, indicator, month, ends_on, entered_on, split, amount, source) "
        f"SELECT id, {site}, '{slug}', '{month}', '{ends_on}', '2026-11-26', {more} FROM opening_batch"
    )


def test_the_database_itself_keeps_opening_figures_and_rows_apart(open_year: Year) -> None:
    coventry, other = open_year.cast.sites["coventry"], open_year.cast.sites["wolverhampton"]
    enter(
        open_year,
        fact(open_year, "pieces_received", "2023-05", 40),
        fact(open_year, "occasions", "2025-04", 1),
    )
    for sql, said in (
        (_insert("2025-04", "2025-04-30", coventry), "opening figure or rows"),
        (_insert("2025-05", "2025-05-31", other), "opening figure or rows"),
        (_insert("2023-05", "2023-05-31", coventry), "(?i)unique"),
        (_insert("2023-05", "2023-05-31", coventry, more="'part', 1, 'A sheet'"), "told apart"),
        (_insert("2023-06", "2023-05-31", coventry), "not closed"),
        (_insert("2027-05", "2027-05-31", coventry), "is_over"),
        (_insert("2023-06", "2023-06-30", coventry, more="'', -1, 'A sheet'"), "amount"),
        (_insert("2023-06", "2023-06-30", coventry, more="'', 1, ''"), "source"),
        ("UPDATE opening_figure SET amount = amount + 1", "never changed"),
        ("DELETE FROM opening_figure", "stays listed"),
        ("UPDATE opening_batch SET undone_at = made_at", "undone whole"),
        ("DELETE FROM opening_batch", "stays listed"),
    ):
        with pytest.raises(Exception, match=said), transaction():
            fast().run(sql)
    with transaction():
        close_month(
            month="2023-05",
            site_ids=(coventry,),
            by=open_year.cast.actor("ruth"),
            at=now(),
            token=new_client_id(),
        )
    for sql, said in (
        (_insert("2023-05", "2023-05-31", coventry, "occasions"), "not closed"),
        ("UPDATE opening_figure SET withdrawn_at = entered_on", "while its month is open"),
    ):
        with pytest.raises(Exception, match=said), transaction():
            fast().run(sql)


@pytest.mark.parametrize("seed", [5, 71])
def test_whatever_comes_in_which_order_ledger_recount_and_outputs_agree(
    page_client: PageClient, year: Year, app: Flask, seed: int
) -> None:
    """Figures, late rows, undoings and closings in any order: each output tells the same, and the recount is silent."""
    dice = random.Random(seed)
    months = [f"2023-{month:02d}" for month in range(4, 10)]
    slugs = (
        "pieces_received",
        "pieces_upcycled",
        "occasions",
        "help_hours",
        "trained_digital",
        "machine_hours",
    )
    with app.app_context():
        batches: list[int] = []
        for _ in range(14):
            act = dice.choice(("enter", "enter", "enter", "late", "undo"))
            try:
                if act == "late":
                    late_chair(year, f"{dice.choice(months)}-11")
                elif act == "undo" and batches:
                    with transaction():
                        undo_openings(batch_id=dice.choice(batches), by=year.cast.actor("ruth"), at=now())
                else:
                    slug = dice.choice(slugs)
                    amount = dice.randint(0, 50) * EVERY[slug].scale
                    batches.append(enter(year, fact(year, slug, dice.choice(months), amount)))
            except RuleBroken:
                continue
        assert not all_differences()
        with transaction():
            first = min(key.month for key in fresh_cells(EVER, now()))
            close_month(
                month=first,
                site_ids=(year.cast.sites["coventry"],),
                by=year.cast.actor("ruth"),
                at=now(),
                token=new_client_id(),
            )
        assert not all_differences()
        view = View(EARLIER, None, "", INDICATORS["pieces_upcycled"], now(), learning=True, machines=True)
        sums = overview(view).sums
        found = {slug: Decimal(sums.total(slug)) / EVERY[slug].scale for slug in slugs}
        assert sum(one.amount for one in openings(EARLIER, now()).lines) > 0
        fresh = fresh_cells(EARLIER, now())
        assert found == {
            slug: Decimal(sum(amount for key, amount in fresh.items() if key.indicator == slug))
            / EVERY[slug].scale
            for slug in slugs
        }
    sign_in(page_client, "ann")
    table = csv_rows(page_client.client.get(f"/count/tables.csv?{SPAN}&table=targets").data)
    sheet = xlsx_rows(page_client.client.get(f"/count/tables.xlsx?{SPAN}").data)
    for slug in slugs:
        name = EVERY[slug].name
        for rows in (table, sheet):
            told = [Decimal(str(row[5])) for row in rows if row[0] == name]
            assert told in ([found[slug]], [])
        if found[slug]:
            by_month = csv_rows(page_client.client.get(f"/count/tables.csv?{SPAN}&table=months-{slug}").data)
            assert Decimal(by_month[-1][-1]) == found[slug]
        rows = csv_rows(page_client.client.get(f"/count/{slug}/rows.csv?{SPAN}").data)
        at = next(i for i, head in enumerate(rows[0]) if head in ("Amount", "Seconds"))
        scale = 3600 if rows[0][at] == "Seconds" else 1
        listed = sum(Decimal(row[at]) for row in rows[1:]) / scale
        assert listed == found[slug]


def test_forms_the_public_page_and_the_api_count_them_and_name_the_source(open_year: Year) -> None:
    enter(open_year, fact(open_year, "pieces_received", "2023-05", 40))
    shown = impact(("pieces_received",), shows_stories=False, at=now(), rooms=(True, True))
    told = shown.of("pieces_received")
    assert told is not None and told.whole == 49 and shown.sources == (SOURCE,)
    said = figure(INDICATORS["pieces_received"], EARLIER, now(), (True, True))
    assert said["total"] == 40 and said["opening_sources"] == [SOURCE]
    by = open_year.cast.actor("ruth")
    with transaction():
        form = make_form(name="Return", funder="", by=by, at=now(), token=new_client_id())
        line = LineFacts("Received", "pieces_received")
        add_line(form_id=form.id, facts=line, by=by, at=now(), token=new_client_id())
    (answer,) = answers(form.id, EARLIER, now(), (True, True))
    assert answer.value == 40 and answer.sources == (SOURCE,)


def test_they_stand_in_every_output_with_their_source(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    with app.app_context():
        enter(
            year,
            fact(year, "pieces_received", "2023-05", 40),
            fact(year, "volunteer_hours", "2023-06", 36_000_000),
        )
    sign_in(page_client, "ann")
    page = page_client.get(f"/count?{SPAN}")
    assert SOURCE in page.text and "40" in page.text
    rows = page_client.get(f"/count/pieces_received/rows?{SPAN}")
    assert SOURCE in rows.text and "May 2023" in rows.text
    listed = csv_rows(page_client.client.get(f"/count/tables.csv?{SPAN}&table=opening-figures").data)
    assert [row[0] for row in listed[1:]] == ["Pieces received", "Volunteer hours"] and listed[1][
        -1
    ] == SOURCE
    book = page_client.client.get(f"/count/tables.xlsx?{SPAN}").data
    assert any(SOURCE in str(cell) for row in xlsx_rows(book, -1) for cell in row if cell)
    paper = pdf_text(page_client.client.get(f"/count/report.pdf?{SPAN}").data)
    assert "Opening figures in these days" in paper and SOURCE in paper
    assert SOURCE in page_client.get(f"/count/tables?{SPAN}").text
    assert SOURCE in page_client.get(f"/count/volunteer_hours/rows?{SPAN}").text
    hours = csv_rows(page_client.client.get(f"/count/volunteer_hours/rows.csv?{SPAN}").data)
    assert hours[1][0] == f"Opening figure: {SOURCE}" and Decimal(hours[1][5]) == 36_000


SHEET = """Counted,Part,Month,Amount,Source
Pieces received,,2023-05,40,Pieces 2023.xlsx p2
Pieces given out,sale,04/2023,12,Pieces 2023.xlsx p3
Kept in use,,May 2023,"1,250.5",Weights.xlsx
Unicorns,,2023-05,1,Nowhere at all
Pieces received,,2023-05,41,Pieces 2023.xlsx p9
Pieces received,,2025-04,7,Pieces 2025.xlsx
Pieces received,,soon,7,Pieces 2025.xlsx
Pieces received,,2023-06,many,Pieces 2025.xlsx
Pieces received,,2023-06,1.5,Pieces 2025.xlsx
Pieces received,,2023-07,5,
"""


def test_a_spreadsheet_is_looked_at_line_by_line_taken_in_and_undone(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/count/openings/sheet")
    assert xlsx_rows(page_client.client.get("/count/openings/template.xlsx").data)[0][1] == "Counted"
    page = page_client.submit(
        page, {"sheet": (io.BytesIO(SHEET.encode()), "Pieces 2023.csv")}, button="Look at it", status=200
    )
    for said in (
        "Nothing that we count is called Unicorns",
        "This month stands twice: see line 2",
        "Rows of this are counted in that month already",
        "soon is no month",
        "many is no number",
        "counted in whole numbers",
        "does not say where the figure is written",
    ):
        assert said in page.text, said
    page = page_client.submit(page, {}, button="Take in 3 figures")
    assert "3 opening figures are taken in" in page.text and "Pieces 2023.csv" in page.text
    with app.app_context():
        assert of_earlier("pieces_received") == 40 and of_earlier("pieces_given_out") == 12
        assert of_earlier("grams_kept") == 1_250_500
        lines = fast().rows("SELECT verb FROM audit_line WHERE verb LIKE '%openings'")
        assert len(lines) == 1
    page = page_client.submit(page, {}, button="Yes, undo the whole batch")
    assert "3 opening figures are taken out again" in page.text
    with app.app_context():
        assert of_earlier("pieces_received") == 0


def test_one_figure_is_typed_in_and_a_slip_stands_beside_its_field(
    page_client: PageClient, year: Year
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/count/openings/new")
    values = {
        "indicator": "grams_kept",
        "split": "Measured",
        "month": "2023-05",
        "amount": "x",
        "source": SOURCE,
    }
    page = page_client.submit(page, values, button="Write it down", status=422)
    assert "x is no number" in page.text
    page = page_client.submit(page, {**values, "amount": "12.5"}, button="Write it down")
    assert "12.5 kg" in page.text and SOURCE in page.text
