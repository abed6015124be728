"""Kinds of furniture on a form: pictures by group, and how many of each were written beside them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from core.bounds import whole
from factory.programme.indicators import GROUP_NAMES
from inventory.catalogue import GROUPS, categories


def kinds_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """(words of the group, [(category, words)]) for the pictures of a form."""
    return [
        (
            _(GROUP_NAMES[group]),
            [(one.slug, _(one.name)) for one in categories().values() if one.group == group],
        )
        for group in GROUPS
    ]


def items_sent(form: Mapping[str, str]) -> dict[str, int]:
    """How many of each kind were written beside its picture; what is no number counts as one too many."""
    sent = {slug: form.get(f"many-{slug}", "").strip() for slug in categories()}
    counts = {slug: whole(text, 3) for slug, text in sent.items() if text}
    return {slug: 1000 if count is None else count for slug, count in counts.items()}
