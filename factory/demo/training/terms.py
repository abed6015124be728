"""Three terms of runs at the demo's college, told in days from today; which of them went how far."""

from __future__ import annotations

from dataclasses import dataclass

WEEK = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class RunPlan:
    """One run: its first class about `first` days from today, on the weekdays, `hours` from `starts` o'clock.

    `upto` is how far its papers went: "" not accredited, else assessing, sampling, sent, answered. Who is `sure` to be
    in it books first.
    """

    course: str
    site: str
    trainer: str
    first: int
    weekdays: tuple[int, ...]
    classes: int
    starts: int
    hours: int
    capacity: int
    learners: int
    upto: str = ""
    opened: int = 40
    is_cancelled: bool = False
    is_draft: bool = False
    is_off_grid: bool = False
    has_creche: bool = False
    sure: tuple[str, ...] = ()


NIA, TOM, YUSUF, COSTEL, SUNITA = "nia", "tomasz", "yusuf", "costel", "sunita"
RUNS = (
    RunPlan(
        "laser", "fablab", NIA, -290, (1,), 4, 10, 3, 8, 8, "answered", sure=("وائل", "Habtom", "Oksana")
    ),
    RunPlan("diy", "wolverhampton", YUSUF, -280, (5,), 4, 10, 3, 8, 5),
    RunPlan(
        "paint", "coventry", TOM, -265, WEEK, 5, 9, 5, 10, 9, "answered", sure=("Blessing", "ለተ", "Farah")
    ),
    RunPlan("seat", "coventry", TOM, -245, (2,), 3, 17, 3, 6, 6),
    RunPlan("stool", "van", COSTEL, -240, (5,), 2, 10, 4, 6, 4, is_off_grid=True),
    RunPlan("english", "coventry", SUNITA, -230, (0,), 6, 13, 2, 12, 9, has_creche=True),
    RunPlan("laser", "fablab", NIA, -180, (1,), 4, 10, 3, 8, 10, "sent"),
    RunPlan("print", "fablab", NIA, -150, (2,), 1, 10, 6, 8, 5),
    RunPlan("diy", "wolverhampton", YUSUF, -140, (5,), 4, 10, 3, 8, 8),
    RunPlan("stool", "van", COSTEL, -120, (5,), 2, 10, 4, 6, 6, is_off_grid=True),
    RunPlan("trade", "coventry", SUNITA, -100, (3,), 2, 14, 2, 10, 3, is_cancelled=True),
    RunPlan("laser", "fablab", NIA, -48, (1,), 4, 10, 3, 8, 8, "sampling"),
    RunPlan("cnc", "fablab", NIA, -18, (3,), 6, 13, 3, 6, 5, "assessing"),
    RunPlan("seat", "coventry", TOM, -12, (2,), 3, 17, 3, 6, 6),
    RunPlan("english", "coventry", SUNITA, -9, (0,), 6, 13, 2, 12, 7, has_creche=True),
    RunPlan("stool", "van", COSTEL, 4, (5,), 2, 10, 4, 6, 3, is_off_grid=True),
    RunPlan("diy", "wolverhampton", YUSUF, 9, (5,), 4, 10, 3, 8, 4),
    RunPlan("paint", "coventry", TOM, 13, WEEK, 5, 9, 5, 8, 12),
    RunPlan("laser", "fablab", NIA, 16, (1,), 4, 10, 3, 8, 8),
    RunPlan("print", "fablab", NIA, 27, (2,), 1, 10, 6, 8, 1),
    RunPlan("seat", "coventry", TOM, 35, (2,), 3, 17, 3, 6, 0, is_draft=True),
)
"""More learners than places: those over wait. One of those who have a place in the next painting week gives it back."""
