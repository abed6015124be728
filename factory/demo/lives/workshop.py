"""Through the workshop: each step at its bench, then the quality check."""

from __future__ import annotations

from factory.demo.cast import QUALITY
from factory.demo.lives.turns import ENDED, GOES_ON, queue_a_wrong_move
from factory.demo.partners import SUPPLIERS
from factory.demo.stock import pick_work
from factory.demo.story import Story


def through_the_workshop(story: Story) -> bool:
    """Every step, then the quality check; some turn out not to be worth it."""
    story.finish = story.rng.choice(list(story.finishes))
    story.wait(1, 9, 60)
    if story.chance(0.022):
        queue_a_wrong_move(story, "ready")
    for step in pick_work(story.rng, story.kind):
        _work(story, step)
        story.wait(0.5, 4, 18)
    if story.chance(0.02):
        story.move(story.rng.choice(("dismantled", "recycled")))
        return ENDED
    if story.chance(0.06):
        story.move("stored", place=story.place("bay", "shelf", "venue"))
        story.wait(2, 10, 30)
        _work(story, "repair")
        story.wait(0.3, 1, 4)
    _check_quality(story)
    return GOES_ON


def _work(story: Story, step: str) -> None:
    """One step at its bench, by one person or a pair."""
    first, second = story.hand().key, story.hand().key
    pair = (second,) if second != first and story.chance(0.3) else ()
    if step in ("strip", "finish") and story.kind.is_wooden:
        _ask_old_paint(story, first)
    story.move("in_work", first, step=step, place=story.place(step=step), with_whom=pair)
    for person in (first, *pair):
        if person not in story.workers:
            story.workers.append(person)
    if step == "upholster":
        story.wait(0.2, 1, 3)
        supplier, what = story.rng.choice(SUPPLIERS)
        lot = story.rng.randint(1000, 9999)
        papers = {"supplier": supplier, "what": what, "batch": f"B{lot}", "fire_test": f"BS5852-{lot + 4321}"}
        story.do("filled", papers, story.desk_person().key, how="form")
        story.is_filled = True


def _ask_old_paint(story: Story, who: str) -> None:
    if story.chance(0.84):
        story.do("answered", {"answers": {"old_paint": {"answer": "no"}}}, who)
    else:
        clear = story.chance(0.7)
        answers = {"old_paint": {"answer": "yes"}, "lead_test": {"answer": "yes" if clear else "no"}}
        if not clear:
            answers["wet_only"] = {"answer": "yes"}
        story.do("answered", {"answers": answers}, who)
    story.soon()


def _check_quality(story: Story) -> None:
    """The quality check, by somebody who did not do all the work alone; now and then it goes back once."""
    story.move("quality_check")
    story.wait(0.1, 1.5, 6)
    if story.chance(0.08):
        story.do("answered", {"answers": {"quality_check": {"answer": "no"}}}, story.checker(QUALITY).key)
        story.wait(0.5, 2, 6)
        story.move("quality_check")
        story.wait(0.1, 1, 4)
    story.do("answered", {"answers": {"quality_check": {"answer": "yes"}}}, story.checker(QUALITY).key)
