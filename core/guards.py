"""Route guards: every endpoint states its policy, and an endpoint without one is refused. Only routes import this."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import g

from core.access import Actor
from core.errors import N_, NotAllowed
from core.sign_ins import KnownDevice

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
"""Anyone, signed in or not."""
TABLET = "tablet"
"""A paired tablet (its device cookie), with or without a person: the empty shell, the pack, the sign-in screens."""
SIGNED_IN = "signed_in"
"""Any person signed in."""
KIOSK = "kiosk"
"""A paired kiosk, by the token in its Authorization header: no cookie, so no other page can send it along."""
KIOSK_PAIRING = "kiosk_pairing"
"""A computer that is to become a kiosk: it has nothing but the code in its question, which is used up."""
OPEN_KEY = "open_key"
"""A program with a key of the open API in its Authorization header; what the key opens the endpoint says itself."""
DEVICE_BATCH = "device_batch"
"""A paired tablet's own cookie plus Origin and the X-Eco header; each event names its person and is checked again."""


def policy(name: str) -> Callable[[View], View]:
    """State who may call a view: one of the words above, or `right:<name>` of `core.access.RIGHTS`.

    Several rights may be joined by `|`. The check itself runs in one place, before the view (factory.front_desk).
    """

    def stamp(view: View) -> View:
        view.eco_policy = name  # type: ignore[attr-defined]
        return view

    return stamp


def policy_of(view: Callable[..., Any] | None) -> str | None:
    """The policy of a view function; None where none was stated (which is refused)."""
    return getattr(view, "eco_policy", None)


def current_actor() -> Actor:
    """Who acts in this request. Raises NotAllowed where nobody is signed in."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise NotAllowed(N_("Nobody is signed in."), N_("Show your card, or sign in."))
    return actor


def current_device() -> KnownDevice:
    """The paired tablet that asks. Raises NotAllowed on any other browser."""
    device: KnownDevice | None = g.get("device")
    if device is None:
        raise NotAllowed(
            N_("This browser is not a paired tablet."),
            N_("Ask a coordinator to pair it, under People and tablets."),
        )
    return device
