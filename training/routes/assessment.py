"""The assessment grid: learners × criteria of a unit, on the tablet, at the desk and on paper."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from core.clock import today
from core.errors import NotFound
from core.guards import SIGNED_IN, current_actor, policy
from core.shown_pictures import sent_picture
from training.queries.evidence import may_see_photo
from training.queries.grid import (
    GridUnit,
    RunHead,
    criteria_of_unit,
    grid_of,
    grid_units,
    run_head,
    runs_to_assess,
)
from training.routes import blueprint

SEE = "right:see_accreditation"


@blueprint.get("/assessment")
@policy(SEE)
def list_assessments() -> str:
    """The runs with units, mine first, and how far each is."""
    actor = current_actor()
    found = runs_to_assess(actor.site_id, actor.person_id or 0, today())
    return render_template(
        "training/list_assessments.html",
        mine=[one for one in found if one.is_mine],
        others=[one for one in found if not one.is_mine],
    )


def unit_in_view(number: str) -> tuple[RunHead, list[GridUnit], GridUnit | None]:
    """The run, its units, and the one that the address asks for: else the first of mine, else the first."""
    actor = current_actor()
    head = run_head(number, actor.site_id)
    units = grid_units(head.id, actor.person_id or 0, today())
    asked = request.args.get("unit", "")
    chosen = next((one for one in units if str(one.id) == asked), None)
    if asked and chosen is None:
        raise NotFound
    return head, units, chosen or next((one for one in units if one.is_mine), units[0] if units else None)


@blueprint.get("/runs/<number>/assessment")
@policy(SEE)
def show_grid(number: str) -> str:
    """The grid of one unit of a run."""
    return _grid_page("training/show_grid.html", number)


@blueprint.get("/runs/<number>/assessment/paper")
@policy(SEE)
def print_grid(number: str) -> str:
    """The grid on paper, to be looked at or filled in by hand."""
    return _grid_page("training/print_grid.html", number)


def _grid_page(template: str, number: str) -> str:
    head, units, unit = unit_in_view(number)
    criteria = criteria_of_unit(unit.id) if unit else []
    learners = grid_of(head.id, unit.id) if unit else []
    return render_template(
        template,
        run=head,
        units=units,
        unit=unit,
        criteria=criteria,
        learners=learners,
        open_counts={
            one.id: sum(learner.cells.get(one.id) != "achieved" for learner in learners) for one in criteria
        },
    )


@blueprint.get("/evidence/<sha256>")
@policy(SIGNED_IN)
def show_evidence_photo(sha256: str) -> Response:
    """A photo of evidence: for the learner whose it is, and for who may see the assessment of their site."""
    actor = current_actor()
    if not may_see_photo(
        sha256, actor.person_id or 0, actor.site_id, sees_accreditation=actor.may("see_accreditation")
    ):
        raise NotFound
    return sent_picture(sha256, keeps=3600)
