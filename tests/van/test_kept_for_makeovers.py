"""Pieces kept for a makeover: no other van takes them; loaded, delivered and brought back are known there too."""

from __future__ import annotations

import pytest

from core.clock import local_day, now
from core.db import fast, transaction
from core.errors import RuleBroken
from core.held_pieces import kept_at
from core.ids import new_client_id
from factory.makeovers.services.pieces import allocate_piece
from factory.van.queries.deliveries import ready_pieces
from inventory.queries.pack import pieces_for_tablet
from inventory.services.record import record_event
from tests.pages import PageClient
from tests.van.scene import VanDay


def keep(van: VanDay, code: str, makeover: str = "MK-7") -> None:
    """Ruth keeps a ready piece for a makeover."""
    makeover_id = van.makeover(makeover)
    with transaction():
        allocate_piece(
            by=van.cast.actor("ruth"), makeover_id=makeover_id, code=code, at=now(), token=new_client_id()
        )


def kept(van: VanDay, code: str) -> list[tuple[str, str]]:
    """The states in which a piece is or was kept, and why no more."""
    rows = fast().rows(
        "SELECT k.state, k.reason FROM makeover_piece k JOIN label l ON l.piece_id = k.piece_id "
        "WHERE l.code = ? ORDER BY k.id",
        (code,),
    )
    return [(row[0], row[1]) for row in rows]


def test_a_piece_that_is_kept_goes_with_no_other_van(van: VanDay) -> None:
    [code] = van.ready(1)
    keep(van, code, "MK-8")
    [line] = ready_pieces(van.site)
    assert line.kept_for == "MK-8"
    for to in ("makeover", "organisation"):
        with pytest.raises(RuleBroken, match="MK-8"):
            van.delivery(code, to=to)


def test_loading_and_delivering_are_known_at_the_makeover(van: VanDay) -> None:
    [code] = van.ready(1)
    keep(van, code)
    number = van.delivery(code)
    assert van.results(van.event("loaded", delivery=number, code=code, ago=5)) == ["stored"]
    assert kept(van, code) == [("on_van", "")]
    assert van.results(van.event("delivered", delivery=number, code=code)) == ["stored"]
    assert kept(van, code) == [("delivered", "")]


def test_what_came_back_is_kept_no_more_and_says_why(van: VanDay) -> None:
    [code] = van.ready(1)
    keep(van, code)
    number = van.delivery(code)
    van.send(van.event("loaded", delivery=number, code=code, ago=5))
    assert van.results(van.event("back", delivery=number, code=code, reason="damaged")) == ["stored"]
    assert kept(van, code) == [("came_back", "damaged")]
    assert [piece.kept_for for piece in ready_pieces(van.site)] == [""]


def test_loaded_that_comes_after_delivered_changes_nothing(van: VanDay) -> None:
    [code] = van.ready(1)
    keep(van, code)
    number = van.delivery(code)
    loaded = van.event("loaded", delivery=number, code=code, ago=5)
    assert van.results(van.event("delivered", delivery=number, code=code), loaded) == ["stored", "stored"]
    assert kept(van, code) == [("delivered", "")]


def test_a_piece_that_was_promised_elsewhere_meanwhile_waits_for_a_coordinator(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code, to="organisation")
    keep(van, code)
    assert van.results(van.event("delivered", delivery=number, code=code)) == ["stray"]
    assert van.scene.stage(code) == "ready"
    assert kept(van, code) == [("allocated", "")]


def test_the_desk_and_the_scanner_say_for_whom_a_piece_is_kept_and_the_public_page_does_not(
    van: VanDay, ruth: PageClient
) -> None:
    [code] = van.ready(1)
    keep(van, code, "MK-8")
    assert "Kept for the makeover MK-8" in ruth.get(f"/pieces/{code}").text
    assert ruth.client.get(f"/api/v1/pieces/{code}").status_code in (401, 403), "a tablet's own"
    assert kept_at(van.site) == {code: "MK-8"}
    (told,) = [piece for piece in pieces_for_tablet(van.site, local_day(now())) if piece["code"] == code]
    assert told["kept_for"] == "MK-8"
    ruth.client.get("/sign-out")
    assert "MK-8" not in ruth.client.get(f"/P/{code}").get_data(as_text=True)
    for where in (
        {"destination": "own_use"},
        {"destination": "organisation", "organisation_id": van.organisation()},
    ):
        with pytest.raises(RuleBroken, match="kept for the makeover") as refused, transaction():
            record_event(
                by=van.cast.actor("ruth"), code=code, kind="released", data={"terms": "gift", **where}, at=now(),
                token=new_client_id(),
            )  # fmt: skip
        assert "take it off its list" in refused.value.remedy


def test_the_signature_of_the_delivery_is_offered_for_the_sign_off_and_stands_once(
    van: VanDay, ruth: PageClient
) -> None:
    [code] = van.ready(1)
    keep(van, code)
    for state in ("surveyed", "planned", "in_work"):
        with transaction():
            fast().run("UPDATE makeover_case SET state = ?", (state,))
    assert "As at the delivery" not in ruth.get("/makeovers/MK-7/sign").text
    number = van.delivery(code)
    delivered = van.event("delivered", delivery=number, code=code, ago=5)
    van.send(delivered, van.event("signed", delivery=number, strokes="M100 200L900 40"))
    page = ruth.get("/makeovers/MK-7/sign")
    assert "As at the delivery" in page.text
    assert "M 100 100 L 500 20" in page.response.get_data(as_text=True)
    ruth.submit(page, {"outcome": "as_delivered", "face-home": "5", "face-help": "²"}, action="/MK-7/sign")
    rows = fast().rows("SELECT outcome, drawing FROM makeover_sign_off")
    assert [tuple(row) for row in rows] == [("signed", "M 100 100 L 500 20")]
    assert "As at the delivery" not in ruth.get("/makeovers/MK-7/sign").text
