"""Forms about labels: a batch on a sheet, the printer's offset, what was spoilt or is missing."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.isolating import left_to_right
from core.pressing import PressedForm
from inventory.services.labels import MOST_AT_ONCE
from inventory.stationery import Stationery, fits, load_stationery


def stationery_words(sheet: Stationery) -> str:
    """How a stationery is named in a list: its name, how many, how large."""
    size = left_to_right(f"{sheet.label_width_mm:g} × {sheet.label_height_mm:g} mm")
    if sheet.is_roll:
        return gettext("%(name)s roll, %(size)s", name=sheet.name, size=size)
    return gettext("%(name)s sheet of %(count)s, %(size)s", name=sheet.name, count=sheet.per_page, size=size)


def stationery_options(host: str) -> list[tuple[str, str]]:
    """The stationery that can hold our symbol for the host; all of it where no host is known."""
    sheets = [sheet for sheet in load_stationery().values() if not host or fits(sheet, host) is None]
    return [(sheet.name, stationery_words(sheet)) for sheet in sheets]


class MakeLabelBatchForm(PressedForm):
    """How many labels, on what, from which free label on."""

    slug = "batch"
    first_field = "count"
    stationery = HiddenField()
    count = IntegerField(
        _l("How many labels"), validators=[InputRequired(), NumberRange(min=1, max=MOST_AT_ONCE)]
    )
    start = RadioField(_l("First free label on the sheet"), coerce=int, validators=[InputRequired()])
    printer = StringField(_l("Printer"), validators=[Optional(), Length(max=40)])
    is_practice = BooleanField(_l("For practice: nothing they do is counted"))

    def offer(self, sheet: Stationery) -> None:
        """One choice for each label of the sheet."""
        self.stationery.data = sheet.name
        self.start.choices = [
            (number, gettext("Label %(number)s", number=number)) for number in range(1, sheet.per_page + 1)
        ]


class SetPrinterForm(PressedForm):
    """How far a printer prints beside the mark."""

    slug = "printer"
    first_field = "x"
    printer = StringField(_l("Printer"), validators=[InputRequired(), Length(max=40)])
    stationery = SelectField(_l("Labels"), validators=[InputRequired()])
    x = DecimalField(
        _l("Move to the right, in mm"),
        places=1,
        validators=[InputRequired(), NumberRange(min=Decimal(-10), max=Decimal(10))],
        default=Decimal(0),
    )
    y = DecimalField(
        _l("Move down, in mm"),
        places=1,
        validators=[InputRequired(), NumberRange(min=Decimal(-10), max=Decimal(10))],
        default=Decimal(0),
    )


class VoidLabelsForm(PressedForm):
    """Labels that were spoilt, or are not there any more."""

    slug = "void"
    first_field = "codes"
    codes = SelectMultipleField(_l("Labels"), validate_choice=False)
    reason = SelectField(
        _l("What happened"),
        choices=[("void", _l("Spoilt: make them void")), ("missing", _l("Missing"))],
        default="void",
    )
