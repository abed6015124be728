"""Who was at a machine, from when until when: what cards told, beside the jobs of the machine. Pure.

A sitting is one person at one machine for one thing; showing the label of another piece begins another. A job belongs
to whoever was there when it began, and goes on belonging to them: a card shown while the machine runs is a helper's, a
refused card changes nothing. A machine that began without anybody is the first one's who signs on while it runs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hardware.sitting_parts import Busy, Ground, Sitting, Told
from hardware.vocabulary import EndCause, EventKind, Purpose, ShownAs

SITTING_RULES = 3
"""Raise it when the same events come to other sittings."""
GRACE_MS = 5 * 60_000
"""A kiosk that is there tells of an idle time-out itself; so long after it we take it that it cannot."""
UNHEARD_MS = 3_600_000
"""After so long without a word of the kiosk nobody is taken to be at the machine still."""
ACTS = (
    EventKind.PIECE_SCANNED,
    EventKind.PURPOSE_CHOSEN,
    EventKind.MATERIAL_CHOSEN,
    EventKind.MATERIAL_REFUSED,
    EventKind.FAULT_REPORTED,
    EventKind.MAINTENANCE_DONE,
)
"""Whoever does one of these is still there."""


def sittings_of(told: Sequence[Told], ground: Ground) -> list[Sitting]:
    """Everybody who was at the machine, the earliest first, each with their jobs."""
    fold = _Fold(ground)
    for one in told:
        fold.take(one)
    fold.end()
    found = fold.found
    _share_out(found, ground.jobs)
    _stretch(found)
    return sorted([*found, *_claimed(found, ground)], key=lambda one: (one.began, one.key))


class _Fold:
    """The sittings so far; at most one is open."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.found: list[Sitting] = []
        self.open: Sitting | None = None
        self.acted = 0
        self.last: Told | None = None
        self._opened = [one.opened for one in ground.jobs]

    def take(self, one: Told) -> None:
        """One event."""
        kind, body = one.event.kind, one.event.body
        if kind is not EventKind.SIGNED_OFF:
            self._close_if_gone(one)
            self._close_if_idle(one)
        if kind is EventKind.SIGNED_ON and body.get("beside"):
            self._unknown_on(one, str(body.get("card", ""))[:128], self.ground.person_of(str(body["beside"])))
        elif kind is EventKind.SIGNED_ON:
            self._signed_on(one, self.ground.person_of(str(body.get("card", ""))), str(body.get("as", "")))
        elif kind is EventKind.SIGNED_OFF:
            self._signed_off(one, str(body.get("card") or ""), str(body.get("cause", "")))
        elif self.open is not None:
            self._act(self.open, one)
        self.last = one

    def _act(self, sitting: Sitting, one: Told) -> None:
        kind, body = one.event.kind, one.event.body
        if kind in ACTS:
            self.acted = max(self.acted, one.at)
        if kind is EventKind.PIECE_SCANNED:
            self._piece(sitting, one, str(body.get("code", ""))[:12])
        elif kind is EventKind.PURPOSE_CHOSEN and str(body.get("purpose")) in tuple(Purpose):
            sitting.used_for = str(body["purpose"])
        elif kind is EventKind.MATERIAL_CHOSEN:
            sitting.material = str(body.get("material", ""))[:40]
        elif kind is EventKind.MATERIAL_REFUSED:
            sitting.refused += 1

    def _piece(self, sitting: Sitting, one: Told, code: str) -> None:
        """The first piece is what this sitting is for; another begins another sitting of the same people."""
        if not code or sitting.piece_code == code:
            return
        if sitting.piece_code:
            self._close(one.at, EndCause.FINISHED, one.place)
            before, sitting = sitting, self._begin(one, sitting.person_id)
            sitting.supervisor_id, sitting.helpers = before.supervisor_id, dict(before.helpers)
            sitting.unknown_card = before.unknown_card
        sitting.piece_code, sitting.used_for = code, str(Purpose.PIECE)

    def _signed_on(self, one: Told, person_id: int | None, shown_as: str) -> None:
        if person_id is None:
            return
        if shown_as in (ShownAs.HELPER, ShownAs.SUPERVISOR):
            self._join(one, person_id, shown_as)
        elif self.open is None:
            self._begin(one, person_id)
        elif self.open.person_id == person_id:
            self.acted = max(self.acted, one.at)
        elif self.job_at(one.at) is not None:
            self._join(one, person_id, ShownAs.HELPER)
        else:
            self._close(one.at, EndCause.HAND_OVER, one.place)
            self._begin(one, person_id)

    def _unknown_on(self, one: Told, card: str, supervisor_id: int | None) -> None:
        """Somebody whom nobody knows yet, beside a supervisor; without one it is nothing."""
        if supervisor_id is None or not card:
            return
        if self.open is not None:
            if self.job_at(one.at) is not None:
                self._join(one, supervisor_id, ShownAs.SUPERVISOR)
                return
            self._close(one.at, EndCause.HAND_OVER, one.place)
        sitting = self._begin(one, None)
        sitting.unknown_card, sitting.supervisor_id = card, supervisor_id
        sitting.helpers[supervisor_id] = (str(ShownAs.SUPERVISOR), one.at)
        matched = self.ground.matches.get(sitting.key)
        sitting.person_id = matched if matched != supervisor_id else None

    def _join(self, one: Told, person_id: int, shown_as: str) -> None:
        """Somebody stands beside whoever is there."""
        if self.open is None or self.open.person_id == person_id:
            return
        self.acted = max(self.acted, one.at)
        self.open.helpers.setdefault(person_id, (str(shown_as), one.at))
        if shown_as == ShownAs.SUPERVISOR and self.open.supervisor_id is None:
            self.open.supervisor_id = person_id

    def _signed_off(self, one: Told, card: str, cause: str) -> None:
        if self.open is None:
            return
        is_guest = bool(card) and card == self.open.unknown_card
        person_id = self.ground.person_of(card) if card and not is_guest else None
        if person_id is not None and person_id != self.open.person_id:
            return
        known = cause if cause in tuple(EndCause) else str(EndCause.SIGN_OUT)
        self._look_on(one.at, self.ground.until)
        at = self.acted if known == EndCause.AGENT_DOWN else one.at
        self._close(at, known, one.place)

    def _begin(self, one: Told, person_id: int | None) -> Sitting:
        key = f"{one.event.kiosk}:{one.event.boot}:{one.event.seq}:{self.ground.machine}"
        self.open = Sitting(key, person_id, one.at, one.place, is_estimated=one.is_estimated)
        self.acted = one.at
        self.found.append(self.open)
        return self.open

    def _close(self, at: int, cause: str, place: str) -> None:
        sitting = self.open
        assert sitting is not None
        sitting.ended, sitting.cause, sitting.last_place = max(at, sitting.began), str(cause), place
        sitting.is_to_review = sitting.is_to_review or cause in (EndCause.AGENT_DOWN, EndCause.ESTIMATED)
        self.open = None

    def _is_turned(self, at: int | None = None) -> bool:
        """Whether the kiosk was taken from the machine since whoever is there came, up to `at`."""
        if self.open is None:
            return False
        index = bisect_right(self.ground.turns, self.open.began)
        return index < len(self.ground.turns) and (at is None or self.ground.turns[index] <= at)

    def _close_if_gone(self, one: Told) -> None:
        if self.last is not None and self._is_turned(one.at):
            self._look_on(self.last.at, one.at)
            self._close(self.acted, EndCause.AGENT_DOWN, one.place)

    def _close_if_idle(self, one: Told) -> None:
        """Nobody signed off, and long after the time-out something else is told: they had gone."""
        if self.open is None:
            return
        limit = self.ground.idle_ms + GRACE_MS
        if not self._look_on(one.at, limit):
            idle, shut = self.acted + self.ground.idle_ms, self.ground.closes(self.acted)
            if shut is not None and shut < idle:
                self._close(shut, EndCause.CLOSING_TIME, one.place)
            else:
                self._close(idle, EndCause.IDLE_TIMEOUT, one.place)

    def _look_on(self, at: int, limit: int) -> bool:
        """Follow what the machine did up to `at`; False at the first rest that is longer than `limit`."""
        jobs = self.ground.jobs
        index = max(0, bisect_right(self._opened, self.acted) - 1)
        while index < len(jobs) and jobs[index].opened <= at:
            job = jobs[index]
            if job.opened - self.acted > limit:
                return False
            self.acted = max(self.acted, at if job.closed is None else min(at, job.closed))
            index += 1
        return at - self.acted <= limit

    def end(self) -> None:
        """The kiosk stands there no more, or has not been heard for long: whoever was there is there no more."""
        if self.open is None or self.last is None or not self.ground.until:
            return
        is_gone = self.ground.is_gone or self._is_turned()
        if not is_gone and self.ground.until - self.last.at <= UNHEARD_MS:
            return
        self._look_on(self.last.at, self.last.at)
        if is_gone or self.ground.until - self.acted > self.ground.idle_ms + UNHEARD_MS:
            self._close(self.acted, EndCause.AGENT_DOWN, "")

    def job_at(self, at: int) -> Busy | None:
        """The job that runs at an instant."""
        index = bisect_left(self._opened, at)
        last = self.ground.jobs[index - 1] if index else None
        return last if last is not None and last.runs_at(at) else None


