"""Forms of the room's registers: places, donors and donations, recipients, refused scans."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.clock import today
from core.pressing import PressedForm

KIND_OF_PLACE = [
    ("shelf", _l("Shelf")),
    ("bay", _l("Bay")),
    ("bench", _l("Bench")),
    ("venue", _l("Venue")),
    ("quarantine", _l("Quarantine")),
]
KIND_OF_DONOR = [
    ("person", _l("A person")),
    ("organisation", _l("An organisation")),
    ("council", _l("The council")),
]
KIND_OF_ORGANISATION = [
    ("charity", _l("Charity")),
    ("school", _l("School")),
    ("council", _l("Council")),
    ("health", _l("Health service")),
    ("firm", _l("Firm")),
    ("community", _l("Community group")),
    ("other", _l("Other")),
]


class PlaceEditForm(PressedForm):
    """A place of the site."""

    slug = "edit"
    first_field = "name"
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=40)])
    kind = SelectField(_l("Kind"), choices=KIND_OF_PLACE, default="shelf")
    step = SelectField(_l("Work done there"), validators=[Optional()], default="")


class DonorForm(PressedForm):
    """A donor and how to reach them; everything may stay empty."""

    slug = "donor"
    first_field = "name"
    kind = SelectField(_l("Who gives"), choices=KIND_OF_DONOR, default="person")
    name = StringField(_l("Name"), validators=[Optional(), Length(max=120)])
    email = StringField(_l("E-mail"), validators=[Optional(), Length(max=200)])
    phone = StringField(_l("Phone"), validators=[Optional(), Length(max=40)])


class DonationForm(PressedForm):
    """What was given on one day."""

    slug = "donation"
    first_field = "given_on"
    given_on = DateField(_l("Given on"), validators=[InputRequired()], default=today)


class SameAgainForm(PressedForm):
    """One more like the last piece of a donation."""

    slug = "again"
    first_field = "code"
    code = StringField(_l("Code of a blank label"), validators=[InputRequired(), Length(max=60)])


class OrganisationForm(PressedForm):
    """An organisation that receives pieces."""

    slug = "organisation"
    first_field = "name"
    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=120)])
    kind = SelectField(_l("Kind"), choices=KIND_OF_ORGANISATION, default="charity")
    city = StringField(_l("City"), validators=[Optional(), Length(max=60)])


class MakeoverForm(PressedForm):
    """A makeover as a destination."""

    slug = "makeover"
    first_field = "code"
    code = StringField(_l("Code"), validators=[InputRequired(), Length(max=20)])
    title = StringField(_l("Title, without names or addresses"), validators=[InputRequired(), Length(max=80)])
    kind = SelectField(
        _l("Kind"), choices=[("home", _l("Home")), ("community", _l("Community place"))], default="home"
    )
    city = StringField(_l("City"), validators=[Optional(), Length(max=60)])


class SettleRefusedForm(PressedForm):
    """How a refused scan was settled."""

    slug = "settle"
    first_field = "note"
    note = StringField(_l("How was it settled?"), validators=[InputRequired(), Length(max=200)])


class HouseholdForm(PressedForm):
    """The reference of a household."""

    slug = "household"
    first_field = "reference"
    reference = StringField(
        _l("Reference, without name or address"), validators=[InputRequired(), Length(max=40)]
    )
