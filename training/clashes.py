"""Who and what cannot be in two classes at once: trainers, places, machines. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.errors import N_, RuleBroken

KINDS: Final = ("trainer", "place", "machine")
MESSAGES: Final[dict[str, str]] = {
    "trainer": N_("%(who)s is in another class then: %(other)s."),
    "place": N_("%(who)s is taken then: %(other)s."),
    "machine": N_("%(who)s is needed elsewhere then: %(other)s."),
}
REMEDIES: Final[dict[str, str]] = {
    "trainer": N_("Choose another time or another person."),
    "place": N_("Choose another time or another place."),
    "machine": N_("Choose another time or another machine."),
}
FIELDS: Final[dict[str, str]] = {"trainer": "person", "place": "place", "machine": "machines"}


NO_CLASS: Final = -1
"""In the place of a class that takes something: it is no class, but somebody's booking."""


@dataclass(frozen=True)
class Taken:
    """Something that a class takes for its time: kind, key (an id, or a machine's folded name), what it is called."""

    kind: str
    key: str
    called: str
    starts_at: datetime
    ends_at: datetime
    class_id: int
    other: str = ""


@dataclass(frozen=True)
class Clash:
    """Two classes that want the same thing at once; `other` names the class that has it."""

    kind: str
    key: str
    called: str
    other: str
    class_id: int
    starts_at: datetime


def overlaps(a: Taken, b: Taken) -> bool:
    """True if both times share more than an instant: one class may end as the next begins."""
    return a.starts_at < b.ends_at and b.starts_at < a.ends_at


def clashes(wanted: Iterable[Taken], taken: Iterable[Taken]) -> list[Clash]:
    """Every clash of what is wanted with what is taken by other classes, in the order of what is wanted."""
    by_key: dict[tuple[str, str], list[Taken]] = {}
    for item in taken:
        by_key.setdefault((item.kind, item.key), []).append(item)
    return [
        Clash(want.kind, want.key, want.called or have.called, have.other, have.class_id, want.starts_at)
        for want in wanted
        for have in by_key.get((want.kind, want.key), ())
        if have.class_id != want.class_id and overlaps(want, have)
    ]


def refuse(found: list[Clash]) -> None:
    """Raise RuleBroken beside the field that the first clash is about, naming the other class."""
    if found:
        raise told(found[0])


def told(clash: Clash) -> RuleBroken:
    """A clash as the refusal that a person reads."""
    return RuleBroken(
        FIELDS[clash.kind], MESSAGES[clash.kind], REMEDIES[clash.kind], who=clash.called, other=clash.other
    )


def machine_key(name: str) -> str:
    """A machine's name folded, so that `Laser Cutter` and `laser  cutter` are one."""
    return " ".join(name.split()).casefold()
