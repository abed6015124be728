"""How a line of a spreadsheet becomes a learner, a booking or a past course: columns, words, what is wrong. Pure."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from core.errors import N_, RuleBroken
from core.forbidden import refuse_forbidden
from core.import_files import heads_to_fields, register_template, total_line
from core.people import LANGUAGES
from core.said_days import read_said_day
from training.needs import TEXTS, clean_need
from training.ulns import read_uln

NAMESPACE: Final = uuid.UUID("0b6b8a63-6b0e-5d8c-9d57-6a4f0f2a7c11")
NEW: Final = "new"
"""What stands in the column for the number where somebody of a known name is another person."""
FIELDS: Final[dict[str, dict[str, str]]] = {
    "learners": {
        "number": N_("Our number"),
        "ref": N_("Reference in the old list"),
        "called": N_("Called"),
        "full_name": N_("Full name"),
        "first_name": N_("Given name"),
        "surname": N_("Family name"),
        "language": N_("Language"),
        "email": N_("E-mail"),
        "phone": N_("Phone"),
        "uln": N_("ULN"),
        "adjustment": N_("What we do for them"),
        "language_support": N_("Help with the language"),
        "practical": N_("Practical things"),
    },
    "bookings": {
        "number": N_("Our number"),
        "ref": N_("Reference in the old list"),
        "uln": N_("ULN"),
        "run": N_("Run"),
        "partner": N_("Partner with kept places"),
    },
    "past_courses": {
        "number": N_("Our number"),
        "ref": N_("Reference in the old list"),
        "uln": N_("ULN"),
        "course": N_("Course"),
        "started": N_("First day"),
        "ended": N_("Last day"),
        "hours": N_("Hours there"),
        "ending": N_("How it ended"),
    },
}
"""The columns of each kind of file; one of the first three names the learner in the last two."""
KNOWN_HEADS: Final = {
    "number": ("our number", "number", "ecoworks number", "person number"),
    "ref": ("reference in the old list", "reference", "ref", "learner ref", "learnrefnumber", "id"),
    "called": ("called", "name", "known as", "preferred name", "preffirstname", "الاسم"),
    "full_name": ("full name", "certificate name"),
    "first_name": ("given name", "given names", "givennames", "first name", "firstname", "forename"),
    "surname": ("family name", "familyname", "surname", "last name"),
    "language": ("language", "first language", "preferred language", "اللغة"),
    "email": ("e-mail", "email", "mail", "e-mail address", "email address"),
    "phone": ("phone", "telephone", "mobile", "phone number", "هاتف"),
    "uln": ("uln", "miap uln", "unique learner number"),
    "adjustment": ("what we do for them", "adjustment", "reasonable adjustment", "support"),
    "language_support": ("help with the language", "language support", "language help"),
    "practical": ("practical things", "practical"),
    "run": ("run", "run number", "class id", "run id"),
    "partner": ("partner with kept places", "partner"),
    "course": ("course", "course title", "title", "course code"),
    "started": ("first day", "started", "start", "start date", "learnstartdate"),
    "ended": ("last day", "ended", "end", "end date", "learnactenddate", "completed on"),
    "hours": ("hours there", "hours", "phours", "attended hours"),
    "ending": ("how it ended", "ending", "outcome", "result", "status"),
}
for _kind, _fields in FIELDS.items():
    register_template(_kind, _fields)
NEEDED: Final = {"learners": set[str](), "bookings": {"run"}, "past_courses": {"course", "started"}}
ENDINGS: Final = {
    "completed": ("completed", "complete", "achieved", "passed", "yes", "y", "أكمل"),
    "not_completed": ("not completed", "incomplete", "failed", "no", "n"),
    "never_came": ("never came", "no show", "no-show", "did not attend"),
    "withdrawn": ("withdrawn", "withdrew", "left"),
}
LANGUAGE_NAMES: Final = {
    **{code: code for code in LANGUAGES},
    "english": "en",
    "arabic": "ar",
    "farsi": "fa",
    "persian": "fa",
    "dari": "fa",
    "kurdish": "ckb",
    "sorani": "ckb",
    "tigrinya": "ti",
    "ukrainian": "uk",
    "polish": "pl",
    "romanian": "ro",
    "french": "fr",
    "urdu": "ur",
    "pashto": "ps",
    "amharic": "am",
    "العربية": "ar",
    "فارسی": "fa",
    "українська": "uk",
    "polski": "pl",
    "français": "fr",
}
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"[0-9 +()/-]{5,40}")


@dataclass
class LearnerRow:
    """One line: its facts in our words, what is wrong, whom it is about and what taking it would do."""

    number: int
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[RuleBroken] = field(default_factory=list)
    token: str = ""
    result: str = ""
    person: str = ""
    says: str = ""

    def refuse(self, problem: RuleBroken) -> None:
        """Note that something is wrong with the line."""
        self.problems.append(problem)
        self.result = "bad"


def guess_columns(header: Sequence[str], kind: str, known: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column holds which field: as the site has said (`known`: head to field, "" for none), else by its head."""
    return heads_to_fields(header, FIELDS[kind], KNOWN_HEADS, known)


