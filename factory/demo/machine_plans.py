"""Which machines the demo has, what their cards say, what broke in its year, and how they are looked after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

WEEK: Final = (0, 1, 2, 3, 4)
Fault = tuple[int, str, bool, str, int]
"""Days ago, what was seen, whether it was not safe, what it was ("" for one that is open), hours until it ran again."""


@dataclass(frozen=True)
class YearStand:
    """A machine of the demo. `often` is the share of open days with a sitting, `seconds` how long its jobs run.

    The machines that work live are always open: whoever tries the demo in the evening shows a card there too.
    """

    site: str
    name: str
    kind: str
    permit: str
    ppe: tuple[str, ...]
    method: tuple[str, ...]
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    test_first: tuple[str, ...] = ()
    instructions: str = ""
    is_laser: bool = False
    profile: Mapping[str, Any] = field(default_factory=dict)
    weekdays: tuple[int, ...] = WEEK
    often: float = 0.4
    seconds: tuple[int, int] = (400, 2400)
    hands: int = 4
    staff: tuple[str, ...] = ("nia",)
    faults: tuple[Fault, ...] = ()
    cared_days_ago: int = 40
    is_always_open: bool = False


ROUTER: Final = "CNC router"
LASER: Final = "Laser cutter"
PRINTER: Final = "3D printer"
METER: Final = {
    "dialect": "fm1",
    "mode": "listen",
    "is_laser": True,
    "meter": {"channel": 0, "hi_milliamps": 1400, "lo_milliamps": 900},
}
LOOKED_AT: Final = {
    ROUTER: ("red_stop", "goggles", "ear_defenders", "clamp", "collet", "extraction"),
    LASER: ("red_stop", "close_lid", "lens", "extraction", "fire_blanket"),
    PRINTER: ("belt", "test_run"),
}
"""What is looked at before a machine of a kind is used."""
FOR_STEP: Final = "make"
"""Each of the demo's machines is there to make parts."""
STANDS: Final = (
    YearStand(
        "fablab",
        "CNC router",
        ROUTER,
        "machine:cnc_router",
        ("goggles", "ear_defenders", "hair_tied", "no_gloves"),
        ("clamp", "set_zero", "extraction", "stay_beside"),
        ("plywood", "mdf", "solid_wood"),
        ("metal", "unknown"),
        test_first=("painted", "varnished"),
        instructions="Grbl 1.1, bed 600 by 900. Zero on the bed's front left corner.",
        profile={"dialect": "grbl", "mode": "poller"},
        faults=(
            (260, "noise", False, "dirt", 3),
            (121, "stuck", True, "setting", 26),
            (33, "broken_part", False, "wear", 5),
        ),
        is_always_open=True,
    ),
    YearStand(
        "fablab",
        "Laser cutter",
        LASER,
        "machine:laser_cutter",
        ("extraction", "shoes"),
        ("close_lid", "extraction", "stay_beside", "fire_blanket"),
        ("plywood", "mdf", "acrylic", "cardboard", "felt", "leather"),
        ("pvc", "polycarbonate", "foam", "unknown"),
        test_first=("painted", "varnished", "laminated"),
        is_laser=True,
        profile={"dialect": "grbl", "mode": "poller", "is_laser": True},
        often=0.6,
        seconds=(120, 1500),
        faults=(
            (190, "smell", True, "dirt", 20),
            (77, "cuts_badly", False, "dirt", 2),
            (2, "noise", False, "", 0),
        ),
        cared_days_ago=20,
        is_always_open=True,
    ),
    YearStand(
        "fablab",
        "Printer Ada",
        PRINTER,
        "machine:printer_3d",
        ("hair_tied",),
        ("stay_beside",),
        ("filament",),
        ("unknown",),
        profile={"dialect": "marlin", "mode": "poller"},
        often=0.35,
        seconds=(2400, 9000),
        faults=((50, "stuck", False, "wear", 30),),
    ),
    YearStand(
        "coventry",
        "CO2 laser",
        LASER,
        "machine:laser_cutter",
        ("extraction", "shoes"),
        ("close_lid", "extraction", "stay_beside", "fire_blanket"),
        ("plywood", "mdf", "cardboard", "felt"),
        ("pvc", "polycarbonate", "foam", "unknown"),
        test_first=("painted", "varnished", "laminated"),
        instructions="Its controller tells nothing: a meter on the tube's supply counts its hours.",
        is_laser=True,
        profile=METER,
        often=0.5,
        seconds=(120, 1800),
        hands=6,
        staff=("brian",),
        faults=((215, "smoke", True, "material", 44), (90, "does_not_start", False, "power", 28)),
        cared_days_ago=75,
    ),
    YearStand(
        "coventry",
        "Big router",
        ROUTER,
        "machine:cnc_router",
        ("goggles", "ear_defenders", "hair_tied", "no_gloves"),
        ("clamp", "set_zero", "extraction", "stay_beside"),
        ("plywood", "mdf", "solid_wood"),
        ("metal", "unknown"),
        profile={"dialect": "grbl", "mode": "proxy"},
        often=0.45,
        hands=6,
        staff=("brian",),
        faults=((150, "guard", True, "wear", 70), (1, "cable", True, "", 0)),
    ),
)
CARE: Final = {
    LASER: (
        ("Clean the lens", "hours", 20, "lens"),
        ("Change the filter", "days", 90, "filter"),
        ("Check the tube", "hours", 400, "tube"),
    ),
    ROUTER: (("Clean the collet", "jobs", 60, "collet"), ("Tighten the belt", "days", 120, "belt")),
    PRINTER: (("Oil the rods", "hours", 150, "oil"),),
}
"""Maintenance by kind of machine: what, by which measure, how much of it, and its picture."""
