"""Every page of the route list, in a real Chromium, in English and Arabic, light and dark: fit for everybody.

The pages are those of `tests/house/endpoints.txt` that answer GET, each at a real address and as a person who may see
it, and what a form answers that was sent empty. What is no page says so in NO_PAGES; a new endpoint is looked at
without being named here, or fails until it says why not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from core.db import fast, transaction
from tests import browsers
from tests.every_route.house import House, look_up_again
from tests.every_route.route_list import ROWS
from tests.house.endpoints import Row
from tests.live import ThreadServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_PAGES = {
    **dict.fromkeys(
        (
            "admin.export_audit",
            "makeovers.export_makeovers",
            "inventory.export_batch_labels",
            "inventory.export_donors",
            "inventory.export_label_batches",
            "inventory.export_messages",
            "inventory.export_places",
            "inventory.export_received",
            "inventory.export_recipients",
            "inventory.export_refused",
            "mishaps.export_mishaps",
            "occasions.export_artefacts",
            "occasions.export_help",
            "occasions.export_occasions",
            "repair_cafes.export_repairs",
            "repair_cafes.export_unpowered",
            "skills.export_pairs",
        ),
        "CSV and XLSX",
    ),
    **dict.fromkeys(
        (
            "bringing.export_bad_works_rows",
            "bringing.show_works_template",
            "training.export_bad_learner_rows",
            "training.export_bad_unit_rows",
            "training.export_certificates",
            "training.export_courses",
            "training.export_help",
            "training.export_learners",
            "training.export_learning",
            "training.export_runs",
            "training.export_ulns",
            "training.export_units",
            "training.show_learners_template",
            "training.show_units_template",
            "hardware.export_machine_bookings",
            "hardware.export_machine_use",
            "hardware.export_sittings",
        ),
        "CSV and XLSX",
    ),
    **dict.fromkeys(
        (
            "training.print_certificate",
            "makeovers.show_run_sheet",
            "training.print_my_certificate",
            "training.print_my_record",
            "training.print_run_certificates",
            "hardware.print_machine_card",
            "hardware.print_machine_cards",
            "my_work.print_my_work",
            "my_work.print_person_work",
            "paper_day.print_pad",
            "repair_cafes.print_ticket",
            "repair_cafes.print_tickets",
        ),
        "PDF",
    ),
    "makeovers.show_makeover_photo": "JPEG",
    "training.save_checklist": "a file",
    "training.save_pack": "a pack of files",
    "training.save_run_pack": "a pack of files",
    "training.save_my_record": "a file that proves itself",
    "training.show_evidence_photo": "JPEG",
    "training.show_visit_photo": "JPEG",
    "evidence.show_scan": "JPEG",
    "training.show_feed": "a calendar",
    "training.show_record_key": "JSON",
    "training.show_register_pack": "JSON",
    "training.tell_mine": "JSON",
    "hardware.show_fault_photo": "JPEG",
    "hardware.show_kiosk_pack": "JSON",
    "hardware.show_bookings_feed": "a calendar",
    "words.export_texts": "a catalogue",
    "words.play_clip": "sound",
    "words.show_tablet_clip": "sound",
    "words.tell_words": "JSON",
    "admin.export_people": "CSV",
    "visits.export_visits": "CSV and XLSX",
    "visits.print_fire_list": "PDF",
    "visits.tell_inside": "JSON",
    "mishaps.tell_mishap_choices": "JSON",
    "front_desk.show_health": "JSON for a watcher",
    "front_desk.tell_in_today": "JSON",
    "front_desk.tell_me": "JSON",
    "inventory.export_bad_rows": "CSV",
    "inventory.export_pieces": "CSV and XLSX",
    "inventory.print_label_batch": "PDF",
    "inventory.print_ruler_page": "PDF",
    "inventory.print_wall_cards": "PDF",
    "inventory.print_thanks": "PDF",
    "van.print_delivery_note": "PDF",
    "van.print_round_sheet": "PDF",
    "van.print_van_list": "PDF",
    "van.show_offer_photo": "JPEG",
    "van.show_van_pack": "JSON of the van's tablet",
    "makeovers.show_work_pack": "JSON of a work day's tablet",
    "inventory.show_import_template": "CSV and XLSX",
    "inventory.show_pack": "JSON",
    "inventory.show_photo": "JPEG",
    "inventory.show_scanned_piece": "JSON",
    "inventory.show_service_worker": "script",
    "inventory.show_tablet_photo": "JPEG",
    "inventory.show_words": "JSON",
    "programme.export_opening_template": "CSV and XLSX",
    "programme.export_rows": "CSV and XLSX",
    "programme.export_tables": "CSV and XLSX",
    "programme.show_paper": "PDF",
    "profiles.export_form": "CSV and XLSX",
    "open_data.list_open_courses": "JSON",
    "open_data.list_open_indicators": "JSON",
    "open_data.list_open_machines": "JSON",
    "open_data.list_open_pieces": "JSON",
    "open_data.show_open_figure": "JSON",
    "open_data.show_open_piece": "JSON",
    "open_data.show_openapi": "JSON",
    "static": "files",
}
"""What answers GET without being a page."""
GOES_ON = {
    "front_desk.show_home": "sends each person to their own start",
    "front_desk.give_code": "sends whoever gave no password yet back to it",
    "inventory.find_code": "finds a code and shows its piece",
}
WITH = {"inventory.find_code": "?code=%(code)s"}
"""What is asked of a page that cannot be opened bare."""
"""Pages that may send elsewhere; where they lead is looked at."""
FURTHER = (
    ("front_desk.find_things", "?q=co"),
    ("front_desk.find_things", "?q=nothing-is-called-so"),
    ("inventory.search_pieces", "?q=chair"),
    ("inventory.search_pieces", "?q=nothing-is-called-so"),
    ("inventory.list_pieces", "?stage=lost&q=nothing"),
    ("inventory.find_code", "?code=0000000"),
    ("programme.show_dashboard", "?span=year-2019&site=all"),
    ("programme.list_rows", "?span=year-2019&site=all"),
    ("admin.list_people", "?q=nobody-is-called-so"),
    ("admin.show_audit", "?verb=nothing"),
)
"""Further states of a page: found, found nothing, empty."""
LOOKS = {"en": "ltr", "ar": "rtl"}

MEASURE = """() => {
  const small = document.body.classList.contains('tablet') ? 55.5 : 43.5;
  const shown = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const inText = one => getComputedStyle(one).display === 'inline' && [...one.parentElement.childNodes]
    .some(node => node.nodeType === 3 && node.textContent.trim().length > 1);
  const box = one => (one.matches('input[type=checkbox], input[type=radio]') && one.closest('label') || one)
    .getBoundingClientRect();
  return [...document.querySelectorAll('button, a[href], summary, select, textarea, input:not([type=hidden])')]
    .filter(one => shown(one) && !one.disabled && !one.closest('.skip, .unseen, svg') && !inText(one))
    .map(one => [one, box(one)])
    .filter(([, it]) => it.width > 1.5 && it.height > 1.5)
    .filter(([, it]) => it.height < small || it.width < small)
    .map(([one, it]) => `${one.tagName.toLowerCase()}.${one.className} `
      + `"${(one.innerText || one.name || one.getAttribute('aria-label') || '').trim().slice(0, 30)}" `
      + `${Math.round(it.width)}x${Math.round(it.height)}`);
}"""
FRAME = """() => {
  const own = document.querySelector('h1 .duo-own, h1 .duo > :first-child') || document.querySelector('h1');
  return {lang: document.documentElement.lang, dir: document.documentElement.dir, title: document.title,
    heading: own ? own.textContent.replace(/\\s+/g, ' ').trim() : '', count: document.querySelectorAll('h1').length,
    kind: document.body.className, wide: document.documentElement.scrollWidth - innerWidth};
}"""
SEND = """([action, fields]) => {
  const form = document.createElement('form');
  form.method = 'post'; form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const one = document.createElement('input');
    one.type = 'hidden'; one.name = name; one.value = value; form.append(one);
  }
  document.body.append(form); form.submit();
}"""
WIDTHS = {"tablet": (800,), "desk": (800, 1366), "public": (390, 800, 1366)}
HEIGHT = 1280


@dataclass
class Looking:
    """A language's walk through the house: a browser page for each asker, and what was found wrong."""

    app: Flask
    url: str
    language: str
    open_page: Callable[[str], Any]
    pages: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def page_of(self, who: str) -> Any:
        """The browser page of somebody."""
        if who not in self.pages:
            self.pages[who] = self.open_page(who)
        return self.pages[who]

    def look(self, name: str, page: Any) -> None:
        """Hold the page that is open against everything that a page must be."""
        found = page.evaluate(FRAME)
        said = f"{name} ({self.language})"
        wrong = [
            (found["lang"] != self.language, f"lang is {found['lang']}"),
            (found["dir"] != LOOKS[self.language], f"dir is {found['dir']}"),
            (found["count"] != 1, f"{found['count']} h1"),
            (
                found["title"].split(" · ")[0] != found["heading"],
                f"title {found['title']!r}, h1 {found['heading']!r}",
            ),
        ]
        self.faults += [f"{said}: {fault}" for is_so, fault in wrong if is_so]
        kind = next((word for word in WIDTHS if word in found["kind"].split()), "public")
        for width in WIDTHS[kind]:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            over = page.evaluate(FRAME)["wide"]
            if over > 0:
                self.faults.append(f"{said}: {over} px wider than a screen of {width}")
        self.faults += [f"{said}: too small: {one}" for one in page.evaluate(MEASURE)]
        self.faults += [f"{said} light: {fault}" for fault in browsers.run_axe(page)]
        page.emulate_media(color_scheme="dark")
        self.faults += [
            f"{said} dark: {fault}" for fault in browsers.run_axe(page, rules=("color-contrast",))
        ]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS[kind][-1], "height": HEIGHT})

    def open(self, row: Row, who: str, address: str) -> None:
        """Load a page as somebody and look at it."""
        page = self.page_of(who)
        look_up_again(self.app)
        answer = page.goto(self.url + address)
        name = f"{row.endpoint} {address[:60]}"
        if answer.status not in (200, 404) or (answer.status == 404 and "code=0000000" not in address):
            self.faults.append(f"{name} answered {answer.status} to {who}")
        elif "text/html" not in answer.headers.get("content-type", ""):
            self.faults.append(f"{name} is no page: say in NO_PAGES what it is")
        else:
            if page.url != self.url + address and row.endpoint not in GOES_ON:
                self.faults.append(f"{name} went on to {page.url}: nobody has seen the page itself")
            if urlsplit(page.url).path == "/scan":
                page.wait_for_selector("body[data-ready]", timeout=30_000)
            self.seen.add(row.endpoint)
            self.look(name, page)


