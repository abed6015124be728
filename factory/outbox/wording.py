"""The words of each message, in the language of whoever gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale, format_date, gettext

from core.clock import SITE_ZONE, zone
from core.people import permit_name
from factory.outbox.machine_words import MACHINE_KINDS, machine_words
from factory.outbox.makeover_words import MAKEOVER_KINDS, makeover_words
from factory.outbox.moments import moment_words
from factory.outbox.queries import Waiting, offer_ends_at, run_told
from training.next_steps import link_code


@dataclass(frozen=True)
class Written:
    """A message ready to go: its subject, its text, and the text in English for whoever reads it out."""

    subject: str
    text: str
    english: str


def written(message: Waiting) -> Written:
    """The message in the person's language, and in English."""
    with force_locale(message.language):
        subject, text = _words(message)
    with force_locale("en"):
        _, english = _words(message)
    return Written(subject, text, english)


def _moment(instant: datetime | None) -> str:
    return "" if instant is None else moment_words(instant)


def _permit_words(message: Waiting) -> tuple[str, str]:
    """A permit for a machine ends soon: by its date, or because the machine was not used for long."""
    machine = gettext(permit_name(str(message.facts.get("kind", ""))))
    day = str(format_date(date.fromisoformat(str(message.facts["on"])), "d MMM y"))
    said = {"name": message.called, "machine": machine, "day": day}
    if message.facts.get("unused"):
        text = gettext(
            "%(name)s, use the machine “%(machine)s” before %(day)s, or your permit for it ends.", **said
        )
    else:
        text = gettext(
            "%(name)s, your permit for “%(machine)s” ends on %(day)s. Ask for the induction again.", **said
        )
    return gettext("Your permit ends soon: %(machine)s", machine=machine), text


def _webhook_words(message: Waiting) -> tuple[str, str]:
    """Another system could not be told of anything for a day."""
    return (
        gettext("A webhook is paused"),
        gettext(
            "%(name)s, a webhook that you added got nothing through for a day and is paused. "
            "Look under For others, Webhooks.",
            name=message.called,
        ),
    )


def _step_words(message: Waiting, named: dict[str, str]) -> tuple[str, str]:
    """What came next after a course: a link with pictures to press, and nobody has to answer."""
    facts, settings = message.facts, current_app.config["ECO_SETTINGS"]
    code = link_code(settings.secret_key, int(facts.get("booking", 0)), int(facts.get("months", 0)))
    link = f"{settings.public_url}/next/{code}"
    return (
        gettext("What came next? %(title)s", title=named["title"]),
        gettext(
            "%(name)s, you learned with us: %(title)s. What came next for you? Press one picture: %(link)s "
            "You need not answer.",
            link=link,
            **named,
        ),
    )


def _words(message: Waiting) -> tuple[str, str]:
    if message.kind == "permit_ends":
        return _permit_words(message)
    if message.kind in MACHINE_KINDS:
        return machine_words(message)
    if message.kind == "webhook_paused":
        return _webhook_words(message)
    if message.kind in MAKEOVER_KINDS:
        return makeover_words(message)
    facts = message.facts
    run = run_told(str(facts.get("run", "")), message.language)
    named = {
        "name": message.called,
        "title": run.title if run else "",
        "when": _moment(run.starts_at if run else None),
        "where": run.where if run else "",
    }
    if message.kind == "offer":
        ends = offer_ends_at(int(facts.get("offer", 0)))
        until = _moment(ends.astimezone(zone(SITE_ZONE)) if ends else None)
        link = f"{current_app.config['ECO_SETTINGS'].public_url}/offers/{facts.get('link', '')}"
        return (
            gettext("A place is free: %(title)s", title=named["title"]),
            gettext(
                "%(name)s, a place is free for you: %(title)s, %(when)s, %(where)s. "
                "Say yes or no by %(until)s: %(link)s or at the desk.",
                until=until,
                link=link,
                **named,
            ),
        )
    if message.kind == "next_step":
        return _step_words(message, named)
    if message.kind == "waitlisted":
        return (
            gettext("You are on the waiting list: %(title)s", title=named["title"]),
            gettext(
                "%(name)s, you are on the waiting list: %(title)s, %(when)s. "
                "We tell you when a place is free.",
                **named,
            ),
        )
    if message.kind == "list_closed":
        return (
            gettext("No place this time: %(title)s", title=named["title"]),
            gettext(
                "%(name)s, %(title)s has begun and no place became free. We are sorry, and thank you for waiting. "
                "Tell us if we should keep you in mind for the next one.",
                **named,
            ),
        )
    if message.kind in ("cancelled_by_centre", "run_cancelled"):
        return (
            gettext("Not taking place for you: %(title)s", title=named["title"]),
            gettext(
                "%(name)s, we are sorry: %(title)s, %(when)s does not take place for you. "
                "Ask us about other days.",
                **named,
            ),
        )
    return (
        gettext("You have a place: %(title)s", title=named["title"]),
        gettext("%(name)s, you have a place: %(title)s, %(when)s, %(where)s. Bring your card.", **named),
    )
