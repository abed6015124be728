"""How a piece's life goes in the demo: in at the door, past the gates, through the workshop, out again. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.clock import local_day, start_of_day
from factory.demo.calendar import coordinator
from factory.demo.cast import (
    CHILD,
    FIRE,
    MAINS,
    MAKEOVERS,
    ORGANISATIONS,
    POPS,
    QUALITY,
    SUPPLIERS,
    PersonPlan,
)
from factory.demo.stock import TITLES, pick_title, pick_work
from factory.demo.story import SYSTEM, Over, Picture, Story

LABEL_PICTURE = "fire-label"
APPROVE = "approve_photos"
"""An act that is no event of the piece: a desk person lets its photos be shown on the public page."""
ENDED, GOES_ON = False, True
REASONS = (
    "A stool for a stage set: it is meant to rock.",
    "Goes out as parts for another works; nobody will sit on it.",
    "Wall-hung, so that there is nothing to stand firm on.",
)
"""Why a coordinator set the stability rule aside."""


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
    if not (_come_in(story) and _to_the_shelf(story) and _through_the_workshop(story)):
        return ENDED
    _make_ready(story)
    _give_out(story)
    return story.chance(0.11)


# In at the door


def _come_in(story: Story) -> bool:
    """Intake, and what its questions lead to."""
    who = story.rng.choice([story.hand(), story.hand(), story.desk_person()])
    evidence, label = story.client_id(), Picture(LABEL_PICTURE, "", story.rng.randrange(3))
    photo, picture = story.picture("before")
    answers = _door_answers(story, evidence)
    data: dict[str, Any] = {"category": story.kind.slug, "photos": [photo], "answers": answers}
    if title := pick_title(story.rng, story.kind):
        data["title"] = title
    if story.chance(0.38):
        data |= {"weight": "measured", "grams": _measured(story)}
    else:
        data["weight"] = "average"
    if story.donation >= 0:
        data["donation"] = story.donation
    taken = [(photo, "before", picture)]
    if "fire_label" in answers and answers["fire_label"].get("photo"):
        taken.append((evidence, "evidence", label))
    story.do("intake", data, who.key, pictures=tuple(taken))
    if answers["intent"]["answer"] != "yes":
        return _draft(story)
    if answers.get("infestation", {}).get("answer") == "yes":
        return _sealed(story)
    if story.kind.is_upholstered and not _is_settled(answers, who):
        return _wait_for_checker(story)
    return GOES_ON


def _door_answers(story: Story, evidence: str) -> dict[str, dict[str, Any]]:
    """What is answered at the door: as a careful volunteer would."""
    kind = story.kind
    unasked = 1.0 if story.is_unasked else 0.012
    said: dict[str, dict[str, Any]] = {"intent": {"answer": "not_sure" if story.chance(unasked) else "yes"}}
    if kind.is_upholstered or kind.is_wooden:
        said["infestation"] = {"answer": "yes" if story.chance(0.03) else "no"}
    if kind.is_upholstered:
        said["before_1950"] = {"answer": "no"}
        said["fire_label"] = {"answer": "yes", "photo": evidence}
        if story.chance(0.14):
            said["fire_label"] = {"answer": "no" if story.chance(0.5) else "not_sure"}
    if kind.may_hold_pops:
        said["minor_repair"] = {"answer": "yes"}
        said["kept_apart"] = {"answer": "yes" if story.chance(0.94) else "not_sure"}
    if kind.electrical == "ask":
        said["electrical"] = {"answer": "none"}
    return said


def _is_settled(answers: dict[str, dict[str, Any]], who: PersonPlan) -> bool:
    """True if the one who took it in was a checker, and every safety answer was a yes."""
    asked = [
        answers[slug]["answer"] for slug in ("fire_label", "minor_repair", "kept_apart") if slug in answers
    ]
    return {FIRE, POPS} <= set(who.permits) and all(answer == "yes" for answer in asked)


def _measured(story: Story) -> int:
    """A weight as scales show it, in steps of 100 g."""
    grams = story.kind.average_grams * story.rng.triangular(0.62, 1.45, 1.0)
    return max(300, round(grams / 100) * 100)


def _draft(story: Story) -> bool:
    """The donor's wish was not known: a coordinator asks."""
    story.wait(1, 3, 8)
    story.do("answered", {"answers": {"intent": {"answer": "yes"}}}, story.desk_person().key)
    return not story.kind.is_upholstered or _wait_for_checker(story)


def _sealed(story: Story) -> bool:
    """Perhaps woodworm: kept apart until somebody who knows has looked."""
    story.wait(1, 4, 12)
    if story.chance(0.55):
        story.do("answered", {"answers": {"infestation": {"answer": "no"}}}, story.desk_person().key)
        if story.kind.is_upholstered:
            return _wait_for_checker(story)
        return GOES_ON
    story.move("waste", story.desk_person().key)
    return ENDED


def _wait_for_checker(story: Story) -> bool:
    """A checker looks at fire label and filling; what is not right does not go on."""
    story.wait(0.5, 4, 16)
    if story.chance(0.03):
        _queue_a_wrong_move(story, "in_work")
    photo, verdict = story.client_id(), story.rng.random()
    answers: dict[str, Any] = {"before_1950": {"answer": "no"}}
    checker = story.checker(POPS if story.kind.may_hold_pops else FIRE)
    if story.kind.may_hold_pops:
        answers["minor_repair"] = {"answer": "no" if verdict < 0.045 else "yes"}
        answers["kept_apart"] = {"answer": "yes"}
    if verdict >= 0.12:
        answers["fire_label"] = {"answer": "yes", "photo": photo}
    else:
        answers["fire_label"] = {"answer": "no"}
    label = Picture(LABEL_PICTURE, "", story.rng.randrange(3))
    taken = ((photo, "evidence", label),) if verdict >= 0.12 else ()
    story.do("answered", {"answers": answers}, checker.key, pictures=taken)
    if verdict < 0.045 and story.kind.may_hold_pops:
        return _pops_waste(story)
    if verdict < 0.12:
        story.wait(2, 6, 25)
        story.move(story.rng.choice(("dismantled", "recycled", "waste")), checker.key)
        return ENDED
    return GOES_ON


def _pops_waste(story: Story) -> bool:
    """The law calls it waste: weighed, with the number of its waste note."""
    story.wait(1, 5, 15)
    note = {"waste_note": f"WTN-{story.rng.randint(20_000, 29_999)}", "grams": _measured(story)}
    story.do("waste_noted", note, story.desk_person().key, how="form")
    return ENDED


def _queue_a_wrong_move(story: Story, to: str) -> None:
    """A tablet without network said "saved" to a move that a gate refuses: it is kept for a coordinator."""
    data = {"to": to, "step": "repair"} if to == "in_work" else {"to": to}
    story.do("moved", data, story.hand().key, is_queued=True, how="station")
    story.soon()


# To the shelf


def _to_the_shelf(story: Story) -> bool:
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
        story.do("weighed", {"grams": _measured(story)}, story.hand().key)
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


# Through the workshop


def _through_the_workshop(story: Story) -> bool:
    """Every step, then the quality check; some turn out not to be worth it."""
    story.finish = story.rng.choice(list(story.finishes))
    story.wait(1, 9, 60)
    if story.chance(0.022):
        _queue_a_wrong_move(story, "ready")
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


# Out again


def _make_ready(story: Story) -> None:
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


def _give_out(story: Story) -> None:
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
        said["makeover"] = story.rng.choice(codes)
    elif way == "sale":
        said["price_pence"] = story.rng.choice((500, 1000, 1500, 2000, 3500, 5000))
    return said
