"""The words of messages about machines: out of order and what one can do, running again, moved, given back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import current_app
from flask_babel import gettext

from factory.outbox.machine_told import MachineTold, TimeTold, booking_told, class_told, machine_told
from factory.outbox.moments import moment_words
from factory.outbox.queries import Waiting

MACHINE_KINDS: Final = (
    "machine_left_running",
    "machine_out",
    "machine_back",
    "machine_moved",
    "machine_given_back",
)


def machine_words(message: Waiting) -> tuple[str, str]:
    """The subject and the text of a message about a machine."""
    if message.kind == "machine_left_running":
        return _left_running(message)
    facts = message.facts
    time = _time(message)
    machine = machine_told(str(facts.get("machine") or (time.code if time else "")))
    said = {"name": message.called, "machine": machine.name, "when": _when(time.starts_at if time else None)}
    if message.kind == "machine_out":
        return gettext("Out of order: %(machine)s", machine=machine.name), _out(message, time, machine, said)
    if message.kind == "machine_back":
        return (
            gettext("Runs again: %(machine)s", machine=machine.name),
            gettext("%(name)s, “%(machine)s” runs again. Your time on %(when)s stands.", **said),
        )
    link = f"{current_app.config['ECO_SETTINGS'].public_url}/machine-bookings"
    if message.kind == "machine_moved":
        return (
            gettext("Your time has moved: %(machine)s", machine=machine.name),
            gettext(
                "%(name)s, your time at a machine has moved: now “%(machine)s”, %(when)s. "
                "If that does not suit you, move it or give it back: %(link)s or at the desk.",
                link=link,
                **said,
            ),
        )
    reason = time.reason if time else ""
    return (
        gettext("Your time was given back: %(machine)s", machine=machine.name),
        gettext(
            "%(name)s, we are sorry: your time at “%(machine)s” on %(when)s is cancelled. %(reason)s "
            "Book another: %(link)s or at the desk.",
            reason=reason,
            link=link,
            **said,
        ),
    )


def _left_running(message: Waiting) -> tuple[str, str]:
    """To staff of the site: nobody and nothing stops it, somebody looks."""
    code = str(message.facts.get("machine", ""))
    machine = machine_told(code).name
    url = current_app.config["ECO_SETTINGS"].public_url
    return (
        gettext("Left running? %(machine)s", machine=machine),
        gettext(
            "%(name)s, “%(machine)s” has been at work for more than %(hours)s hours in one job. "
            "Nothing stops it by itself. Please have a look: %(link)s or at the machine.",
            name=message.called,
            machine=machine,
            hours=int(message.facts.get("hours", 0)),
            link=f"{url}/machines/{code}",
        ),
    )


def _time(message: Waiting) -> TimeTold | None:
    facts = message.facts
    if "booking" in facts:
        return booking_told(str(facts["booking"]))
    return class_told(str(facts.get("run", "")), int(facts.get("class", 0)), message.language)


def _when(instant: datetime | None) -> str:
    return "" if instant is None else moment_words(instant)


def _out(message: Waiting, time: TimeTold | None, machine: MachineTold, said: dict[str, str]) -> str:
    """What happened, then what one can do: another of the kind, another site, the van, or wait."""
    title = time.title if time else ""
    if title:
        first = gettext(
            "%(name)s, “%(machine)s” is out of order. Your class %(title)s on %(when)s needs it.",
            title=title,
            **said,
        )
    else:
        first = gettext("%(name)s, “%(machine)s” is out of order. You have it on %(when)s.", **said)
    if title and message.facts.get("learns"):
        come = gettext("Come as planned, unless your trainers say otherwise. We tell you when it runs again.")
        return f"{first} {come}"
    can = [first]
    if machine.here:
        can.append(gettext("Here you can use: %(machines)s.", machines=", ".join(machine.here)))
    if machine.sites:
        can.append(gettext("There is one at: %(sites)s.", sites=", ".join(machine.sites)))
    if machine.vans:
        can.append(gettext("There is one in the van: %(vans)s.", vans=", ".join(machine.vans)))
    can.append(gettext("Or wait: we tell you when it runs again."))
    url = current_app.config["ECO_SETTINGS"].public_url
    where = (
        f"/runs/{message.facts.get('run', '')}"
        if title
        else f"/machine-bookings/{message.facts.get('booking', '')}/move"
    )
    can.append(gettext("Change it: %(link)s or at the desk.", link=f"{url}{where}"))
    return " ".join(can)
