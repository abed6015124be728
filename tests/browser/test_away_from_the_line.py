"""Without a network every address of ours leads a tablet to its scan desk, which works."""

from __future__ import annotations

import pytest

from tests.browser.tablets import Tablet

pytestmark = pytest.mark.browser


def test_another_page_leads_to_the_scan_desk_while_the_line_is_away(keeping_tablet: Tablet) -> None:
    keeping_tablet.open()
    keeping_tablet.is_kept()
    keeping_tablet.line("saved")
    page = keeping_tablet.page
    page.context.set_offline(True)
    page.goto("/pieces/board")
    page.wait_for_selector("body[data-ready]")
    assert page.url.endswith("/scan")
    page.context.set_offline(False)
    page.goto("/who")
    assert page.url.endswith("/who")
