"""Who may do what: rights by role, and the person who acts, with the strength of their sign-in. Knows no web."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.clock import local_day
from core.db import fast
from core.errors import N_, NotAllowed

ALWAYS = frozenset({"administrator"})
DESK = frozenset({"coordinator"})
MAKERS = frozenset({"volunteer", "trainee", "trainer", "driver", "maintainer", "coordinator"})

RIGHTS: dict[str, frozenset[str]] = {
    "see_pieces": MAKERS | {"assessor", "internal_verifier"},
    "move_pieces": MAKERS,
    "take_in": MAKERS,
    "answer_checks": MAKERS,
    "release": MAKERS,
    "undo_others": DESK,
    "override": DESK,
    "correct_pieces": DESK | {"trainer"},
    "print_labels": DESK | {"trainer"},
    "see_donors": DESK | {"driver"},
    "edit_donors": DESK,
    "see_van": DESK | {"driver", "trainer"},
    "plan_van": DESK,
    "drive_van": DESK | {"driver"},
    "deliver": MAKERS,
    "see_refused": DESK,
    "see_messages": DESK,
    "see_people": DESK | {"trainer"},
    "help_people": DESK | {"trainer"},
    "edit_people": DESK,
    "give_roles": DESK,
    "give_permits": DESK | {"trainer"},
    "edit_devices": DESK,
    "edit_places": DESK,
    "edit_sites": frozenset(),
    "see_count": DESK | {"trainer", "funder", "assessor"},
    "see_count_rows": DESK,
    "export_pieces": DESK,
    "export_count": DESK | {"funder"},
    "edit_targets": DESK,
    "publish_impact": DESK,
    "edit_forms": DESK,
    "export_evidence": DESK,
    "keep_scans": DESK,
    "edit_keys": DESK,
    "edit_webhooks": DESK,
    "edit_monitoring": DESK,
    "close_periods": DESK,
    "edit_openings": DESK,
    "import_pieces": DESK,
    "bring_records": DESK,
    "edit_recipients": DESK,
    "see_courses": MAKERS | {"assessor", "internal_verifier", "funder"},
    "edit_catalogue": DESK,
    "edit_runs": DESK | {"trainer"},
    "see_learners": DESK | {"trainer", "assessor", "internal_verifier"},
    "book_learners": DESK | {"trainer"},
    "jump_queue": DESK,
    "take_register": DESK | {"trainer"},
    "assess": frozenset({"assessor"}),
    "verify": frozenset({"internal_verifier"}),
    "edit_accreditation": DESK | {"internal_verifier"},
    "see_accreditation": DESK | {"trainer", "assessor", "internal_verifier"},
    "see_needs": DESK | {"trainer"},
    "see_learner_records": DESK,
    "issue_certificates": DESK | {"trainer"},
    "revoke_certificates": DESK,
    "give_inductions": DESK | {"trainer", "maintainer"},
    "edit_inductions": DESK,
    "import_learners": DESK,
    "export_training": DESK,
    "visit_as_verifier": frozenset({"external_verifier"}),
    "see_machines": MAKERS,
    "edit_machines": DESK | {"maintainer"},
    "report_faults": MAKERS,
    "mend_machines": frozenset({"maintainer"}),
    "book_machines": MAKERS,
    "book_for_others": DESK | {"trainer", "maintainer"},
    "see_sittings": DESK | {"trainer", "maintainer"},
    "correct_sittings": DESK | {"trainer"},
    "edit_kiosks": DESK,
    "export_machines": DESK | {"funder"},
    "see_occasions": MAKERS | {"funder"},
    "edit_occasions": DESK,
    "run_cafes": MAKERS,
    "see_makeovers": DESK | {"trainer", "driver"},
    "edit_makeovers": DESK | {"trainer"},
    "print_run_sheets": DESK,
    "work_at_makeovers": MAKERS,
    "tell_people": DESK | {"trainer"},
    "see_visits": DESK | {"trainer"},
    "edit_visits": DESK,
    "export_visits": DESK,
    "see_fire_list": DESK | {"trainer", "maintainer"},
    "pair_people": DESK | {"trainer"},
    "key_paper": DESK | {"trainer"},
    "tell_mishaps": MAKERS | {"assessor", "internal_verifier"},
    "see_mishaps": DESK,
    "see_audit": DESK,
    "see_privacy": DESK,
    "hold_evidence": DESK,
    "merge_people": DESK,
    "erase_people": frozenset(),
    "see_health": DESK,
    "see_words": DESK | {"trainer"},
    "review_words": frozenset(),
}
"""Right → roles that hold it; an administrator holds each one. A right holds at the role's own site only."""

