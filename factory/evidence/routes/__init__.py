"""Addresses of evidence packs: the page where one is asked for, and the pack."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response as Answered

from core.clock import local_day, now
from core.db import transaction
from core.errors import N_, EcoError, RuleBroken
from core.guards import current_actor, policy
from core.signing import as_signer
from core.sites import all_sites
from factory.evidence.forms import EvidenceForm
from factory.evidence.packing import evidence_pack
from factory.evidence.populations import Asked, chosen, population
from factory.evidence.sampling import checked_seed, drawn
from factory.evidence.services import note_pack
from factory.profiles.queries import splits_of
from factory.programme.learning import EVERY
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.partners import partners
from factory.programme.queries.scope import row_scope
from factory.programme.routes.asked import is_open, mask_key
from factory.programme.spans import Span, quarter_span
from factory.programme.through import CITIES, NOT_SAID, Through

blueprint = Blueprint("evidence", __name__)
USUAL_SIZE = 20
_NOTHING = (N_("Nothing was counted in these days."), N_("Choose other days or another figure."))
_ORDER = (N_("The last day must not be before the first."), "")


@blueprint.get("/evidence")
@policy("right:export_evidence")
def choose_evidence() -> str:
    """Ask for a pack."""
    quarter = quarter_span(local_day(now()))
    days = {"starts_on": quarter.starts_on, "ends_on": quarter.ends_on}
    return _page(EvidenceForm(formdata=None, data={"size": USUAL_SIZE, **days}))


@blueprint.post("/evidence")
@policy("right:export_evidence")
def make_evidence() -> Answered | tuple[str, int]:
    """The pack as a ZIP."""
    form = _choices(EvidenceForm())
    if not form.validate():
        return _page(form), 422
    try:
        return _pack(form)
    except EcoError as problem:
        form.refuse(problem)
        return _page(form), problem.status


def _pack(form: EvidenceForm) -> Response:
    at, by = now(), current_actor()
    with_names = bool(form.with_names.data)
    if with_names:
        by = as_signer(form.secret.data)
    asked, mask = _asked(form), mask_key()
    rows = population(asked, mask)
    named = (form.rows.data or "").split()
    seed = "" if named else checked_seed(form.seed.data or "")
    found = (
        chosen(rows, named) if named else drawn([(row.key, row) for row in rows], form.size.data or 0, seed)
    )
    if not found:
        raise RuleBroken("indicator", *_NOTHING)
    body = evidence_pack(
        asked,
        found,
        seed=seed,
        whole=len(rows),
        folder=current_app.config["ECO_SETTINGS"].photo_folder,
        with_names=with_names,
        at=at,
    )
    with transaction():
        note_pack(indicator=asked.indicator.slug, with_names=with_names, by=by, at=at)
    answer = Response(body, content_type="application/zip")
    name = f"ecoworks-evidence-{asked.indicator.slug}-{asked.span.starts_on}-{seed or 'chosen'}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(form: EvidenceForm) -> Asked:
    start, end = form.starts_on.data, form.ends_on.data
    if start is None or end is None or end < start:
        raise RuleBroken("ends_on", *_ORDER)
    at = now()
    sites = row_scope(current_actor(), at).named
    if form.site.data:
        sites &= {int(form.site.data)}
    slug, _, split = form.indicator.data.partition("|")
    through = Through(form.city.data or "", form.partner.data or "")
    return Asked(EVERY[slug], Span("own", start, end), sites, at, split, through)


def _choices(form: EvidenceForm) -> EvidenceForm:
    form.indicator.choices = []
    for slug, one in EVERY.items():
        if slug not in MACHINES and is_open(slug):
            name = gettext(one.name)
            form.indicator.choices.append((slug, name))
            form.indicator.choices += [
                (f"{slug}|{split}", f"{name}: {gettext(part)}") for split, part in splits_of(slug).items()
            ]
    form.city.choices = [("", gettext("All cities"))]
    form.city.choices += [(word, gettext(name)) for word, name in CITIES.items()]
    form.partner.choices = [("", gettext("Whoever they came through"))]
    form.partner.choices += [(str(id), name) for id, name in partners().items()]
    form.partner.choices.append((NOT_SAID, gettext("Partner not said")))
    mine = row_scope(current_actor(), now()).named
    form.site.choices = [("", gettext("All my sites"))]
    form.site.choices += [(str(site.id), site.name) for site in all_sites() if site.id in mine]
    return form


def _page(form: EvidenceForm) -> str:
    return render_template(
        "evidence/choose_evidence.html",
        form=_choices(form),
        wants_secret=not current_actor().signs,
    )


from factory.evidence.routes import scans  # noqa: E402, F401
