"""Shape and wording of kiosks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, Optional

from core.pressing import PressedForm
from hardware.forms.machines import TicksField


class BesideForm(PressedForm):
    """The machines that a kiosk stands beside."""

    slug = "beside"
    first_field = "machines"
    machines = TicksField(_l("It stands beside"))

    def offer(self, machines: list[tuple[str, str]]) -> BesideForm:
        """Set what can be chosen."""
        self.machines.choices = machines
        return self


class KioskForm(PressedForm):
    """One more kiosk."""

    slug = "kiosk"
    first_field = "machines"
    name = StringField(_l("Name of the kiosk"), validators=[Optional(), Length(max=60)])
    machines = TicksField(_l("It stands beside"))

    def offer(self, machines: list[tuple[str, str]]) -> KioskForm:
        """Set what can be chosen."""
        self.machines.choices = machines
        return self
