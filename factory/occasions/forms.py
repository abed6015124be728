"""Forms of occasions, artefacts and help: shape and wording of their input."""

from __future__ import annotations

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.clock import today
from core.pressing import DayField, PressedForm
from core.recipients import organisations
from factory.occasions.queries.artefacts import machines_of
from factory.occasions.queries.occasions import occasions_to_make_for
from factory.occasions.words import ARTEFACT_KINDS, CITIES, HELP_KINDS, MOST_HEADS, MOST_MADE, OCCASION_KINDS

NOBODY = ""
WHOLE = _l("Write a whole number.")


def _named(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(slug, gettext(name)) for slug, name in words.items()]


def _organisations() -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in organisations()]


class OccasionForm(PressedForm):
    """An occasion."""

    slug = "occasion"
    first_field = "title"
    title = StringField(_l("What it is called, without names"), validators=[InputRequired(), Length(max=80)])
    kind = SelectField(_l("Kind"))
    day = DayField(_l("Day"), validators=[InputRequired(message=_l("Choose the day."))], default=today)
    city = SelectField(_l("City"))
    partner = SelectField(_l("Held with"), validators=[Optional()])

    def offer(self, city: str = "") -> OccasionForm:
        """The choices, in the person's language; a new form begins with the site's city."""
        self.kind.choices = _named(OCCASION_KINDS)
        self.city.choices = _named(CITIES)
        self.partner.choices = [(NOBODY, gettext("Nobody else")), *_organisations()]
        if not self.is_submitted() and self.city.data is None:
            self.city.data = city if city in CITIES else "other"
        return self

    @property
    def partner_id(self) -> int | None:
        """The organisation that was chosen."""
        return int(self.partner.data) if self.partner.data else None


class HeadsForm(PressedForm):
    """Heads counted at once, by hand: as many as were there."""

    slug = "heads"
    first_field = "change"
    who = SelectField(_l("Who"))
    change = IntegerField(
        _l("How many more, or fewer with a minus"),
        validators=[InputRequired(message=WHOLE), NumberRange(-MOST_HEADS, MOST_HEADS)],
    )

    def offer(self) -> HeadsForm:
        """Adults or children."""
        self.who.choices = [("adult", gettext("Adults")), ("child", gettext("Children"))]
        return self


class ArtefactForm(PressedForm):
    """A batch of things made."""

    slug = "artefact"
    first_field = "title"
    title = StringField(_l("What was made"), validators=[InputRequired(), Length(max=80)])
    kind = SelectField(_l("Kind"))
    quantity = IntegerField(
        _l("How many"), validators=[InputRequired(message=WHOLE), NumberRange(1, MOST_MADE)]
    )
    made_on = DayField(
        _l("Made on"), validators=[InputRequired(message=_l("Choose the day."))], default=today
    )
    recipient = SelectField(_l("For whom"))
    machine = SelectField(_l("Machine"), validators=[Optional()])

    def offer(self, site_id: int, standing: tuple[str, str] | None = None) -> ArtefactForm:
        """The choices: organisations, then occasions; `standing` is offered too, although it was put away."""
        self.kind.choices = _named(ARTEFACT_KINDS)
        who = [(f"g{slug}", name) for slug, name in _organisations()]
        when = [
            (f"o{line.id}", f"{line.title}, {format_date(line.day, 'd MMM y')}")
            for line in occasions_to_make_for(site_id)
        ]
        extra = [standing] if standing and standing[0] not in {slug for slug, _ in (*who, *when)} else []
        self.recipient.choices = [*extra, *who, *when]
        self.machine.choices = [(NOBODY, gettext("By hand, or not known")), *machines_of(site_id)]
        return self

    @property
    def organisation_id(self) -> int | None:
        """The organisation that was chosen."""
        return int(self.recipient.data[1:]) if self.recipient.data.startswith("g") else None

    @property
    def occasion_id(self) -> int | None:
        """The occasion that was chosen."""
        return int(self.recipient.data[1:]) if self.recipient.data.startswith("o") else None


class HelpForm(PressedForm):
    """Help to an organisation."""

    slug = "help"
    first_field = "organisation"
    organisation = SelectField(_l("Organisation, firm or start-up"))
    kind = SelectField(_l("Kind of help"))
    hours = DecimalField(
        _l("Hours"), validators=[InputRequired(message=_l("Write the hours, such as 1.5."))], places=2
    )
    day = DayField(_l("Day"), validators=[InputRequired(message=_l("Choose the day."))], default=today)
    about = StringField(_l("About what, without names"), validators=[Optional(), Length(max=120)])
    started_on = DayField(_l("The enterprise started on"), validators=[Optional()])

    def offer(self, standing: tuple[str, str] | None = None) -> HelpForm:
        """The choices; `standing` is offered too, although it was put away."""
        known = _organisations()
        extra = [standing] if standing and standing not in known else []
        self.organisation.choices = [*extra, *known]
        self.kind.choices = _named(HELP_KINDS)
        return self

    @property
    def minutes(self) -> int:
        """The hours as whole minutes."""
        hours = self.hours.data
        return int(round(hours * 60)) if hours is not None and abs(hours) < 100_000 else 0
