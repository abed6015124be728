"""What waits for whoever showed a card, for the tablet's home: an offer, a question, what they may do here."""

from __future__ import annotations

from flask import Response, jsonify

from core.clock import now, today
from core.guards import SIGNED_IN, current_actor, policy
from training.queries.bookings import bookings_of
from training.queries.outcomes import steps_due
from training.queries.witnessing import learners_to_witness
from training.routes import blueprint


@blueprint.get("/api/v1/mine")
@policy(SIGNED_IN)
def tell_mine() -> Response:
    """How many offers and questions wait for me, and whether I help somewhere and may say what I saw: no names."""
    actor, at = current_actor(), now()
    person_id = actor.person_id or 0
    response = jsonify(
        {
            "number": actor.number,
            "offers": sum(one.state == "offered" for one in bookings_of(person_id, at)),
            "steps": len(steps_due(today(), person_id=person_id)),
            "witness": bool(learners_to_witness(actor.site_id, person_id, sees_all=False)),
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response
