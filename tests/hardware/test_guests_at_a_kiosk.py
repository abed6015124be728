"""A card that nobody knows opens a sitting beside a supervisor's, and else nothing; closing time ends what rests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hardware.kiosk.attendance import Attendance
from hardware.kiosk.moments import Moment, closes_in
from hardware.kiosk.showing import Role
from hardware.kiosk.showing import Verdict as Shown
from hardware.vocabulary import EventKind, Verdict
from hardware.vocabulary.guests import GUESTS
from hardware.vocabulary.opening import closes_at
from tests.hardware.test_attendance import AMINA, MARY, NOW, PACK, RUNNING, kinds, later, with_owner

STRANGER, OTHER = "f" * 64, "e" * 64
LONDON = "Europe/London"
NINE_TO_FIVE = {"3": [["09:00", "17:00"]]}
"""Of a Thursday."""


def at_clock(hour: int, minute: int, *, is_running: bool = False) -> Moment:
    """A moment of that Thursday in winter at a machine open from nine to five."""
    pack = replace(PACK, opening=NINE_TO_FIVE, zone=LONDON)
    wall = datetime(2026, 11, 26, hour, minute, tzinfo=UTC)
    return replace(NOW, wall=wall, pack=pack, is_running=is_running)


@pytest.mark.parametrize("first", [STRANGER, MARY])
def test_a_supervisors_card_beside_an_unknown_one_opens_a_sitting_in_either_order(first: str) -> None:
    here = Attendance()
    here.show(first, NOW)
    _, told = here.show(MARY if first == STRANGER else STRANGER, later(30))
    assert here.owner is not None and here.owner.card == STRANGER
    assert here.supervisor is not None and here.supervisor.alias == "Mary"
    on = [body for kind, body in told if kind is EventKind.SIGNED_ON]
    assert on == [
        {"card": STRANGER, "as": "owner", "verdict": "supervised", "beside": MARY},
        {"card": MARY, "as": "supervisor", "verdict": "allowed"},
    ]


def test_a_guest_is_greeted_by_a_drawing_and_its_word_and_no_name() -> None:
    here = Attendance()
    here.show(STRANGER, NOW)
    here.show(MARY, later(5))
    assert here.owner is not None
    guest = here.owner.somebody
    assert guest.is_guest
    assert GUESTS[guest.picture] == guest.called
    assert guest.language == ""


def test_an_unknown_card_alone_is_refused_and_written_down_only() -> None:
    here = Attendance()
    answer, told = here.show(STRANGER, NOW)
    assert (answer.verdict, answer.reason) == (Shown.REFUSED, "unknown_card")
    assert [one.called for one in answer.who_can_help] == ["Mary"]
    assert kinds(told) == [EventKind.CARD_SHOWN]
    assert here.owner is None


def test_somebody_who_may_not_supervise_opens_nothing_for_a_stranger() -> None:
    here = Attendance()
    here.show(STRANGER, NOW)
    here.show(AMINA, later(5))
    assert here.owner is not None and here.owner.alias == "Amina"
    here.show(OTHER, later(10))
    assert here.owner is not None and here.owner.alias == "Amina"


def test_a_supervisor_who_shows_a_card_much_later_begins_for_herself() -> None:
    here = Attendance()
    here.show(STRANGER, NOW)
    here.show(MARY, later(121))
    assert here.owner is not None and here.owner.alias == "Mary"


def test_a_supervisor_at_work_for_long_is_asked_for_her_card_again() -> None:
    here = with_owner(MARY)
    here.show(STRANGER, later(600))
    assert here.owner is not None and here.owner.alias == "Mary"
    here.show(MARY, later(610))
    assert here.owner is not None and here.owner.is_guest


def test_a_running_job_is_nobody_elses_by_a_strangers_card() -> None:
    here = with_owner(MARY)
    before = here.as_json()
    answer, told = here.show(STRANGER, RUNNING)
    assert answer.verdict is Shown.REFUSED
    assert kinds(told) == [EventKind.CARD_SHOWN]
    assert here.as_json() == before


def test_a_job_that_began_meanwhile_stays_its_owners() -> None:
    here = with_owner()
    here.show(STRANGER, NOW)
    answer, _ = here.show(MARY, replace(later(20), is_running=True))
    assert here.owner is not None and here.owner.alias == "Amina"
    assert answer.role is Role.SUPERVISOR


@pytest.mark.parametrize("trouble", [{"is_unsafe": True}, {"pack": replace(PACK, state="out_of_order")}])
def test_a_machine_that_is_out_opens_for_no_guest(trouble: dict[str, object]) -> None:
    here = Attendance()
    here.show(STRANGER, replace(NOW, **trouble))  # type: ignore[arg-type]
    here.show(MARY, replace(later(5), **trouble))  # type: ignore[arg-type]
    assert here.owner is None


def test_a_guest_is_still_there_after_a_restart() -> None:
    here = Attendance()
    here.show(STRANGER, NOW)
    here.show(MARY, later(5))
    again = Attendance.from_json(here.as_json(), 5_000)
    assert again.owner is not None and again.owner.is_guest
    assert again.owner.verdict == Verdict.SUPERVISED


def test_whoever_is_there_is_signed_off_at_closing_when_the_machine_rests() -> None:
    here = Attendance()
    here.show(AMINA, at_clock(16, 55))
    assert closes_in(at_clock(16, 55)) == 300
    here.last_sign_ms = NOW.mono_ms
    assert here.tick(at_clock(16, 59), 900) == []
    told = here.tick(at_clock(17, 0), 900)
    assert told == [(EventKind.SIGNED_OFF, {"cause": "closing_time", "card": AMINA})]


def test_a_running_job_goes_on_after_closing_and_its_owner_stays() -> None:
    here = Attendance()
    here.show(AMINA, at_clock(16, 55))
    assert here.tick(at_clock(17, 20, is_running=True), 900) == []
    assert here.owner is not None
    assert here.tick(at_clock(17, 21), 900) != []


def test_nobody_begins_outside_the_hours_and_a_clock_that_is_not_believed_shuts_nothing() -> None:
    answer, _ = Attendance().show(AMINA, at_clock(18, 0))
    assert (answer.verdict, answer.reason) == (Shown.REFUSED, "closed_now")
    answer, _ = Attendance().show(AMINA, replace(at_clock(18, 0), wall=None))
    assert answer.verdict is Shown.ALLOWED


@pytest.mark.parametrize(
    ("at", "shut"),
    [
        (datetime(2026, 3, 28, 16, tzinfo=UTC), datetime(2026, 3, 28, 17, tzinfo=UTC)),
        (datetime(2026, 3, 29, 15, tzinfo=UTC), datetime(2026, 3, 29, 16, tzinfo=UTC)),
        (datetime(2026, 10, 24, 15, tzinfo=UTC), datetime(2026, 10, 24, 16, tzinfo=UTC)),
        (datetime(2026, 10, 25, 16, tzinfo=UTC), datetime(2026, 10, 25, 17, tzinfo=UTC)),
    ],
)
def test_five_o_clock_is_the_sites_own_on_both_sides_of_a_change_of_clocks(
    at: datetime, shut: datetime
) -> None:
    every_day = {str(day): [["09:00", "12:00"], ["12:00", "17:00"]] for day in range(7)}
    assert closes_at(every_day, LONDON, at) == shut
    assert closes_at(every_day, LONDON, shut) == shut
    assert closes_at(every_day, LONDON, shut - timedelta(seconds=1)) == shut
    assert closes_at({}, LONDON, at) is None
    assert closes_at(every_day, "Nowhere/At_All", at) is None
