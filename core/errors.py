"""The errors that rules raise: what happened, what it means and what to do, ready to be translated at the edge."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark `text` for translation and return it unchanged; the edge translates it when it is shown."""
    return text


class EcoError(Exception):
    """The kin of all errors that a person may see.

    `message` and `remedy` are English message ids with `%(name)s` places, filled from `params` after translation.
    """

    status = 400

    def __init__(self, message: str, remedy: str = "", **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.remedy = remedy
        self.params = params


class RuleBroken(EcoError):
    """A rule of the model refused a write. `field` names the form field that it is shown beside ("" for the whole)."""

    status = 422

    def __init__(self, field: str, message: str, remedy: str = "", **params: object) -> None:
        super().__init__(message, remedy, **params)
        self.field = field


class NotFound(EcoError):
    """Nothing with that code here, or not for this person: both answer 404, so that nobody can tell them apart."""

    status = 404

    def __init__(self, message: str = "", remedy: str = "", **params: object) -> None:
        super().__init__(
            message or N_("There is nothing at this address."),
            remedy or N_("Go back, or scan the label again."),
            **params,
        )


class NotAllowed(EcoError):
    """The person is known, the thing may be shown, but this act needs another role, permit or PIN."""

    status = 403


class Conflict(EcoError):
    """The same client id came back with another body, or the row changed since it was read."""

    status = 409


class Unconfigured(EcoError):
    """A setting is missing or bad; said at start, or when the part that needs it is asked for."""

    status = 503
