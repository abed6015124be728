"""Choosing by which rule learners count as trained, from an open month on, until another is chosen."""

from __future__ import annotations

from datetime import date, datetime

from core.access import Actor, require
from factory.programme.queries.trained import choice_refused
from factory.programme.services.periods import one_at_a_time
from training.queries.trained_rules import choice_with
from training.services.trained_rules import write_trained_rule


def choose_trained_rule(
    *, indicator: str, way: str, starts_on: date, by: Actor, at: datetime, token: str
) -> int:
    """Choose a rule for an indicator of the trained, at every site; the number of the choice.

    The same token again returns the same. No month closes meanwhile, so that each freezes by one rule. Raises
    RuleBroken for a month that is closed at any site and for a rule that is in force already; NotAllowed where `by`
    may not choose.
    """
    require(by, "edit_targets")
    one_at_a_time()
    known = choice_with(token)
    if known is not None:
        return known
    refused = choice_refused(indicator, way, starts_on, at)
    if refused is not None:
        raise refused
    return write_trained_rule(indicator=indicator, way=way, starts_on=starts_on, by=by, at=at, token=token)
