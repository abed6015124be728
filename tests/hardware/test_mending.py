"""A maintainer works at a machine that nobody else may use: for maintenance alone, with and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.db import fast, transaction
from core.ids import new_client_id
from hardware.kiosk.attendance import Attendance
from hardware.kiosk.moments import Moment
from hardware.kiosk.screen.app import build_screen
from hardware.kiosk.showing import Role, Standing
from hardware.kiosk.showing import Verdict as Shown
from hardware.kiosk.signatures import card_hash
from hardware.queries.packs import make_pack
from hardware.queries.permission import may_operate
from hardware.services.states import set_state
from hardware.vocabulary import Allowed, EventKind, Pack, Profile, Reason, Verdict
from tests.hardware.agent_scene import CARDS, PEPPER, Kiosk, a_pack
from tests.hardware.workshop import NINE, Workshop

MARY, SUNIL, AMINA = ("m" * 64, "s" * 64, "a" * 64)
PEOPLE = (
    Allowed(AMINA, "Amina", "ar", Verdict.ALLOWED),
    Allowed(MARY, "Mary", "en", Verdict.ALLOWED, can_supervise=True, can_maintain=True),
    Allowed(SUNIL, "Sunil", "en", Verdict.REFUSED, reason=Reason.NO_PERMIT, can_maintain=True),
)
PACK = Pack("CNC-1", "CNC", "2026-11-26T08:00:00Z", "2026-12-03T08:00:00Z", "out_of_order", Profile(), PEOPLE)
NOW = Moment(1_000_000, datetime(2026, 11, 26, 9, 0, tzinfo=UTC), PACK)


def in_state(state: str, **more: object) -> Moment:
    return replace(NOW, pack=replace(PACK, state=state, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["out_of_order", "needs_check"])
@pytest.mark.parametrize("card", [MARY, SUNIL])
def test_a_maintainer_begins_where_the_machine_keeps_everybody_away_and_for_maintenance_only(
    state: str, card: str
) -> None:
    here = Attendance()
    answer, told = here.show(card, in_state(state))
    assert (answer.verdict, answer.role) == (Shown.ALLOWED, Role.OWNER)
    assert told == [
        (EventKind.CARD_SHOWN, {"card": card, "as": "owner"}),
        (EventKind.SIGNED_ON, {"card": card, "as": "owner", "verdict": "allowed"}),
        (EventKind.PURPOSE_CHOSEN, {"purpose": "maintenance"}),
    ]
    assert here.purposes() == ("maintenance",)
    assert here.choose_purpose("own_work") == []
    assert here.purpose == "maintenance"
    assert here.show(AMINA, in_state(state))[0].verdict is Shown.REFUSED
    assert here.owner is not None and here.owner.card == card


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (in_state("retired"), "machine_retired"),
        (replace(NOW, is_wrong_machine=True), "machine_needs_check"),
        (in_state("out_of_order", until="2026-11-20T08:00:00Z"), "machine_out"),
        (in_state("out_of_order", opening={"0": [["09:00", "17:00"]]}), "machine_out"),
    ],
)
def test_what_keeps_a_maintainer_away_as_well(now: Moment, reason: str) -> None:
    here = Attendance()
    answer, told = here.show(MARY, now)
    assert (answer.verdict, answer.reason) == (Shown.REFUSED, reason)
    assert [kind for kind, _ in told] == [EventKind.CARD_SHOWN]
    assert here.owner is None


def test_whoever_runs_the_machine_is_not_moved_by_a_maintainer() -> None:
    here = Attendance()
    here.show(AMINA, in_state("in_service"))
    answer, _ = here.show(MARY, replace(in_state("needs_check"), is_running=True))
    assert answer.verdict is Shown.REFUSED
    assert here.owner is not None and here.owner.alias == "Amina"


def test_once_it_works_again_the_card_shown_once_more_opens_every_purpose_to_who_has_the_permit() -> None:
    here = Attendance()
    here.show(MARY, NOW)
    here.show(MARY, in_state("in_service"))
    assert here.owner is not None and not here.owner.is_mending
    assert "own_work" in here.purposes() and not here.is_purpose_asked
    other = Attendance()
    other.show(SUNIL, NOW)
    other.show(SUNIL, in_state("in_service"))
    assert other.purposes() == ("maintenance",)


def test_a_maintainer_who_mends_is_still_that_after_a_restart() -> None:
    here = Attendance()
    here.show(SUNIL, NOW)
    again = Attendance.from_json(here.as_json(), 5)
    assert again.owner is not None and again.owner.is_mending
    assert again.purposes() == ("maintenance",)


@pytest.mark.parametrize("state", ["in_service", "out_of_order", "needs_check", "retired"])
@pytest.mark.parametrize("name", ["amina", "sunil", "yusuf"])
def test_the_kiosk_with_its_pack_and_the_server_judge_maintenance_the_same(
    workshop: Workshop, state: str, name: str
) -> None:
    router = workshop.machines["router"]
    with transaction():
        fast().run("UPDATE card SET ends_on = NULL")
    if state != "in_service":
        with transaction():
            set_state(
                by=workshop.actor("ruth"),
                code=router.code,
                state=state,
                cause="fault",
                at=NINE - timedelta(hours=1),
                token=new_client_id(),
            )
    person_id = workshop.cast.people[name]
    said = may_operate(person_id=person_id, machine_id=router.id, at=NINE, used_for="maintenance")
    plain = may_operate(person_id=person_id, machine_id=router.id, at=NINE)
    pack = make_pack(kiosk=workshop.kiosk(), machine_code=router.code, at=NINE)
    hashed = card_hash(workshop.kiosks["router"].pepper, workshop.cast.cards[name])
    card = next(one for one in pack.people if one.card == hashed)
    here = Attendance()
    here.show(card.card, Moment(1_000, NINE, Pack.from_bytes(pack.as_bytes())))
    begins = here.owner is not None and "maintenance" in here.purposes()
    assert begins is (said.verdict is Verdict.ALLOWED and name == "sunil")
    assert (here.owner is not None and "own_work" in here.purposes()) is (plain.verdict is Verdict.ALLOWED)


# At the screen


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk without a network."""
    stand = Kiosk(tmp_path, pack=a_pack(site="Coventry"))
    stand.wait(3)
    stand.server.is_away = True
    yield stand
    stand.close()