@pytest.fixture
def looking(
    app: Flask, house: House, browser: Any, live_server: ThreadServer, request: pytest.FixtureRequest
) -> Iterator[Looking]:
    """Everybody's browser in one language."""
    language = request.param
    with app.app_context(), transaction():
        fast().run("UPDATE person SET language = ?", (language,))
    contexts: list[Any] = []

    def open_page(who: str) -> Any:
        wanted = {**browsers.context_arguments(live_server.url), "locale": language}
        context = browser.new_context(**wanted, color_scheme="light", service_workers="block")
        contexts.append(context)
        cookies = {**house.askers[who].cookies, "eco-language": language}
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        return context.new_page()

    yield Looking(app, live_server.url, language, open_page)
    for context in contexts:
        context.close()


@pytest.mark.parametrize("looking", LOOKS, indirect=True)
def test_every_page_is_fit_for_everybody_light_and_dark(looking: Looking, house: House) -> None:
    readers = [row for row in ROWS if "GET" in row.methods and row.endpoint not in NO_PAGES]
    for row in readers:
        for who in house.lookers(row):
            looking.open(row, who, house.address(row) + WITH.get(row.endpoint, "") % house.real["coventry"])
    by_name = {row.endpoint: row for row in readers}
    for endpoint, query in FURTHER:
        row = by_name[endpoint]
        looking.open(row, house.who(row), house.address(row) + query)
    assert {row.endpoint for row in readers} - looking.seen == set()
    assert not looking.faults, "\n".join(looking.faults)


