"""Who is let in where: every route × method × cast, worked out from the policies; written by
`python -m tests.front_desk.access_matrix` into `access_matrix.txt`, and checked by real requests."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from core.access import ALWAYS, CARD_ROLES, MAKERS, RIGHTS
from core.guards import DEVICE_BATCH, KIOSK, KIOSK_PAIRING, OPEN_KEY, PUBLIC, SIGNED_IN, TABLET, policy_of

TABLE = Path(__file__).resolve().parent / "access_matrix.txt"
PLACE = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")
KNOWN = {"role_id": "7", "kind": "csv", "ending": "csv", "language": "en", "slug": "upcycled", "word": "on"}


@dataclass(frozen=True)
class Asker:
    """A column of the matrix: who asks, with which roles, how signed in, on a paired tablet or not."""

    name: str
    roles: frozenset[str] = frozenset()
    how: str = ""
    is_tablet: bool = False
    is_kiosk: bool = False

    @property
    def live(self) -> frozenset[str]:
        """The roles that count: a card alone makes a volunteer of all staff."""
        if self.how != "card":
            return self.roles
        return (self.roles & CARD_ROLES) or (frozenset({"volunteer"}) if self.roles & MAKERS else frozenset())


def _on_desk(name: str, role: str) -> Asker:
    return Asker(name, frozenset({role}), "password")


ASKERS = (
    Asker("stranger"),
    Asker("tablet", is_tablet=True),
    Asker("amina", frozenset({"volunteer"}), "card", True),
    Asker("tomasz", frozenset({"volunteer"}), "pin", True),
    Asker("yusuf", frozenset({"trainee"}), "card", True),
    Asker("mary", frozenset({"trainer"}), "card", True),
    Asker("mary-pin", frozenset({"trainer"}), "pin", True),
    Asker("ruth-card", frozenset({"coordinator"}), "card", True),
    Asker("ruth-pin", frozenset({"coordinator"}), "pin", True),
    _on_desk("petra", "driver"),
    _on_desk("nia", "assessor"),
    _on_desk("hana", "internal_verifier"),
    _on_desk("marek", "external_verifier"),
    _on_desk("sunil", "maintainer"),
    _on_desk("ruth", "coordinator"),
    _on_desk("oluwaseun", "coordinator"),
    _on_desk("farah", "funder"),
    _on_desk("ann", "administrator"),
    Asker("lena"),
    Asker("bashir"),
    Asker("kiosk", is_kiosk=True),
)
"""Lena's role ended and Bashir's account was disabled while they were signed in: they are strangers again."""
IN, OUT = "+", "."


def is_let_in(policy: str, asker: Asker) -> bool:
    """What the words of a policy promise, read apart from the guard that keeps them."""
    if policy in (PUBLIC, KIOSK_PAIRING):
        return True
    if policy == OPEN_KEY:
        return False
    if policy == KIOSK:
        return asker.is_kiosk
    if policy in (TABLET, DEVICE_BATCH):
        return asker.is_tablet
    if not asker.roles:
        return False
    if policy == SIGNED_IN:
        return True
    rights = [part.strip().removeprefix("right:") for part in policy.split("|")]
    return any(asker.live & (RIGHTS[right] | ALWAYS) for right in rights)


def cells(app: Flask) -> Iterator[tuple[str, str, str, str]]:
    """(endpoint, method, sample address, policy) of every route of the app."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        address = PLACE.sub(_sample, rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            policy = policy_of(app.view_functions[rule.endpoint]) or ""
            yield rule.endpoint, method, address, policy


def _sample(found: re.Match[str]) -> str:
    kind, choices, name = found.groups()
    if choices:
        return str(choices.split(",")[0].strip())
    return KNOWN.get(name, {"int": "7", "path": "css/tokens.css"}.get(kind, "7K3M9QX"))


def written(app: Flask) -> str:
    """The table as it is committed: a line for each route and method, a mark for each asker."""
    names = " ".join(asker.name for asker in ASKERS)
    lines = [f"# {IN} let in, {OUT} refused; in the order: {names}"]
    for endpoint, method, _, policy in cells(app):
        marks = "".join(IN if is_let_in(policy, asker) else OUT for asker in ASKERS)
        line = f"{endpoint:<36} {method:<6} {marks}  {policy}"
        if line not in lines:
            lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the table from the app as it is."""
    from factory.app import create_app
    from tests.fresh import test_settings

    with tempfile.TemporaryDirectory() as folder:
        TABLE.write_text(written(create_app(test_settings(Path(folder), "sqlite://"))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
