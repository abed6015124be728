"""The answer to: may this person use this machine now?"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.vocabulary.states import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer for kiosk, booking, desk and the pack taken offline alike.

    `reason` is a code that every screen has words and a picture for; `missing` names what the person has not got yet
    (titles of courses or checklists); `next_induction` is an ISO day or instant with places, "" where there is none;
    `who_can_help` lists aliases of people here who may supervise. `warnings` are reasons that refuse nothing.
    """

    verdict: Verdict
    reason: Reason = Reason.NONE
    missing: tuple[str, ...] = ()
    next_induction: str = ""
    who_can_help: tuple[str, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def may(self) -> bool:
        """Whether the person may begin, alone or with somebody beside them."""
        return self.verdict != Verdict.REFUSED
