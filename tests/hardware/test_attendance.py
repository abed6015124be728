"""Cards at a machine: one begins, one helps, one takes over, one is refused, and none stops what runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hardware.kiosk.attendance import Attendance
from hardware.kiosk.moments import Moment, has_passed
from hardware.kiosk.showing import Role, Somebody
from hardware.kiosk.showing import Verdict as Shown
from hardware.vocabulary import Allowed, EndCause, EventKind, Pack, Profile, Reason, Verdict

AMINA, TOMASZ, MARY, GRACE, LENA = (name * 16 for name in ("aaaa", "7777", "3333", "9999", "1111"))
PEOPLE = (
    Allowed(AMINA, "Amina", "ar", Verdict.ALLOWED, until="2027-01-31"),
    Allowed(TOMASZ, "Tomasz", "pl", Verdict.ALLOWED),
    Allowed(MARY, "Mary", "en", Verdict.ALLOWED, can_supervise=True),
    Allowed(GRACE, "Grace", "en", Verdict.SUPERVISED),
    Allowed(LENA, "Lena", "uk", Verdict.REFUSED, reason=Reason.PERMIT_LAPSED),
)
PACK = Pack("CNC-1", "CNC", "2026-11-26T08:00:00Z", "2026-12-03T08:00:00Z", "in_service", Profile(), PEOPLE)
NOW = Moment(1_000_000, datetime(2026, 11, 26, 9, 0, tzinfo=UTC), PACK)
RUNNING = replace(NOW, is_running=True)


def later(seconds: float, now: Moment = NOW) -> Moment:
    return replace(now, mono_ms=now.mono_ms + int(seconds * 1000))


def with_owner(card: str = AMINA, now: Moment = NOW) -> Attendance:
    here = Attendance()
    here.show(card, now)
    return here


def kinds(told: list[tuple[EventKind, dict[str, Any]]]) -> list[EventKind]:
    return [kind for kind, _ in told]


def test_an_allowed_card_begins_at_once() -> None:
    here = Attendance()
    answer, told = here.show(AMINA, NOW)
    assert (answer.verdict, answer.role, answer.somebody) == (
        Shown.ALLOWED,
        Role.OWNER,
        Somebody("Amina", "ar"),
    )
    assert told == [
        (EventKind.CARD_SHOWN, {"card": AMINA, "as": "owner"}),
        (EventKind.SIGNED_ON, {"card": AMINA, "as": "owner", "verdict": "allowed"}),
    ]


def test_a_second_card_while_nothing_runs_takes_over() -> None:
    here = with_owner()
    answer, told = here.show(TOMASZ, NOW)
    assert answer.role is Role.OWNER
    assert (EventKind.SIGNED_OFF, {"cause": "hand_over", "card": AMINA}) in told
    assert here.owner is not None and here.owner.alias == "Tomasz"


def test_a_second_card_while_it_runs_helps_and_the_owner_stays() -> None:
    here = with_owner()
    answer, told = here.show(TOMASZ, RUNNING)
    assert answer.role is Role.HELPER
    assert EventKind.SIGNED_OFF not in kinds(told)
    assert here.owner is not None and here.owner.alias == "Amina"
    assert [one.alias for one in here.helpers] == ["Tomasz"]


@pytest.mark.parametrize("card", ["f" * 64, LENA])
@pytest.mark.parametrize("now", [NOW, RUNNING])
def test_a_refusal_never_touches_who_is_there(card: str, now: Moment) -> None:
    here = with_owner()
    before = here.as_json()
    answer, told = here.show(card, now)
    assert answer.verdict is Shown.REFUSED
    assert kinds(told) == [EventKind.CARD_SHOWN]
    assert here.as_json() == before


@pytest.mark.parametrize(
    ("card", "now", "reason"),
    [
        ("f" * 64, NOW, "unknown_card"),
        ("f" * 64, replace(NOW, pack=None), "pack_too_old"),
        (LENA, NOW, "permit_lapsed"),
        (AMINA, replace(NOW, wall=datetime(2027, 2, 1, tzinfo=UTC)), "permit_ended"),
        (TOMASZ, replace(NOW, wall=datetime(2026, 12, 4, tzinfo=UTC)), "pack_too_old"),
        (AMINA, replace(NOW, pack=replace(PACK, state="out_of_order")), "machine_out"),
        (AMINA, replace(NOW, pack=replace(PACK, state="needs_check")), "machine_needs_check"),
        (AMINA, replace(NOW, pack=replace(PACK, state="retired")), "machine_retired"),
        (AMINA, replace(NOW, is_unsafe=True), "machine_out"),
        (AMINA, replace(NOW, is_wrong_machine=True), "machine_needs_check"),
    ],
)
def test_a_refusal_says_why(card: str, now: Moment, reason: str) -> None:
    answer, told = Attendance().show(card, now)
    assert (answer.verdict, answer.reason) == (Shown.REFUSED, reason)
    assert told[0][1]["reason"] == reason


def test_a_clock_that_is_not_believed_ends_no_permit() -> None:
    answer, _ = Attendance().show(AMINA, replace(NOW, wall=None))
    assert answer.verdict is Shown.ALLOWED


def test_who_may_only_beside_a_supervisor_begins_when_the_supervisors_card_follows() -> None:
    here = Attendance()
    answer, told = here.show(GRACE, NOW)
    assert (answer.verdict, answer.reason) == (Shown.SUPERVISED, "needs_supervisor")
    assert here.owner is None
    here.show(MARY, later(60))
    assert here.owner is not None and here.owner.alias == "Grace"
    assert here.supervisor is not None and here.supervisor.alias == "Mary"


def test_a_supervisor_who_comes_too_late_begins_for_herself() -> None:
    here = Attendance()
    here.show(GRACE, NOW)
    here.show(MARY, later(121))
    assert here.owner is not None and here.owner.alias == "Mary"


def test_a_supervisor_who_is_here_already_serves() -> None:
    here = with_owner(MARY)
    here.show(GRACE, NOW)
    assert here.owner is not None and here.owner.alias == "Grace"
    assert here.supervisor is not None and here.supervisor.alias == "Mary"


def test_a_permit_of_ones_own_does_not_supervise() -> None:
    here = Attendance()
    here.show(GRACE, NOW)
    here.show(TOMASZ, later(5))
    assert here.owner is not None and here.owner.alias == "Tomasz"


def test_where_two_are_needed_the_second_card_joins_and_does_not_take_over() -> None:
    now = replace(NOW, pack=replace(PACK, needs_second_person=True))
    here = Attendance()
    answer, _ = here.show(AMINA, now)
    assert (answer.verdict, answer.reason) == (Shown.SUPERVISED, "needs_second_person")
    answer, _ = here.show(TOMASZ, now)
    assert answer.role is Role.HELPER
    assert here.owner is not None and here.owner.alias == "Amina"


def test_the_same_card_again_is_still_the_owner() -> None:
    here = with_owner()
    answer, told = here.show(AMINA, later(10))
    assert answer.role is Role.OWNER
    assert kinds(told) == [EventKind.CARD_SHOWN]


def test_who_forgets_to_sign_off_is_signed_off_after_a_quarter_of_an_hour_and_asked_before() -> None:
    here = with_owner()
    assert here.still_there_ms(later(770), 900) is None
    assert here.still_there_ms(later(790), 900) == 110_000
    assert here.tick(later(899), 900) == []
    assert here.tick(later(900), 900) == [(EventKind.SIGNED_OFF, {"cause": "idle_timeout", "card": AMINA})]


def test_nobody_is_signed_off_while_it_runs() -> None:
    here = with_owner()
    for minute in range(300):
        assert here.tick(later(minute * 60, RUNNING), 900) == []
    assert here.tick(later(299 * 60 + 899), 900) == []


def test_a_permit_that_ends_meanwhile_ends_the_stay_once_nothing_runs() -> None:
    here = with_owner()
    february = datetime(2027, 2, 1, tzinfo=UTC)
    assert here.tick(replace(RUNNING, wall=february), 900) == []
    assert here.tick(replace(NOW, wall=february), 900)[0][1]["cause"] == "permit_ended"


def test_after_a_restart_whoever_was_there_is_asked_and_counts_as_gone_if_nobody_answers() -> None:
    here = Attendance.from_json(with_owner().as_json(), NOW.mono_ms)
    assert here.is_after_restart and here.owner is not None
    assert here.still_there_ms(NOW, 900) == 900_000
    assert here.tick(later(900), 900) == [(EventKind.SIGNED_OFF, {"cause": "agent_down", "card": AMINA})]


def test_nonsense_in_the_journal_is_nobody() -> None:
    assert Attendance.from_json({"owner": {"who": "?"}}, 0).owner is None


def test_done_leaves_nobody_behind() -> None:
    here = with_owner()
    here.show(TOMASZ, RUNNING)
    here.leave(EndCause.SIGN_OUT)
    assert here.as_json() == Attendance().as_json()
    assert here.leave(EndCause.SIGN_OUT) == []


@pytest.mark.parametrize(
    ("until", "has"),
    [("", False), ("2026-11-26", False), ("2026-11-25", True), ("2026-11-26T08:59:00Z", True), ("?", False)],
)
def test_a_day_is_good_until_its_end(until: str, has: bool) -> None:
    assert has_passed(until, NOW.wall) is has
