"""Delivering by scan: one event a piece, exactly once whatever the order, with the gates of release."""

from __future__ import annotations

import random
from datetime import time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from factory.van.queries.deliveries import delivery_by_number, overdue_deliveries, ready_pieces, signature_of
from factory.van.services.deliveries import cancel_delivery, take_off_piece
from tests.van.scene import VanDay

STROKES = "M10 10L200 120L300 90M400 20L420 200"


def given_out(van: VanDay, code: str) -> list[tuple[str, int]]:
    """How often the count has a piece as given out, and where to."""
    rows = fast().rows(
        "SELECT c.split, c.amount FROM count_entry c JOIN label l ON l.piece_id = c.piece_id "
        "WHERE l.code = ? AND c.indicator = 'pieces_given_out'",
        (code,),
    )
    return [(row[0], row[1]) for row in rows]


def test_one_scan_delivers_a_piece_and_it_counts_once(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    scan = van.event("delivered", delivery=number, code=code)
    assert van.results(scan) == ["stored"]
    assert van.results(scan, scan) == ["repeated", "repeated"]
    assert van.lines(number) == {code: ("delivered", "")}
    assert van.scene.stage(code) == "released"
    assert given_out(van, code) == [("makeover", 1)]


def test_a_second_scan_of_a_delivered_piece_changes_nothing(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code, to="organisation")
    events = [van.event("delivered", delivery=number, code=code, ago=ago) for ago in (3, 2, 1)]
    assert van.results(*events) == ["stored"] * 3
    assert given_out(van, code) == [("organisation", 1)]


@pytest.mark.parametrize("seed", range(6))
def test_every_order_and_repetition_of_a_day_comes_to_the_same(van: VanDay, seed: int) -> None:
    codes = van.ready(3)
    number = van.delivery(*codes)
    kept, back, changed = codes
    told = [
        *(
            van.event("loaded", delivery=number, code=code, ago=90 - place)
            for place, code in enumerate(codes)
        ),
        van.event("arrived", delivery=number, ago=60),
        van.event("arrived", delivery=number, ago=55),
        van.event("delivered", delivery=number, code=kept, ago=50),
        van.event("back", delivery=number, code=back, reason="refused", ago=49),
        van.event("back", delivery=number, code=back, reason="does_not_fit", ago=48),
        van.event("back", delivery=number, code=changed, reason="nobody_in", ago=47),
        van.event("delivered", delivery=number, code=changed, ago=46),
        van.event("not_signed", delivery=number, reason="cannot", ago=45),
        van.event("signed", delivery=number, strokes=STROKES, ago=44),
        van.event("left", delivery=number, ago=41),
        van.event("left", delivery=number, ago=40),
    ]
    sent = [*told, *random.Random(seed).sample(told, 6)]
    random.Random(seed + 100).shuffle(sent)
    for one in sent:
        van.send(one)
    assert van.lines(number) == {
        kept: ("delivered", ""),
        back: ("undelivered", "does_not_fit"),
        changed: ("delivered", ""),
    }
    row = van.row(number)
    assert row.arrived_at is not None and row.left_at is not None
    assert timedelta(minutes=19) < row.left_at - row.arrived_at < timedelta(minutes=21)
    assert row.not_signed == "" and signature_of(row.id) == STROKES
    assert [len(given_out(van, code)) for code in codes] == [1, 0, 1]


def test_what_was_not_delivered_is_ready_and_may_go_with_another_van(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    van.send(van.event("loaded", delivery=number, code=code, ago=2))
    van.send(van.event("back", delivery=number, code=code, reason="nobody_in"))
    assert van.scene.stage(code) == "ready"
    assert code in {piece.code for piece in ready_pieces(van.site)}
    assert van.lines(van.delivery(code, to="organisation")) == {code: ("planned", "")}


def test_a_piece_is_on_one_van_at_a_time(van: VanDay) -> None:
    [code] = van.ready(1)
    first = van.delivery(code)
    with pytest.raises(RuleBroken, match=first):
        van.delivery(code, to="organisation")


def test_the_database_itself_keeps_a_piece_off_a_second_van(van: VanDay) -> None:
    one, other = van.ready(2)
    first, second = van.row(van.delivery(one)), van.row(van.delivery(other, to="organisation"))
    piece = fast().row("SELECT piece_id FROM delivery_piece WHERE delivery_id = ?", (first.id,))
    assert piece is not None
    with pytest.raises(Exception, match=r"(?i)unique"), transaction():
        fast().run(
            "INSERT INTO delivery_piece (delivery_id, piece_id, state, reason, release_refused) "
            "VALUES (?, ?, 'planned', '', '')",
            (second.id, piece[0]),
        )


def test_only_what_is_ready_goes_out(van: VanDay) -> None:
    code = van.scene.bring("quality_check")
    with pytest.raises(RuleBroken, match="not ready"):
        van.delivery(code)


def test_a_scan_of_a_piece_that_is_not_on_the_list_is_refused_at_once_and_kept_when_it_waited(
    van: VanDay,
) -> None:
    code, other = van.ready(2)
    number = van.delivery(code)
    assert van.results(van.event("delivered", delivery=number, code=other), live=True) == ["refused"]
    assert van.results(van.event("delivered", delivery=number, code=other)) == ["stray"]
    assert van.scene.stage(other) == "ready"


def test_a_gate_refuses_a_release_before_the_screen_and_keeps_what_waited_for_a_coordinator(
    van: VanDay,
) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    van.scene.take(code, "answered", {"answers": {"stable": "no"}})
    assert van.results(van.event("delivered", delivery=number, code=code), live=True) == ["refused"]
    assert van.lines(number)[code] == ("planned", "")
    assert van.results(van.event("delivered", delivery=number, code=code)) == ["stored"]
    assert van.lines(number)[code] == ("delivered", "")
    assert van.piece_row(number, code).release_refused
    open_ones = fast().row(
        "SELECT COUNT(*) FROM event_verdict WHERE verdict = 'refused' AND settled_at IS NULL"
    )
    assert open_ones is not None and open_ones[0] == 1
    assert given_out(van, code) == []


def test_the_strokes_lie_sealed_and_apart_and_go_after_a_year(van: VanDay) -> None:
    from factory.van.services.retention import purge_signatures

    [code] = van.ready(1)
    number = van.delivery(code)
    event = van.event("signed", delivery=number, strokes=STROKES)
    assert STROKES not in str(event)
    van.send(event)
    kept = fast().row("SELECT body FROM van_event")
    assert kept is not None and "M10" not in str(kept[0])
    assert signature_of(van.row(number).id) == STROKES
    with transaction():
        assert purge_signatures(now() + timedelta(days=366)) == 1
    assert van.row(number).signed_at is not None and signature_of(van.row(number).id) == ""


def test_a_drawing_that_is_none_is_no_signature(van: VanDay) -> None:
    number = van.delivery(*van.ready(1))
    for bad in ("", "M1 1<script>", "M1 1" + "L2 2" * 4000):
        assert van.results(van.event("signed", delivery=number, strokes=bad), live=True) == ["refused"]
    assert van.row(number).signed_at is None


def test_nobody_signs_needs_a_reason_of_the_list(van: VanDay) -> None:
    number = van.delivery(*van.ready(1))
    assert van.results(van.event("not_signed", delivery=number, reason="lazy"), live=True) == ["refused"]
    assert van.results(van.event("not_signed", delivery=number, reason="cannot"), live=True) == ["stored"]
    assert van.row(number).not_signed == "cannot"


def test_a_card_that_proves_nothing_does_nothing(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    event = van.event("delivered", delivery=number, code=code)
    event["by"]["proof"] = "0" * 64
    assert van.results(event, live=True) == ["refused"]
    assert van.results(event) == ["stray"]
    assert van.scene.stage(code) == "ready"


def test_another_sites_tablet_does_not_know_the_delivery(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    event = van.event("delivered", delivery=number, code=code, who="grace")
    assert [one["result"] for one in van.send(event, site="wolverhampton")] == ["stray"]
    assert van.scene.stage(code) == "ready"


def test_the_same_id_with_other_words_is_invalid(van: VanDay) -> None:
    one, other = van.ready(2)
    number = van.delivery(one, other)
    first, second = (van.event("delivered", delivery=number, code=code) for code in (one, other))
    assert van.results(first) == ["stored"]
    assert van.results({**second, "id": first["id"]}) == ["invalid"]
    assert van.scene.stage(other) == "ready"


@pytest.mark.parametrize(
    "kind", ["delivered", "undelivered", "not_signed", "signed", "arrived", "x", 7, None]
)
@pytest.mark.parametrize(
    "said",
    [
        {}, {"delivery": "\ud800", "code": "\ud800", "reason": "\ud800"}, {"delivery": ["x"], "code": {"a": 1}},
        {"delivery": 7, "code": None, "reason": []}, {"reason": "NI number QQ 12 34 56 C"},
        {"strokes": [["\ud800"]], "name": "\ud800"}, {"code": "\u0000", "km": 10**400},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_an_event_says_it_is_answered_and_stops_no_other(
    van: VanDay, kind: object, said: dict[str, object]
) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    bad = van.event(kind, **{"delivery": number, "code": code, **said})  # type: ignore[arg-type]
    good = van.event("left", delivery=number)
    first, second = van.results(bad, good)
    assert first in ("stored", "stray") and second == "stored"
    assert van.results(bad) == ["repeated"]
    db.session.rollback()
    assert "QQ" not in str(fast().rows("SELECT body, message FROM van_event"))


def test_what_a_tablet_told_is_never_changed(van: VanDay) -> None:
    number = van.delivery(*van.ready(1))
    van.send(van.event("arrived", delivery=number))
    with pytest.raises(Exception, match="append-only"), transaction():
        fast().run("UPDATE van_event SET kind = 'left'")
    with pytest.raises(Exception, match="append-only"), transaction():
        fast().run("DELETE FROM van_event")


def test_a_van_that_is_not_back_in_time_is_overdue_until_it_left(van: VanDay) -> None:
    early = now() - timedelta(days=1)
    number = van.delivery(*van.ready(1), at=early, back_at=time(12))
    late = now() + timedelta(days=1)
    assert [line.number for line in overdue_deliveries(van.site, late)] == [number]
    van.send(van.event("left", delivery=number))
    assert overdue_deliveries(van.site, late) == []


def test_calling_off_frees_what_was_loaded_and_is_too_late_once_the_van_is_there(van: VanDay) -> None:
    one, other = van.ready(2)
    number, ruth = van.delivery(one), van.cast.actor("ruth")
    van.send(van.event("loaded", delivery=number, code=one))
    with transaction():
        cancel_delivery(by=ruth, number=number, at=now())
    assert van.lines(number) == {one: ("undelivered", "not_taken")}
    there = van.delivery(other, to="organisation")
    van.send(van.event("arrived", delivery=there))
    with pytest.raises(RuleBroken, match="been there"), transaction():
        cancel_delivery(by=ruth, number=there, at=now())


def test_a_piece_left_here_is_ready_for_somebody_else(van: VanDay) -> None:
    one, other = van.ready(2)
    number = van.delivery(one, other)
    with transaction():
        take_off_piece(by=van.cast.actor("ruth"), number=number, code=other, at=now())
    assert van.lines(number)[other] == ("undelivered", "not_taken")
    assert van.scene.stage(other) == "ready"


def test_a_delivery_goes_to_one_destination(van: VanDay) -> None:
    from factory.van.models.deliveries import Delivery

    makeover, organisation = van.makeover(), van.organisation()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Delivery(
                token=new_client_id(),
                number="V-99999",
                site_id=van.site,
                day=local_day(now()),
                due_at=now(),
                makeover_id=makeover,
                organisation_id=organisation,
                made_at=now(),
            )  # fmt: skip
        )
        db.session.flush()


def test_the_pack_of_the_tablet_knows_codes_and_no_address(van: VanDay) -> None:
    codes = van.ready(2)
    number = van.delivery(*codes)
    van.round(van.offer())
    pack = van.pack()
    [delivery] = pack["deliveries"]
    assert delivery["number"] == number and delivery["to"] == "MK-7"
    assert {piece["code"] for piece in delivery["pieces"]} == set(codes)
    for word in ("Quillfeather", "Canary", "7600"):
        assert word not in str(pack)


@pytest.mark.parametrize("seed", range(6))
def test_an_arrival_tapped_by_mistake_is_taken_back_in_whatever_order_it_is_told(
    van: VanDay, seed: int
) -> None:
    number = van.delivery(*van.ready(1))
    mistake, undone = (
        van.event("arrived", delivery=number, ago=60),
        van.event("not_arrived", delivery=number, ago=58),
    )
    right = van.event("arrived", delivery=number, ago=20)
    left, not_left = van.event("left", delivery=number, ago=10), van.event("not_left", delivery=number, ago=9)
    told = [mistake, undone, right, left, not_left]
    random.Random(seed).shuffle(told)
    assert set(van.results(*told, *told)) <= {"stored", "repeated"}
    line = delivery_by_number(number, van.site)
    assert line is not None and line.left_at is None and line.arrived_at is not None
    assert timedelta(minutes=19) < now() - line.arrived_at < timedelta(minutes=22)


def test_a_delivery_whose_arrival_was_taken_back_is_on_its_way_again(van: VanDay) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    van.results(
        van.event("arrived", delivery=number, ago=5), van.event("not_arrived", delivery=number, ago=4)
    )
    line = delivery_by_number(number, van.site)
    assert line is not None and line.arrived_at is None
    assert van.results(van.event("loaded", delivery=number, code=code)) == ["stored"]
    assert van.lines(number) == {code: ("loaded", "")}
