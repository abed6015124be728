"""The form of a target: shape and wording of its input only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired


class ChangeTargetForm(FlaskForm):
    """The number and the days of a target."""

    token = HiddenField()
    number = IntegerField(
        _l("Number to reach"), validators=[InputRequired(message=_l("Write a whole number."))]
    )
    starts_on = DateField(_l("First day"), validators=[InputRequired(message=_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(message=_l("Choose the last day."))])


class SetTargetForm(ChangeTargetForm):
    """What is counted, where, and the number and days to reach it in. The choices are filled by the route."""

    indicator = SelectField(_l("What is counted"))
    site = SelectField(_l("Where"))
