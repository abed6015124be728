"""Forms of the referral, the sealed address and the survey."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.pressing import DayField, PressedForm
from core.recipients import MAKEOVER_KINDS
from factory.makeovers.shown_words import WORDS
from factory.makeovers.words import CITIES, NEEDS, PERMISSIONS, SUBSTANCE_ANSWERS


def choices(kind: str, slugs: tuple[str, ...]) -> list[tuple[str, str]]:
    """(slug, words) of what can be chosen."""
    return [(slug, gettext(WORDS[kind][slug])) for slug in slugs]


class ManyField(SelectMultipleField):
    """Pictures of which several are pressed."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReferralForm(PressedForm):
    """Who sent it, which ward, what is needed."""

    slug = "referral"
    first_field = "kind"
    kind = RadioField(_l("What is made over?"), validators=[InputRequired()], default="home")
    title = StringField(_l("Short title"), validators=[Optional(), Length(max=80)])
    agency = SelectField(_l("Referred by"), coerce=int, default=0)
    reference = StringField(_l("Their reference"), validators=[InputRequired(), Length(max=40)])
    area = StringField(
        _l("Ward, or first half of the postcode"), validators=[InputRequired(), Length(max=60)]
    )
    city = SelectField(_l("City"), validators=[InputRequired()])
    partner = SelectField(_l("They came through"), coerce=int, default=0)
    referred_on = DayField(_l("Referred on"), validators=[Optional()])
    needs = ManyField(_l("What is needed?"))

    def offer(self, organisations: list[tuple[int, str]]) -> ReferralForm:
        """Set what can be chosen."""
        nobody = [(0, gettext("Nobody, or not known"))]
        self.kind.choices = choices("kind", MAKEOVER_KINDS)
        self.city.choices = choices("city", CITIES)
        self.needs.choices = choices("need", NEEDS)
        self.agency.choices = [*nobody, *organisations]
        self.partner.choices = [*nobody, *organisations]
        return self


class AddressForm(PressedForm):
    """Where it is, for the paper run sheet only. It is never filled in again by what is kept."""

    slug = "address"
    first_field = "address"
    address = TextAreaField(_l("Address"), validators=[InputRequired(), Length(max=600)])
    access = TextAreaField(_l("How to get in"), validators=[Optional(), Length(max=600)])
    risks = TextAreaField(_l("What to watch out for"), validators=[Optional(), Length(max=600)])


class SurveyForm(PressedForm):
    """The survey's answers; the risks of the building are fields of their own beside it."""

    slug = "survey"
    first_field = "needs"
    needs = ManyField(_l("What is needed?"))
    permission = RadioField(_l("Has the owner or landlord allowed the work?"), default="unknown")
    asbestos = RadioField(_l("Is there asbestos?"), default="unknown")
    asbestos_plan = StringField(
        _l("What is done about the asbestos"), validators=[Optional(), Length(max=200)]
    )
    lead_paint = RadioField(_l("Is there lead paint?"), default="unknown")
    lead_plan = StringField(_l("What is done about the lead paint"), validators=[Optional(), Length(max=200)])

    def offer(self) -> SurveyForm:
        """Set what can be chosen."""
        self.needs.choices = choices("need", NEEDS)
        self.permission.choices = choices("permission", PERMISSIONS)
        self.asbestos.choices = choices("substance", SUBSTANCE_ANSWERS)
        self.lead_paint.choices = choices("substance", SUBSTANCE_ANSWERS)
        return self
