"""A set and the van: what does not go along is said, offered, and known to the tablet without a line."""

from __future__ import annotations

from core.clock import now
from core.db import transaction
from core.ids import new_client_id
from factory.van.queries.pack import van_pack
from inventory.services.sets import keep_together
from tests.pages import PageClient
from tests.van.scene import VanDay


def a_set(van: VanDay, *codes: str, name: str = "Table and chairs") -> None:
    with transaction():
        keep_together(
            by=van.cast.actor("ruth"),
            code=codes[0],
            others=codes[1:],
            name=name,
            at=now(),
            token=new_client_id(),
        )


def test_a_delivery_says_who_of_a_set_stays_and_takes_what_is_ready_along(
    van: VanDay, ruth: PageClient
) -> None:
    table, chair, stool, alone = van.ready(4)
    a_set(van, table, chair, stool)
    number = van.delivery(table, alone)
    page = ruth.get(f"/van/deliveries/{number}")
    assert "Of the set Table and chairs do not go along" in page.text and chair in page.text
    after = ruth.submit(page, action=f"/{table}/set")
    assert "What is ready of the set goes along" in after.text and "do not go along" not in after.text
    assert {chair, stool} <= {link.rpartition("/")[2] for link in after.links}
    again = ruth.submit(page, action=f"/{table}/set")
    assert "goes along" in again.text, "pressed twice it is along once"


def test_a_delivery_of_pieces_without_a_set_asks_for_nothing(van: VanDay, ruth: PageClient) -> None:
    assert "of the set" not in ruth.get(f"/van/deliveries/{van.delivery(*van.ready(2))}").text.lower()


def test_the_vans_pack_carries_each_set_with_who_goes_and_who_stays(van: VanDay) -> None:
    table, chair, stool, alone = van.ready(4)
    a_set(van, table, chair, stool)
    van.delivery(table, chair, alone)
    [delivery] = van_pack(van.site, now())["deliveries"]
    assert delivery["sets"] == [
        {"name": "Table and chairs", "codes": sorted([table, chair]), "staying": [stool]}
    ]


def test_a_makeover_that_keeps_one_of_a_set_is_told_of_the_rest_and_keeps_what_is_ready(
    van: VanDay, ruth: PageClient
) -> None:
    table, chair, stool = van.ready(3)
    a_set(van, table, chair, stool)
    van.makeover()
    page = ruth.get("/makeovers/MK-7/pieces")
    kept = ruth.submit(page, {"code": table}, action="/pieces")
    assert "Of the set Table and chairs are not kept for it" in kept.text and stool in kept.text
    whole = ruth.submit(kept, action=f"/{table}/set")
    assert "is kept for this makeover" in whole.text and "are not kept for it" not in whole.text
    again = ruth.submit(kept, action=f"/{table}/set")
    assert "Nothing else of the set is ready and free" in again.text
