"""Several months close in one go, each as it would alone; two who close at once, and a fact that comes meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

import factory.programme.services.periods as closing
from core.clock import now
from core.db import db, transaction
from core.errors import EcoError, NotFound, RuleBroken
from core.ids import new_client_id
from factory.programme.queries.periods import adjustments, closed_months, frozen_cells, late_truths
from factory.programme.services.periods import close_month, close_until, list_late_truths
from factory.recounting import all_differences
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient
from tests.programme.year import Year, bring, labels_at
from tests.training.racing import look_first

APRIL, MAY, JUNE, JULY = "2025-04", "2025-05", "2025-06", "2025-07"


def close_all(year: Year, month: str, *sites: str, who: str = "ruth", token: str = "") -> int:
    """Close every month up to one."""
    ids = tuple(year.cast.sites[site] for site in sites or ("coventry",))
    with transaction():
        return close_until(
            month=month, site_ids=ids, by=year.cast.actor(who), at=now(), token=token or new_client_id()
        )


def months_at(year: Year, site: str) -> list[str]:
    """The closed months of a site."""
    return [one.month for one in closed_months() if one.site_id == year.cast.sites[site]]


def test_all_months_up_to_one_close_as_each_would_alone(open_year: Year) -> None:
    token = new_client_id()
    assert close_all(open_year, JUNE, token=token) == 3
    assert close_all(open_year, JUNE, token=token) == 0
    assert months_at(open_year, "coventry") == [JUNE, MAY, APRIL] and not months_at(
        open_year, "wolverhampton"
    )
    together = frozen_cells()
    assert {key.month for key in together} == {APRIL, MAY, JUNE}
    with transaction():
        for month in (MAY, JUNE):  # the other site, one after the other
            close_month(
                month=month,
                site_ids=(open_year.cast.sites["wolverhampton"],),
                by=open_year.cast.actor("oluwaseun"),
                at=now(),
                token=new_client_id(),
            )
    alone = {key for key in frozen_cells() if key not in together}
    zeros = {(key.indicator, key.month) for key in together}
    assert {(key.indicator, key.month) for key in alone} == {one for one in zeros if one[1] != APRIL}
    assert not all_differences()


def test_all_or_none_close(open_year: Year) -> None:
    with pytest.raises(RuleBroken, match="not over"):
        close_all(open_year, f"{now():%Y-%m}")
    with pytest.raises(NotFound):
        close_all(open_year, JUNE, "coventry", "wolverhampton")
    close_all(open_year, MAY)
    with pytest.raises(RuleBroken, match="No month is open"):
        close_all(open_year, MAY)
    assert months_at(open_year, "coventry") == [MAY, APRIL]


def test_on_screen_an_earlier_open_month_leads_to_closing_them_together(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    assert "earlier=1" in " ".join(page_client.get("/count/months").links)
    refused = page_client.get(f"/count/months/{JULY}/close?site=coventry")
    way = next(link for link in refused.links if "earlier=1" in link)
    page = page_client.get(way)
    assert (
        "These months close together, or none of them: Apr 2025, May 2025, Jun 2025, Jul 2025." in page.text
    )
    listed = page_client.submit(page, {}, button="4 months for good")
    assert "Every month up to Jul 2025 is closed." in listed.text
    with app.app_context():
        assert months_at(year, "coventry") == [JULY, JUNE, MAY, APRIL]


def at_once(app: Flask, *acts: Callable[[], object]) -> Counter[str]:
    """Everybody acts at the same moment, in a thread of their own; what came of it."""
    gate, told = threading.Barrier(len(acts)), Counter[str]()

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                told[str(act())] += 1
            except (EcoError, DBAPIError) as refused:
                told[type(refused).__name__] += 1
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return told


def test_two_who_close_the_same_month_at_once_close_it_once(app: Flask, open_year: Year) -> None:
    for month in (APRIL, MAY):

        def act(month: str = month) -> int:
            with transaction():
                return close_month(
                    month=month,
                    site_ids=(open_year.cast.sites["coventry"],),
                    by=open_year.cast.actor("ruth"),
                    at=now(),
                    token=new_client_id(),
                )

        assert at_once(app, act, act) == {"1": 1, "RuleBroken": 1}
    assert months_at(open_year, "coventry") == [MAY, APRIL]
    assert not all_differences()


def late(year: Year) -> None:
    """A chair of April that nobody knew of comes in."""
    code = labels_at(year.cast, "coventry", datetime(2025, 3, 1, 9, tzinfo=UTC)).pop()
    bring(year.cast, "coventry", code, CHAIR, "received", "", datetime(2025, 4, 20, 10, tzinfo=UTC))


def received_in_april() -> tuple[int, int]:
    """Pieces of April at Coventry: what froze, and what adjustments add."""
    wanted = ("pieces_received", APRIL)
    frozen = sum(amount for key, amount in frozen_cells().items() if (key.indicator, key.month) == wanted)
    return frozen, sum(one.amount for one in adjustments() if (one.key.indicator, one.key.month) == wanted)


def test_a_fact_that_comes_while_its_month_closes_is_in_it_or_an_adjustment_never_both(
    app: Flask, open_year: Year
) -> None:
    told = at_once(app, lambda: close_all(open_year, APRIL), lambda: late(open_year))
    assert told == {"1": 1, "None": 1}
    with transaction():
        list_late_truths(at=now())
    assert received_in_april() in ((3, 0), (2, 1))
    assert not all_differences()


def test_two_who_look_for_late_truths_at_once_list_each_once(app: Flask, open_year: Year) -> None:
    close_all(open_year, APRIL)
    late(open_year)

    def look() -> int:
        with transaction():
            return list_late_truths(at=now())

    assert at_once(app, look, look, lambda: close_all(open_year, MAY)).total() == 3
    assert received_in_april() == (2, 1) and not all_differences()


def test_control_who_looked_before_the_others_wrote_lists_a_late_truth_twice(
    app: Flask, open_year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_all(open_year, APRIL)
    late(open_year)
    at = now()

    def seen() -> object:
        with app.app_context():
            found = late_truths(at)
            db.session.remove()
            return found

    with monkeypatch.context() as patch:
        lock = look_first(patch, 2, seen)
        patch.setattr(closing, "late_truths", lambda at: lock.what)
        patch.setattr(closing, "one_at_a_time", lambda: None)

        def look() -> int:
            with transaction():
                return list_late_truths(at=at)

        assert at_once(app, look, look) == {"1": 2}
    assert received_in_april() == (2, 2)
    assert all_differences()


def test_control_without_lock_and_look_the_database_alone_stops_the_second(
    app: Flask, open_year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(closing, "one_at_a_time", lambda: None)
        patch.setattr(closing, "refusal_until", lambda *asked: None)
        patch.setattr(closing, "open_until", lambda month, sites, at: {site_id: [month] for site_id in sites})
        told = at_once(app, lambda: close_all(open_year, APRIL), lambda: close_all(open_year, APRIL))
    assert told["1"] == 1 and told.total() == 2
    assert len(closed_months()) == 1 and not all_differences()
