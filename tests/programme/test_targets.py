"""Targets: set, changed and dropped by coordinators, each step kept and audited; the dashboard shows the pace."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import db, fast, is_sqlite, transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from factory.makeovers.services.referrals import Referral, refer_makeover
from factory.programme.indicators import INDICATORS
from factory.programme.models import Target
from factory.programme.queries.overview import View, overview, rounded_up
from factory.programme.queries.targets import all_targets
from factory.programme.services import change_target, drop_target, set_target, targets
from factory.programme.spans import Span, month_span, year_span
from factory.programme.wording import Words
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.test_closing_together import at_once
from tests.programme.year import csv_rows, pdf_text, xlsx_rows

THIS_YEAR = year_span(local_day(now()))
ENGLISH = Words("en", lambda text, **values: text % values if values else text)


def a_target(cast: Cast, number: int = 100, site: str = "", who: str = "ruth", **more: object) -> Target:
    """Set a target as somebody of the cast; needs the app's context."""
    values = {
        "starts_on": THIS_YEAR.starts_on,
        "ends_on": THIS_YEAR.ends_on,
        "token": new_client_id(),
        **more,
    }
    values.setdefault("indicator", "pieces_upcycled")
    with transaction():
        return set_target(
            number=number,
            site_id=cast.sites[site] if site else None,
            by=cast.actor(who),
            at=now(),
            **values,  # type: ignore[arg-type]
        )


