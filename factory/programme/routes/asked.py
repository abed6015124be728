"""What a request asks to count: span, site, group and indicator out of the address, and the addresses that lead on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import current_app, request, url_for
from flask_babel import get_locale, gettext

from core.clock import local_day, now
from core.errors import N_, NotFound, RuleBroken
from core.guards import current_actor
from core.sites import Site, all_sites
from factory.programme.indicators import GROUP_NAMES, HEADLINES, INDICATORS, LINES, UNKNOWN_KIND, Indicator
from factory.programme.learning import EVERY, LEARNING
from factory.programme.machine_hours import LINES_OF_MACHINES, MACHINES
from factory.programme.queries.overview import View
from factory.programme.queries.partners import partners
from factory.programme.queries.scope import first_site
from factory.programme.spans import read_span
from factory.programme.through import CITIES, NOT_SAID, Through
from factory.programme.wording import Words
from factory.programme.works import WORKS
from inventory.catalogue import categories

ALL_SITES = "all"


def words() -> Words:
    """The language of this request."""
    locale = get_locale()
    code = str(locale) if locale else "en"
    return Words(code, gettext, is_rtl=bool(locale and locale.text_direction == "rtl"))


def asked_view() -> View:
    """The view that the address names. Raises RuleBroken or NotFound for what means nothing."""
    at = now()
    asked = request.args
    span = read_span(asked.get("span", ""), asked.get("from", ""), asked.get("to", ""), local_day(at))
    group = asked.get("group", "")
    if group and group not in GROUP_NAMES:
        raise RuleBroken("group", N_("There is no such kind of furniture."), N_("Choose one from the list."))
    kind = asked.get("kind", "")
    if kind and kind != UNKNOWN_KIND and kind not in categories():
        raise RuleBroken("kind", N_("There is no such kind of furniture."), N_("Choose one from the list."))
    shown = asked.get("show", HEADLINES[0])
    learning, machines = learning_is_open(), machines_are_open()
    works = (slug for slug, work in WORKS.items() if work.has_line)
    others = (*(LEARNING if learning else ()), *(LINES_OF_MACHINES if machines else ()), *works)
    if shown not in (*LINES, *others):
        raise NotFound()
    return View(
        span,
        _asked_site(asked.get("site", "")),
        group,
        EVERY[shown],
        at,
        kind,
        learning,
        machines,
        asked_through(),
    )


def asked_through() -> Through:
    """The city and the partner that the address names. Raises RuleBroken or NotFound for what means nothing."""
    city, partner = request.args.get("city", ""), request.args.get("partner", "")
    if city and city not in CITIES:
        raise RuleBroken("city", N_("There is no such city."), N_("Choose one from the list."))
    if partner not in ("", NOT_SAID) and partner not in {str(one) for one in partners()}:
        raise NotFound()
    return Through(city, partner)


def learning_is_open() -> bool:
    """True where the room of training is open: only then is it counted."""
    return "training.list_learners" in current_app.view_functions


def machines_are_open() -> bool:
    """True where the room of machines is open: only then is it counted."""
    return "hardware.take_kiosk_events" in current_app.view_functions


def _asked_site(slug: str) -> Site | None:
    if slug == ALL_SITES:
        return None
    if not slug:
        return first_site(current_actor(), now())
    found = next((site for site in all_sites() if site.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


def asked_indicator(slug: str) -> Indicator:
    """The indicator of an address, or 404."""
    if slug in LEARNING and learning_is_open():
        return LEARNING[slug]
    if slug in MACHINES and machines_are_open():
        return MACHINES[slug]
    if slug in WORKS:
        return WORKS[slug]
    if slug not in INDICATORS:
        raise NotFound()
    return INDICATORS[slug]


def is_open(slug: str) -> bool:
    """True unless the indicator is of a room that is not open, or is only planned."""
    if slug in LEARNING:
        return learning_is_open()
    return slug in EVERY and (slug not in MACHINES or machines_are_open())


def arguments_of(view: View) -> dict[str, str]:
    """The arguments of an address that show this view again."""
    found = {**view.span.arguments, "site": view.site.slug if view.site else ALL_SITES}
    if view.group:
        found["group"] = view.group
    if view.kind:
        found["kind"] = view.kind
    if view.shown.slug != HEADLINES[0]:
        found["show"] = view.shown.slug
    if view.through.city:
        found["city"] = view.through.city
    if view.through.partner:
        found["partner"] = view.through.partner
    return found


def addresses(view: View, endpoint: str = "programme.show_dashboard") -> Callable[..., str]:
    """Makes addresses of `endpoint` that keep the view but for what is named; a span goes in as an object."""
    kept = arguments_of(view)

    def address(to: str = "", span: Any = None, **changes: Any) -> str:
        arguments: dict[str, Any] = dict(kept)
        if span is not None:
            for name in ("span", "from", "to"):
                arguments.pop(name, None)
            arguments.update(span.arguments)
        arguments.update(changes)
        return url_for(to or endpoint, **{name: value for name, value in arguments.items() if value})

    return address


def mask_key() -> bytes:
    """The key of pseudonyms: the house's own secret, so that nobody can count back from a pseudonym to a code."""
    secret = current_app.config["SECRET_KEY"]
    return hashlib.sha256(f"rows of the count:{secret}".encode()).digest()
