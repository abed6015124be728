"""Forms of a learner's own records: needs, what a body asks, the ULN; each change with its reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from core.pressing import PressedForm
from training.import_rows import FIELDS
from training.unit_rows import FIELDS as UNIT_FIELDS
from training.words import CHANGE_REASONS

REASON_WORDS = {
    "told": _l("The learner told us"),
    "mistake": _l("A mistake is put right"),
    "letter": _l("A letter of the body was seen"),
    "not_needed": _l("It is no longer needed"),
    "asked": _l("The learner asked us to erase it"),
}
LEVEL_WORDS = {
    "": _l("Not told"),
    "none": _l("None"),
    "pre_entry": _l("A few words"),
    "entry_1": _l("Entry 1"),
    "entry_2": _l("Entry 2"),
    "entry_3": _l("Entry 3"),
    "level_1": _l("Level 1"),
    "level_2": _l("Level 2"),
}
FIELD_WORDS = {
    "speaking": _l("Speaking English"),
    "reading": _l("Reading English"),
    "writing": _l("Writing English"),
    "adjustment": _l("What we do for them"),
    "language_support": _l("Help with the language"),
    "practical": _l("Practical things"),
    "wants_interpreter": _l("Wants an interpreter"),
    "wants_creche": _l("Wants a crèche"),
    "wants_step_free": _l("Needs step-free access"),
    "certificate_name": _l("Name on certificates"),
    "given_name": _l("Given name"),
    "family_name": _l("Family name"),
    "born_on": _l("Birth date"),
    "gender": _l("Gender, in their own words"),
    "postcode": _l("Postcode"),
    "prior_attainment": _l("Highest level before"),
    "work_situation": _l("Work situation"),
    "uln": _l("ULN"),
    "needs": _l("Needs"),
    "record": _l("What an awarding body asks"),
}
"""The names of the fields, for forms, for the list of changes and for the learner's own page."""


class ReasonForm(PressedForm):
    """A change of what is kept of a learner, with its reason."""

    slug = "reason"
    first_field = "because"
    because = SelectField(_l("Why?"), choices=list(REASON_WORDS.items()), default=CHANGE_REASONS[0])


class EraseForm(ReasonForm):
    """A part is erased."""

    slug = "erase"
    because = SelectField(_l("Why?"), choices=list(REASON_WORDS.items()), default="asked")


def _text(name: str, most: int) -> Any:
    return StringField(FIELD_WORDS[name], validators=[Optional(), Length(max=most)])


def _level(name: str) -> Any:
    return SelectField(FIELD_WORDS[name], choices=list(LEVEL_WORDS.items()), default="")


class NeedsForm(ReasonForm):
    """What a learner needs to take part."""

    slug = "needs"
    first_field = "adjustment"
    speaking = _level("speaking")
    reading = _level("reading")
    writing = _level("writing")
    adjustment = TextAreaField(FIELD_WORDS["adjustment"], validators=[Optional(), Length(max=300)])
    language_support = _text("language_support", 200)
    practical = _text("practical", 200)
    wants_interpreter = BooleanField(FIELD_WORDS["wants_interpreter"])
    wants_creche = BooleanField(FIELD_WORDS["wants_creche"])
    wants_step_free = BooleanField(FIELD_WORDS["wants_step_free"])


class RecordForm(ReasonForm):
    """What an awarding body asks of a learner; every field may stay empty."""

    slug = "record"
    first_field = "given_name"
    certificate_name = _text("certificate_name", 120)
    given_name = _text("given_name", 80)
    family_name = _text("family_name", 80)
    born_on = _text("born_on", 10)
    gender = _text("gender", 40)
    postcode = _text("postcode", 12)
    prior_attainment = _text("prior_attainment", 80)
    work_situation = _text("work_situation", 80)


class UlnForm(ReasonForm):
    """A Unique Learner Number."""

    slug = "uln"
    first_field = "uln"
    uln = _text("uln", 20)


def values_of(form: PressedForm) -> dict[str, Any]:
    """What was filled in, without reason and client id."""
    return {name: value or "" for name, value in form.data.items() if name in FIELD_WORDS}


IMPORT_WORDS = {
    "learners": _l("Learners"),
    "bookings": _l("Bookings"),
    "past_courses": _l("Past courses"),
}


class _ColumnsBase(PressedForm):
    slug = "columns"


def columns_form(kind: str, heads: list[str], columns: dict[str, int], header: list[str]) -> Any:
    """One list of the file's columns for each field of a kind of file: as it was sent, else as it is understood."""
    fields = {
        f"column_{name}": SelectField(
            _l(label), choices=[("", _l("Not in this file")), *((head, head) for head in heads)]
        )
        for name, label in FIELDS[kind].items()
    }
    made: Any = type(
        "ColumnsForm", (_ColumnsBase,), {**fields, "first_field": f"column_{next(iter(FIELDS[kind]))}"}
    )
    return made(data={f"column_{name}": header[index] for name, index in columns.items()})


def past_courses_form(titles: list[str], courses: list[tuple[str, str]]) -> Any:
    """For each title that a file calls a course by: which of ours it is, or none."""
    fields: dict[str, Any] = {}
    for place, title in enumerate(titles):
        fields[f"title_{place}"] = HiddenField(default=title)
        fields[f"course_{place}"] = SelectField(title, choices=[("", _l("None of these")), *courses])
    made: Any = type(
        "PastCoursesForm", (_ColumnsBase,), {**fields, "slug": "courses", "first_field": "course_0"}
    )
    return made()


def unit_columns_form(header: list[str], columns: dict[str, int], *, sent: bool) -> Any:
    """The same for a file of units: which of its columns holds which field."""
    choices = [(-1, _l("Not in this file")), *enumerate(header)]
    fields = {
        f"column_{name}": SelectField(_l(label), coerce=int, choices=choices)
        for name, label in UNIT_FIELDS.items()
    }
    made: Any = type("UnitColumnsForm", (_ColumnsBase,), {**fields, "first_field": "column_code"})
    data = {f"column_{name}": columns.get(name, -1) for name in UNIT_FIELDS}
    return made() if sent else made(formdata=None, data=data)


class LearnerFileForm(PressedForm):
    """A spreadsheet, and what it holds."""

    slug = "file"
    first_field = "sheet"
    kind = SelectField(_l("What does it hold?"), choices=list(IMPORT_WORDS.items()), default="learners")
    sheet = FileField(_l("CSV or XLSX file"), validators=[FileRequired(_l("Choose a file."))])
