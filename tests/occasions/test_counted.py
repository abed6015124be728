"""What occasions, cafés, artefacts and help come to: each thing once, on its day, nothing of what was taken out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotFound, RuleBroken
from core.ids import new_client_id
from factory.occasions.services.artefacts import (
    ArtefactData,
    add_artefact,
    change_artefact,
    withdraw_artefact,
)
from factory.occasions.services.helping import HelpData, add_help, withdraw_help
from factory.occasions.services.occasions import call_off
from factory.programme.queries.works import work_cells, work_differences
from factory.programme.spans import Span
from factory.programme.works import WORKS
from factory.repair_cafes.services import withdraw_item
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.occasions.scene import (
    LAST_WEEK,
    TODAY,
    a_cafe,
    a_repair,
    a_ticket,
    an_occasion,
    an_organisation,
    heads,
)
from tests.pages import PageClient

EVER = Span("own", date(2001, 1, 1), date(2099, 12, 31))


def sums(slug: str) -> dict[str, int]:
    """The work by its splits."""
    found: dict[str, int] = {}
    for cell in work_cells(EVER, now(), [WORKS[slug]]):
        found[cell.split] = found.get(cell.split, 0) + cell.amount
    return found


def batch(cast: Cast, quantity: int, **more: Any) -> int:
    with transaction():
        data = ArtefactData("ppe", "Face shields", quantity, LAST_WEEK, **more)
        return add_artefact(by=cast.actor("ruth"), data=data, at=now(), token=new_client_id()).id


def helped(cast: Cast, organisation_id: int, minutes: int = 90, days: int = 7, **more: Any) -> int:
    with transaction():
        data = HelpData(organisation_id, "advice", minutes, TODAY - timedelta(days=days), **more)
        return add_help(by=cast.actor("ruth"), data=data, at=now(), token=new_client_id()).id


def test_an_occasion_counts_when_somebody_was_there_and_heads_count_apart(
    app_context: Flask, cast: Cast
) -> None:
    held, empty, off = an_occasion(cast), an_occasion(cast), an_occasion(cast)
    ahead = an_occasion(cast, day=TODAY + timedelta(days=30))
    heads(cast, held, 12)
    heads(cast, held, 7, is_child=True)
    with transaction():
        call_off(by=cast.actor("ruth"), occasion_id=off, is_off=True, at=now())
    assert sums("occasions") == {"open_day": 1} and empty != ahead
    assert sums("heads_without_names") == {"adults": 12, "children": 7}


def test_repairs_count_by_outcome_and_withdrawn_or_waiting_tickets_do_not(
    app_context: Flask, cast: Cast
) -> None:
    cafe_id = a_cafe(cast)
    for outcome, category in (("fixed", 14), ("fixed", 101), ("repairable", 14), ("end_of_life", 103)):
        a_repair(cast, cafe_id, outcome, category)
    a_ticket(cast, cafe_id)
    number = a_ticket(cast, cafe_id)
    with transaction():
        withdraw_item(by=cast.actor("mary"), occasion_id=cafe_id, number=number, is_out=True, at=now())
    assert sums("repair_attempts") == {"fixed": 2, "repairable": 1, "end_of_life": 1}
    assert sums("repairs_fixed") == {"powered": 1, "unpowered": 1}


def test_artefacts_count_by_quantity_as_corrected_and_not_when_taken_out(
    app_context: Flask, cast: Cast
) -> None:
    firm, occasion_id = an_organisation(cast), an_occasion(cast)
    first, second = batch(cast, 640, organisation_id=firm), batch(cast, 65, occasion_id=occasion_id)
    assert sums("artefacts") == {"ppe": 705}
    with transaction():
        data = ArtefactData("ppe", "Face shields", 600, LAST_WEEK, organisation_id=firm)
        change_artefact(by=cast.actor("ruth"), artefact_id=first, data=data, at=now())
        withdraw_artefact(by=cast.actor("ruth"), artefact_id=second, is_out=True, at=now())
    assert sums("artefacts") == {"ppe": 600}


def test_a_batch_is_for_one_recipient_made_by_a_machine_of_this_site_and_never_tomorrow(
    app_context: Flask, cast: Cast
) -> None:
    firm, foreign = an_organisation(cast), an_occasion(cast, who="oluwaseun")
    with pytest.raises(RuleBroken, match="one organisation or one occasion"):
        batch(cast, 3)
    with pytest.raises(NotFound):
        batch(cast, 3, occasion_id=foreign)
    with pytest.raises(NotFound):
        batch(cast, 3, organisation_id=firm, machine="7K3M9QX")
    with pytest.raises(RuleBroken, match="between 1 and"):
        batch(cast, 0, organisation_id=firm)
    batch(cast, 3, organisation_id=firm)
    for broken in ("quantity = 0", "organisation_id = NULL", "kind = 'gold'"):
        with pytest.raises(Exception, match=r"(?i)check"), transaction():
            fast().run(f"UPDATE artefact SET {broken}")
        db.session.rollback()


def test_an_organisation_helped_twice_is_counted_once_on_its_first_day(
    app_context: Flask, cast: Cast
) -> None:
    firm, other = an_organisation(cast), an_organisation(cast, "Ring Road Robotics")
    helped(cast, firm, 90, 20)
    helped(cast, firm, 30, 5)
    last = helped(cast, other, 60, 3)
    assert sums("organisations_helped") == {"firm": 2}
    assert sum(sums("help_hours").values()) == 180 * 60_000
    first = min(row[0] for row in fast().rows("SELECT day FROM help_given"))
    days = [row[0] for row in fast().rows(f"SELECT f.day FROM ({WORKS['organisations_helped'].facts}) f")]
    assert first in days
    with transaction():
        withdraw_help(by=cast.actor("ruth"), help_id=last, is_out=True, at=now())
    assert sums("organisations_helped") == {"firm": 1}


def test_an_enterprise_starts_once_whoever_writes_it(app_context: Flask, cast: Cast) -> None:
    firm = an_organisation(cast)
    first = helped(cast, firm, started_on=LAST_WEEK)
    with pytest.raises(RuleBroken, match="already when this enterprise started"):
        helped(cast, firm, started_on=LAST_WEEK)
    second = helped(cast, firm)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            db.text("UPDATE help_given SET started_on = :day WHERE id = :id"),
            {"day": LAST_WEEK, "id": second},
        )
    db.session.rollback()
    assert sums("enterprises_started") == {"": 1}
    with transaction():
        withdraw_help(by=cast.actor("ruth"), help_id=first, is_out=True, at=now())
    helped(cast, firm, started_on=LAST_WEEK)
    with pytest.raises(RuleBroken), transaction():
        withdraw_help(by=cast.actor("ruth"), help_id=first, is_out=False, at=now())
    assert sums("enterprises_started") == {"": 1}


def test_sums_and_rows_agree_and_a_practice_site_counts_nothing(app_context: Flask, cast: Cast) -> None:
    cafe_id, firm = a_cafe(cast), an_organisation(cast)
    heads(cast, cafe_id, 4)
    a_repair(cast, cafe_id)
    batch(cast, 5, organisation_id=firm)
    helped(cast, firm, started_on=LAST_WEEK)
    assert not list(work_differences(now()))
    slugs = (
        "occasions",
        "heads_without_names",
        "repair_attempts",
        "repairs_fixed",
        "artefacts",
        "help_hours",
    )
    assert all(sums(slug) for slug in (*slugs, "organisations_helped", "enterprises_started"))
    with transaction():
        fast().run("UPDATE site SET is_practice = ? WHERE id = ?", (True, cast.sites["coventry"]))
    assert not any(sums(slug) for slug in (*slugs, "organisations_helped", "enterprises_started"))


def test_help_and_batches_are_written_and_corrected_on_screen(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        firm = an_organisation(cast)
    sign_in(page_client, "ruth")
    page = page_client.get("/help-given/new")
    refused = page_client.submit(
        page, {"organisation": str(firm), "kind": "advice", "hours": "0"}, button="Keep it", status=422
    )
    assert "between 1 and" in refused.text
    listed = page_client.submit(
        page,
        {"organisation": str(firm), "kind": "advice", "hours": "1.5", "about": "first model"},
        button="Keep it",
    )
    assert "Spon End Kitchen" in listed.text and "1.5" in listed.text
    page = page_client.get("/artefacts/new")
    values = {"title": "Face shields", "kind": "ppe", "quantity": "640", "recipient": f"g{firm}"}
    listed = page_client.submit(page, values, button="Keep it")
    assert "640" in listed.text and "Spon End Kitchen" in listed.text
    edit = page_client.get(
        next(link for link in listed.links if link.startswith("/artefacts/") and link[-1].isdigit())
    )
    edit = page_client.submit(edit, {"quantity": "600"}, button="Keep it")
    assert "What it said before" in edit.text and "640" in edit.text
    edit = page_client.submit(edit, button="Take it out of the count")
    assert "It is counted no more" in edit.text
    shown = page_client.get("/count/help_hours/rows?site=coventry")
    assert "Spon End Kitchen" in shown.text


def test_an_organisations_page_shows_all_that_it_had_of_us(
    page_client: PageClient, cast: Cast, app: Flask
) -> None:
    with app.app_context():
        firm = an_organisation(cast)
        batch(cast, 640, organisation_id=firm)
        helped(cast, firm, 90, about="a first model", started_on=LAST_WEEK)
        heads(cast, an_occasion(cast, title="Tools and tea", partner_id=firm), 26)
    sign_in(page_client, "ruth")
    text = page_client.get(f"/recipients/organisations/{firm}").text
    for said in ("640", "Face shields", "1.5 hours", "a first model", "Tools and tea", "26"):
        assert said in text, said
