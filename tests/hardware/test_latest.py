"""What is over stays over, whatever is done to a kiosk's clock and network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hardware.kiosk.agent import at_port
from hardware.kiosk.latest import Latest
from hardware.kiosk.moments import Moment, refusal
from hardware.kiosk.spool import Spool
from hardware.vocabulary import Allowed, Pack, Profile, Reason, Verdict
from tests.hardware.fakes import HandClock

AMINA = Allowed("a1", "Amina", "ar", Verdict.ALLOWED, until="2026-11-26")
PACK = Pack("CNC-1", "CNC", "2026-11-20T09:00:00Z", "2026-12-04T09:00:00Z", "in_service", Profile(), (AMINA,))
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def spool(tmp_path: Path, clock: HandClock) -> Spool:
    return Spool(tmp_path / "spool.sqlite3", "k1", clock)


def rebooted(spool: Spool, clock: HandClock) -> Latest:
    """The power was cut; the kiosk starts in 1970, and nobody tells it the time."""
    spool.close()
    clock.boot, clock.at_ms, clock.is_ok = "f" * 16, 5_000, False
    clock.wall_at = datetime(1970, 1, 1, tzinfo=UTC)
    return Latest(Spool(spool.path, "k1", clock), clock)


def asked(latest: Latest) -> Reason:
    """What Amina is told, whose permit ends on the 26th."""
    return refusal(AMINA, Moment(0, latest.wall(PACK.made_at), PACK))


def test_an_ended_permit_stays_ended_over_a_power_cut_without_a_network(
    spool: Spool, clock: HandClock
) -> None:
    latest = Latest(spool, clock)
    assert asked(latest) is Reason.NONE
    clock.wind(86_400)
    assert asked(latest) is Reason.PERMIT_ENDED
    latest = rebooted(spool, clock)
    assert asked(latest) is Reason.PERMIT_ENDED
    clock.wind(10 * 86_400)
    assert asked(latest) is Reason.PERMIT_ENDED
    assert latest.wall() == datetime(2026, 12, 7, 9, 0, 5, tzinfo=UTC)


def test_time_without_a_believed_clock_goes_on_from_the_pack_over_restarts(
    spool: Spool, clock: HandClock
) -> None:
    clock.is_ok = False
    latest = Latest(spool, clock)
    assert latest.wall() is None
    assert latest.wall(PACK.made_at) == datetime(2026, 11, 20, 9, tzinfo=UTC)
    clock.wind(3 * 86_400)
    assert latest.wall(PACK.made_at) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    clock.wind(4 * 86_400)
    assert asked(latest) is Reason.PERMIT_ENDED
    assert asked(rebooted(spool, clock)) is Reason.PERMIT_ENDED


def test_a_believed_clock_is_the_time_also_where_it_was_ahead(spool: Spool, clock: HandClock) -> None:
    latest = Latest(spool, clock)
    clock.wall_at += 400 * DAY
    assert latest.wall() == clock.wall_at
    clock.wall_at -= 400 * DAY
    assert latest.wall() == clock.wall_at


@pytest.mark.parametrize("broken", ["", "yesterday", "2026-11-26T09:00:00Z", "2026-11-26T09:00:00Z x -5"])
def test_what_was_kept_and_is_broken_is_no_time_or_only_the_instant(
    spool: Spool, clock: HandClock, broken: str
) -> None:
    spool.remember("latest", broken)
    clock.is_ok = False
    assert (Latest(spool, clock).wall() is not None) is broken.startswith("2026")


@pytest.mark.parametrize(
    ("port", "kept"),
    [
        ("/dev/ttyUSB0", True),
        ("virtual://grbl", True),
        ("spy:///dev/ttyUSB0?file=/var/lib/eco-kiosk/token", False),
        ("socket://10.0.0.1:22", False),
        ("/etc/shadow", False),
        ("/dev/../etc/shadow", False),
    ],
)
def test_the_server_names_a_device_and_nothing_else(port: str, kept: bool) -> None:
    told = Profile(port=port)
    assert at_port(told, Profile()).port == (port if kept else "")
    assert at_port(told, Profile(port="/dev/mine")).port == "/dev/mine"
