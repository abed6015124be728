"""Forms at the desk of a repair café: what a thing is and what is wrong, and what became of it."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import PressedForm
from factory.repair_cafes.words import (
    BARRIERS,
    LONGEST_REPAIR,
    OLDEST_YEAR,
    OUTCOMES,
    POWERED,
    PROBLEMS,
    UNPOWERED,
)

NOBODY = ""


class ItemForm(PressedForm):
    """A visitor's thing."""

    slug = "item"
    first_field = "category"
    category = SelectField(
        _l("What kind of thing"), validators=[InputRequired(message=_l("Choose what kind of thing it is."))]
    )
    problem = RadioField(_l("What is wrong"), validators=[InputRequired(message=_l("Press what is wrong."))])
    what = StringField(_l("In a word or two"), validators=[Optional(), Length(max=60)])
    brand = StringField(_l("Brand"), validators=[Optional(), Length(max=60)])
    made_in = IntegerField(_l("Year it was made"), validators=[Optional(), NumberRange(OLDEST_YEAR, 2100)])
    problem_words = StringField(_l("More, in a few words"), validators=[Optional(), Length(max=200)])

    def offer(self) -> ItemForm:
        """Kinds with power and without, each group by its name; and what may be wrong."""
        powered, without = (
            sorted(((str(number), gettext(name)) for number, name in kinds.items()), key=lambda kind: kind[1])
            for kinds in (POWERED, UNPOWERED)
        )
        self.category.choices = {
            gettext("Not chosen yet"): [(NOBODY, gettext("Choose what it is"))],
            gettext("Without power"): without,
            gettext("With power"): powered,
        }
        self.problem.choices = [(slug, gettext(name)) for slug, name in PROBLEMS.items()]
        return self


class OutcomeForm(PressedForm):
    """What became of a thing."""

    slug = "outcome"
    first_field = "outcome"
    outcome = RadioField(
        _l("What became of it"), validators=[InputRequired(message=_l("Choose what became of it."))]
    )
    barrier = SelectField(_l("Why nothing could be done"), validators=[Optional()])
    minutes = IntegerField(_l("Minutes"), validators=[Optional(), NumberRange(0, LONGEST_REPAIR)])
    repairer = SelectField(_l("Who mended it"), validators=[Optional()])

    def offer(self, repairers: list[tuple[int, str]]) -> OutcomeForm:
        """Outcomes, reasons and the people of the site."""
        self.outcome.choices = [(slug, gettext(name)) for slug, name in OUTCOMES.items()]
        self.barrier.choices = [(NOBODY, gettext("Only where its life is at an end"))]
        self.barrier.choices += [(str(number), gettext(name)) for number, name in BARRIERS.items()]
        self.repairer.choices = [(NOBODY, gettext("Not written down"))]
        self.repairer.choices += [(str(number), name) for number, name in repairers]
        return self


class RepairsFileForm(PressedForm):
    """A file of repairs."""

    slug = "repairs"
    first_field = "sheet"
    sheet = FileField(_l("CSV or XLSX"), validators=[InputRequired(message=_l("Choose a file."))])
