"""The columns of each kind of file, the heads that people write over them, and those that are never kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from core.errors import N_
from core.forbidden import NEVER_ASKED, holds_forbidden_number, is_head_never_kept, plain_words
from core.import_files import heads_to_fields, register_template

FIELDS: Final[dict[str, dict[str, str]]] = {
    "organisations": {
        "name": N_("Name"),
        "kind": N_("Kind"),
        "city": N_("City"),
    },
    "makeovers": {
        "code": N_("Code in the old list"),
        "kind": N_("Home or community place"),
        "title": N_("Title"),
        "city": N_("City"),
        "area": N_("Ward or first half of the postcode"),
        "reference": N_("Reference of the referral"),
        "partner": N_("Partner"),
        "agency": N_("Referred by"),
        "referred_on": N_("Referred on"),
        "began_on": N_("First day"),
        "ended_on": N_("Last day"),
        "signed_on": N_("Signed off on"),
    },
    "visits": {
        "number": N_("Our number"),
        "ref": N_("Reference in the old list"),
        "called": N_("Called"),
        "language": N_("Language"),
        "role": N_("Came as"),
        "day": N_("Day"),
        "came": N_("Came at"),
        "left": N_("Left at"),
        "hours": N_("Hours there"),
        "work": N_("Work"),
    },
    "repairs": {
        "id": N_("Number in the old list"),
        "product_category": N_("Kind of thing"),
        "partner_product_category": N_("Kind in the words of the group"),
        "product_category_id": N_("Number of the kind"),
        "brand": N_("Brand"),
        "year_of_manufacture": N_("Made in the year"),
        "repair_status": N_("What became of it"),
        "repair_barrier_if_end_of_life": N_("Why nothing could be done"),
        "event_date": N_("Day"),
        "problem": N_("What is wrong with it"),
        "minutes": N_("Minutes of work"),
    },
}
for _kind, _fields in FIELDS.items():
    register_template(_kind, _fields)
KNOWN_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name", "organisation", "organization", "organisation name", "recipient", "firm", "الاسم"),
    "kind": ("kind", "type", "sort", "home or community place", "home/community"),
    "city": ("city", "town", "place"),
    "code": ("code", "code in the old list", "makeover", "makeover code", "id", "no", "number"),
    "title": ("title", "description", "what"),
    "area": ("area", "ward", "neighbourhood", "outcode"),
    "reference": ("reference", "ref", "referral reference", "reference of the referral"),
    "partner": ("partner", "partner organisation", "through"),
    "agency": ("agency", "referred by", "referrer", "referring agency"),
    "referred_on": ("referred on", "referred", "referral date"),
    "began_on": ("first day", "began", "began on", "start", "start date", "started"),
    "ended_on": ("last day", "ended", "end", "end date", "finished"),
    "signed_on": ("signed off on", "signed off", "signed", "sign-off", "sign off date", "completed", "date"),
    "number": ("our number", "number", "person number"),
    "ref": ("reference in the old list", "reference", "ref", "id", "volunteer id"),
    "called": ("called", "name", "known as", "volunteer", "who", "first name", "الاسم"),
    "language": ("language", "first language", "اللغة"),
    "role": ("came as", "role", "as"),
    "day": ("day", "date", "on", "اليوم"),
    "came": (
        "came at",
        "came",
        "arrived",
        "arrived at",
        "time arrived",
        "arrival",
        "in",
        "time in",
        "from",
        "start",
    ),
    "left": (
        "left at",
        "left",
        "time left",
        "departed",
        "departure",
        "out",
        "time out",
        "to",
        "until",
        "end",
    ),
    "hours": ("hours there", "hours", "hrs", "total hours", "ساعات"),
    "work": ("work", "activity", "task", "what"),
    "id": ("id", "record", "ticket", "number"),
    "product_category": ("product category", "category", "kind of thing", "item", "thing", "what"),
    "partner_product_category": ("partner product category",),
    "product_category_id": ("product category id",),
    "brand": ("brand", "make", "maker"),
    "year_of_manufacture": ("year of manufacture", "made in the year", "year"),
    "repair_status": ("repair status", "status", "outcome", "result", "what became of it"),
    "repair_barrier_if_end_of_life": ("repair barrier", "barrier", "why nothing could be done", "reason"),
    "event_date": ("event date", "date", "day", "اليوم"),
    "problem": ("problem", "fault", "what is wrong with it"),
    "minutes": ("minutes", "minutes of work"),
}
_ALWAYS: Final = (
    rf"{NEVER_ASKED}|phone|mobile|\btel\b|e-?mail|address|street|postcode|post.?code|\bzip\b|عنوان|هاتف"
)
FORBIDDEN: Final = {
    "organisations": re.compile(rf"{_ALWAYS}|contact|person", re.I),
    "makeovers": re.compile(
        rf"{_ALWAYS}|\bname\b|surname|tenant|client|customer|contact|family|resident|\bflat\b|\bdoor\b|house.?n",
        re.I,
    ),
    "visits": re.compile(_ALWAYS, re.I),
    "repairs": re.compile(rf"{_ALWAYS}|\bname\b|surname|owner|visitor|customer|contact|repairer", re.I),
}
"""Heads of columns that are dropped before anything is stored."""
_STREETS: Final = (
    "road|rd|street|st|avenue|ave|close|lane|drive|way|court|crescent|grove|terrace|place|gardens?|walk|hill"
)
_ADDRESS: Final = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|"
    rf"^\s*(flat|unit)?\s*\d+\s?[a-z]?\b.*\b({_STREETS})\b|"
    rf"\b[^\W\d]+\s+({_STREETS})\b[\s.,]*(no\.?|number)?\s*\d{{1,4}}\s?[a-z]?\s*(,|$)",
    re.I,
)
"""A whole postcode, or a house number before the name of a street or after it."""


def drop_forbidden(
    kind: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]], list[str]]:
    """Header and rows without columns that must not be kept, and the heads that were dropped.

    A column in which anything reads as an address goes whole, whatever stands above it; a forbidden number is blanked.
    """
    kept = [
        index
        for index, head in enumerate(header)
        if head
        and not is_head_never_kept(head)
        and not FORBIDDEN[kind].search(plain_words(head))
        and not (kind != "repairs" and any(_ADDRESS.search(row[index]) for row in rows))
    ]
    dropped = [head for index, head in enumerate(header) if head and index not in kept]
    cleaned = [["" if holds_forbidden_number(row[index]) else row[index] for index in kept] for row in rows]
    return [header[index] for index in kept], cleaned, dropped


def guess_columns(kind: str, header: Sequence[str], known: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column holds which field: as the site has said, else by its head."""
    return heads_to_fields(header, FIELDS[kind], KNOWN_HEADS, known)