def test_a_coordinator_sets_changes_and_drops_a_target_on_screen(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/count/targets/new")
    listed = page_client.submit(page, {"indicator": "pieces_upcycled", "number": "1000"}, button="Save")
    assert "1,000" in listed.text and "in force" in listed.text
    change = next(link for link in listed.links if "/count/targets/" in link and not link.endswith("new"))
    listed = page_client.submit(page_client.get(change), {"number": "1200"}, button="Save")
    assert "1,200" in listed.text and "1,000" in listed.text and "changed" in listed.text
    assert "of 1,200" in page_client.get("/count?site=all").text
    change = next(link for link in listed.links if "/count/targets/" in link and not link.endswith("new"))
    listed = page_client.submit(page_client.get(change), action="/drop")
    assert "dropped" in listed.text and "in force" not in listed.text
    with app.app_context():
        verbs = [
            row[0]
            for row in fast().rows("SELECT verb FROM audit_line WHERE subject LIKE 'target:%' ORDER BY id")
        ]
    assert verbs == ["set_target", "end_target", "set_target", "end_target"]


def test_what_makes_no_target_is_said_on_its_field(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/count/targets/new")
    for values, said in (
        ({"number": "0"}, "whole number from 1"),
        ({"number": "-5"}, "whole number from 1"),
        ({"number": "many"}, "Please look at this again"),
        ({"number": "99999999999999999999"}, "whole number from 1"),
        ({"number": "5", "ends_on": "2001-01-01"}, "must not be before"),
        ({"number": "5", "starts_on": "nonsense"}, "Please look at this again"),
        ({"number": "5", "indicator": "co2e_high_grams"}, "Please look at this again"),
        ({"number": "5", "site": "99"}, "Please look at this again"),
    ):
        assert said in page_client.submit(page, values, button="Save", status=422).text, values


def test_pressing_twice_makes_one_target(page_client: PageClient, cast: Cast, app: Flask) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/count/targets/new")
    for _ in range(2):
        page_client.submit(page, {"number": "70"}, button="Save")
    with app.app_context():
        assert len(all_targets()) == 1


def test_two_targets_cannot_hold_for_the_same_days(app: Flask, cast: Cast) -> None:
    with app.app_context():
        a_target(cast)
        with pytest.raises(RuleBroken):
            a_target(cast, starts_on=THIS_YEAR.ends_on, ends_on=THIS_YEAR.ends_on)
        a_target(cast, site="coventry")


def test_a_changed_target_cannot_be_changed_again_by_who_came_late(app: Flask, cast: Cast) -> None:
    with app.app_context():
        first = a_target(cast)
        values = {"target_id": first.id, "starts_on": first.starts_on, "ends_on": first.ends_on, "at": now()}
        with transaction():
            change_target(number=5, by=cast.actor("ruth"), token=new_client_id(), **values)  # type: ignore[arg-type]
        with pytest.raises(Conflict), transaction():
            change_target(number=6, by=cast.actor("ruth"), token=new_client_id(), **values)  # type: ignore[arg-type]


def test_nobody_sets_a_target_for_another_site(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with pytest.raises(NotFound):
            a_target(cast, site="wolverhampton")
        with pytest.raises(NotAllowed):
            a_target(cast, who="farah")
        target = a_target(cast, site="wolverhampton", who="oluwaseun")
        with pytest.raises(NotFound), transaction():
            drop_target(target_id=target.id, by=cast.actor("ruth"), at=now())


def test_the_database_itself_refuses_a_target_of_nothing(app: Flask, cast: Cast) -> None:
    from sqlalchemy.exc import IntegrityError

    with app.app_context(), pytest.raises(IntegrityError), transaction():
        db.session.add(
            Target(
                token=new_client_id(), indicator="pieces_upcycled", number=0, starts_on=date(2026, 1, 1),
                ends_on=date(2026, 1, 2), made_at=now(), ended_why="",
            )
        )  # fmt: skip
        db.session.flush()


def test_the_pace_is_the_targets_share_of_the_days_begun(app: Flask, cast: Cast) -> None:
    with app.app_context():
        a_target(cast, 1000)
        line = overview(View(THIS_YEAR, None, "", INDICATORS["pieces_upcycled"], now())).lines[0]
        days = THIS_YEAR.days_until(local_day(now()))
        assert line.pace == rounded_up(1000 * days, THIS_YEAR.days)
        assert line.goal == 1000 and line.gap == -line.pace and not line.is_share
        month = month_span(THIS_YEAR.starts_on)
        share = overview(View(month, None, "", INDICATORS["pieces_upcycled"], now())).lines[0]
        assert share.is_share and share.goal == rounded_up(1000 * month.days, THIS_YEAR.days)


def test_a_site_is_held_against_its_own_target_where_it_has_one(app: Flask, cast: Cast) -> None:
    from core.sites import site_by_slug

    with app.app_context():
        a_target(cast, 1000)
        a_target(cast, 600, site="coventry")
        shown = INDICATORS["pieces_upcycled"]
        everywhere = overview(View(THIS_YEAR, None, "", shown, now())).lines[0]
        at_coventry = overview(View(THIS_YEAR, site_by_slug("coventry"), "", shown, now())).lines[0]
        at_wolverhampton = overview(View(THIS_YEAR, site_by_slug("wolverhampton"), "", shown, now())).lines[0]
        assert (everywhere.goal, at_coventry.goal, at_wolverhampton.goal) == (1000, 600, 1000)


def test_many_targets_within_the_days_stand_each_with_its_own_days_on_screen_and_on_paper(
    page_client: PageClient, app: Flask, cast: Cast
) -> None:
    months = [month_span(date(THIS_YEAR.starts_on.year, month, 1)) for month in range(4, 13)]
    with app.app_context():
        for month in months:
            a_target(cast, 20, starts_on=month.starts_on, ends_on=month.ends_on)
    sign_in(page_client, "ruth")
    asked = f"site=all&span={THIS_YEAR.slug}"
    shown = page_client.get(f"/count?{asked}").text
    paper = pdf_text(page_client.client.get(f"/count/report.pdf?{asked}").data)
    for month in months:
        told = ENGLISH.span(Span("own", month.starts_on, month.ends_on)) + " · work done"
        assert told in shown and told in paper, "the page of pieces has room for seven lines"


def test_a_view_of_other_days_has_no_pace(app: Flask, cast: Cast) -> None:
    with app.app_context():
        a_target(cast, 1000)
        long_ago = Span("own", date(2001, 1, 1), date(2001, 12, 31))
        assert overview(View(long_ago, None, "", INDICATORS["pieces_upcycled"], now())).lines[0].goal is None


def test_a_target_for_co2e_holds_the_lower_end_against_it(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    assert "CO₂e avoided, low" not in page_client.get("/count?site=all").tree.one("main").all("ul")[0].text
    page = page_client.get("/count/targets/new")
    listed = page_client.submit(page, {"indicator": "co2e_low_grams", "number": "5000"}, button="Save")
    assert "5,000" in listed.text
    seen = page_client.get("/count?site=all")
    assert "CO₂e avoided, low" in seen.text and "of 5,000" in seen.text
    page_client.get("/count?site=all&show=co2e_low_grams")
    table = page_client.client.get("/count/tables.csv?site=all&table=targets").get_data(as_text=True)
    assert "CO₂e avoided, low" in table and "5000" in table


def make_over(cast: Cast, *kinds: str) -> None:
    """Makeovers at Coventry that their households signed last week."""
    for number, kind in enumerate(kinds):
        referral = Referral(kind, "Coventry", "Hillfields", f"H-{number}", ["beds"])
        with transaction():
            made = refer_makeover(
                by=cast.actor("ruth"), referral=referral, at=now(), token=new_client_id()
            ).id
            for state in ("surveyed", "planned", "in_work", "finished"):
                fast().run("UPDATE makeover_case SET state = ? WHERE makeover_id = ?", (state, made))
            fast().run(
                "INSERT INTO makeover_sign_off (token, makeover_id, outcome, drawing, mark, reason, signed_on, at) "
                "VALUES (?, ?, 'marked', '', 'sun', '', ?, ?)",
                (f"s-{number}", made, local_day(now()), now()),
            )


def test_a_target_for_homes_holds_homes_alone_against_it_in_every_output(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        make_over(cast, "home", "home", "community")
    sign_in(page_client, "ruth")
    page = page_client.get("/count/targets/new")
    for counted, number in (("makeovers", "120"), ("makeovers:home", "100")):
        listed = page_client.submit(page, {"indicator": counted, "number": number}, button="Save")
        page = page_client.get("/count/targets/new")
    assert "Makeovers: Home" in listed.text
    seen = page_client.get("/count?site=all")
    assert "Makeovers: Home" in seen.text and "of 100" in seen.text and "of 120" in seen.text
    assert any("/count/makeovers/rows" in link and "split=home" in link for link in seen.links)
    table = csv_rows(page_client.client.get("/count/tables.csv?site=all&table=targets").data)
    book = xlsx_rows(page_client.client.get("/count/tables.xlsx?site=all").data)
    for name, done, goal in (("Makeovers", 3, 120), ("Makeovers: Home", 2, 100)):
        row = next(row for row in table if row[0] == name)
        assert [int(one) for one in row[5:8]] == [done, done, goal]
        assert list(next(row for row in book if row[0] == name)[5:8]) == [done, done, goal]
    assert "Makeovers: Home" in pdf_text(page_client.client.get("/count/report.pdf?site=all").data)
    change = [link for link in listed.links if "/count/targets/" in link and not link.endswith("new")]
    changed = page_client.submit(page_client.get(change[0]), {"number": "90"}, button="Save")
    assert changed.text.count("Makeovers: Home") > 1


def test_a_target_of_a_part_stands_beside_that_of_the_whole_and_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        a_target(cast, 120, indicator="makeovers")
        home = a_target(cast, 100, indicator="makeovers", split="home")
        with pytest.raises(RuleBroken):
            a_target(cast, 90, indicator="makeovers", split="home")
        with transaction():
            changed = change_target(
                target_id=home.id, number=80, starts_on=home.starts_on, ends_on=home.ends_on,
                by=cast.actor("ruth"), at=now(), token=new_client_id(),
            )  # fmt: skip
        assert (changed.indicator, changed.split, changed.number) == ("makeovers", "home", 80)


def test_a_part_that_is_not_known_makes_no_target(app: Flask, page_client: PageClient, cast: Cast) -> None:
    with app.app_context():
        for indicator, split in (("makeovers", "castle"), ("pieces_upcycled", "home")):
            with pytest.raises(RuleBroken):
                a_target(cast, indicator=indicator, split=split)
    sign_in(page_client, "ruth")
    page = page_client.get("/count/targets/new")
    values = {"indicator": "makeovers:castle", "number": "5"}
    assert "Please look at this again" in page_client.submit(page, values, button="Save", status=422).text


def test_a_part_with_a_target_where_the_whole_has_none_leaves_the_whole_its_line(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        make_over(cast, "home", "community")
        a_target(cast, 100, indicator="makeovers", split="home")
        count = overview(View(THIS_YEAR, None, "", INDICATORS["pieces_upcycled"], now()))
        lines = [line for line in count.lines if line.indicator.slug == "makeovers"]
        assert [(line.split, line.done, line.goal) for line in lines] == [("", 2, None), ("home", 1, 100)]


def test_two_who_set_a_target_for_the_same_days_at_once_set_one(
    cast: Cast, app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act() -> object:
        made = a_target(cast)
        return made.number

    found = targets.overlapping

    def slowly(*asked: Any) -> Target | None:
        answer = found(*asked)
        time.sleep(0.2)
        return answer

    monkeypatch.setattr(targets, "overlapping", slowly)
    assert at_once(app_context, act, act) == {"100": 1, "RuleBroken": 1}
    if not is_sqlite():  # which has one writer: nothing to switch off
        monkeypatch.setattr(targets, "_one_at_a_time", lambda: None)
        with transaction():
            drop_target(target_id=all_targets()[0].id, by=cast.actor("ruth"), at=now())
        assert at_once(app_context, act, act) == {"100": 2}
