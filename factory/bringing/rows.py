"""How a line becomes an organisation, a makeover of earlier years or a day of somebody: words, what is wrong. Pure."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from core.errors import N_, RuleBroken
from core.forbidden import refuse_forbidden
from core.import_files import total_line
from core.recipients import ORGANISATION_KINDS, cleaned_reference
from core.visits import VISIT_ROLES, WORK_NAMES, WORKS
from factory.bringing.columns import FIELDS
from factory.bringing.repair_rows import CHECKS as REPAIR_CHECKS
from factory.bringing.repair_rows import bare, read_repair
from factory.makeovers.services.referrals import checked_area, checked_title
from factory.makeovers.words import CITIES
from training.import_rows import NEW, LearnerRow, read_day, read_hours, read_language, read_number

NAMESPACE: Final = uuid.UUID("7d3d6a1e-5b52-5c7b-8f0e-9d1f3a2c4b60")
MORNING: Final = time(10)
"""When a day began of which a list tells only how long it was."""
KINDS_SAID: Final = {
    **{kind: kind for kind in ORGANISATION_KINDS},
    "ngo": "charity",
    "company": "firm",
    "business": "firm",
    "community group": "community",
    "health service": "health",
    "nhs": "health",
}
PLACES_SAID: Final = {
    "home": "home",
    "house": "home",
    "household": "home",
    "flat": "home",
    "private home": "home",
    "community": "community",
    "community place": "community",
    "community centre": "community",
    "community building": "community",
    "hall": "community",
    "مكان مجتمعي": "community",
    "بيت": "home",
}
WORKS_SAID: Final = {
    **{work: work for work in WORKS},
    **{name.casefold(): work for work, name in WORK_NAMES.items()},
    "repairing": "bench",
    "workshop": "bench",
    "makeovers": "makeover",
    "repair cafe": "repair_cafe",
}


def read_rows(
    kind: str, rows: Sequence[Sequence[str]], columns: Mapping[str, int], *, site: str, today: date
) -> list[LearnerRow]:
    """Each line in our words. The same file again gets the same tokens; two equal lines get two."""
    seen: dict[str, int] = {}
    found = []
    for number, cells in enumerate(rows, start=1):
        row = LearnerRow(number)
        given = {name: " ".join(cells[at].split()) for name, at in columns.items() if at < len(cells)}
        for name, text in given.items():
            try:
                row.facts[name] = _value(kind, name, text, today) if text else ""
            except RuleBroken as problem:
                row.facts[name] = ""
                row.refuse(RuleBroken(name, problem.message, problem.remedy, **problem.params))
        READERS[kind](row)
        if total := total_line(cells):
            row.problems, row.result = [total], "bad"
            row.says = row.says or str(next(filter(None, cells), ""))
        said = json.dumps([site, kind, given], sort_keys=True, ensure_ascii=False)
        seen[said] = seen.get(said, 0) + 1
        row.token = str(uuid.uuid5(NAMESPACE, f"{said}#{seen[said]}"))
        told = "|".join(bare(given[name]) for name in FIELDS[kind] if name in given)
        row.facts["key"] = bare(given.get("id", "")) or f"{told}#{seen[said]}"
        found.append(row)
    return found


def _value(kind: str, name: str, text: str, today: date) -> Any:
    if name in ("referred_on", "began_on", "ended_on", "signed_on", "day", "event_date"):
        return read_day(name, text, today)
    refuse_forbidden(name, text)
    if kind == "repairs":
        return REPAIR_CHECKS[name](text)
    return CHECKS.get((kind, name), CHECKS.get(("", name), _short))(text)


def _short(text: str) -> str:
    if len(text) > 120:
        raise RuleBroken("", N_("This is longer than %(count)s letters."), N_("Make it shorter."), count=120)
    return text


def _of(words: Mapping[str, str], said: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = words.get(text.casefold())
        if found is None:
            raise RuleBroken(
                "",
                N_("«%(text)s» is not known here."),
                N_("Write one of: %(words)s."),
                text=text[:30],
                words=said,
            )
        return found

    return read


def _name(text: str) -> str:
    if len(text) > 120:
        raise RuleBroken("", N_("This is longer than %(count)s letters."), N_("Make it shorter."), count=120)
    return text


def _called(text: str) -> str:
    if len(text) > 60:
        raise RuleBroken("", N_("This is longer than %(count)s letters."), N_("Make it shorter."), count=60)
    return text


def _code(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}", text):
        raise RuleBroken("", N_("A code has letters, digits and dashes only."), N_("Leave the cell empty."))
    return text


def _city(text: str) -> str:
    known = {city.casefold(): city for city in CITIES}
    return known.get(text.casefold(), "other")


def _clock(text: str) -> time:
    if re.fullmatch(r"0?[.,]\d{2,}", text):  # a spreadsheet's own part of a day
        minutes = round(float(text.replace(",", ".")) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})?(?::\d{2})?\s*(am|pm)?", text.casefold())
    hour = int(found[1]) % 12 + (12 if found[3] == "pm" else 0) if found and found[3] else 0
    if found and not found[3]:
        hour = int(found[1])
    if not found or hour > 23 or int(found[2] or 0) > 59:
        raise RuleBroken("", N_("«%(text)s» is no time of day."), N_("Write it as 14:30."), text=text[:20])
    return time(hour, int(found[2] or 0))


CHECKS: Final[dict[tuple[str, str], Callable[[str], Any]]] = {
    ("organisations", "kind"): _of(KINDS_SAID, ", ".join(ORGANISATION_KINDS)),
    ("organisations", "name"): _name,
    ("makeovers", "kind"): _of(PLACES_SAID, "home, community"),
    ("makeovers", "city"): _city,
    ("", "code"): _code,
    ("", "title"): checked_title,
    ("", "area"): checked_area,
    ("", "reference"): cleaned_reference,
    ("", "number"): read_number,
    ("", "called"): _called,
    ("", "language"): read_language,
    ("", "role"): _of({role: role for role in VISIT_ROLES}, "volunteer, trainee, driver, visitor"),
    ("", "came"): _clock,
    ("", "left"): _clock,
    ("", "hours"): read_hours,
    ("", "work"): _of(WORKS_SAID, ", ".join(WORKS)),
}


def _organisation(row: LearnerRow) -> None:
    row.says = str(row.facts.get("name") or "")
    row.facts["kind"] = row.facts.get("kind") or "other"
    if not row.says and not row.problems:
        row.refuse(RuleBroken("name", N_("An organisation needs a name."), N_("Write its name.")))


def _makeover(row: LearnerRow) -> None:
    facts = row.facts
    facts["city"] = facts.get("city") or "other"
    if not facts.get("kind") and not any(problem.field == "kind" for problem in row.problems):
        row.refuse(
            RuleBroken(
                "kind",
                N_("Nothing says whether it was a home or a community place."),
                N_("Say which column tells it, or write home or community."),
            )
        )
    row.says = " · ".join(str(facts[name]) for name in ("code", "title", "area") if facts.get(name))
    signed = facts.get("signed_on")
    if not signed:
        if not any(problem.field == "signed_on" for problem in row.problems):
            row.refuse(
                RuleBroken(
                    "signed_on", N_("The day of the sign-off is missing."), N_("Write it as 2026-11-22.")
                )
            )
        return
    facts["ended_on"] = facts.get("ended_on") or signed
    facts["began_on"] = facts.get("began_on") or facts["ended_on"]
    facts["referred_on"] = facts.get("referred_on") or facts["began_on"]
    days = [facts[name] for name in ("referred_on", "began_on", "ended_on", "signed_on")]
    if days != sorted(days):
        row.refuse(
            RuleBroken(
                "signed_on",
                N_("These days are not in order."),
                N_("Referred, first day, last day, signed off: none before the one before it."),
            )
        )


def _visit(row: LearnerRow) -> None:
    facts = row.facts
    row.says = str(facts.get("called") or facts.get("number") or facts.get("ref") or "")
    facts["role"] = facts.get("role") or "volunteer"
    if row.problems:
        return
    if not row.says or (facts.get("number") == NEW and not facts.get("called")):
        row.refuse(
            RuleBroken("called", N_("Nobody is named here."), N_("Write a name, a number or a reference."))
        )
    elif not facts.get("day"):
        row.refuse(RuleBroken("day", N_("The day is missing."), N_("Write it as 2026-11-22.")))
    elif not facts.get("hours") and not (facts.get("came") and facts.get("left")):
        row.refuse(
            RuleBroken(
                "hours", N_("How long they were there is missing."), N_("Write the hours, or came and left.")
            )
        )
    elif facts.get("came") and facts.get("left") and facts["left"] <= facts["came"]:
        row.refuse(
            RuleBroken(
                "left", N_("They leave after they came, on the same day."), N_("Read both times again.")
            )
        )


def place_in_day(row: LearnerRow, begins: time) -> tuple[time, time]:
    """From when until when the line says that somebody was there; from `begins` on where it tells no time.

    Raises RuleBroken for more hours than the day has left.
    """
    came = row.facts.get("came") or begins
    if row.facts.get("left") and row.facts.get("came"):
        return came, row.facts["left"]
    start = datetime.combine(row.facts["day"], came)
    end = start + timedelta(minutes=int(row.facts["hours"]))
    if end.date() != start.date():
        raise RuleBroken("hours", N_("The day has not that many hours."), N_("Read the hours again."))
    return came, end.time()


READERS: Final[dict[str, Callable[[LearnerRow], None]]] = {
    "organisations": _organisation,
    "makeovers": _makeover,
    "visits": _visit,
    "repairs": read_repair,
}
