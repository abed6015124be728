"""In at the door: the intake, what is answered there, and what its answers lead to."""

from __future__ import annotations

from typing import Any

from factory.demo.cast import FIRE, POPS, PersonPlan
from factory.demo.lives.turns import ENDED, GOES_ON, LABEL_PICTURE, measured_grams, queue_a_wrong_move
from factory.demo.stock import pick_title
from factory.demo.story import Picture, Story


def come_in(story: Story) -> bool:
    """Intake, and what its questions lead to."""
    who = story.rng.choice([story.hand(), story.hand(), story.desk_person()])
    evidence, label = story.client_id(), Picture(LABEL_PICTURE, "", story.rng.randrange(3))
    photo, picture = story.picture("before")
    answers = _door_answers(story, evidence)
    data: dict[str, Any] = {"category": story.kind.slug, "photos": [photo], "answers": answers}
    if title := pick_title(story.rng, story.kind):
        data["title"] = title
    if story.chance(0.38):
        data |= {"weight": "measured", "grams": measured_grams(story)}
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
        queue_a_wrong_move(story, "in_work")
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
    note = {"waste_note": f"WTN-{story.rng.randint(20_000, 29_999)}", "grams": measured_grams(story)}
    story.do("waste_noted", note, story.desk_person().key, how="form")
    return ENDED
