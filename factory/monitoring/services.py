"""Saying on which basis monitoring is asked, giving one's answers, taking them back; and their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.bounds import tidy
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.people_queries import hold_living
from factory.monitoring.models import WORDS, MonitoringAnswer, MonitoringBasis
from factory.monitoring.queries import answer_key, basis_by_token, basis_in_force, newest_basis


def set_basis(
    *, is_asked: bool, basis: str, ends_on: date, by: Actor, at: datetime, token: str
) -> MonitoringBasis:
    """Ask from now on, or no longer. Raises RuleBroken without a basis and an end within ten years."""
    require(by, "edit_monitoring")
    known = basis_by_token(token)
    if known is not None:
        return known
    said = tidy("basis", basis, 400, is_needed=is_asked)
    if is_asked and len(said) < 10:
        raise RuleBroken("basis", N_("Write why this may be asked, such as the funder's agreement."))
    today = local_day(at)
    if is_asked and not today < ends_on <= date(today.year + 10, 12, 31):
        raise RuleBroken("ends_on", N_("Choose a day to come: then every answer is deleted."))
    row = MonitoringBasis(
        token=token, is_asked=is_asked, basis=said, ends_on=ends_on, made_at=at, made_by_id=by.person_id
    )
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "set_monitoring",
        f"monitoring:{row.id}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("is_asked", "basis", "ends_on"),
    )
    return row


def give_answers(
    *, answers: Mapping[str, str], own_words: str, secrets: Sequence[str], by: Actor, at: datetime
) -> None:
    """Keep what a person says of themselves, in place of what they said before; leaves no line with their number.

    Raises NotFound where nothing is asked, RuleBroken for an answer that is none.
    """
    if by.person_id is None or basis_in_force(local_day(at)) is None:
        raise NotFound()
    hold_living(by.person_id)
    for name, words in WORDS.items():
        if answers.get(name, "") not in words:
            raise RuleBroken(name, N_("Choose one of the answers."))
    said = tidy("gender_own", own_words, 40) if answers.get("gender") == "own" else ""
    forget_answers(person_id=by.person_id, secrets=secrets)
    given = {name: answers.get(name, "") for name in WORDS}
    if any(given.values()):
        key = answer_key(by.person_id, secrets[0])
        db.session.add(MonitoringAnswer(answer_key=key, gender_own=said, **given))
        db.session.flush()


def forget_answers(*, person_id: int, secrets: Sequence[str]) -> int:
    """Delete what a person said of themselves; returns how many rows went. In the caller's transaction."""
    return sum(
        fast().run("DELETE FROM monitoring_answer WHERE answer_key = ?", (answer_key(person_id, secret),))
        for secret in secrets
    )


def is_over(at: datetime) -> bool:
    """True where the last basis has ended or nothing is asked any more."""
    last = newest_basis()
    return last is None or not last.is_asked or last.ends_on < local_day(at)


def end_monitoring(*, at: datetime) -> int:
    """Delete every answer once monitoring is over; returns how many."""
    return fast().run("DELETE FROM monitoring_answer") if is_over(at) else 0