def test_without_a_network_whoever_mends_stands_on_the_screen_and_the_machine_stays_not_safe(
    kiosk: Kiosk,
) -> None:
    kiosk.beside.report_problem("smoke", is_unsafe=True)
    assert kiosk.card("mary").verdict is Shown.ALLOWED
    shown = kiosk.beside.snapshot()
    assert (shown.standing, shown.is_mending, shown.purpose) == (Standing.NOT_SAFE, True, "maintenance")
    assert not kiosk.beside.scan_piece("ABCDEF7")
    page = build_screen(kiosk.beside).test_client().get("/", headers={"Host": "127.0.0.1:8710"}).text
    assert 'data-scene="mending"' in page and "ground-not_safe" in page
    assert "Mary" in page and "Not safe: nobody else uses it." in page
    assert kiosk.beside.release(CARDS["mary"]).verdict is Shown.ALLOWED
    kiosk.card("mary")
    assert "own_work" in kiosk.beside.snapshot().purposes
    kiosk.beside.done()
    kiosk.server.is_away = False
    kiosk.agent.hurry()
    kiosk.agent.exchange()
    assert kiosk.bodies("purpose_chosen") == [{"purpose": "maintenance"}]
    (on,) = kiosk.bodies("signed_on")
    assert (on["card"], on["verdict"]) == (card_hash(PEPPER, CARDS["mary"]), "allowed")
