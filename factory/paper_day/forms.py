"""Forms to key in the lines of a pad: a row a line, everything as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.clock import today
from core.pressing import DayField, PressedForm, told
from factory.paper_day.keying import Keyed, PaperLine
from factory.paper_day.keying_others import OtherLine
from factory.paper_day.pads import STAGE_SIGNS, STEP_SIGNS
from inventory.catalogue import categories
from inventory.stages import STEPS, TRACK

ROWS = 10
SHARED = ("code", "person", "time")


class LineRow(Form):
    """What each line of a pad has."""

    code = StringField(_l("Code on the label"), validators=[Optional(), Length(max=60)])
    person = StringField(_l("Number of the person"), validators=[Optional(), Length(max=20)])
    time = StringField(_l("Time"), validators=[Optional(), Length(max=8)])

    @property
    def is_blank(self) -> bool:
        """True if nothing was written in it."""
        return not any((field.data or "").strip() for field in self)

    def line(self) -> PaperLine:
        """The line as it was written."""
        written = {field.short_name: (field.data or "").strip() for field in self}
        said = {name: value for name, value in written.items() if name not in SHARED}
        return PaperLine(written["code"], written["person"], written["time"], said)


class MoveRow(LineRow):
    """A piece moved."""

    to = SelectField(_l("To"), validators=[Optional()], default="")
    step = SelectField(_l("Work step"), validators=[Optional()], default="")


class IntakeRow(LineRow):
    """A piece taken in."""

    category = SelectField(_l("What is it?"), validators=[Optional()], default="")
    kilograms = StringField(_l("Weight in kg"), validators=[Optional(), Length(max=10)])


class SheetForm(PressedForm):
    """A sheet and its lines."""

    slug = "paper"
    rows: FieldList

    def written(self) -> list[Any]:
        """The rows in which something stands."""
        return [entry.form for entry in self.rows if not entry.form.is_blank]

    def take(self, rows: Iterable[Any], keyed: Iterable[Keyed]) -> int:
        """Empty the rows that are kept, show the others' problems beside their fields; how many were kept."""
        kept = 0
        for row, one in zip(rows, keyed, strict=True):
            if one.problem is None:
                kept += 1
                for field in row:
                    field.data = ""
                continue
            target = row._fields.get(one.field) or row._fields.get("code") or row.person
            target.errors = [*target.errors, told(one.problem)]
        return kept


class KeyForm(SheetForm):
    """The day of the sheet and its lines."""

    first_field = "day"
    day = DayField(_l("Day on the sheet"), validators=[InputRequired()], default=today)


class RegisterRow(Form):
    """Somebody was in a class."""

    person = StringField(_l("Number of the person"), validators=[Optional(), Length(max=20)])
    came = StringField(_l("Came"), validators=[Optional(), Length(max=8)])
    left = StringField(_l("Left"), validators=[Optional(), Length(max=8)])
    is_blank = LineRow.is_blank

    def line(self) -> OtherLine:
        """The line as it was written."""
        return OtherLine(**{field.short_name: (field.data or "").strip() for field in self})


class MachineRow(RegisterRow):
    """Somebody used a machine."""

    machine = SelectField(_l("Machine"), validators=[Optional()], default="")
    code = StringField(_l("Code on the label"), validators=[Optional(), Length(max=60)])
    beside = StringField(_l("Who stood beside (number)"), validators=[Optional(), Length(max=20)])


class KeyRegisterForm(SheetForm):
    """The class of the sheet and its lines."""

    first_field = "meeting"
    meeting = SelectField(_l("Class"), validators=[InputRequired(_l("Choose the class."))])
    rows = FieldList(FormField(RegisterRow), min_entries=ROWS, max_entries=60)

    def offer(self, classes: Iterable[tuple[str, str]]) -> None:
        """Fill the list of classes."""
        self.meeting.choices = [("", gettext("Choose the class.")), *classes]


class KeyMachinesForm(KeyForm):
    """Lines of machines used."""

    rows = FieldList(FormField(MachineRow), min_entries=ROWS, max_entries=60)

    def offer(self, machines: Iterable[tuple[str, str]]) -> None:
        """Fill the list of machines."""
        found = [("", ""), *machines]
        for entry in self.rows:
            entry.form.machine.choices = found


class KeyMovesForm(KeyForm):
    """Lines of moves."""

    rows = FieldList(FormField(MoveRow), min_entries=ROWS, max_entries=60)

    def offer(self) -> None:
        """Fill the lists, by the numbers that stand on the pad."""
        for entry in self.rows:
            entry.form.to.choices = [
                ("", ""),
                *(
                    (to, f"{sign.number} {gettext(sign.words)}")
                    for sign, to in zip(STAGE_SIGNS, TRACK, strict=False)
                ),
            ]
            entry.form.step.choices = [
                ("", ""),
                *(
                    (step, f"{sign.number} {gettext(sign.words)}")
                    for sign, step in zip(STEP_SIGNS, STEPS, strict=True)
                ),
            ]


class KeyIntakeForm(KeyForm):
    """Lines of pieces taken in."""

    rows = FieldList(FormField(IntakeRow), min_entries=ROWS, max_entries=60)

    def offer(self) -> None:
        """Fill the list of categories."""
        named = sorted((gettext(row.name), slug) for slug, row in categories().items())
        for entry in self.rows:
            entry.form.category.choices = [("", ""), *((slug, name) for name, slug in named)]
