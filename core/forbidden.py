"""Words about people that must never be kept: National Insurance, residence-permit and asylum-card numbers."""

from __future__ import annotations

import re

from core.errors import N_, RuleBroken

_NATIONAL_INSURANCE = re.compile(r"\b[A-Z]{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?[A-D]\b", re.I)
"""The form of the number (HMRC, National Insurance Manual NIM39110), whatever its first two letters."""
_RESIDENCE_PERMIT = re.compile(r"\b[A-Z]{2}[A-Z0-9]\s?\d{6}\b", re.I)
"""A biometric residence permit: two letters, a letter or digit, six digits."""
_ASYLUM_CARD = re.compile(r"\bARC[\s:/#-]*(no\.?|number)?[\s:/#-]*[A-Z]{0,3}\s?/?\d{5,}", re.I)
_HOME_OFFICE = re.compile(r"\b[A-Z]\s?\d{7}(?:/\d{1,3})?\b", re.I)
_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def holds_forbidden_number(text: str) -> bool:
    """True if `text` holds something that looks like one of those numbers, whatever digits it is written in."""
    plain = text.translate(_EASTERN_DIGITS)
    return any(
        pattern.search(plain)
        for pattern in (_NATIONAL_INSURANCE, _RESIDENCE_PERMIT, _ASYLUM_CARD, _HOME_OFFICE)
    )


def refuse_forbidden(field: str, text: str) -> str:
    """`text`, or RuleBroken on `field` if it holds such a number."""
    if holds_forbidden_number(text):
        raise RuleBroken(
            field,
            N_("This looks like a National Insurance, permit or asylum number. We never keep those."),
            N_("Take the number out. Nobody here needs it."),
        )
    return text
