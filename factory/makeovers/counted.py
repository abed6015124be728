"""Makeovers: each once, on the day its household signed, as a home or a community place."""

from __future__ import annotations

from typing import Final

from core.errors import N_
from factory.programme.indicators import Work

COUNTED: Final[tuple[Work, ...]] = (
    Work(
        "makeovers",
        N_("Makeovers"),
        "makeovers",
        N_("each once, on the day its household signed"),
        N_(
            "Makeovers signed off by their household, by drawing or by a picture as its mark, counted on that day at "
            "the site that made them, as a home or a community place."
        ),
        "1",
        (
            N_("Cancelled makeovers, refused sign-offs and practice sites are not counted."),
            N_("Work that is finished and not signed off yet is not counted."),
            N_(
                "Makeovers of earlier years that a list tells of count on the day when they were signed off on paper."
            ),
        ),
        facts=(
            "SELECT m.code AS key, m.site_id, s.signed_on AS day, m.kind AS split, 1 AS amount, "
            "CAST(NULL AS INTEGER) AS person_id, m.code AS what, m.code AS ref FROM makeover_sign_off s "
            "JOIN makeover m ON m.id = s.makeover_id JOIN site t ON t.id = m.site_id "
            "WHERE s.outcome <> 'refused' AND NOT t.is_practice "
            "UNION ALL SELECT m.code, m.site_id, p.signed_on, m.kind, 1, CAST(NULL AS INTEGER), m.code, m.code "
            "FROM makeover_past p JOIN makeover m ON m.id = p.makeover_id JOIN site t ON t.id = m.site_id "
            "WHERE NOT t.is_practice"
        ),
        opens=("makeovers.show_makeover", "makeover"),
        splits={"home": N_("Home"), "community": N_("Community place")},
        has_line=True,
        city="(SELECT m.city FROM makeover m WHERE m.code = f.key)",
        partner=(
            "(SELECT c.partner_id FROM makeover_case c JOIN makeover m ON m.id = c.makeover_id "
            "WHERE m.code = f.key)"
        ),
    ),
)
