"""What a tablet tells sealed: opened, told apart from what came before, and answered; for every room alike."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import N_, EcoError, RuleBroken
from core.sealing import unseal
from core.tablets import Receipt, RefusedAtOnce


def opened(sealed: object, label: str, secrets: Iterable[str], longest: int) -> dict[str, Any]:
    """What was sealed under `label`, at most `longest` characters, without what a database cannot keep.

    Half a pair of UTF-16 becomes a question mark and U+0000 goes: a tablet's keyboard makes neither on purpose.
    Raises RuleBroken on "sealed" where it cannot be opened or is no object of JSON.
    """
    problem = RuleBroken(
        "sealed", N_("This could not be opened: it was sealed for another server."), N_("Take it again.")
    )
    text = str(sealed or "")
    if len(text) > longest:
        raise problem
    try:
        raw = unseal(secrets, base64.b64decode(text, validate=True), label)
        said = json.loads(raw.decode().replace("\\u0000", ""))
        said = json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError, RuleBroken) as fault:
        raise problem from fault
    if not isinstance(said, dict):
        raise problem
    return said


def hash_of(*said: object) -> str:
    """What tells a repeat from another event under the same id."""
    return hashlib.sha256(json.dumps(said, default=str).encode("utf-8", "replace")).hexdigest()


def body_hash(body: Mapping[str, Any]) -> str:
    """The hash of a sealed event: of its seal and its time."""
    return hash_of(body.get("sealed"), body.get("at"))


def without_id(body: Mapping[str, Any]) -> Receipt:
    """The answer to an event whose id is none."""
    return Receipt(str(body.get("id"))[:40], "invalid", N_("This event has no proper id."))


def receipt_of_known(event_id: str, *, is_same: bool) -> Receipt:
    """The answer to an event whose id came before: a repeat, or another one under its id."""
    if is_same:
        return Receipt(event_id, "repeated")
    return Receipt(event_id, "invalid", N_("Another event came under this id before."))


def receipt_of_problem(event_id: str, problem: EcoError, *, is_live: bool) -> Receipt:
    """The answer to what could not be done: it lies with a coordinator.

    Raises RefusedAtOnce where `is_live`: somebody stands before the screen, and nothing is kept.
    """
    receipt = Receipt(event_id, "stray", problem.message, problem.remedy, dict(problem.params))
    if is_live:
        raise RefusedAtOnce(replace(receipt, result="refused"))
    return receipt
