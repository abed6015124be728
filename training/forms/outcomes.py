"""Forms of what came next and of help: shape and wording."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.pressing import DayField, PressedForm

HELP_WORDS = {"helping": _l("Helped in classes"), "mentoring": _l("Mentored a learner")}


class StepForm(PressedForm):
    """One press on a picture."""

    slug = "step"
    first_field = "step"
    step = StringField(validators=[InputRequired(), Length(max=20)])


class HelpForm(PressedForm):
    """Hours of a former learner who helps."""

    slug = "help"
    first_field = "person"
    person = StringField(_l("Who helped? Card or number"), validators=[InputRequired(), Length(max=60)])
    kind = SelectField(_l("What was it?"), choices=list(HELP_WORDS.items()), default="helping")
    run = SelectField(_l("In which run? (for help in classes)"), validators=[Optional()])
    learner = StringField(
        _l("Who was mentored? Card or number (for mentoring)"), validators=[Optional(), Length(max=60)]
    )
    about = StringField(_l("About what?"), validators=[Optional(), Length(max=80)])
    done_on = DayField(_l("On which day?"), validators=[InputRequired()])
    minutes = IntegerField(_l("How many minutes?"), validators=[InputRequired(), NumberRange(1, 1440)])
