"""What the tests of words share: named reviewers, and the state of the library's caches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.access import Actor, system_actor
from core.clock import now, today
from core.db import transaction
from core.people_roles import give_permit
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


def name_reviewer(cast: Cast, name: str, language: str) -> None:
    """Somebody becomes a named reviewer of a language; needs the app's context."""
    with transaction():
        give_permit(
            by=system_actor(cast.sites["coventry"]),
            person_id=cast.people[name],
            kind=f"words:{language}",
            source="document",
            starts_on=today(),
            ends_on=today() + timedelta(days=300),
            at=now(),
        )


@pytest.fixture
def reviewer(app_context: Flask, cast: Cast) -> Actor:
    """Mary, who reviews the Arabic of Coventry."""
    name_reviewer(cast, "mary", "ar")
    return cast.actor("mary", strength="password")


@pytest.fixture
def desk(page_client: PageClient, app: Flask, cast: Cast) -> PageClient:
    """Mary at the desk, a named reviewer of Arabic."""
    with app.app_context():
        name_reviewer(cast, "mary", "ar")
    sign_in(page_client, "mary")
    return page_client
