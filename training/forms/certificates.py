"""Forms of certificates: for whom, under which name, why not any more; and the public check."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.pressing import PressedForm
from training.words import CERTIFICATE_KINDS

KIND_WORDS = {
    "attendance": _l("Attendance"),
    "completion": _l("Completion"),
    "units": _l("Units awarded"),
}


class IssueForm(PressedForm):
    """Which kind of certificate, for one learner of a run or for all who completed it."""

    slug = "issue"
    first_field = "kind"
    kind = RadioField(
        _l("Kind of certificate"),
        choices=[(kind, KIND_WORDS[kind]) for kind in CERTIFICATE_KINDS],
        default="completion",
    )
    person = HiddenField(validators=[Optional(), Length(max=20)])


class RenameForm(PressedForm):
    """The name as the learner wants it now."""

    slug = "rename"
    first_field = "name"
    name = StringField(_l("Name on the certificate"), validators=[InputRequired(), Length(max=120)])
    reason = StringField(_l("Why it changes"), validators=[Optional(), Length(max=200)])


class RevokeForm(PressedForm):
    """Why a certificate counts no more."""

    slug = "revoke"
    first_field = "reason"
    reason = StringField(_l("Why it is revoked"), validators=[InputRequired(), Length(max=200)])


class CheckForm(FlaskForm):
    """The public check: a code, and two letters for who has the paper in hand."""

    code = StringField(_l("Code on the paper"), validators=[InputRequired(), Length(max=200)])
    letters = StringField(_l("Last two letters of the name"), validators=[Optional(), Length(max=8)])
