"""What is counted of occasions, artefacts and help to organisations."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from factory.occasions.words import ARTEFACT_KINDS, HELP_KINDS, OCCASION_KINDS
from factory.programme.counted import KINDS_OF_ORGANISATION
from factory.programme.indicators import Work

NO_PRACTICE_SITE: Final = N_("Practice sites are not counted.")
TAKEN_OUT: Final = N_("An entry that was taken out of the count is not counted.")
_HELD: Final = "o.called_off_at IS NULL AND NOT s.is_practice"
_HEADS: Final = (
    "SELECT CAST(o.id AS TEXT) || '-{split}' AS key, o.site_id, o.day, '{split}' AS split, o.{split} AS amount, "
    "CAST(NULL AS INTEGER) AS person_id, o.title AS what, CAST(o.id AS TEXT) AS ref FROM occasion o "
    f"JOIN site s ON s.id = o.site_id WHERE {_HELD} AND o.{{split}} > 0"
)
_CITY: Final = "(SELECT o.city FROM occasion o WHERE o.id = CAST(f.ref AS INTEGER))"
_PARTNER: Final = "(SELECT o.partner_id FROM occasion o WHERE o.id = CAST(f.ref AS INTEGER))"
_OF_HELPED: Final = (
    "(SELECT g.city FROM organisation g JOIN help_given h ON h.organisation_id = g.id "
    "WHERE h.id = CAST(f.ref AS INTEGER))"
)
_HELP: Final = (
    "FROM help_given h JOIN site s ON s.id = h.site_id WHERE h.withdrawn_at IS NULL AND NOT s.is_practice"
)

COUNTED: Final[tuple[Work, ...]] = (
    Work(
        "occasions",
        N_("Occasions"),
        "occasions",
        N_("took place: somebody was counted there"),
        N_(
            "Open days, family workshops, exhibitions, school visits, van stops and repair cafés at which at least "
            "one head was counted, on their day at their site."
        ),
        "1",
        (N_("An occasion that was called off is not counted."), NO_PRACTICE_SITE),
        facts=(
            "SELECT CAST(o.id AS TEXT) AS key, o.site_id, o.day, o.kind AS split, 1 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, o.title AS what, CAST(o.id AS TEXT) AS ref FROM occasion o "
            f"JOIN site s ON s.id = o.site_id WHERE {_HELD} AND o.adults + o.children > 0"
        ),
        opens=("occasions.show_occasion", "occasion_id"),
        splits=OCCASION_KINDS,
        has_line=True,
        city=_CITY,
        partner=_PARTNER,
    ),
    Work(
        "heads_without_names",
        N_("Heads without names"),
        "heads",
        N_("adults and children at occasions"),
        N_(
            "Adults and children counted at occasions, on the day of the occasion. Nobody is named, so somebody who "
            "came twice is counted twice."
        ),
        "1",
        (N_("An occasion that was called off is not counted."), NO_PRACTICE_SITE),
        facts=" UNION ALL ".join(_HEADS.format(split=split) for split in ("adults", "children")),
        opens=("occasions.show_occasion", "occasion_id"),
        splits={"adults": N_("Adults"), "children": N_("Children")},
        has_line=True,
        city=_CITY,
        partner=_PARTNER,
    ),
    Work(
        "artefacts",
        N_("Artefacts"),
        "artefacts",
        N_("made in batches for others"),
        N_(
            "Things made in batches for an organisation or an occasion, by their quantity, counted on the day "
            "they were made at the site that made them."
        ),
        "1",
        (TAKEN_OUT, NO_PRACTICE_SITE),
        facts=(
            "SELECT CAST(a.id AS TEXT) AS key, a.site_id, a.made_on AS day, a.kind AS split, a.quantity AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, a.title AS what, CAST(a.id AS TEXT) AS ref FROM artefact a "
            "JOIN site s ON s.id = a.site_id WHERE a.withdrawn_at IS NULL AND NOT s.is_practice"
        ),
        opens=("occasions.edit_artefact", "artefact_id"),
        splits=ARTEFACT_KINDS,
        has_line=True,
        city=(
            "(SELECT g.city FROM organisation g JOIN artefact a ON a.organisation_id = g.id "
            "WHERE a.id = CAST(f.ref AS INTEGER))"
        ),
    ),
    Work(
        "organisations_helped",
        N_("Organisations helped"),
        "organisations",
        N_("each organisation, firm or start-up once"),
        N_(
            "Distinct organisations, firms and start-ups that were helped, counted once, on the day of the first "
            "help at the site that gave it."
        ),
        "1",
        (TAKEN_OUT, NO_PRACTICE_SITE, N_("Pieces and artefacts that an organisation got are counted apart.")),
        facts=(
            "SELECT CAST(q.organisation_id AS TEXT) AS key, q.site_id, q.day, g.kind AS split, 1 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, g.name AS what, CAST(q.organisation_id AS TEXT) AS ref FROM "
            "(SELECT h.organisation_id, h.site_id, h.day, "
            f"ROW_NUMBER() OVER (PARTITION BY h.organisation_id ORDER BY h.day, h.id) AS turn {_HELP}) q "
            "JOIN organisation g ON g.id = q.organisation_id WHERE q.turn = 1"
        ),
        opens=("inventory.show_recipient", "recipient_id"),
        opens_with={"group": "organisations"},
        splits=KINDS_OF_ORGANISATION,
        has_line=True,
        city="(SELECT g.city FROM organisation g WHERE g.id = CAST(f.ref AS INTEGER))",
    ),
    Work(
        "help_hours",
        N_("Hours of help"),
        "hours",
        N_("given to organisations and start-ups"),
        N_("Hours of help to organisations, firms and start-ups, counted on the day of the help."),
        "1",
        (TAKEN_OUT, NO_PRACTICE_SITE),
        facts=(
            "SELECT CAST(h.id AS TEXT) AS key, h.site_id, h.day, h.kind AS split, h.minutes * 60000 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, (SELECT g.name FROM organisation g WHERE g.id = h.organisation_id) "
            f"AS what, CAST(h.id AS TEXT) AS ref {_HELP}"
        ),
        opens=("occasions.edit_help", "help_id"),
        splits=HELP_KINDS,
        city=_OF_HELPED,
    ),
    Work(
        "enterprises_started",
        N_("Enterprises started"),
        "enterprises",
        N_("began to trade with our help"),
        N_("Enterprises that began to trade with help of ours, each once, on the day they began."),
        "1",
        (TAKEN_OUT, NO_PRACTICE_SITE),
        facts=(
            "SELECT CAST(h.id AS TEXT) AS key, h.site_id, h.started_on AS day, '' AS split, 1 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, (SELECT g.name FROM organisation g WHERE g.id = h.organisation_id) "
            f"AS what, CAST(h.id AS TEXT) AS ref {_HELP} AND h.started_on IS NOT NULL"
        ),
        opens=("occasions.edit_help", "help_id"),
        has_line=True,
        city=_OF_HELPED,
    ),
)
