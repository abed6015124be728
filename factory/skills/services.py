"""Writing down skills, pairs, mentoring and meetings; what counts is reckoned anew in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import as_day, db, fast, hold_table
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.people_queries import person_here
from factory.skills.catalogue import (
    BY_SLUG,
    KINDS,
    LONGEST_NAME,
    SUBJECT_BY_SLUG,
    WAYS,
    spoken_slugs,
)
from factory.skills.models import LONGEST_MEETING, Pair, PairMeeting, PersonSkill, SiteSkill
from factory.skills.queries.skills import skills_of
from factory.skills.queries.time_together import counted_days, reckoned

RIGHT = "pair_people"
MOST_SKILLS = 40


def set_own_skills(*, by: Actor, offers: Iterable[str], wants: Iterable[str], at: datetime) -> None:
    """What the person signed in offers and wants from now on. Raises NotAllowed, or RuleBroken for what is no skill."""
    if by.person_id is None:
        raise NotAllowed(N_("Nobody is signed in."), N_("Show your card, or sign in."))
    _set_skills(by.person_id, by.number, offers, wants, by, at)


def set_skills_for(
    *, by: Actor, number: str, offers: Iterable[str], wants: Iterable[str], at: datetime
) -> None:
    """What a person of the site offers and wants, as they said it at the desk. Raises NotFound or RuleBroken."""
    require(by, RIGHT)
    person = person_here(number, site_id=by.site_id)
    _set_skills(person.id, person.number, offers, wants, by, at)


def _set_skills(
    person_id: int, number: str, offers: Iterable[str], wants: Iterable[str], by: Actor, at: datetime
) -> None:
    said = {"offers": set(offers), "wants": set(wants)}
    standing, known = skills_of(person_id), _open_slugs(by.site_id)
    changed: list[str] = []
    for way in WAYS:
        if len(said[way]) > MOST_SKILLS:
            raise RuleBroken(way, N_("That is more than anybody can show or learn."), N_("Choose fewer."))
        new, gone = said[way] - set(standing[way]), set(standing[way]) - said[way]
        if not new <= known:
            raise RuleBroken(way, N_("This skill is not on the list."), N_("Choose from the pictures."))
        _end_skills(person_id, way, gone, at)
        db.session.add_all(
            PersonSkill(person_id=person_id, skill=skill, way=way, set_at=at) for skill in sorted(new)
        )
        changed += [way] if new or gone else []
    if changed:
        db.session.flush()
        _audit("set_skills", f"person:{number}", by, at, changed)


def _end_skills(person_id: int, way: str, gone: set[str], at: datetime) -> None:
    rows = select(PersonSkill).where(
        PersonSkill.person_id == person_id,
        PersonSkill.way == way,
        PersonSkill.skill.in_(sorted(gone)),
        PersonSkill.ended_at.is_(None),
    )
    for row in db.session.scalars(rows) if gone else ():
        row.ended_at = at


def _open_slugs(site_id: int) -> set[str]:
    """What may be chosen at a site: the list of the house, languages and the site's own."""
    own = fast().rows("SELECT id FROM site_skill WHERE site_id = ? AND is_active = ?", (site_id, True))
    return {*BY_SLUG, *spoken_slugs(), *(f"own:{row[0]}" for row in own)}


def add_site_skill(*, by: Actor, name: str, at: datetime, token: str) -> SiteSkill:
    """Add a skill to the site's list; the same token again returns the same row. Raises RuleBroken for its name."""
    require(by, RIGHT)
    known = db.session.scalar(
        select(SiteSkill).where(SiteSkill.token == token, SiteSkill.site_id == by.site_id)
    )
    if known is not None:
        return known
    cleaned = refuse_forbidden("name", " ".join(name.split()))
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise RuleBroken("name", N_("A skill needs a short name."), N_("Two or three words are enough."))
    same = select(SiteSkill.id).where(SiteSkill.site_id == by.site_id, SiteSkill.name == cleaned)
    if db.session.scalar(same) is not None:
        raise RuleBroken("name", N_("This skill is on the list already."))
    row = SiteSkill(token=token, site_id=by.site_id, name=cleaned, is_active=True, made_at=at)
    db.session.add(row)
    db.session.flush()
    _audit("add_site_skill", f"site_skill:{row.id}", by, at, ["name"])
    return row


