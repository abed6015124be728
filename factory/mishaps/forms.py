"""Forms of accidents and near misses: shape and wording of their input only."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import MomentField, PressedForm
from factory.mishaps.kinds import GRAVITY_NAMES, KINDS
from factory.mishaps.models import LONGEST_PAGE, LONGEST_TOLD
from factory.mishaps.queries import machines_of, places_of


class MishapForm(PressedForm):
    """What happened, where and when. No field for a person or an injury."""

    slug = "mishap"
    first_field = "kind"
    kind = RadioField(
        _l("What happened?"), validators=[InputRequired(_l("Choose the picture of what happened."))]
    )
    gravity = RadioField(_l("Was somebody hurt?"), validators=[InputRequired()], default="near_miss")
    happened_at = MomentField(_l("When"), validators=[InputRequired()], format="%Y-%m-%dT%H:%M")
    place = SelectField(_l("Place"), validators=[Optional()], default="")
    machine = SelectField(_l("Machine"), validators=[Optional()], default="")
    piece = StringField(_l("Code of the piece"), validators=[Optional(), Length(max=60)])
    book_page = StringField(
        _l("Page in the accident book"), validators=[Optional(), Length(max=LONGEST_PAGE)]
    )

    def offer(self, site_id: int) -> None:
        """Fill the lists with what the site has."""
        self.kind.choices = [(kind.slug, gettext(kind.name)) for kind in KINDS]
        self.gravity.choices = [(slug, gettext(name)) for slug, name in GRAVITY_NAMES.items()]
        self.place.choices = [
            ("", gettext("No place")),
            *((str(number), name) for number, name in places_of(site_id)),
        ]
        self.machine.choices = [("", gettext("No machine")), *machines_of(site_id)]


class FollowUpForm(PressedForm):
    """What was done about it."""

    slug = "follow"
    first_field = "follow_up"
    follow_up = TextAreaField(_l("What was done"), validators=[InputRequired(), Length(max=LONGEST_TOLD)])
