"""Who is at the tablet, as JSON for its script."""

from __future__ import annotations

from typing import Any

from flask import Response, g, jsonify
from flask_wtf.csrf import generate_csrf

from core.access import RIGHTS, Actor
from core.ids import sign_in_key
from core.people_queries import aliases_of


def about_signed_in() -> Response:
    """The same to the page that has just given a PIN, with the key for its proofs: told this once, kept in memory."""
    return _about({"sign_in_key": sign_in_key(g.sign_in.id)} if g.sign_in is not None else {})


def about_me() -> Response:
    """The tablet, the person signed in (if any) with rights and permits, and who stands beside them."""
    return _about({})


def _about(more: dict[str, str]) -> Response:
    actor: Actor | None = g.actor
    return jsonify(
        {
            "device": _about_device(),
            "csrf": generate_csrf(),
            "person": {**about_person(actor), **more} if actor is not None else None,
        }
    )


def _about_device() -> dict[str, Any] | None:
    device = g.device
    return {"id": device.public_id, "name": device.name, "site_id": device.site_id} if device else None


def about_person(actor: Actor) -> dict[str, Any]:
    """What a tablet shows of the person, and the public id that names the sign-in in its events."""
    return {
        "number": actor.number,
        "alias": actor.alias,
        "avatar": actor.avatar,
        "language": actor.language,
        "theme": actor.theme,
        "shows_english": actor.shows_english,
        "strength": actor.strength,
        "sign_in": actor.sign_in_id,
        "rights": sorted(right for right in RIGHTS if actor.may(right)),
        "permits": sorted(actor.permits) if actor.strength != "card" else [],
        "with": [
            {"number": row.number, "alias": row.called, "avatar": row.avatar}
            for row in aliases_of(actor.with_ids)
        ],
    }
