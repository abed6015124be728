"""The three steps at a meter: reads its port while the machine is off, stands by, works."""

from __future__ import annotations

import time
from collections.abc import Callable

from hardware.kiosk.link import Link, LinkLost
from hardware.kiosk.plateaus import NotClear, learn_bounds
from hardware.kiosk.protocols import parser_for
from hardware.vocabulary import MeterBounds, MeterReading

STEPS = (
    "Switch the machine off at its main switch.",
    "Switch the machine on and let it stand by, doing nothing.",
    "Let the machine work at something ordinary, without a pause.",
)
NAP = 0.05


def walk_steps(port: str, channel: int, seconds: float, ask: Callable[[str], None]) -> MeterBounds:
    """Ask for each of the three states in turn and measure it for so long. Raises NotClear."""
    link = Link(port)
    if not link.try_open(0):
        raise NotClear(
            f"{port} cannot be opened ({link.why_closed}): is the meter plugged in, and the agent stopped?"
        )
    try:
        plateaus: list[list[int]] = []
        for step in STEPS:
            ask(step)
            plateaus.append(_readings(link, channel, seconds))
    except LinkLost as loss:
        raise NotClear(f"the meter went away ({loss.why}): plug it in and begin again") from loss
    finally:
        link.close()
    off, standby, busy = plateaus
    return learn_bounds(off, standby, busy, channel=channel)


def _readings(link: Link, channel: int, seconds: float) -> list[int]:
    while link.read():  # what was measured while somebody walked to the switch
        continue
    parser = parser_for("fm1")
    found: list[int] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen = parser.feed(link.read())
        found += [one.milliamps for one in seen if isinstance(one, MeterReading) and one.channel == channel]
        time.sleep(NAP)
    return found


def as_setting(bounds: MeterBounds) -> str:
    """The line of the settings' file that holds them."""
    return (
        f"meter = {{channel = {bounds.channel}, hi_milliamps = {bounds.hi_milliamps}, "
        f"lo_milliamps = {bounds.lo_milliamps}}}"
    )
