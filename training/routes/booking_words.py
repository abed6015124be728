"""Names of states, marks and endings in the person's language, for the templates of booking and of the register."""

from __future__ import annotations

from flask_babel import gettext

from core.ids import new_client_id
from training.attendance import MARK_NAMES
from training.booking_states import STATE_NAMES
from training.completion import PROPOSAL_NAMES
from training.routes import blueprint


@blueprint.app_template_global()
def booking_state_words(state: str) -> str:
    """The name of a booking's state."""
    return str(gettext(STATE_NAMES.get(state, state)))


@blueprint.app_template_global()
def mark_words(mark: str) -> str:
    """The name of a mark."""
    return str(gettext(MARK_NAMES.get(mark, mark)))


@blueprint.app_template_global()
def proposal_words(word: str) -> str:
    """The name of an ending."""
    return str(gettext(PROPOSAL_NAMES.get(word, word)))


@blueprint.app_template_global()
def new_id() -> str:
    """A client id for one press."""
    return new_client_id()
