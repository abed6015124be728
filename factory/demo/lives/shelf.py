"""To the shelf: checked, stored, tidied; some end there, some go to the other works, some are lost."""

from __future__ import annotations

from datetime import timedelta

from factory.demo.lives.turns import ENDED, GOES_ON, measured_grams
from factory.demo.stock import TITLES
from factory.demo.story import Story


def to_the_shelf(story: Story) -> bool:
    """Checked, then stored; some end here, some go to the other factory."""
    story.wait(0, 2, 9)
    story.move("checked", story.desk_person().key if story.chance(0.5) else "")
    if story.chance(0.045):
        story.wait(0, 2, 6)
        story.move(story.rng.choice(("dismantled", "recycled", "returned", "waste")))
        return ENDED
    story.wait(0, 2, 8)
    shelf = story.place("bay", "shelf", "venue")
    if story.chance(0.03):
        _slip(story)
    story.move("stored", place=shelf)
    _tidy_up(story)
    if story.site in ("coventry", "wolverhampton") and story.chance(0.05):
        story.wait(2, 6, 20)
        story.site = "wolverhampton" if story.site == "coventry" else "coventry"
        story.do("transferred", {"place": story.place("bay", "shelf", "venue")}, story.hand().key)
    if story.chance(0.025):
        return _lost(story)
    return GOES_ON


def _tidy_up(story: Story) -> None:
    """Now and then a piece is put elsewhere, weighed after all, or described better."""
    if story.chance(0.08):
        story.wait(0.5, 3, 10)
        elsewhere = story.place("bay", "shelf", "venue")
        if elsewhere != story.acts[-1].data.get("place"):
            story.do("placed", {"place": elsewhere}, story.hand().key)
    if story.chance(0.05):
        story.soon()
        story.do("weighed", {"grams": measured_grams(story)}, story.hand().key)
    if story.chance(0.04):
        story.soon()
        words = {"title": story.rng.choice(TITLES[story.kind.group])}
        story.do("described", words, story.desk_person().key, how="form")


def _slip(story: Story) -> None:
    """A wrong button and its undo."""
    who = story.hand().key
    wrong = story.move("in_work", who, step="repair", place=story.place(step="repair"))
    story.at = wrong.at + timedelta(minutes=story.rng.randint(1, 6))
    story.do("undone", {"event": wrong.token}, who)
    story.soon()


def _lost(story: Story) -> bool:
    story.wait(3, 12, 40)
    story.move("lost", story.desk_person().key)
    if story.chance(0.4):
        return ENDED
    story.wait(2, 9, 40)
    story.move("stored", place=story.place("bay", "shelf", "venue"))
    return GOES_ON
