"""The screen says until when a machine is open, and to whoever is there that it shuts soon, wherever they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardware.kiosk.moments import Moment, open_until, opens_at
from hardware.kiosk.screen.app import build_screen
from hardware.vocabulary import Pack, Profile
from tests.hardware.agent_scene import Kiosk, a_pack

HOURS = {"3": [["09:00", "12:30"], ["13:30", "17:00"]]}
"""Of a Thursday."""


def at(hour: int, minute: int = 0, hours: object = HOURS, zone: str = "Europe/London") -> Moment:
    pack = Pack("CNC-1", "CNC", "now", "then", "in_service", Profile(), opening=hours, zone=zone)  # type: ignore[arg-type]
    return Moment(1, datetime(2026, 11, 26, hour, minute, tzinfo=UTC), pack)


@pytest.mark.parametrize(
    ("now", "until", "opens"),
    [
        (at(10), "12:30", ""),
        (at(14), "17:00", ""),
        (at(13), "", "13:30"),
        (at(7), "", "09:00"),
        (at(18), "", ""),
        (at(10, hours={}), None, ""),
        (at(10, zone="Moon/Sea"), None, ""),
        (at(15, 30, zone="Europe/Warsaw"), "17:00", ""),
        (Moment(1, None, at(10).pack), None, ""),
        (Moment(1, datetime(2026, 11, 26, 10, tzinfo=UTC), None), None, ""),
    ],
)
def test_until_when_it_is_open_in_the_sites_own_time(now: Moment, until: str | None, opens: str) -> None:
    assert (open_until(now), opens_at(now)) == (until, opens)


def page(kiosk: Kiosk, path: str = "/") -> str:
    return build_screen(kiosk.beside).test_client().get(path, headers={"Host": "127.0.0.1:8710"}).text


def test_the_free_page_says_the_hours_and_the_question_what_for_that_it_shuts_soon(tmp_path: Path) -> None:
    stand = Kiosk(tmp_path, pack=a_pack())
    stand.wait(3)
    assert "kiosk-hours" not in page(stand)
    stand.close()
    (tmp_path / "two").mkdir()
    wall = stand.clock.wall().astimezone(UTC)
    every_day = {str(day): [["00:00", f"{wall.hour:02d}:{wall.minute:02d}"]] for day in range(7)}
    shut = Kiosk(tmp_path / "two", pack=a_pack(opening=every_day))
    shut.wait(3)
    assert "Closed now" in page(shut)
    shut.close()


def test_closing_time_stands_on_the_page_that_asks_what_for(tmp_path: Path) -> None:
    stand = Kiosk(tmp_path, pack=a_pack())
    wall = stand.clock.wall().astimezone(UTC)
    ends = f"{wall.hour:02d}:{min(59, wall.minute + 8):02d}"
    stand.close()
    (tmp_path / "two").mkdir()
    stand = Kiosk(tmp_path / "two", pack=a_pack(opening={str(day): [["00:00", ends]] for day in range(7)}))
    stand.wait(3)
    assert f"Open until {ends}" in page(stand)
    stand.card("amina")
    asked = page(stand)
    assert 'data-scene="purpose"' in asked
    stand.close()
    assert "min" in asked and "chip-due" in asked
