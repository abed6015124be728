"""Forms of the van's day: offers, their answer, rounds, kilometres, deliveries."""

from __future__ import annotations

from datetime import time

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.clock import today
from core.pressing import DayField, MomentField, PressedForm
from factory.van.words import CAME_BY, DECLINE_REASONS


class TicksField(SelectMultipleField):
    """Several choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class GiveForm(PressedForm):
    """What a stranger would give. `website` is a trap: no person sees it.

    `items` and `photos` are drawn by the page and read from the request; here they hold what is wrong with them.
    """

    slug = "give"
    first_field = "items"
    opened = HiddenField()
    items = HiddenField(_l("What you would give"))
    photos = HiddenField(_l("Photos"))
    website = StringField(_l("Leave this empty"), validators=[Optional(), Length(max=200)])
    outcode = StringField(_l("First half of the postcode"), validators=[InputRequired(), Length(max=10)])
    name = StringField(_l("Name"), validators=[Optional(), Length(max=120)])
    phone = StringField(_l("Phone"), validators=[Optional(), Length(max=40)])
    email = StringField(_l("E-mail"), validators=[Optional(), Length(max=200)])
    collect_from = StringField(_l("Address, if we are to fetch it"), validators=[Optional(), Length(max=200)])


class OfferForm(GiveForm):
    """An offer that somebody at the desk writes down."""

    slug = "offer"
    came_by = RadioField(
        _l("How it came"),
        choices=[(slug, _l(words)) for slug, words in CAME_BY.items() if slug != "form"],
        default="phone",
    )


class AnswerForm(PressedForm):
    """Yes with a slot or for a round, or no with a reason."""

    slug = "answer"
    first_field = "answer"
    slot_at = MomentField(_l("They bring it at"), validators=[Optional()])
    reason = SelectField(
        _l("Why not"),
        choices=[("", _l("Choose")), *((slug, _l(words)) for slug, words in DECLINE_REASONS.items())],
        default="",
        validate_choice=False,
    )


class RoundForm(PressedForm):
    """A round: when, which van, who, which offers in which order."""

    slug = "round"
    first_field = "day"
    day = DayField(_l("Day"), validators=[InputRequired()], default=today)
    van = StringField(_l("Van"), validators=[Optional(), Length(max=40)])
    driver = SelectField(_l("Driver"), default="", validate_choice=False)
    offers = TicksField(_l("Offers to fetch"), validate_choice=False)


class KilometresForm(PressedForm):
    """What the van's counter showed."""

    slug = "km"
    first_field = "km_start"
    km_start = IntegerField(_l("Counter before"), validators=[Optional()])
    km_end = IntegerField(_l("Counter after"), validators=[Optional()])


class DeliveryForm(PressedForm):
    """A delivery: when, to whom, with what."""

    slug = "delivery"
    first_field = "destination"
    destination = SelectField(_l("Where it goes"), default="", validate_choice=False)
    day = DayField(_l("Day"), validators=[InputRequired()], default=today)
    back_at = TimeField(_l("Away from there by"), validators=[InputRequired()], default=time(16, 0))
    van = StringField(_l("Van"), validators=[Optional(), Length(max=40)])
    driver = SelectField(_l("Driver"), default="", validate_choice=False)
    codes = TicksField(_l("Pieces"), validate_choice=False)


class CodeForm(PressedForm):
    """The code of one more piece."""

    slug = "one"
    first_field = "code"
    code = StringField(_l("Code on its label"), validators=[InputRequired(), Length(max=60)])
