"""What somebody did last, as a person reads it: the thing by its name, with its page where they may open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.access import Actor
from factory.front_desk.policing import may_open
from factory.front_desk.recent import FEW, recent_things


@dataclass(frozen=True)
class Touched:
    """A thing by its name, what was done with it, when, and where it is shown."""

    name: str
    done: str
    at: datetime
    address: str


def last_touched(by: Actor) -> list[Touched]:
    """The last few things with a page that the person may open, the newest first.

    The words of the trail are loaded here: few pages ask.
    """
    from factory.admin.audit_words import subject_name, subject_page, verb_name
    from factory.admin.trail import subjects_known

    things = recent_things(by)
    known = subjects_known(by.site_id, (thing.subject for thing in things))
    told = []
    for thing in things:
        endpoint, address = subject_page(thing.subject, known.row_ids.get(thing.subject, ""))
        if address and may_open(endpoint):
            name = subject_name(thing.subject, known.called.get(thing.subject, ""))
            told.append(Touched(name, verb_name(thing.verb), thing.at, address))
    return told[:FEW]
