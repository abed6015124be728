"""Forms of an import: the file, which column is which, and the batch that gives labels."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from core.pressing import PressedForm
from inventory.import_rows import FIELDS

NONE = -1


class ImportFileForm(PressedForm):
    """The spreadsheet."""

    slug = "file"
    first_field = "sheet"
    sheet = FileField(_l("CSV or XLSX file"), validators=[FileRequired(_l("Choose a file."))])


class _MappingBase(PressedForm):
    slug = "columns"
    first_field = "batch"
    batch = SelectField(_l("Labels for rows without a code"), coerce=int)

    @property
    def columns(self) -> dict[str, int]:
        """The column chosen for each field that has one."""
        return {
            name: self._fields[f"column_{name}"].data
            for name in FIELDS
            if self._fields[f"column_{name}"].data >= 0
        }


MappingForm: Any = type(
    "MappingForm",
    (_MappingBase,),
    {f"column_{name}": SelectField(_l(label), coerce=int) for name, label in FIELDS.items()},
)
"""One list of the file's columns for each field that we know."""


def mapping_form(
    header: list[str], mapping: dict[str, Any], batches: list[tuple[int, int, int]], *, sent: bool
) -> Any:
    """The form over a file's columns: as it was sent, else as it is kept."""
    form = MappingForm() if sent else MappingForm(formdata=None)
    for name in FIELDS:
        select = form[f"column_{name}"]
        select.choices = [(NONE, gettext("Not in this file")), *enumerate(header)]
        if not sent:
            select.data = mapping.get("columns", {}).get(name, NONE)
    form.batch.choices = [
        (0, gettext("None: such rows wait")),
        *(
            (batch_id, gettext("Batch %(number)s, %(count)s blank", number=number, count=count))
            for batch_id, number, count in batches
        ),
    ]
    if not sent:
        form.batch.data = mapping.get("batch", 0)
    return form
