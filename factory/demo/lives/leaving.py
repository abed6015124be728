"""Out again: the photo after, what must be answered before it leaves, where it goes."""

from __future__ import annotations

from typing import Any

from core.clock import local_day
from factory.demo.calendar import YEAR, coordinator
from factory.demo.cast import CHILD, FIRE, MAINS
from factory.demo.lives.turns import LABEL_PICTURE
from factory.demo.partners import MAKEOVERS, ORGANISATIONS
from factory.demo.story import Picture, Story

APPROVE = "approve_photos"
"""An act that is no event of the piece: a desk person lets its photos be shown on the public page."""
REASONS = (
    "A stool for a stage set: it is meant to rock.",
    "Goes out as parts for another works; nobody will sit on it.",
    "Wall-hung, so that there is nothing to stand firm on.",
)
"""Why a coordinator set the stability rule aside."""


def make_ready(story: Story) -> None:
    """The photo after, and what must be answered before it leaves."""
    story.soon()
    kind, who = story.kind, story.hand().key
    photo, picture = story.picture(story.finish)
    story.do("photographed", {"as": "after", "photo": photo}, who, pictures=((photo, "after", picture),))
    story.soon()
    boss = coordinator(story.site)
    said: dict[str, Any] = {}
    if boss and story.chance(0.025):
        reason = story.rng.choice(REASONS)
        story.do("overridden", {"gate": "stability", "reason": reason}, boss, how="form")
        story.soon()
    else:
        said["stable"] = {"answer": "yes"}
    said |= {"wall_fixing": {"answer": "yes"}} if kind.is_tall else {}
    said |= {"glass": {"answer": "yes"}} if kind.may_have_glass else {}
    if kind.is_upholstered:
        said["new_filling"] = {"answer": "yes" if story.is_filled else "no"}
    if said:
        story.do("answered", {"answers": said}, who)
    _checked_for_release(story)


def _checked_for_release(story: Story) -> None:
    kind = story.kind
    if kind.is_upholstered:
        story.soon()
        photo, label = story.client_id(), Picture(LABEL_PICTURE, "", story.rng.randrange(3))
        said = {"fire_label_release": {"answer": "yes", "photo": photo}}
        taken = ((photo, "evidence", label),)
        story.do("answered", {"answers": said}, story.checker(FIRE).key, pictures=taken)
    if kind.electrical == "mains":
        story.wait(0.2, 1, 4)
        tester = story.checker(MAINS)
        passed = dict.fromkeys(("plug", "fuse", "visual", "pat", "recall"), "yes")
        more = {"tester": tester.called, "tested_on": local_day(story.at).isoformat()}
        story.do(
            "answered", {"answers": {"electrical_test": {"answer": "yes", "data": passed | more}}}, tester.key
        )
    if kind.is_childrens:
        story.soon()
        story.do("answered", {"answers": {"children_gaps": {"answer": "yes"}}}, story.checker(CHILD).key)


def give_out(story: Story) -> None:
    """Release, somewhere; mostly its photos may be shown after that."""
    story.wait(1, 8, 40)
    who = story.desk_person().key if story.chance(0.6) else story.hand().key
    story.do("released", _destination(story), who, how="form" if story.chance(0.3) else "scan")
    shown = [photo for act in story.acts for photo, kind, _ in act.pictures if kind in ("before", "after")]
    if story.chance(0.7):
        story.wait(0.2, 1, 5)
        story.do(APPROVE, {"photos": shown[-2:]}, story.desk_person().key)


def _destination(story: Story) -> dict[str, Any]:
    """Where it goes: mostly to organisations and homes."""
    way = story.rng.choices(
        ("organisation", "household", "makeover", "sale", "event", "own_use"), (44, 25, 13, 12, 3, 3)
    )[0]
    said: dict[str, Any] = {"destination": way, "terms": "sale" if way == "sale" else "gift"}
    if way == "organisation":
        near = [number for number, row in enumerate(ORGANISATIONS) if row[2].lower() == story.site]
        said["organisation"] = story.rng.choice(near or list(range(20, 30)))
    elif way == "household":
        said["household"] = f"{story.site[:3].upper()}-{story.rng.randint(2000, 2999)}"
    elif way == "makeover":
        codes = [row[0] for row in MAKEOVERS if row[3] == story.site]
        if not codes:
            return {"destination": "own_use", "terms": "gift"}
        story.rng.random()
        part = max(0.0, min(0.999, 1 - story.days_ago() / YEAR.days))
        said["makeover"] = codes[int(part * len(codes))]
    elif way == "sale":
        said["price_pence"] = story.rng.choice((500, 1000, 1500, 2000, 3500, 5000))
    return said