def is_enough(columns: Mapping[str, int], kind: str) -> bool:
    """True if the columns can name a learner and what happens to them."""
    names = {"called", "full_name", "first_name", "surname"} if kind == "learners" else set()
    return NEEDED[kind] <= set(columns) and bool(({"number", "ref", "uln"} | names) & set(columns))


def read_rows(
    rows: Sequence[Sequence[str]], columns: Mapping[str, int], *, kind: str, site: str, today: date
) -> list[LearnerRow]:
    """Each line in our words. The same file again gets the same tokens; two equal lines get two."""
    seen: dict[str, int] = {}
    found = []
    for number, cells in enumerate(rows, start=1):
        row = LearnerRow(number)
        given = {name: " ".join(cells[at].split()) for name, at in columns.items() if at < len(cells)}
        for name, text in given.items():
            _read(row, name, text, today)
        READERS[kind](row, today)
        if total := total_line(cells):
            row.problems, row.says = [total], row.says or str(next(filter(None, cells), ""))
        row.token = _token(site, kind, given, seen)
        row.result = "bad" if row.problems else ""
        found.append(row)
    return found


def ref_token(site: str, ref: str) -> str:
    """The client id of the learner that a reference of an old list names at a site."""
    return str(uuid.uuid5(NAMESPACE, f"{site} ref {ref.casefold()}"))


def _token(site: str, kind: str, given: Mapping[str, str], seen: dict[str, int]) -> str:
    if kind == "learners" and given.get("ref"):
        return ref_token(site, given["ref"])
    said = json.dumps([site, kind, given], sort_keys=True, ensure_ascii=False)
    seen[said] = seen.get(said, 0) + 1
    return str(uuid.uuid5(NAMESPACE, f"{said}#{seen[said]}"))


def _read(row: LearnerRow, name: str, text: str, today: date) -> None:
    try:
        row.facts[name] = _value(name, text, today) if text else ""
    except RuleBroken as problem:
        row.facts[name] = ""
        row.refuse(problem)


def _value(name: str, text: str, today: date) -> Any:
    if name == "uln":
        return read_uln(text)
    if name in TEXTS:
        return clean_need(name, text)
    if name in ("started", "ended"):
        return read_day(name, text, today)
    refuse_forbidden(name, text)
    return CHECKS[name](text) if name in CHECKS else _short(name, text)


def _short(name: str, text: str) -> str:
    most = {"called": 60, "first_name": 60, "surname": 60, "full_name": 160}.get(name, 120)
    if len(text) > most:
        raise RuleBroken(
            name, N_("This is longer than %(count)s letters."), N_("Make it shorter."), count=most
        )
    return text


def read_number(text: str) -> str:
    """A number of ours, or the word for somebody new."""
    if text.lower() in (NEW, "جديد"):
        return NEW
    if not re.fullmatch(r"[0-9A-Za-z]{3,12}", text):
        raise RuleBroken("number", N_("«%(text)s» is no number of ours."), WRITE_NUMBER, text=text[:20])
    return text.upper()