def _share_out(found: Sequence[Sitting], jobs: Iterable[Busy]) -> None:
    """Give each job to whoever was there when it began; one without anybody to the first who came while it ran."""
    begins = [one.began for one in found]
    for job in jobs:
        index = bisect_right(begins, job.opened)
        owner = found[index - 1] if index else None
        if owner is not None and (owner.ended is None or job.opened < owner.ended):
            owner.jobs.append(job)
        elif index < len(found) and job.runs_at(found[index].began):
            found[index].jobs.append(job)


def _stretch(found: Sequence[Sitting]) -> None:
    """Whoever signs off while the machine runs stays until it has ended or somebody else comes."""
    for index, one in enumerate(found):
        if one.ended is None:
            continue
        closes = [job.closed for job in one.jobs if job.closed is not None and job.closed > one.ended]
        if closes:
            limit = found[index + 1].began if index + 1 < len(found) else max(closes)
            one.ended = max(one.ended, min(max(closes), limit))


def _claimed(found: Sequence[Sitting], ground: Ground) -> list[Sitting]:
    """Sittings that somebody claimed afterwards, each of one job that nobody had."""
    had = {job.job.key for one in found for job in one.jobs}
    made = []
    for job in ground.jobs:
        claim = ground.claims.get(job.job.key)
        if claim is None or job.closed is None or job.job.key in had:
            continue
        sitting = Sitting(
            f"claim:{job.job.key}",
            claim.person_id,
            job.opened,
            job.first_place,
            ended=job.closed,
            cause=str(EndCause.FINISHED),
            last_place=job.last_place,
            used_for=claim.used_for,
            piece_code=claim.piece_code,
            source="claim",
            is_estimated=job.is_estimated,
        )
        made.append(replace(sitting, jobs=[job]))
    return made