BY_PERMIT = {"review_words": "words:"}
"""Rights that come with a permit instead of a role: right → how its kinds begin. A card alone is not enough."""

CARD_ROLES = frozenset({"volunteer", "trainee"})
"""What a card alone is good for; the other roles want the PIN or a password as well."""

GUESTS = frozenset({"funder", "external_verifier"})
"""Who only looks on: with no other role they take no place among those who are counted."""


@dataclass(frozen=True)
class Actor:
    """A person acting at a site: what services take as `by`.

    `strength` is how they signed in: "card", "pin" or "password"; `permits` are the kinds that are live today.
    `has_confirmed`: the PIN or password was given in the last minutes, so the person may sign a check or override.
    `system` acts (imports by the shell, the demo) have no person and every right.
    """

    person_id: int | None
    site_id: int
    roles: frozenset[str] = frozenset()
    strength: str = "card"
    permits: frozenset[str] = frozenset()
    device_id: int | None = None
    number: str = ""
    alias: str = ""
    avatar: str = "pear"
    language: str = "en"
    theme: str = ""
    shows_english: bool = True
    sign_in_id: str = ""
    is_system: bool = False
    has_confirmed: bool = True
    with_ids: tuple[int, ...] = field(default=())

    @property
    def live_roles(self) -> frozenset[str]:
        """The roles that count at this strength: with a card alone anybody on the staff is a volunteer."""
        if self.strength != "card" or self.is_system:
            return self.roles
        return (self.roles & CARD_ROLES) or (frozenset({"volunteer"}) if self.roles & MAKERS else frozenset())

    @property
    def is_guest(self) -> bool:
        """True if the person has a role, and none but a guest's."""
        return bool(self.roles) and self.roles <= GUESTS

    def may(self, right: str) -> bool:
        """True if the person holds `right` at their site. An unknown right is nobody's."""
        if self.is_system:
            return True
        holders = RIGHTS.get(right)
        if holders is None:
            return False
        return bool(self.live_roles & (holders | ALWAYS)) or (right in BY_PERMIT and self._is_named(right))

    def _is_named(self, right: str) -> bool:
        return self.strength != "card" and any(kind.startswith(BY_PERMIT[right]) for kind in self.permits)

    def holds(self, permit: str) -> bool:
        """True if the person's permit of that kind is live; a card alone signs no check, nor does an old sign-in."""
        return self.is_system or (self.signs and permit in self.permits)

    @property
    def signs(self) -> bool:
        """True if what the person signs counts: they gave their PIN or password, and not long ago."""
        return self.is_system or (self.strength != "card" and self.has_confirmed)


GIVE_AGAIN = (
    N_("Signing a check or setting a rule aside needs your PIN or password again."),
    N_("Give it and press once more; it holds for five minutes."),
)


GIVE_FIRST = N_("Open My page, give it there, then press once more.")


def require(by: Actor, right: str) -> None:
    """Raise NotAllowed unless `by` holds `right`."""
    if not by.may(right):
        raise _wants_another_role()


def refuse_guest(by: Actor) -> None:
    """Raise NotAllowed for whoever only looks on."""
    if by.is_guest:
        raise _wants_another_role()


