"""Months close in turn and for good: figures freeze, late truths are listed adjustments, a recount agrees always."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.clock import local_day, month_of, now
from core.db import db, fast, is_sqlite, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.clockwork import tick
from factory.programme.exclusions import exclusion_lines
from factory.programme.indicators import COUNTED, INDICATORS, UNKNOWN_KIND
from factory.programme.queries.overview import View, overview
from factory.programme.queries.periods import adjustments, closed_months, late_truths
from factory.programme.queries.settled import settled
from factory.programme.queries.sums import Where
from factory.programme.services.periods import close_month, list_late_truths
from factory.programme.spans import Span, month_by_name, month_span
from factory.programme.wording import Words
from factory.recounting import all_differences
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient
from tests.programme.year import YEAR, Year, bring, csv_rows, labels_at, pdf_text, seen, xlsx_rows

APRIL, MAY = "2025-04", "2025-05"
THIS_MONTH = month_span(local_day(now()))
EVER = Span("own", date(2025, 4, 1), THIS_MONTH.ends_on)


def close(year: Year, month: str, *sites: str, who: str = "ruth", token: str = "") -> int:
    """Close a month as somebody of the cast."""
    ids = tuple(year.cast.sites[site] for site in sites or ("coventry",))
    with transaction():
        return close_month(
            month=month, site_ids=ids, by=year.cast.actor(who), at=now(), token=token or new_client_id()
        )


def received(month: str) -> int:
    """Pieces received at Coventry in a month, as shown."""
    return seen(month_by_name(month)).sums.total("pieces_received")


def late_chair(year: Year) -> None:
    """A chair that a tablet had kept since April comes to light."""
    code = labels_at(year.cast, "coventry", datetime(2025, 3, 1, 9, tzinfo=UTC)).pop()
    bring(year.cast, "coventry", code, CHAIR, "received", "", datetime(2025, 4, 20, 10, tzinfo=UTC))


def _period(month: str, ends_on: str, site_id: int, closed_on: str = "2026-11-26") -> str:
    return (
        "INSERT INTO period (token, site_id, month, ends_on, closed_on) "
        f"VALUES ('t-{month}', {site_id}, '{month}', '{ends_on}', '{closed_on}')"
    )


def _frozen_late() -> str:
    return (
        "INSERT INTO frozen_cell (period_id, indicator, month, site_id, category, split, amount, rule_version) "
        "SELECT id, 'pieces_received', month, site_id, 'more', '', 1, '1' FROM period"
    )


def _adjustment(month: str, found_on: str, site_id: int) -> str:
    return (
        "INSERT INTO adjustment (indicator, month, site_id, category, split, amount, rule_version, found_on, found_at) "
        f"VALUES ('pieces_received', '{month}', {site_id}, '', '', 1, '1', '{found_on}', '2026-11-26T10:00:00.000Z')"
    )


@pytest.fixture
def april_closed(open_year: Year) -> Year:
    """April closed at Coventry, and a chair of April found since."""
    close(open_year, APRIL)
    late_chair(open_year)
    return open_year


def test_months_close_in_their_turn_once_they_are_over(open_year: Year) -> None:
    with pytest.raises(RuleBroken, match="earlier month"):
        close(open_year, MAY)
    with pytest.raises(RuleBroken, match="not over"):
        close(open_year, month_of(local_day(now())))
    assert close(open_year, APRIL) == 1
    with pytest.raises(RuleBroken, match="closed already"):
        close(open_year, APRIL)
    assert close(open_year, MAY) == 1
    assert [(one.month, one.closed_by) for one in closed_months()] == [
        (MAY, open_year.cast.numbers["ruth"]),
        (APRIL, open_year.cast.numbers["ruth"]),
    ]


def test_the_same_press_twice_closes_one_month(open_year: Year) -> None:
    token = new_client_id()
    assert close(open_year, APRIL, token=token) == 1
    assert close(open_year, APRIL, token=token) == 0


def test_a_coordinator_closes_their_own_site_only(open_year: Year) -> None:
    with pytest.raises(NotFound):
        close(open_year, MAY, "wolverhampton")
    with pytest.raises(NotFound):
        close(open_year, MAY, "coventry", "wolverhampton")
    with pytest.raises(NotAllowed):
        close(open_year, APRIL, who="mary")
    assert close(open_year, MAY, "wolverhampton", who="oluwaseun") == 1


def test_closing_changes_no_figure_that_is_shown(open_year: Year) -> None:
    before, kinds = seen().sums, seen().by_category
    close(open_year, APRIL)
    after = seen()
    assert {cell.indicator: before.total(cell.indicator) for cell in before.cells} == {
        cell.indicator: after.sums.total(cell.indicator) for cell in after.sums.cells
    }
    assert after.by_category == kinds
    assert not late_truths(now()) and not all_differences()


def test_a_kind_of_furniture_brings_nothing_of_the_works_out_of_closed_months(open_year: Year) -> None:
    close(open_year, APRIL)
    frozen = {cell.indicator for cell in settled(Where(month_by_name(APRIL))).frozen}
    assert frozen - set(COUNTED), "control: people who took part froze too"
    for asked in (Where(month_by_name(APRIL), group="other"), Where(month_by_name(APRIL), kind=UNKNOWN_KIND)):
        assert {cell.indicator for cell in settled(asked).frozen} <= set(COUNTED)


def test_a_late_truth_counts_on_the_day_it_is_found_and_its_month_stays(april_closed: Year) -> None:
    assert received(APRIL) == 2
    with transaction():
        assert list_late_truths(at=now()) == 1
    assert received(APRIL) == 2
    (late,) = adjustments()
    assert (late.key.indicator, late.key.month, late.amount) == ("pieces_received", APRIL, 1)
    assert late.found_on == local_day(now())
    this = seen(THIS_MONTH).sums
    assert this.total("pieces_received") == 1 == seen(EVER).sums.total("pieces_received") - 9
    view = View(THIS_MONTH, None, "", INDICATORS["pieces_received"], now())
    assert overview(view).kinds("pieces_received") == [(late.key.category, 1)]


def test_a_file_of_rows_tells_the_adjustments_that_the_page_tells_and_of_its_split_alone(
    page_client: PageClient, april_closed: Year
) -> None:
    with transaction():
        list_late_truths(at=now())
    sign_in(page_client, "ruth")
    april, this = "from=2025-04-01&to=2025-04-30", f"from={THIS_MONTH.starts_on}&to={THIS_MONTH.ends_on}"

    def told(asked: str) -> str:
        body = page_client.client.get(f"/count/pieces_received/rows.xlsx?site=coventry&{asked}").data
        return " ".join(str(cell) for row in xlsx_rows(body, 1) for cell in row)

    for asked, words in (
        (april, "came to light after their month was closed"),
        (this, "of earlier months (1)"),
    ):
        assert words in told(asked)
        assert words in page_client.get(f"/count/pieces_received/rows?site=coventry&{asked}").text
        assert words not in told(f"{asked}&split=other")
        assert (
            words
            not in page_client.get(f"/count/pieces_received/rows?site=coventry&{asked}&split=other").text
        )


def test_looking_again_lists_nothing_more(april_closed: Year) -> None:
    for expected in (1, 0, 0):
        with transaction():
            assert list_late_truths(at=now()) == expected
    assert len(adjustments()) == 1


def test_a_recount_names_a_late_truth_until_it_is_listed_and_agrees_afterwards(april_closed: Year) -> None:
    assert any("no adjustment tells" in line for line in all_differences())
    with transaction():
        list_late_truths(at=now())
    assert not all_differences()


def test_the_clockwork_looks_once_a_day(april_closed: Year) -> None:
    at = now() + timedelta(days=1)
    assert "1 late truths about closed months listed" in tick(at)
    late_chair(april_closed)
    assert not any("late truths" in line for line in tick(at + timedelta(minutes=1)))
    assert "1 late truths about closed months listed" in tick(at + timedelta(days=1))


def test_the_next_closing_lists_what_is_late_first(april_closed: Year) -> None:
    close(april_closed, MAY)
    assert [late.key.month for late in adjustments()] == [APRIL]
    assert not all_differences()


def test_the_database_itself_keeps_closed_months(april_closed: Year) -> None:
    with transaction():
        list_late_truths(at=now())
    coventry = april_closed.cast.sites["coventry"]
    for sql, said in (
        ("UPDATE frozen_cell SET amount = amount + 1", "append-only"),
        ("DELETE FROM frozen_cell", "append-only"),
        ("UPDATE adjustment SET amount = amount + 1", "append-only"),
        ("DELETE FROM adjustment", "append-only"),
        ("DELETE FROM period", "stays closed"),
        ("UPDATE period SET closed_at = NULL", "stays closed"),
        (f"UPDATE period SET month = '{MAY}'", "stays closed"),
        (_frozen_late(), "freeze while"),
        (_period("2025-06", "2025-06-30", coventry), "after the month before"),
        (_period(MAY, "2025-06-30", coventry), "after the month before"),
        (_adjustment(MAY, "2026-11-26", coventry), "closed month"),
        (_adjustment(APRIL, "2025-04-30", coventry), "closed month"),
    ):
        with pytest.raises(Exception, match=said), transaction():
            fast().run(sql)


def test_no_month_closes_before_it_is_over_by_direct_sql_either(open_year: Year) -> None:
    coventry = open_year.cast.sites["coventry"]
    with pytest.raises(Exception, match="is_over"), transaction():
        fast().run(_period(APRIL, "2025-04-30", coventry, closed_on="2025-04-30"))


def test_a_frozen_figure_that_somebody_changed_past_the_guards_is_found_out(
    app: Flask, open_year: Year
) -> None:
    close(open_year, APRIL)
    assert not all_differences()
    with transaction():
        name = "frozen_cell_no_update" if is_sqlite() else "frozen_cell_append_only ON frozen_cell"
        fast().run(f"DROP TRIGGER {name}")
        fast().run(
            "UPDATE frozen_cell SET amount = amount + 1 WHERE indicator = 'pieces_received' AND amount > 0"
        )
        found = all_differences()
        assert any("pieces_received" in line for line in found)
        db.session.rollback()  # the figure and the trigger come back


def test_a_month_is_closed_on_screen_after_a_look_at_its_figures(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    listed = page_client.get("/count/months")
    assert "Close Apr 2025, Coventry" in " ".join(listed.text.split()) or "Close" in listed.text
    assert "/count/months/2025-04/close?site=coventry" in " ".join(listed.links)
    page = page_client.get("/count/months/2025-04/close?site=coventry")
    assert "Pieces received" in page.text and "can never be opened again" in page.text
    listed = page_client.submit(page, {}, button="for good")
    assert "closed" in listed.text and year.cast.numbers["ruth"] in listed.text
    with app.app_context():
        assert [one.month for one in closed_months()] == [APRIL]
    again = page_client.get("/count/months/2025-04/close?site=coventry")
    assert "closed already" in again.text and "for good" not in again.text
    assert "earlier month" in page_client.get("/count/months/2025-07/close?site=coventry").text
    page_client.get("/count/months/2025-04/close?site=wolverhampton", 404)
    page_client.get("/count/months/2025-13/close?site=coventry", 404)
    page_client.get("/count/months/never/close", 404)


def test_who_only_counts_reads_the_months_and_closes_none(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "farah")
    assert "/close" not in " ".join(page_client.get("/count/months").links)
    page_client.get("/count/months/2025-04/close?site=coventry", 403)


def test_an_adjustment_leads_to_the_rows_of_its_month_and_stands_in_every_output(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    with app.app_context():
        close(year, APRIL)
        late_chair(year)
    sign_in(page_client, "ruth")
    page = page_client.get("/count/adjustments?site=all")
    page = page_client.submit(page, {}, button="Look for late truths")
    assert "Pieces received" in page.text and "+1" in page.text and "Apr 2025" in page.text
    assert "/count/pieces_received/rows?span=month-2025-04&site=coventry" in " ".join(page.links)
    ours = THIS_MONTH.slug
    assert (
        "Adjustments of closed months that count in these days: 1."
        in page_client.get(f"/count?site=all&span={ours}").text
    )
    lines = csv_rows(page_client.client.get(f"/count/tables.csv?site=all&span={ours}&table=adjustments").data)
    assert lines[1][:3] == ["Pieces received", "Apr 2025", "Coventry"] and lines[1][4] == "1"
    months = csv_rows(page_client.client.get(f"/count/tables.csv?site=all&span={ours}&table=targets").data)
    below = months.index([])
    assert months[below + 1] == ["Adjustments that count in these days"] and months[below + 3 :] == lines[1:]
    rows = csv_rows(page_client.client.get(f"/count/pieces_received/rows.csv?site=all&span={ours}").data)
    noted = rows[rows.index([]) + 1 :]
    assert noted == [
        ["Adjustments", "The figure of these days also holds adjustments of earlier months (1)."]
    ]
    rows = csv_rows(
        page_client.client.get("/count/pieces_received/rows.csv?site=all&span=month-2025-03").data
    )
    assert [] not in rows, "a month without any has no note"
    book = page_client.client.get("/count/tables.xlsx?site=all&span=year-2025").data
    assert any("Coventry to Apr 2025" in str(cell) for row in xlsx_rows(book, -1) for cell in row if cell)
    paper = pdf_text(page_client.client.get(f"/count/report.pdf?site=all&span={ours}").data)
    assert "Adjustments that count in these days" in paper


def test_days_that_are_no_whole_months_are_counted_as_they_are_now(april_closed: Year) -> None:
    own = Span("own", date(2025, 4, 2), date(2025, 4, 30))
    assert seen(own).sums.total("pieces_received") == 3
    assert YEAR.starts_on == date(2025, 4, 1)


def test_in_the_first_hour_of_a_summers_month_that_month_is_the_running_one(
    page_client: PageClient, year: Year
) -> None:
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        sign_in(page_client, "ruth")
        text = page_client.get("/count/months").text
    assert "Jul 2026" in text and "Aug 2026" not in text


def test_what_could_still_change_is_told_by_the_day_of_the_site(year: Year, app: Flask) -> None:
    with app.app_context():
        with transaction():
            silent = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
            fast().run("UPDATE device SET paired_at = ?, last_seen_at = NULL", (silent,))
        (line,) = exclusion_lines(seen(YEAR), Words("en", lambda text, **values: text % values))
    assert line.endswith("the oldest of 1 Jul 2024")