def switch_site_skill(*, by: Actor, skill_id: int, is_active: bool, at: datetime) -> None:
    """Offer a site's own skill no more, or again; who has it keeps it. Raises NotFound."""
    require(by, RIGHT)
    row = db.session.get(SiteSkill, skill_id)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    if row.is_active != is_active:
        row.is_active = is_active
        db.session.flush()
        _audit("switch_site_skill", f"site_skill:{row.id}", by, at, ["is_active"])


def begin_pair(
    *, by: Actor, kind: str, topic: str, guide: str, newcomer: str, begun_on: date, at: datetime, token: str
) -> Pair:
    """Pair two people of the site by their numbers, for a skill or for mentoring; the same token answers the same.

    Raises RuleBroken beside "topic", "guide", "newcomer" or "begun_on".
    """
    require(by, RIGHT)
    known = db.session.scalar(select(Pair).where(Pair.token == token, Pair.site_id == by.site_id))
    if known is not None:
        return known
    _check_topic(kind, topic, by.site_id)
    guide_id, newcomer_id = _who("guide", guide, by.site_id), _who("newcomer", newcomer, by.site_id)
    if guide_id == newcomer_id:
        raise RuleBroken("newcomer", N_("A pair is two people."), N_("Choose somebody else."))
    if not begun_on <= local_day(at):
        raise RuleBroken("begun_on", N_("This day is yet to come."), N_("Write the day on which it began."))
    same = select(Pair.id).where(
        Pair.guide_id == guide_id,
        Pair.newcomer_id == newcomer_id,
        Pair.kind == kind,
        Pair.topic == topic,
        Pair.ended_on.is_(None),
    )
    if db.session.scalar(same) is not None:
        raise RuleBroken("newcomer", N_("These two are paired for this already."), N_("Open their pair."))
    row = Pair(
        token=token,
        site_id=by.site_id,
        kind=kind,
        topic=topic,
        guide_id=guide_id,
        newcomer_id=newcomer_id,
        begun_on=begun_on,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _audit("begin_pair", f"pair:{row.id}", by, at, ["kind", "topic", "begun_on"])
    count_pairs(two=(row.guide_id, row.newcomer_id))
    return row


def _check_topic(kind: str, topic: str, site_id: int) -> None:
    is_known = topic in SUBJECT_BY_SLUG if kind == "mentoring" else topic in _open_slugs(site_id)
    if kind not in KINDS or not is_known:
        raise RuleBroken("topic", N_("Choose what it is about."))


def _who(field: str, number: str, site_id: int) -> int:
    try:
        return person_here(number.strip().upper(), site_id=site_id).id
    except NotFound as missing:
        raise RuleBroken(field, missing.message, missing.remedy) from missing


def end_pair(*, by: Actor, pair_id: int, ended_on: date, at: datetime) -> Pair:
    """The pair ends with that day; ending it again changes nothing. Raises NotFound, or RuleBroken on "ended_on"."""
    row = _own_pair(by, pair_id)
    if row.ended_on is not None:
        return row
    last = fast().row("SELECT MAX(day) FROM pair_meeting WHERE pair_id = ? AND struck_at IS NULL", (pair_id,))
    first = max(row.begun_on, as_day(last[0]) if last and last[0] else row.begun_on)
    if not first <= ended_on <= local_day(at):
        raise RuleBroken(
            "ended_on",
            N_("A pair ends between its last meeting and today."),
            N_("Choose another day, or strike the meeting out."),
        )
    row.ended_on = ended_on
    db.session.flush()
    _audit("end_pair", f"pair:{row.id}", by, at, ["ended_on"])
    count_pairs(two=(row.guide_id, row.newcomer_id))
    return row


def add_meeting(*, by: Actor, pair_id: int, day: date, minutes: int, at: datetime, token: str) -> PairMeeting:
    """Note that a pair met on a day, for so many minutes; the same token again returns the same row.

    Raises NotFound, or RuleBroken on "day" or "minutes".
    """
    row = _own_pair(by, pair_id)
    known = db.session.scalar(
        select(PairMeeting).where(PairMeeting.token == token, PairMeeting.pair_id == row.id)
    )
    if known is not None:
        return known
    if day > local_day(at) or day < row.begun_on or (row.ended_on is not None and day > row.ended_on):
        raise RuleBroken(
            "day", N_("This day is not one of the pair’s days."), N_("Choose a day since they began.")
        )
    if not 5 <= minutes <= LONGEST_MEETING:
        raise RuleBroken("minutes", N_("A meeting lasts between 5 minutes and 8 hours."))
    same = select(PairMeeting.id).where(
        PairMeeting.pair_id == row.id, PairMeeting.day == day, PairMeeting.struck_at.is_(None)
    )
    if db.session.scalar(same) is not None:
        raise RuleBroken(
            "day",
            N_("A meeting of that day is written down already."),
            N_("Strike it out first if it is wrong."),
        )
    meeting = PairMeeting(token=token, pair_id=row.id, day=day, minutes=minutes, made_at=at)
    db.session.add(meeting)
    db.session.flush()
    _audit("add_meeting", f"pair:{row.id}", by, at, ["day", "minutes"])
    count_pairs(two=(row.guide_id, row.newcomer_id))
    return meeting


def strike_meeting(*, by: Actor, pair_id: int, meeting_id: int, at: datetime) -> None:
    """A meeting that was typed wrongly counts no more; it stays, struck out. Raises NotFound."""
    row, meeting = _own_pair(by, pair_id), db.session.get(PairMeeting, meeting_id)
    if meeting is None or meeting.pair_id != row.id:
        raise NotFound()
    if meeting.struck_at is None:
        meeting.struck_at, meeting.struck_by_id = at, by.person_id
        db.session.flush()
        _audit("strike_meeting", f"pair:{row.id}", by, at, ["struck_at"])
        count_pairs(two=(row.guide_id, row.newcomer_id))


def _own_pair(by: Actor, pair_id: int) -> Pair:
    """A pair of the site, held until the transaction ends: who ends it and who notes a meeting wait for one another."""
    require(by, RIGHT)
    row = db.session.get(Pair, pair_id, with_for_update=True)
    if row is None or row.site_id != by.site_id:
        raise NotFound()
    return row


def count_pairs(*, two: tuple[int, int] | None = None) -> int:
    """Reckon anew what counts, for every pair or those of two people; how many days came out differently.

    Who reckons at the same time waits for the first: both would write the same days.
    """
    connection = fast()
    hold_table("pair_day")
    wanted, standing = reckoned(two), counted_days(two)
    fresh = [(*key, amount) for key, amount in wanted.items() if standing.get(key) != amount]
    stale = [key for key, amount in standing.items() if wanted.get(key) != amount]
    if stale:
        connection.run_many("DELETE FROM pair_day WHERE pair_id = ? AND day = ?", stale)
    if fresh:
        connection.run_many("INSERT INTO pair_day (pair_id, day, amount_ms) VALUES (?, ?, ?)", fresh)
    return len(set(stale) | {row[:2] for row in fresh})


def _audit(verb: str, subject: str, by: Actor, at: datetime, fields: list[str]) -> None:
    write_audit_line(
        verb, subject, site_id=by.site_id, at=at, by_id=by.person_id, device_id=by.device_id, fields=fields
    )