def _wants_another_role() -> NotAllowed:
    return NotAllowed(
        N_("This needs another role."),
        N_("Ask a coordinator, or sign in with your PIN or password if you have the role."),
    )


def require_fresh(by: Actor) -> None:
    """Raise NotAllowed unless the PIN or password was given in the last minutes."""
    if not by.signs:
        raise NotAllowed(N_("This needs your PIN or password again."), GIVE_FIRST)


def system_actor(site_id: int) -> Actor:
    """The actor of the shell and of the clockwork at a site."""
    return Actor(person_id=None, site_id=site_id, is_system=True, strength="password", alias="EcoWorks")


_PERSON = (
    "SELECT p.id, p.number, n.called, p.avatar, p.language, p.theme, p.shows_english, p.is_active "
    "FROM person p LEFT JOIN person_name n ON n.person_id = p.id WHERE p.id = ?"
)
_ROLES = (
    "SELECT role, '' FROM role WHERE person_id = ? AND (site_id IS NULL OR site_id = ?) "
    "AND starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?) "
    "UNION ALL SELECT '', kind FROM permit WHERE person_id = ? AND ended_at IS NULL AND confirmed_at IS NOT NULL "
    "AND starts_on <= ? AND ends_on >= ?"
)


def actor_for(
    person_id: int,
    *,
    site_id: int,
    strength: str,
    at: datetime,
    device_id: int | None = None,
    sign_in_id: str = "",
) -> Actor | None:
    """The actor for an active person at a site, with the roles and permits in force on the day of `at`; else None.

    Two statements, no cache: a role that ended or a person who was switched off is refused on the next request.
    """
    connection = fast()
    row = connection.row(_PERSON, (person_id,))
    if row is None or not row[7]:
        return None
    day = local_day(at)
    held = connection.rows(_ROLES, (person_id, site_id, day, day, person_id, day, day))
    return Actor(
        person_id=row[0],
        site_id=site_id,
        roles=frozenset(role for role, _ in held if role),
        permits=frozenset(kind for _, kind in held if kind),
        strength=strength,
        device_id=device_id,
        number=row[1],
        alias=row[2] or row[1],
        avatar=row[3],
        language=row[4],
        theme=row[5],
        shows_english=bool(row[6]),
        sign_in_id=sign_in_id,
    )


def sites_with_role(person_id: int, at: datetime) -> list[int]:
    """Ids of the sites where a person holds any role today; every active site for a role at all sites."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT s.id FROM site s JOIN role r ON (r.site_id IS NULL OR r.site_id = s.id) "
        "WHERE r.person_id = ? AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) "
        "AND s.is_active = ? ORDER BY s.id",
        (person_id, day, day, True),
    )
    return [row[0] for row in rows]


def holds_permit(person_id: int, kind: str, *, on: date) -> bool:
    """True if somebody holds a confirmed permit of that kind on a day."""
    row = fast().row(
        "SELECT 1 FROM permit WHERE person_id = ? AND kind = ? AND ended_at IS NULL AND confirmed_at IS NOT NULL "
        "AND starts_on <= ? AND ends_on >= ?",
        (person_id, kind, on, on),
    )
    return row is not None


def persons_holding(permit: str, *, site_id: int, at: datetime) -> list[str]:
    """Names (as wanted) of people with a role at the site who hold a live permit: whom a refusal may name."""
    day = local_day(at)
    rows = fast().rows(
        "SELECT DISTINCT n.called FROM permit t JOIN role r ON r.person_id = t.person_id "
        "JOIN person p ON p.id = t.person_id JOIN person_name n ON n.person_id = t.person_id "
        "WHERE t.kind = ? AND t.ended_at IS NULL AND t.confirmed_at IS NOT NULL "
        "AND t.starts_on <= ? AND t.ends_on >= ? AND p.is_active = ? "
        "AND (r.site_id IS NULL OR r.site_id = ?) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?) "
        "ORDER BY n.called LIMIT 5",
        (permit, day, day, True, site_id, day, day),
    )
    return [row[0] for row in rows]
