"""Making the demo's college, through the services of training alone, with the times at which things would have been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from core.clock import local_day, zone
from core.db import fast, transaction
from core.people_roles import give_role
from core.people_services import add_person, note_consent
from factory.demo.cast import PEOPLE
from factory.demo.training import accreditation, catalogue, delivery, inductions, papers
from factory.demo.training.afterwards import tell_afterwards
from factory.demo.training.college import DAY, College, Held, Pupil
from factory.demo.training.people import CAME_DAYS_AGO, LEARNERS
from factory.demo.training.terms import RUNS
from factory.demo.world import World
from factory.outbox.services import tell
from training.services.calendars import make_site_key

FOUNDED = timedelta(days=360)
TOLD_AFTER = timedelta(days=4)


def fill_training(world: World, at: datetime, token: Callable[[], str], seed: int) -> College:
    """Fill the college of a demo whose world and year of pieces are there. Needs no transaction open."""
    college = College(world, at, token, Random(f"college {seed}"))
    founded = at - FOUNDED
    with transaction():
        _enrol(college)
        catalogue.make_catalogue(college, founded)
        accreditation.entitle_staff(college, founded)
    with transaction():
        inductions.induct(college, founded + DAY)
    for plan in RUNS:
        with transaction():
            _hold(college, delivery.make_run_of(college, plan))
    with transaction():
        papers.issue_papers(college)
        papers.change_some(college)
        for held in college.held:
            delivery.archive(college, held)
        make_site_key(by=college.actor("helen", "coventry", at), at=at)
        _tell_all(college)
    with transaction():
        tell_afterwards(college)
    return college


def _enrol(college: College) -> None:
    """The learners, with a role from the first day; volunteers and trainees of the cast learn too."""
    came = college.at - CAME_DAYS_AGO * DAY
    for called, full_name, language, avatar, site in LEARNERS:
        by = college.world.system(site)
        person = add_person(
            by=by,
            called=called,
            full_name=full_name,
            language=language,
            avatar=avatar,
            at=came,
            token=college.token(),
        )
        site_id, day = college.world.sites[site], local_day(came)
        give_role(
            by=by, person_id=person.id, role="trainee", at=came, site_id=site_id, starts_on=day, ends_on=None
        )
        note_consent(by=by, person_id=person.id, kind="privacy_notice", at=came, how="heard")
        college.pupils.append(Pupil(person.id, person.number, called, site, language))
    for plan in PEOPLE:
        if plan.days > CAME_DAYS_AGO and {"volunteer", "trainee"} & set(plan.roles):
            row = college.world.people[plan.key]
            college.pupils.append(Pupil(row.id, row.number, plan.called, plan.site, plan.language))


def _hold(college: College, held: Held) -> None:
    """Book, teach and end one run, as far as its time has come."""
    plan = held.plan
    if plan.is_draft:
        return
    wanted = [one for one in college.pupils if one.site == plan.site]
    others = [one for one in college.pupils if one.site != plan.site and one.site != "van"]
    college.rng.shuffle(wanted)
    college.rng.shuffle(others)
    sure = [one for one in college.pupils if one.called in plan.sure]
    delivery.book_learners(college, held, sure + wanted + others)
    if plan.is_cancelled:
        delivery.cancel(college, held)
        return
    delivery.teach(college, held)
    first = delivery.slots_of(college, plan)[0]
    if plan.upto:
        accreditation.accredit(college, held, first.starts_at)
    if plan.learners > plan.capacity and first.starts_at > college.at:
        delivery.give_a_place_back(college, held, _yesterday_at_three(college.at))


def _yesterday_at_three(at: datetime) -> datetime:
    """When nobody sleeps: an offer is made at once, and its time is not over."""
    day = local_day(at) - DAY
    return datetime.combine(day, time(15), tzinfo=zone()).astimezone(at.tzinfo)


def _tell_all(college: College) -> None:
    """Messages of the past were told; those of the last days wait on the list."""
    rows = fast().rows(
        "SELECT id, site_id FROM outbox_message WHERE state = 'waiting' AND made_at < ? ORDER BY id",
        (college.at - TOLD_AFTER,),
    )
    slugs = {number: slug for slug, number in college.world.sites.items()}
    for message_id, site_id in rows:
        by = college.world.system(slugs[site_id])
        tell(by=by, message_id=message_id, at=college.at - TOLD_AFTER)