@pytest.mark.parametrize("looking", LOOKS, indirect=True)
def test_every_form_that_was_sent_empty_comes_back_fit_for_everybody(
    app: Flask, looking: Looking, house: House
) -> None:
    answered = 0
    for row in ROWS:
        if "POST" not in row.methods or row.policy in ("device_batch", "kiosk", "kiosk_pairing"):
            continue
        who = house.who(row)
        asker, address = house.askers[who], house.address(row)
        look_up_again(app)
        fields = {"csrf_token": asker.csrf, "token": "00000000-0000-4000-8000-00000000000a"}
        if asker.client(app).post(address, data=fields).status_code != 422:
            continue
        page = looking.page_of(who)
        page.goto(looking.url + "/static/css/tokens.css")
        with page.expect_navigation():
            page.evaluate(SEND, [looking.url + address, fields])
        answered += 1
        looking.look(f"{row.endpoint} sent empty", page)
    assert answered >= 15
    assert not looking.faults, "\n".join(looking.faults)


def test_what_is_said_to_be_no_page_is_listed_and_known() -> None:
    readers = {row.endpoint for row in ROWS if "GET" in row.methods}
    assert set(NO_PAGES) <= readers and set(GOES_ON) <= readers
    assert all(re.fullmatch(r"[\w.]+", name) and why for name, why in NO_PAGES.items())
