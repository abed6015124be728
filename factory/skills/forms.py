"""Forms of skills and pairs: shape and wording of their input only."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from core.clock import today
from core.pressing import DayField, PressedForm
from factory.skills.catalogue import LONGEST_NAME
from factory.skills.models import LONGEST_MEETING
from factory.skills.words import Pictured


class TickedField(SelectMultipleField):
    """Several of a list, by checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SkillsForm(PressedForm):
    """What a person offers and what they want to learn."""

    slug = "skills"
    first_field = "offers"
    offers = TickedField(_l("I can show somebody"))
    wants = TickedField(_l("I want to learn"))

    def offer(self, shown: Sequence[Pictured]) -> None:
        """Fill both lists."""
        choices = [(skill.slug, skill.name) for skill in shown]
        self.offers.choices = self.wants.choices = choices


class SiteSkillForm(PressedForm):
    """A skill of the site's own."""

    slug = "site-skill"
    first_field = "name"
    name = StringField(_l("Name of the skill"), validators=[InputRequired(), Length(max=LONGEST_NAME)])


class PairForm(PressedForm):
    """Two people, what it is about, and since when."""

    slug = "pair"
    first_field = "topic"
    topic = SelectField(_l("About"), validators=[InputRequired()])
    guide = StringField(_l("Number of who shares"), validators=[InputRequired(), Length(max=20)])
    newcomer = StringField(_l("Number of who learns"), validators=[InputRequired(), Length(max=20)])
    begun_on = DayField(_l("Began on"), validators=[InputRequired()], default=today)

    def offer(self, shown: Sequence[Pictured]) -> None:
        """Fill the list."""
        self.topic.choices = [(one.slug, one.name) for one in shown]


class MeetingForm(PressedForm):
    """A meeting: its day and how long."""

    slug = "meeting"
    first_field = "day"
    day = DayField(_l("Day"), validators=[InputRequired()], default=today)
    minutes = IntegerField(
        _l("Minutes together"), validators=[InputRequired(), NumberRange(min=5, max=LONGEST_MEETING)]
    )


class EndPairForm(PressedForm):
    """The last day of a pair."""

    slug = "end"
    first_field = "ended_on"
    ended_on = DayField(_l("Last day"), validators=[InputRequired()], default=today)
