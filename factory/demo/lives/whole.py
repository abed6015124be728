"""A life as a whole, again and again until the present day; and the one day of a practice label."""

from __future__ import annotations

from datetime import timedelta

from core.clock import local_day, start_of_day
from factory.demo.lives.door import come_in
from factory.demo.lives.leaving import give_out, make_ready
from factory.demo.lives.shelf import to_the_shelf
from factory.demo.lives.turns import ENDED
from factory.demo.lives.workshop import through_the_workshop
from factory.demo.story import SYSTEM, Over, Story


def live(story: Story) -> None:
    """Tell a piece's story from the door until it ends or the present day comes."""
    try:
        while _one_life(story):
            story.wait(35, 80, 200)
            story.workers.clear()
            story.is_filled, story.donation = False, -1
    except Over:
        return


def practise(story: Story) -> None:
    """A practice label: the moves of one day; at midnight the clockwork closes its life."""
    live(story)
    first = local_day(story.acts[0].at) if story.acts else local_day(story.at)
    story.acts[:] = [act for act in story.acts if local_day(act.at) == first]
    midnight = start_of_day(first + timedelta(days=1))
    if story.acts and midnight < story.calendar.now:
        story.at = midnight + timedelta(seconds=30)
        story.do("closed", {}, SYSTEM, how="system")


def _one_life(story: Story) -> bool:
    """One life; True if the piece comes back for another."""
    if not (come_in(story) and to_the_shelf(story) and through_the_workshop(story)):
        return ENDED
    make_ready(story)
    give_out(story)
    return story.chance(0.11)
