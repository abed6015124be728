"""Any site may look at any piece; the names of who worked at it are read at their own site only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.access import system_actor
from core.clock import local_day, now
from core.db import transaction
from core.people_roles import give_role
from inventory.queries import dossier
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.stories import CHAIR
from tests.pages import PageClient
from tests.programme.year import bring, labels_at

AT = datetime(2026, 1, 12, 10, tzinfo=UTC)


@pytest.fixture
def chair(app_context: object, cast: Cast) -> str:
    """A chair that Oluwaseun and Grace made ready in Wolverhampton."""
    code = labels_at(cast, "wolverhampton", AT).pop()
    bring(cast, "wolverhampton", code, CHAIR, "ready", "", AT)
    return code


def names_told(page_client: PageClient, cast: Cast, who: str, code: str) -> tuple[set[str], set[str]]:
    """Which of the two are told by name, and which by number, on the piece's page and the board's sheet."""
    sign_in(page_client, who)
    told = page_client.get(f"/pieces/{code}").text + page_client.get(f"/pieces/board?piece={code}").text
    people = ("oluwaseun", "grace")
    by_name = {name for name in people if name.capitalize() in told}
    return by_name, {name for name in people if cast.numbers[name] in told}


def test_their_own_site_reads_the_names(page_client: PageClient, cast: Cast, chair: str) -> None:
    assert names_told(page_client, cast, "oluwaseun", chair)[0] == {"oluwaseun", "grace"}


def test_another_site_reads_numbers(page_client: PageClient, cast: Cast, chair: str) -> None:
    by_name, by_number = names_told(page_client, cast, "ruth", chair)
    assert by_name == set() and by_number == {"oluwaseun", "grace"}


def test_who_has_a_part_at_both_sites_is_named_at_both(
    page_client: PageClient, cast: Cast, chair: str
) -> None:
    with transaction():
        give_role(
            by=system_actor(cast.sites["coventry"]),
            person_id=cast.people["grace"],
            role="volunteer",
            at=now(),
            site_id=cast.sites["coventry"],
            starts_on=local_day(now()),
            ends_on=None,
        )
    assert names_told(page_client, cast, "ruth", chair)[0] == {"grace"}


def test_without_the_rule_the_names_are_told(
    page_client: PageClient, cast: Cast, chair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: every site read every name."""
    monkeypatch.setattr(dossier, "_NAME", "CASE WHEN ? = ? THEN n.called END")
    assert names_told(page_client, cast, "ruth", chair)[0] == {"oluwaseun", "grace"}
