"""The cells of the grid's rows as markup, joined once a row: eighteen hundred of them by template took 40 ms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from training.queries.grid import GridCriterion, GridLearner
from training.routes import blueprint


@blueprint.app_template_global()
def grid_heads(criteria: Sequence[GridCriterion]) -> list[tuple[GridCriterion, str]]:
    """The criteria, each with the class of its column: an outcome begins with a line."""
    begins = {one.outcome: one.id for one in reversed(criteria)}
    return [(one, "grid-outcome" if begins[one.outcome] == one.id else "") for one in criteria]


@blueprint.app_template_global()
def grid_cells(
    learner: GridLearner,
    heads: Sequence[tuple[GridCriterion, str]],
    base: str,
    signs: Mapping[str, Markup],
    names: Mapping[str, str],
) -> Markup:
    """One row: each cell leads to its page, says in words what stands there, and shows the sign of it."""
    called, address = escape(learner.called), escape(f"{base}/{learner.id}")
    ends = {word: escape(f": {name}") + Markup('">') + signs[word] for word, name in names.items()}
    cells = (
        f'<td class="grid-{word or "open"} {place}"><a id="c-{learner.id}-{one.id}" href="{address}/{one.id}" '
        f'aria-label="{called}, {one.number}{ends[word]}</a></td>'
        for one, place in heads
        for word in (learner.cells.get(one.id, ""),)
    )
    return Markup("".join(cells))
