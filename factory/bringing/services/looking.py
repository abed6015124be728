"""What each line of an import of the works would do: nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Final

from core.clock import zone
from core.errors import N_, RuleBroken
from factory.bringing.models import WorksImport
from factory.bringing.queries import (
    entries_known,
    makeovers_known,
    names_of_organisations,
    people_brought,
    visits_known,
)
from factory.bringing.rows import MORNING, place_in_day
from factory.bringing.services.repairs import look_at_repairs
from training.import_rows import NEW, LearnerRow, ref_token
from training.queries.known_learners import Held, KnownLearners, known_learners, name_key


def look_at_organisations(made: WorksImport, rows: list[LearnerRow], *, site: str, at: datetime) -> None:
    """A name that is on the list already changes nothing, and so does one that stands above in the file."""
    known = set(names_of_organisations())
    for row in rows:
        if row.problems:
            continue
        key = " ".join(str(row.facts["name"]).casefold().split())
        row.result = "repeated" if key in known else "good"
        known.add(key)


def look_at_makeovers(made: WorksImport, rows: list[LearnerRow], *, site: str, at: datetime) -> None:
    """Partner and agency must be on the list of organisations; a code is given once."""
    tokens, codes = makeovers_known({row.token for row in rows})
    names = names_of_organisations()
    for row in rows:
        if row.token in tokens:
            row.result = "repeated"
            continue
        code = str(row.facts.get("code") or "").casefold()
        if code and code in codes:
            row.refuse(RuleBroken("code", N_("This code is taken."), N_("Choose another code.")))
        codes.add(code or row.token)
        for part in ("partner", "agency"):
            _look_at_organisation(row, part, names)
        if not row.problems:
            row.result = "good"


def _look_at_organisation(row: LearnerRow, part: str, names: dict[str, tuple[int, bool]]) -> None:
    said = str(row.facts.get(part) or "")
    found = names.get(" ".join(said.casefold().split())) if said else None
    if said and (found is None or not found[1]):
        row.refuse(
            RuleBroken(
                part,
                N_("«%(text)s» is no organisation of ours."),
                N_("Bring the list of organisations first, or add it under Recipients."),
                text=said[:40],
            )
        )
    row.facts[f"{part}_id"] = found[0] if found else None


def look_at_visits(made: WorksImport, rows: list[LearnerRow], *, site: str, at: datetime) -> None:
    """Whom each line names and when they were there; a name that is known here already is no proof."""
    known, own = known_learners(made.site_id), people_brought(made.site_id, made.id)
    told = entries_known({row.token for row in rows})
    for row in rows:
        row.facts["person_token"] = _person_token(row, made, site)
        held = _find(row, known, own)
        row.person = held.number if held else ""
        if row.token in told:
            row.problems, row.result = [], "repeated"
    _look_at_days([row for row in rows if not row.problems and not row.result], rows, known, at)


def _person_token(row: LearnerRow, made: WorksImport, site: str) -> str:
    from uuid import uuid5

    from factory.bringing.rows import NAMESPACE

    facts, key = row.facts, name_key(str(row.facts.get("called") or ""))
    if facts.get("ref"):
        return ref_token(site, str(facts["ref"]))
    if facts.get("number") == NEW:
        return str(uuid5(NAMESPACE, f"{site} {made.token} {key}"))
    return str(uuid5(NAMESPACE, f"{site} name {key}"))


def _find(row: LearnerRow, known: KnownLearners, own: set[int]) -> Held | None:
    """Whom the line names, if we know them; a fault where that cannot be told."""
    facts, number = row.facts, str(row.facts.get("number") or "")
    held = known.by_token.get(str(facts["person_token"]))
    if number and number != NEW:
        found = known.by_number.get(number)
        if found is None and not row.problems:
            row.refuse(
                RuleBroken("number", N_("There is nobody here with the number %(number)s."),
                           N_("Copy it from the list of people, or leave it empty."), number=number)
            )  # fmt: skip
        return found
    if held is not None and (facts.get("ref") or number == NEW or held.person_id in own):
        return held
    if row.problems:
        return None
    if not facts.get("called"):
        row.refuse(RuleBroken("called", N_("Nobody here has this reference."), N_("Write a name beside it.")))
        return None
    same = [one for one in known.by_name.get(name_key(str(facts["called"])), []) if one.person_id not in own]
    if same and not number and not facts.get("ref"):
        row.refuse(
            RuleBroken(
                "called",
                N_("Somebody of this name is here already: %(who)s."),
                N_("Write that number in the line, or “new” if this is another person."),
                who=", ".join(sorted({one.number for one in same})[:3]),
            )
        )
    return None


def _look_at_days(good: list[LearnerRow], rows: list[LearnerRow], known: KnownLearners, at: datetime) -> None:
    """When each of the good lines was, one after the other, and never twice at a time."""
    days = [row.facts["day"] for row in good]
    ids = {known.by_number[row.person].person_id for row in good if row.person}
    there = visits_known(ids, min(days), max(days)) if days and ids else {}
    taken: dict[tuple[str, date], list[tuple[datetime, datetime]]] = {}
    spans: dict[str, tuple[date, date]] = {}
    for row in good:
        who, day = row.person or str(row.facts["person_token"]), row.facts["day"]
        if (who, day) not in taken:
            held = known.by_number.get(row.person)
            taken[who, day] = list(there.get((held.person_id, day), [])) if held else []
        first, last = spans.get(who, (day, day))
        spans[who] = (min(first, day), max(last, day))
        _place(row, taken[who, day], at)
    for row in good:
        row.facts["span"] = spans[row.person or str(row.facts["person_token"])]


def _place(row: LearnerRow, taken: list[tuple[datetime, datetime]], at: datetime) -> None:
    local = [end.astimezone(zone()).time() for _, end in taken]
    try:
        came, left = place_in_day(row, max([MORNING, *local]).replace(second=0, microsecond=0))
    except RuleBroken as problem:
        row.refuse(problem)
        return
    stay = _moment(row.facts["day"], came), _moment(row.facts["day"], left)
    if stay[1] > at:
        row.refuse(
            RuleBroken("left", N_("This time is still to come."), N_("Read the day and the times again."))
        )
    elif any(begin < stay[1] and end > stay[0] for begin, end in taken):
        row.refuse(
            RuleBroken(
                "came", N_("They were here at that time already."), N_("Correct that visit, or leave this line out.")
            )
        )  # fmt: skip
    else:
        row.facts["stay"], row.result = stay, "good"
        taken.append(stay)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=zone()).astimezone(UTC)


LOOK: Final[dict[str, Callable[..., None]]] = {
    "organisations": look_at_organisations,
    "makeovers": look_at_makeovers,
    "visits": look_at_visits,
    "repairs": look_at_repairs,
}
