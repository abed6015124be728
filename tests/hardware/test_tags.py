"""Contactless cards: taken in where they are shown or typed, known by a hash, withdrawn, never another's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import fast, transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from hardware.kiosk.signatures import tag_hash as name_at_kiosk
from hardware.queries.packs import make_pack
from hardware.queries.recount import machine_differences
from hardware.queries.tags import tag_lines, window_lines
from hardware.services.tags import end_tag, open_tag_window, type_tag, use_tag_again
from hardware.vocabulary import Allowed, EventKind, Reason, Verdict
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, Tape, Workshop, rows, sittings
from tests.pages import PageClient

UID = "04A1B2C3D4E5F6"
MINUTE = timedelta(minutes=1)


def wait_for(
    workshop: Workshop, name: str = "amina", by: str = "ruth", after: timedelta = timedelta()
) -> None:
    """The desk lets the router's kiosk wait for somebody's card."""
    with transaction():
        open_tag_window(
            by=workshop.cast.actor(by, at=NINE),
            public_id=workshop.kiosks["router"].public_id,
            person_number=workshop.cast.numbers[name],
            at=NINE + after,
            token=new_client_id(),
        )


def show(workshop: Workshop, seconds: float, uid: str = UID, tape: Tape | None = None) -> Tape:
    """An unknown tag is held to the reader so many seconds after nine, and told at once."""
    tape = tape or workshop.tape()
    tape.wait(seconds - (tape.mono - 60_000) / 1000)
    card = name_at_kiosk(tape.pepper, uid)
    tape.tell(
        EventKind.CARD_SHOWN, **{"card": card, "as": "unknown", "reason": "unknown_card", "tail": uid[-2:]}
    )
    workshop.play(tape)
    return tape


def type_in(workshop: Workshop, number: str, name: str = "amina", by: str = "ruth") -> int:
    with transaction():
        return type_tag(
            by=workshop.cast.actor(by, at=NINE),
            person_number=workshop.cast.numbers[name],
            number=number,
            at=NINE,
        )


def in_pack(workshop: Workshop, machine: str = "router", uid: str = UID) -> list[Allowed]:
    """What the pack of a machine says of a tag."""
    kiosk = workshop.kiosk(machine)
    pack = make_pack(kiosk=kiosk, machine_code=workshop.machines[machine].code, at=NINE + MINUTE)
    return [one for one in pack.people if one.card == name_at_kiosk(kiosk.pepper, uid)]


def test_the_next_unknown_tag_in_the_window_is_theirs_and_a_later_one_nobodys(workshop: Workshop) -> None:
    wait_for(workshop)
    tape = show(workshop, 40)
    show(workshop, 50, "04FFFFFFFFFFFF", tape)
    assert rows("SELECT person_id, tail, state, made_by FROM kiosk_tag") == [
        (workshop.cast.people["amina"], "F6", "live", "shown")
    ]
    assert [(one.alias, one.verdict) for one in in_pack(workshop)] == [("Amina", Verdict.ALLOWED)]
    assert in_pack(workshop, "laser") == []
    verbs = rows("SELECT verb, subject FROM audit_line WHERE verb LIKE '%tag%' ORDER BY id")
    number = workshop.cast.numbers["amina"]
    assert verbs == [("open_tag_window", f"person:{number}"), ("take_in_tag", f"person:{number}")]


def test_the_number_of_a_tag_is_kept_nowhere(workshop: Workshop) -> None:
    wait_for(workshop)
    show(workshop, 40)
    type_in(workshop, "04:ff:ff:ff:ff:ff:01", "tomasz")
    for table in ("kiosk_tag", "kiosk_event", "audit_line", "kiosk_card"):
        for row in rows(f"SELECT * FROM {table}"):
            assert UID not in str(row) and "04FFFFFFFFFF01" not in str(row).upper()


def test_a_tag_after_two_minutes_or_from_an_old_spool_is_nobodys(workshop: Workshop) -> None:
    wait_for(workshop)
    show(workshop, 121)
    assert rows("SELECT id FROM kiosk_tag") == []
    wait_for(workshop, after=5 * MINUTE)
    tape = workshop.tape().wait(180)
    late = name_at_kiosk(tape.pepper, UID)
    tape.tell(EventKind.CARD_SHOWN, **{"card": late, "as": "unknown", "reason": "unknown_card", "tail": "F6"})
    workshop.send(tape.events, at=NINE + 6 * MINUTE, mono=tape.mono + 3 * 60_000)
    assert rows("SELECT id FROM kiosk_tag") == []


def test_a_window_for_another_person_ends_the_one_before(workshop: Workshop) -> None:
    wait_for(workshop, "amina")
    wait_for(workshop, "tomasz", after=timedelta(seconds=20))
    show(workshop, 40)
    assert rows("SELECT person_id FROM kiosk_tag") == [(workshop.cast.people["tomasz"],)]
    lines = window_lines(workshop.cast.sites["coventry"], NINE + MINUTE)
    assert [(one.person, one.tail, one.is_open) for one in lines] == [
        ("Tomasz", "F6", False),
        ("Amina", "", False),
    ]


def test_a_typed_number_is_good_at_every_kiosk_of_the_site_however_it_is_written(workshop: Workshop) -> None:
    assert type_in(workshop, "04:a1:b2:c3-d4 e5.f6") == 2
    assert [one.alias for one in in_pack(workshop)] == ["Amina"]
    assert [one.reason for one in in_pack(workshop, "laser")] == [Reason.NO_PERMIT]


@pytest.mark.parametrize("number", ["", "12", "04A1B2C3D4E5", "04A1B2C3D4E5G6", "0" * 22])
def test_what_is_no_number_of_a_card_is_refused(workshop: Workshop, number: str) -> None:
    with pytest.raises(RuleBroken):
        type_in(workshop, number)


def test_hours_with_a_tag_are_its_persons_also_after_it_was_withdrawn(workshop: Workshop) -> None:
    type_in(workshop, UID)
    tape = workshop.tape()
    card = name_at_kiosk(tape.pepper, UID)
    tape.tell(EventKind.SIGNED_ON, **{"card": card, "as": "owner", "verdict": "allowed"})
    tape.run(120)
    tape.tell(EventKind.SIGNED_OFF, cause="sign_out", card=card)
    workshop.play(tape)
    worked = [(workshop.cast.people["amina"], 120_000, "sign_out", 1)]
    assert sittings() == worked
    tag = int(rows("SELECT id FROM kiosk_tag ORDER BY id")[0][0])
    with transaction():
        end_tag(by=workshop.actor("ruth"), tag_id=tag, at=NINE)
    assert [(one.verdict, one.reason) for one in in_pack(workshop)] == [
        (Verdict.REFUSED, Reason.CARD_WITHDRAWN)
    ]
    assert sittings() == worked
    assert list(machine_differences()) == []
    with transaction():
        use_tag_again(by=workshop.actor("ruth"), tag_id=tag, at=NINE)
    assert [one.verdict for one in in_pack(workshop)] == [Verdict.ALLOWED]


def test_a_tag_is_never_another_persons(workshop: Workshop) -> None:
    type_in(workshop, UID, "amina")
    with transaction():
        for tag in tag_lines(workshop.cast.sites["coventry"]):
            end_tag(by=workshop.actor("ruth"), tag_id=tag.id, at=NINE)
    with pytest.raises(Conflict):
        type_in(workshop, UID, "tomasz")
    wait_for(workshop, "tomasz")
    show(workshop, 30)
    assert {row[0] for row in rows("SELECT person_id FROM kiosk_tag")} == {workshop.cast.people["amina"]}
    assert type_in(workshop, UID, "amina") == 2
    assert [one.verdict for one in in_pack(workshop)] == [Verdict.ALLOWED]


def test_only_the_desk_of_the_site_gives_and_takes_tags(workshop: Workshop) -> None:
    with pytest.raises(NotAllowed):
        wait_for(workshop, by="mary")
    with pytest.raises(NotAllowed):
        type_in(workshop, UID, by="amina")
    type_in(workshop, UID)
    tag = int(rows("SELECT MIN(id) FROM kiosk_tag")[0][0])
    elsewhere = workshop.cast.actor("oluwaseun", at=NINE)
    with pytest.raises(NotFound), transaction():
        end_tag(by=elsewhere, tag_id=tag, at=NINE)


def test_the_desk_waits_for_a_card_types_one_and_withdraws_it(
    workshop: Workshop, page_client: PageClient
) -> None:
    sign_in(page_client, "Ruth")
    number = workshop.cast.numbers["amina"]
    page = page_client.get("/machines/tags")
    page = page_client.submit(page, {"person": number}, button="Wait for it")
    assert "waits for the card of Amina" in page_client.get("/machines/tags").text
    page_client.submit(
        page_client.get("/machines/tags"),
        {"person": number, "number": "nonsense"},
        button="Keep it",
        status=422,
    )
    page_client.submit(page_client.get("/machines/tags"), {"person": number, "number": UID}, button="Keep it")
    page = page_client.get("/machines/tags")
    assert "…F6" in page.text
    tag = int(rows("SELECT MIN(id) FROM kiosk_tag")[0][0])
    page_client.submit(page, action=f"/machines/tags/{tag}/end")
    assert rows("SELECT COUNT(*) FROM kiosk_tag WHERE state = 'ended'") == [(1,)]
    page_client.submit(page_client.get("/machines/tags"), button="It works again")
    assert rows("SELECT COUNT(*) FROM kiosk_tag WHERE state = 'ended'") == [(0,)]


def test_a_write_that_fails_gives_no_tag(workshop: Workshop) -> None:
    wait_for(workshop)
    with transaction():
        fast().run("UPDATE tag_window SET closes_at = opens_at")
    show(workshop, 40)
    assert rows("SELECT id FROM kiosk_tag") == []


def test_neither_a_printed_card_nor_a_thing_that_is_no_hash_becomes_a_tag(workshop: Workshop) -> None:
    wait_for(workshop)
    tape = workshop.tape().wait(10)
    for card in (tape.card("sunil"), "x" * 1500, "A" * 64):
        tape.tell(EventKind.CARD_SHOWN, **{"card": card, "as": "unknown", "tail": "AA"})
    taken = workshop.play(tape)
    assert [one["answer"] for one in taken.answers] == ["accepted"] * 3
    assert rows("SELECT id FROM kiosk_tag") == []


def test_a_withdrawn_tag_of_a_maintainer_gives_no_machine_back(workshop: Workshop) -> None:
    state = "SELECT state FROM machine_state WHERE machine_id = ? AND ends_at IS NULL"
    machine = workshop.machines["router"].id
    type_in(workshop, UID, "sunil")
    tape = workshop.tape()
    tape.tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=True)
    workshop.play(tape)
    with transaction():
        tag = fast().row("SELECT MIN(id) FROM kiosk_tag WHERE kiosk_id = ?", (workshop.kiosk().id,))
        assert tag is not None
        end_tag(by=workshop.cast.actor("ruth", at=NINE), tag_id=tag[0], at=NINE + MINUTE)
    card = name_at_kiosk(tape.pepper, UID)
    tape.wait(600).tell(EventKind.MAINTENANCE_DONE, task="release", card=card)
    workshop.play(tape)
    assert rows(state, machine) == [("out_of_order",)]
