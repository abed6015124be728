"""Months of the count: which are closed, closing one, and what came to light about closed ones later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.clock import local_day, month_of, now
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.guards import current_actor, policy
from core.ids import new_client_id, read_client_id
from core.sites import Site, all_sites
from factory.programme.forms import CloseMonthForm
from factory.programme.learning import EVERY
from factory.programme.queries.fresh import fresh_cells
from factory.programme.queries.machines import machine_kinds, purpose_names
from factory.programme.queries.open_ends import open_ends
from factory.programme.queries.periods import (
    adjustments,
    closed_months,
    first_closed,
    is_over,
    last_look,
    next_to_close,
    open_until,
    refusal,
    refusal_until,
)
from factory.programme.queries.scope import sites_where
from factory.programme.routes import blueprint
from factory.programme.routes.asked import addresses, asked_view, machines_are_open, words
from factory.programme.services.periods import close_month, close_until, list_late_truths
from factory.programme.spans import EARLIEST, LATEST, Span, choices, month_by_name
from factory.programme.splits import words_of_split

ALL = "all"


@blueprint.get("/count/months")
@policy("right:see_count")
def list_periods() -> str:
    """Every month that is counted: closed by whom and when, or open, and whose turn it is."""
    at = now()
    today = local_day(at)
    closed, turns = closed_months(), next_to_close(at)
    late = adjustments()
    mine = sites_where(current_actor(), "close_periods", at)
    first = min([one.month for one in closed] + list(turns.values()), default=month_of(today))
    months = Span("own", month_by_name(first).starts_on, today).months()
    ready = {site: month for site, month in turns.items() if is_over(month, at) and site in mine}
    return render_template(
        "programme/list_periods.html",
        months=months[::-1],
        sites=all_sites(),
        closed={(one.month, one.site_id): one for one in closed},
        ready=ready,
        together=_together(ready),
        all_until=_all_until(ready, at),
        running=month_of(today),
        late_about={month: sum(one.key.month == month for one in late) for month in months},
        late_number=len(late),
        words=words(),
        month_span=month_by_name,
    )


def _together(ready: dict[int, str]) -> str:
    """The month that is due at several sites at once; "" where there is none."""
    months = set(ready.values())
    return months.pop() if len(months) == 1 and len(ready) > 1 else ""


def _all_until(ready: dict[int, str], at: datetime) -> str:
    """The last month that is over, where more than one month of a site is open up to it; "" else."""
    last = month_of(local_day(at).replace(day=1) - timedelta(days=1))
    return last if any(month < last for month in ready.values()) else ""


@blueprint.route("/count/months/<month>/close", methods=["GET", "POST"])
@policy("right:close_periods")
def end_period(month: str) -> str | Response | tuple[str, int]:
    """What a month comes to and what could still change it, before it closes; then close it for good.

    With `earlier` every open month before it too, all in one go.
    """
    sites, is_all = _asked_sites(month), _asks_all()
    form = CloseMonthForm(token=new_client_id())
    if not form.validate_on_submit():
        return _confirm_page(month, sites, form)
    close = close_until if is_all else close_month
    try:
        with transaction():
            number = close(
                month=month,
                site_ids=tuple(site.id for site in sites),
                by=current_actor(),
                at=now(),
                token=read_client_id(form.token.data) or new_client_id(),
            )
    except RuleBroken:
        return _confirm_page(month, sites, form), 422
    said = gettext("%(month)s is closed.", month=words().month(month))
    if is_all and number > 1:
        said = gettext("Every month up to %(month)s is closed.", month=words().month(month))
    flash(said, "good")
    return redirect(url_for("programme.list_periods"), 303)


def _asks_all() -> bool:
    """True where the address asks for every open month up to the one that it names."""
    return request.args.get("earlier") == "1"


def _asked_sites(month: str) -> list[Site]:
    """The sites that the address names: one, or all whose turn this month is. NotFound for what is none of mine."""
    try:
        if not EARLIEST <= month_by_name(month).starts_on <= LATEST or len(month) != 7:
            raise NotFound()
    except ValueError:
        raise NotFound() from None
    mine = sites_where(current_actor(), "close_periods", now())
    wanted = request.args.get("site", ALL)
    found = [site for site in all_sites() if site.id in mine and wanted in (ALL, site.slug)]
    if wanted == ALL:
        turns = next_to_close(now())
        due = [one for one, turn in turns.items() if turn == month or (_asks_all() and turn < month)]
        found = [site for site in found if site.id in due] or found
    if not found:
        raise NotFound()
    return found


def _confirm_page(month: str, sites: list[Site], form: CloseMonthForm) -> str:
    at = now()
    ids = frozenset(site.id for site in sites)
    wanted = open_until(month, ids, at) if _asks_all() else {site_id: [month] for site_id in ids}
    refused = refusal_until(month, wanted, at) if _asks_all() else refusal(month, sorted(ids), at)
    told = [gettext(text, **refused.params) for text in (refused.message, refused.remedy)] if refused else []
    months = sorted({one for found in wanted.values() for one in found}) or [month]
    return render_template(
        "programme/end_period.html",
        month=month,
        months=months,
        sites=sites,
        form=form,
        refused=" ".join(told),
        is_first=not ids <= first_closed().keys(),
        earlier=_earlier(month, ids, at) if refused and not _asks_all() else "",
        figures=_figures(months, wanted, at),
        indicators=EVERY,
        ends=open_ends(ids, at),
        words=words(),
        month_span=month_by_name,
        address=addresses(asked_view(), "programme.list_open_ends"),
    )


def _earlier(month: str, ids: frozenset[int], at: datetime) -> str:
    """Where this month can close with those before it: the address's own site; "" where it cannot."""
    closes = is_over(month, at) and open_until(month, ids, at)
    return request.args.get("site", ALL) if closes else ""


