"""Moving many pieces at once from the table: choose, see each verdict, confirm."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from core.pressing import PressedForm
from inventory.forms.piece_actions import place_options, step_choices
from inventory.queries.desk_lists import place_choices
from inventory.stages import MOVE_WORDS

MOST_AT_ONCE = 200
BULK_STAGES = tuple(stage for stage in MOVE_WORDS if stage not in ("received", "released"))


class BulkForm(PressedForm):
    """Where the chosen pieces go."""

    slug = "bulk"
    first_field = "codes"
    codes = SelectMultipleField(_l("Pieces"), validate_choice=False)
    to = SelectField(_l("Move to"), validators=[InputRequired()])
    step = SelectField(_l("Work step"), validators=[Optional()], default="")
    place = SelectField(_l("Place"), validators=[Optional()], default="")

    @classmethod
    def for_site(cls, site_id: int, *, sent: bool = False) -> BulkForm:
        """The form with the lists of a site."""
        form = cls() if sent else cls(formdata=None)
        form.to.choices = [(stage, gettext(MOVE_WORDS[stage])) for stage in BULK_STAGES]
        form.step.choices = step_choices()
        form.place.choices = place_options(place_choices(site_id))
        return form
