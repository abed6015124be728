"""Signing at the desk: whoever signs a check or sets a rule aside gives the PIN or password again."""

from __future__ import annotations

from flask import g, request

from core.access import Actor
from core.clock import now
from core.guards import current_actor
from core.sign_in_services import confirm_again


def as_signer(secret: str | None) -> Actor:
    """The person signed in, confirmed by the PIN or password unless they gave it in the last minutes.

    Raises RuleBroken beside the field `secret`, and TooManyTries.
    """
    by = current_actor()
    if by.signs:
        return by
    address = request.remote_addr or "unknown"
    return confirm_again(by=by, secret=secret or "", address=address, device=g.device, at=now())
