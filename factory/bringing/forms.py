"""Forms of an import of the works: the file with what it holds, and which column is which."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from core.pressing import PressedForm
from factory.bringing.columns import FIELDS

NONE = -1
KIND_WORDS = {
    "organisations": _l("Organisations"),
    "makeovers": _l("Makeovers of earlier years"),
    "visits": _l("People with their days and hours"),
    "pieces": _l("Pieces"),
    "learners": _l("Learners"),
    "bookings": _l("Bookings"),
    "past_courses": _l("Past courses"),
    "units": _l("Units"),
    "repairs": _l("Repairs"),
}
THING_WORDS = {
    "piece": _l("Piece"),
    "person": _l("Person"),
    "role": _l("Role"),
    "booking": _l("Booking"),
    "past_course": _l("Past course"),
    "organisation": _l("Organisation"),
    "makeover": _l("Makeover"),
    "visit": _l("Visit"),
    "unit": _l("Unit"),
    "repair": _l("Repair"),
}
STAY_WORDS = {
    "used": _l("Something was built upon it since."),
    "changed": _l("It was changed since."),
}


class WorksFileForm(PressedForm):
    """The spreadsheet."""

    slug = "file"
    first_field = "sheet"
    sheet = FileField(_l("CSV or XLSX file"), validators=[FileRequired(_l("Choose a file."))])


class _ColumnsBase(PressedForm):
    slug = "columns"


def works_columns_form(kind: str, header: list[str], mapping: dict[str, int], *, sent: bool) -> Any:
    """One list of the file's columns for each field of a kind of file: as it was sent, else as it is kept."""
    choices = [(NONE, _l("Not in this file")), *enumerate(header)]
    fields = {
        f"column_{name}": SelectField(_l(label), coerce=int, choices=choices)
        for name, label in FIELDS[kind].items()
    }
    made: Any = type(
        "WorksColumnsForm", (_ColumnsBase,), {**fields, "first_field": f"column_{next(iter(FIELDS[kind]))}"}
    )
    data = {f"column_{name}": mapping.get(name, NONE) for name in FIELDS[kind]}
    return made() if sent else made(formdata=None, data=data)
