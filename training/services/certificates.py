"""Certificates issued, issued anew under another name, revoked. Each is a frozen text with a serial and a code."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.ids import certificate_key, new_certificate_code
from core.paper import missing_letters
from core.people_services import clean_name
from training.models.certificates import Certificate
from training.models.registers import LearnerRecord
from training.papers import centre_title, name_lines, paper_hash
from training.queries.certificates import (
    Earner,
    RunFacts,
    certificate_by_serial,
    earner,
    earners_of,
    run_facts,
    title_in,
    units_awarded,
)
from training.words import CERTIFICATE_KINDS

_OF_RUN = uuid.UUID("0f6f3a2e-6d0c-4f57-9a9c-4f6f8e0a7b21")
"""Namespace of the ids of certificates issued for a whole run with one press."""


@dataclass(frozen=True)
class Issued:
    """What one press for a whole run did: the new serials, and how many already had theirs."""

    serials: tuple[str, ...]
    already: int


def issue_certificate(
    *, by: Actor, run_number: str, person_number: str, kind: str, at: datetime, token: str
) -> Certificate:
    """Issue a learner's certificate for a run they completed; the same token again returns the same one.

    Raises NotFound for somebody who is not in the run.
    """
    require(by, "issue_certificates")
    known = db.session.scalar(select(Certificate).where(Certificate.token == token))
    if known is not None:
        return known
    facts = _facts(run_number, by)
    row = fast().row("SELECT id FROM person WHERE number = ?", (person_number,))
    who = earner(facts.run_id, row[0], kind) if row else None
    if who is None:
        raise NotFound(N_("This learner is not in the run."), N_("Choose from the list."))
    return _issue(by, facts, who, kind, at, token)


def issue_for_run(*, by: Actor, run_number: str, kind: str, at: datetime, token: str) -> Issued:
    """Issue a certificate to everybody who completed the run and had none of that kind yet.

    Whoever's was revoked is left out: that is decided for each by itself. Raises RuleBroken where nobody completed
    it.
    """
    require(by, "issue_certificates")
    facts = _facts(run_number, by)
    done = [who for who in earners_of(facts.run_id, kind) if who.state == "completed"]
    if not done:
        raise RuleBroken(
            "kind",
            N_("Nobody has completed this run yet."),
            N_("Confirm who completed it first, on the page of the run."),
        )
    fresh = [who for who in done if not who.serial and not who.was_revoked]
    made = [
        _issue(by, facts, who, kind, at, str(uuid.uuid5(_OF_RUN, f"{token} {who.number}"))).serial
        for who in fresh
    ]
    return Issued(tuple(made), len(done) - len(fresh))


def replace_certificate(
    *, by: Actor, serial: str, name: str, reason: str, at: datetime, token: str
) -> Certificate:
    """Issue the same certificate under the name as it is wanted now; the old one says that it was replaced.

    Raises RuleBroken where the name is the same.
    """
    require(by, "issue_certificates")
    known = db.session.scalar(select(Certificate).where(Certificate.token == token))
    if known is not None:
        return known
    old = _held(by, serial)
    wanted = _name_kept(by, old.person_id, name, at)
    lines = name_lines(wanted, "", "")
    if lines == old.snapshot["name"]:
        raise RuleBroken(
            "name",
            N_("The certificate bears this name already."),
            N_("Print it again; the paper is the same."),
        )
    old.state, old.ended_at, old.ended_by_id = "replaced", at, by.person_id
    old.reason = _reason(reason, needed=False)
    db.session.flush()
    return _store(
        by,
        {**old.snapshot, "name": lines, "issued": local_day(at).isoformat()},
        kind=old.kind,
        person_id=old.person_id,
        run_id=old.run_id,
        site_id=old.site_id,
        replaces=old,
        at=at,
        token=token,
        verb="replace_certificate",
    )


def revoke_certificate(*, by: Actor, serial: str, reason: str, at: datetime) -> Certificate:
    """Revoke a certificate, with a reason that stays in the register; the public check says so at once."""
    require(by, "revoke_certificates")
    why = _reason(reason, needed=True)
    row = _held(by, serial)
    row.state, row.ended_at, row.ended_by_id, row.reason = "revoked", at, by.person_id, why
    db.session.flush()
    _write("revoke_certificate", by, row, at, ["state", "reason"])
    return row


def _held(by: Actor, serial: str) -> Certificate:
    line = certificate_by_serial(serial, by.site_id)
    if line is None:
        raise NotFound(N_("There is no certificate with this serial here."), N_("Look in the register."))
    row = db.session.get_one(Certificate, line.id, with_for_update=True, populate_existing=True)
    if row.state != "valid":
        raise RuleBroken(
            "reason",
            N_("This certificate is not valid any more."),
            N_("Look in the register for the one in its place."),
        )
    return row


def _facts(run_number: str, by: Actor) -> RunFacts:
    facts = run_facts(run_number, by.site_id)
    if facts is None:
        raise NotFound(N_("There is no such run here."), N_("Choose from the list."))
    return facts


def _issue(by: Actor, facts: RunFacts, who: Earner, kind: str, at: datetime, token: str) -> Certificate:
    if kind not in CERTIFICATE_KINDS:
        raise RuleBroken("kind", N_("There is no such certificate."), N_("Choose from the list."))
    known = db.session.scalar(select(Certificate).where(Certificate.token == token))
    if known is not None:
        return known
    if who.state != "completed":
        raise RuleBroken(
            "person",
            N_("%(name)s has not completed this run yet."),
            N_("Confirm it first, on the page of the run."),
            name=who.called,
        )
    if who.serial:
        raise RuleBroken(
            "person",
            N_("%(name)s holds the certificate %(serial)s already."),
            N_("Print that one, or issue it anew under another name."),
            name=who.called,
            serial=who.serial,
        )
    return _store(
        by,
        _snapshot(facts, who, kind, local_day(at)),
        kind=kind,
        person_id=who.person_id,
        run_id=facts.run_id,
        site_id=facts.site_id,
        replaces=None,
        at=at,
        token=token,
        verb="issue_certificate",
    )


def _snapshot(facts: RunFacts, who: Earner, kind: str, day: date) -> dict[str, Any]:
    """What the paper says, for ever."""
    units = units_awarded(who.person_id, facts.version_id) if kind == "units" else []
    if kind == "units" and not units:
        raise RuleBroken(
            "kind",
            N_("No unit of this course has been awarded to %(name)s."),
            N_("Enter the result of the awarding body first, or choose another kind."),
            name=who.called,
        )
    also = title_in(facts.version_id, who.language) if who.language != "en" else ""
    return {
        "v": 1,
        "kind": kind,
        "name": name_lines(who.certificate_name, who.full_name, who.called),
        "title": centre_title(facts.title, is_accredited=facts.is_accredited),
        "title_also": also,
        "language": who.language if also else "en",
        "level": facts.level if facts.is_accredited else "",
        "minutes": who.minutes,
        "from": facts.first.isoformat() if facts.first else "",
        "to": facts.last.isoformat() if facts.last else "",
        "units": units,
        "trainers": list(facts.trainers),
        "site": facts.site,
        "run": facts.number,
        "issued": day.isoformat(),
    }


def _store(
    by: Actor,
    text: dict[str, Any],
    *,
    kind: str,
    person_id: int,
    run_id: int,
    site_id: int,
    replaces: Certificate | None,
    at: datetime,
    token: str,
    verb: str,
) -> Certificate:
    _refuse_unprintable(text["name"])
    code, serial = new_certificate_code(), _next_serial(site_id, local_day(at))
    snapshot = {**text, "serial": serial}
    row = Certificate(
        token=token,
        serial=serial,
        code=code,
        code_key=certificate_key(code),
        kind=kind,
        person_id=person_id,
        run_id=run_id,
        site_id=site_id,
        snapshot=snapshot,
        sha256=paper_hash(snapshot),
        state="valid",
        replaces_id=replaces.id if replaces else None,
        issued_on=local_day(at),
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    _write(verb, by, row, at, ["serial", "snapshot"])
    return row


def _refuse_unprintable(lines: Sequence[str]) -> None:
    """A paper with question marks for letters is worse than none."""
    missing = missing_letters(" ".join(lines))
    if missing:
        raise RuleBroken(
            "name",
            N_("No font of ours has these letters: %(letters)s"),
            N_("Ask the learner how else the name may be written on the certificate."),
            letters=missing,
        )


def _next_serial(site_id: int, day: date) -> str:
    """The next number of a site's register in a year: `C26-1-0007`. Holds the site's row, so none is given twice."""
    connection = fast()
    if not connection.is_sqlite:
        connection.row("SELECT id FROM site WHERE id = ? FOR UPDATE", (site_id,))
    start = f"C{day:%y}-{site_id}-"
    row = connection.row(
        "SELECT serial FROM certificate WHERE site_id = ? AND serial LIKE ? ORDER BY length(serial) DESC, serial DESC "
        "LIMIT 1",
        (site_id, f"{start}%"),
    )
    return f"{start}{int(row[0][len(start) :]) + 1 if row else 1:04d}"


def _name_kept(by: Actor, person_id: int, name: str, at: datetime) -> str:
    """The name as the learner wants it on certificates, kept for the next ones too."""
    wanted = clean_name("name", name, 120)
    if not wanted:
        raise RuleBroken("name", N_("Which name shall stand on the certificate?"))
    record = db.session.get(LearnerRecord, person_id)
    if record is None:
        record = LearnerRecord(person_id=person_id)
        db.session.add(record)
    record.certificate_name, record.changed_at = wanted, at
    db.session.flush()
    return wanted


def _reason(text: str, *, needed: bool) -> str:
    why = refuse_forbidden("reason", " ".join(text.split()))
    if needed and not why:
        raise RuleBroken("reason", N_("Give the reason: it stays in the register."))
    if len(why) > 200:
        raise RuleBroken("reason", N_("This is longer than %(count)s letters."), count=200)
    return why


def _write(verb: str, by: Actor, row: Certificate, at: datetime, fields: list[str]) -> None:
    write_audit_line(
        verb,
        f"certificate:{row.serial}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=fields,
    )
