"""What each request and each start costs: few statements, no heavy library before somebody needs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cast import Cast
from tests.front_desk.doors import show_card, sign_in
from tests.pages import Client, PageClient

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("reportlab", "PIL", "openpyxl", "zxingcpp", "serial", "qrcode", "alembic", "cryptography", "argon2")
START = """
import sys
from pathlib import Path
from core.config import Settings
from factory.app import create_app
create_app(Settings(database_url="sqlite://", secret_key="x" * 40))
pages = Path("/proc/self/statm")
print(int(pages.read_text().split()[1]) * 4 // 1024 if pages.exists() else 0, *sorted(sys.modules))
"""
LARGEST_START_MIB = 70


def test_the_app_starts_small_and_without_what_few_requests_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    size, *modules = done.stdout.split()
    assert [name for name in HEAVY if name in modules] == []
    assert int(size) <= LARGEST_START_MIB


def test_knowing_tablet_and_person_takes_four_statements(
    tablet: Client, cast: Cast, statements: Callable[[], Any]
) -> None:
    """The tablet, the sign-in, the person, roles with permits; noting that they were seen comes once a minute."""
    show_card(tablet, cast, "amina")
    tablet.get("/api/v1/me")
    with statements() as seen:
        tablet.get("/api/v1/me")
    reads = [text for text in seen if text.lstrip().upper().startswith("SELECT")]
    assert len(reads) <= 4, reads
    assert not [text for text in seen if text.lstrip().upper().startswith(("UPDATE", "INSERT"))]


def test_a_desk_takes_three(page_client: PageClient, cast: Cast, statements: Callable[[], Any]) -> None:
    sign_in(page_client, "ruth")
    page_client.client.get("/sign-in/confirm")
    with statements() as seen:
        page_client.client.get("/sign-in/confirm")
    reads = [text for text in seen if text.lstrip().upper().startswith("SELECT")]
    assert len(reads) <= 4, "sign-in, person, roles with permits, and the site's name for the page"


def test_a_static_file_asks_the_database_nothing(tablet: Client, statements: Callable[[], Any]) -> None:
    with statements() as seen:
        tablet.get("/static/css/tokens.css")
    assert list(seen) == []
