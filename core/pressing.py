"""What forms that write share: a client id made with the page, ids of their own, rules shown beside their field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from flask import request
from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import DateField, DateTimeLocalField, FileField, Form, HiddenField, PasswordField, TimeField
from wtforms.validators import Length, Optional, ValidationError

from core.clock import local_day, now
from core.errors import EcoError, RuleBroken
from core.ids import new_client_id, read_client_id


class PressedForm(FlaskForm):
    """A form that writes. `slug` keeps its ids apart from those of other forms on the page."""

    class Meta(FlaskForm.Meta):
        """What a form reads of a request: files only where it has a field for one, so that none lands in a text."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The fields as they were sent, without files where the form asks for none."""
            given = super().wrap_formdata(form, formdata)
            takes_files = any(issubclass(found.field_class, FileField) for _, found in form._unbound_fields)
            return request.form if isinstance(given, CombinedMultiDict) and not takes_files else given

    slug = "form"
    first_field = ""
    token = HiddenField(default=new_client_id)

    def __init__(self, *args: Any, slug: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = f"{slug or self.slug}-{field.short_name}"

    def refuse(self, problem: EcoError) -> None:
        """Show a broken rule beside the field that it names, or beside the form's first field."""
        name = problem.field if isinstance(problem, RuleBroken) else ""
        named = name if name in self._fields and name not in ("token", "csrf_token") else self.first_field
        target = self._fields.get(named) or next(
            field for field in self if field.short_name not in ("token", "csrf_token")
        )
        target.errors = [*target.errors, told(problem)]

    @property
    def stale_token(self) -> str:
        """The client id that the page carries; a new one where none came, or something that is none."""
        return read_client_id(self.token.data) or new_client_id()


FIRST_DAY: Final = date(2000, 1, 1)
FARTHEST: Final = timedelta(days=3653)
"""Ten years ahead: nothing here is planned for longer."""


def _refuse_far(day: date | None) -> None:
    last = local_day(now()) + FARTHEST
    if day is not None and not FIRST_DAY <= day <= last:
        first_said, last_said = format_date(FIRST_DAY, "d MMM y"), format_date(last, "d MMM y")
        raise ValidationError(
            gettext("Choose a day between %(first)s and %(last)s.", first=first_said, last=last_said)
        )


class DayField(DateField):
    """A day from 2000 until ten years ahead; what lies outside is a slip of the keyboard."""

    def pre_validate(self, form: Form) -> None:
        """Refuse a day that is too far away."""
        _refuse_far(self.data)


class MomentField(DateTimeLocalField):
    """A day and a time of day, no farther away than a `DayField` goes."""

    def pre_validate(self, form: Form) -> None:
        """Refuse a day that is too far away."""
        _refuse_far(self.data.date() if self.data else None)


class ClockField(TimeField):
    """A time of day whose error is ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read hours and minutes."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(gettext("Write the time as 09:30.")) from problem


class SignedForm(PressedForm):
    """A form that signs a check or sets a rule aside: the PIN or password again, where it was given a while ago."""

    always_signs = True
    """False where only some of its presses are signed: the browser must let the others go."""
    secret = PasswordField(_l("Your PIN or password"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret.flags.required = self.always_signs  # it is shown only to whom it is asked of


def told(problem: EcoError) -> str:
    """What happened and what to do, in the person's language."""
    parts = [gettext(text, **problem.params) for text in (problem.message, problem.remedy) if text]
    return " ".join(parts)