WRITE_NUMBER: Final = N_("Copy it from the list of learners, or leave it empty.")


def read_language(text: str) -> str:
    """The code of a language of ours. Raises RuleBroken."""
    code = LANGUAGE_NAMES.get(text.casefold())
    if code is None:
        raise RuleBroken(
            "language",
            N_("We do not have this language yet."),
            N_("Write its English name, or leave it empty."),
        )
    return code


def _email(text: str) -> str:
    if not _MAIL.fullmatch(text) or len(text) > 160:
        raise RuleBroken("email", N_("This is no e-mail address."), N_("Leave it empty if there is none."))
    return text


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise RuleBroken(
            "phone", N_("A phone number has digits only."), N_("Leave it empty if there is none.")
        )
    return text


def read_hours(text: str) -> int:
    """Minutes. Raises RuleBroken."""
    plain = text.lower().removesuffix("h").replace(",", ".").strip()
    if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", plain):
        raise RuleBroken(
            "hours", N_("«%(text)s» is no number of hours."), N_("Write 12 or 7.5."), text=text[:20]
        )
    return round(float(plain) * 60)


def _ending(text: str) -> str:
    for ending, words in ENDINGS.items():
        if text.casefold().replace("_", " ") in words:
            return ending
    raise RuleBroken(
        "ending",
        N_("«%(text)s» is no ending of a course."),
        N_("Write completed, not completed, withdrawn or never came."),
        text=text[:20],
    )


def read_day(name: str, text: str, today: date) -> date:
    """A day as lists have it, ISO, British or Excel's number. Raises RuleBroken on `name`."""
    found = read_said_day(text, today)
    if found is None:
        raise RuleBroken(
            name,
            N_("«%(text)s» is no day that can be."),
            N_("Write it as 2026-11-22, not in the future."),
            text=text[:20],
        )
    return found


CHECKS: Final[dict[str, Callable[[str], Any]]] = {
    "number": read_number,
    "language": read_language,
    "email": _email,
    "phone": _phone,
    "hours": read_hours,
    "ending": _ending,
}


def _learner(row: LearnerRow, today: date) -> None:
    """A name as typed: one word is enough, and nothing is made of it."""
    facts = row.facts
    first, last = facts.pop("first_name", ""), facts.pop("surname", "")
    whole = " ".join(part for part in (first, last) if part)
    full = facts.get("full_name") or (whole if first and last else "")
    called = facts.get("called") or first or last or full
    facts["full_name"] = full if full != called else ""
    facts["called"] = called
    if len(called) > 60:
        facts["called"], facts["full_name"] = called.split()[0][:60], facts["full_name"] or called
    row.says = full or called
    if not called and not row.problems and facts.get("number", "") in ("", NEW):
        row.refuse(RuleBroken("called", N_("The name is missing."), N_("One word is enough.")))


def _of_somebody(row: LearnerRow, today: date) -> None:
    facts = row.facts
    row.says = str(facts.get("run") or facts.get("course") or "")
    named = [name for name in ("number", "ref", "uln") if facts.get(name)]
    if (not named or facts.get("number") == NEW) and not row.problems:
        row.refuse(
            RuleBroken(
                "number", N_("Nobody is named here."), N_("Write our number, the reference or the ULN.")
            )
        )


def _past(row: LearnerRow, today: date) -> None:
    _of_somebody(row, today)
    facts = row.facts
    facts["ended"] = facts.get("ended") or facts.get("started") or ""
    facts["ending"] = facts.get("ending") or "completed"
    if facts.get("started") and facts["ended"] and facts["ended"] < facts["started"]:
        row.refuse(
            RuleBroken("ended", N_("The last day comes before the first."), N_("Read both days again."))
        )
    if not facts.get("started") and not row.problems:
        row.refuse(RuleBroken("started", N_("The first day is missing."), N_("Write it as 2026-11-22.")))


READERS: Final[dict[str, Callable[[LearnerRow, date], None]]] = {
    "learners": _learner,
    "bookings": _of_somebody,
    "past_courses": _past,
}
