"""What fields of records are called on the pages that show their corrections."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from core.errors import N_
from factory.occasions.queries.artefacts import artefacts_of_organisation
from factory.occasions.queries.helping import help_to_organisation
from factory.occasions.queries.occasions import occasions_of_partner
from factory.occasions.routes import blueprint
from factory.occasions.words import ARTEFACT_KINDS, CITIES, HELP_KINDS, OCCASION_KINDS

FIELD_NAMES = {
    "title": N_("Called"),
    "kind": N_("Kind"),
    "day": N_("Day"),
    "city": N_("City"),
    "partner_id": N_("Held with"),
    "called_off_at": N_("Called off"),
    "quantity": N_("How many"),
    "made_on": N_("Made on"),
    "organisation_id": N_("Organisation"),
    "occasion_id": N_("Occasion"),
    "machine": N_("Machine"),
    "withdrawn_at": N_("Taken out of the count"),
    "minutes": N_("Minutes"),
    "about": N_("About what"),
    "started_on": N_("Enterprise started"),
    "category": N_("What kind of thing"),
    "what": N_("In a word or two"),
    "brand": N_("Brand"),
    "made_in": N_("Year it was made"),
    "problem": N_("What is wrong"),
    "problem_words": N_("More, in a few words"),
    "repairer_id": N_("Who mended it"),
    "outcome": N_("What became of it"),
    "barrier": N_("Why nothing could be done"),
    "begun_at": N_("Mending began"),
    "done_at": N_("Done"),
}


@blueprint.app_template_filter("record_field")
def record_field(name: str) -> str:
    """The name of a field of a record."""
    return str(gettext(FIELD_NAMES.get(name, name)))


@blueprint.app_template_global("done_for_organisation")
def done_for_organisation(organisation_id: int) -> dict[str, Any]:
    """What else an organisation has had of us, at whatever site: artefacts, help, occasions held with it."""
    return {
        "artefacts": artefacts_of_organisation(organisation_id),
        "help": help_to_organisation(organisation_id),
        "occasions": occasions_of_partner(organisation_id),
        "artefact_kinds": ARTEFACT_KINDS,
        "help_kinds": HELP_KINDS,
        "occasion_kinds": OCCASION_KINDS,
        "cities": CITIES,
    }