def _figures(
    months: list[str], wanted: dict[int, list[str]], at: datetime
) -> dict[str, dict[str, dict[int, int]]]:
    """What each month would freeze: by month, indicator (in the house's order) and site; months of nothing too."""
    found: dict[str, dict[str, dict[int, int]]] = {one: {} for one in months}
    span = Span("own", month_by_name(months[0]).starts_on, month_by_name(months[-1]).ends_on)
    amounts: dict[tuple[str, str, int], int] = {}
    for key, amount in fresh_cells(span, at).items():
        if key.month in wanted.get(key.site_id, ()):
            place = (key.month, key.indicator, key.site_id)
            amounts[place] = amounts.get(place, 0) + amount
    for slug in EVERY:
        for (month, indicator, site_id), amount in amounts.items():
            if indicator == slug and amount:
                found[month].setdefault(slug, {})[site_id] = amount
    return found


@blueprint.get("/count/adjustments")
@policy("right:see_count")
def list_adjustments() -> str:
    """What came to light about closed months, and counts on the day it was found."""
    view = asked_view()
    found = [one for one in adjustments(view.span) if view.site is None or one.key.site_id == view.site.id]
    return render_template("programme/list_adjustments.html", late=found, **_frame(view))


@blueprint.post("/count/adjustments")
@policy("right:close_periods")
def find_adjustments() -> Response:
    """Look for late truths now; the clockwork does it once a day."""
    with transaction():
        number = list_late_truths(at=now())
    said = gettext("%(number)s found and listed.", number=words().number(number))
    flash(said if number else gettext("Nothing new: closed months count as they froze."), "good")
    return redirect(url_for("programme.list_adjustments", site=ALL), 303)


def _frame(view: Any) -> dict[str, Any]:
    machine_words = {**machine_kinds(), **purpose_names()} if machines_are_open() else {}
    say = words()
    return {
        "view": view,
        "words": say,
        "indicators": EVERY,
        "looked": last_look(),
        "address": addresses(view, "programme.list_adjustments"),
        "choices": choices(view.today),
        "sites": all_sites(),
        "by_site": {site.id: site for site in all_sites()},
        "month_span": month_by_name,
        "detail": lambda key: words_of_split(key.indicator, key.category, key.split, gettext, machine_words),
    }
