"""Forms of monitoring: one's own answers, and the basis on which they are asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import DayField, PressedForm
from factory.monitoring.words import QUESTIONS


class AnswersForm(PressedForm):
    """What a person says of themselves; each question may be passed over."""

    first_field = "from_abroad"
    from_abroad = RadioField(QUESTIONS["from_abroad"][0], [Optional()])
    age_band = RadioField(QUESTIONS["age_band"][0], [Optional()])
    gender = RadioField(QUESTIONS["gender"][0], [Optional()])
    gender_own = StringField(_l("In my own words"), [Optional(), Length(max=40)])
    disability = RadioField(QUESTIONS["disability"][0], [Optional()])
    work = RadioField(QUESTIONS["work"][0], [Optional()])


class BasisForm(PressedForm):
    """Whether the programme asks, why it may, and until when answers are kept."""

    first_field = "basis"
    is_asked = BooleanField(_l("Ask these questions"))
    basis = TextAreaField(_l("Why this may be asked"), [Optional(), Length(max=400)])
    ends_on = DayField(_l("Last day: then every answer is deleted"), [InputRequired(_l("Choose the day."))])
