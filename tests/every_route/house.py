"""The house that every route is tried in: a small demo, an open import, an event that fits nowhere, and who asks."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from flask import Flask

from core.access import system_actor
from core.cards import make_blank_cards
from core.clock import now
from core.config import Settings
from core.db import db, fast, transaction
from core.devices import add_device
from core.ids import new_client_id
from factory.bringing.services import open_works_import
from factory.demo.cast import PASSWORDS, PINS
from factory.demo.making import cards_of, fill_demo
from factory.demo.morning import begin_the_day
from factory.open_data.declared import SCOPES
from factory.open_data.services import make_key
from tests.every_route import college, homes, workshops
from tests.every_route.there import BLANKS, what_is_there
from tests.house.endpoints import Row
from tests.pages import Client, PageClient, fields_of
from tests.scan_desk.tablet_client import TabletClient

SHARE = 0.05
"""How much of the demo's year: some forty pieces in every stage."""
SITES = ("coventry", "wolverhampton")
PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
SHEET = "code,category,kg,donor\n,Sofa (3 seat),41,Mrs Ashworth\n,A thing,x,\n"


@dataclass
class Asker:
    """Somebody at a browser: the cookies of their sign-in, and the token of their forms; or a kiosk with its own."""

    cookies: dict[str, str]
    csrf: str
    token: str = ""

    def client(self, app: Flask) -> Client:
        """Their browser."""
        client = Client(app, use_cookies=True)
        for name, value in self.cookies.items():
            client.set_cookie(name, value)
        if self.token:
            client.environ_base = {**client.environ_base, "HTTP_AUTHORIZATION": f"Bearer {self.token}"}
        return client


@dataclass
class House:
    """Who asks, what is really there by site, and a few codes."""

    askers: dict[str, Asker] = field(default_factory=dict)
    real: dict[str, dict[str, str]] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    blanks: list[str] = field(default_factory=list)

    def who(self, row: Row) -> str:
        """Somebody who may call the endpoint."""
        return WHO.get(row.endpoint) or BY_POLICY.get(row.policy, "helen")

    def lookers(self, row: Row) -> tuple[str, ...]:
        """Everybody as whom the endpoint's page is looked at: public ones also by somebody signed in."""
        return (self.who(row), *ALSO.get(row.endpoint, ()))

    def address(self, row: Row, site: str = SITES[0], **more: str) -> str:
        """A real address of the endpoint at a site. KeyError where nobody said what stands in a place of its rule."""
        found = {**self.real[site], **more}
        return PLACE.sub(lambda place: found[known_as(row.rule, place.group(1))], row.rule)


BY_POLICY = {
    **college.BY_POLICY,
    **workshops.BY_POLICY,
    "public": "stranger",
    "tablet": "bench",
    "device_batch": "bench",
    "right:edit_sites": "ada",
    "open_key": "builder",
    "right:review_words": "ada",
}
WHO = {
    **college.WHO,
    "front_desk.choose_person": "tablet",
    "front_desk.enter_pin": "tablet",
    "front_desk.show_first_hour": "newcomer",
    "front_desk.help_person": "counter",
    "front_desk.choose_help": "counter",
    "front_desk.give_card": "counter",
    "front_desk.give_pin": "counter",
    "front_desk.lose_card": "counter",
    "words.list_languages": "ada",
    "words.list_texts": "ada",
    "words.show_text": "ada",
    "words.play_clip": "ada",
    "words.export_texts": "ada",
    "front_desk.confirm_pin": "bench",
    "front_desk.sign_out": "helen",
    "front_desk.choose_language": "helen",
    "front_desk.set_theme": "helen",
    "front_desk.show_home": "helen",
}
"""Whom to send where the policy alone does not say it: bench has Amina at it, counter Helen, tablet nobody."""
ALSO = {
    "front_desk.show_home": ("stranger", "tablet"),
    "front_desk.help_person": ("bench",),
    "inventory.scan_desk": ("tablet",),
    "inventory.show_piece": ("bench",),
    "inventory.take_in": ("counter",),
}
"""Who sees a page otherwise than the first."""
OF_A_RULE = (
    ("/people/", "number", "person"),
    ("/help/", "number", "person"),
    ("/who/", "number", "person"),
    ("/cards/", "number", "card"),
    ("/donors/", "number", "donor"),
    ("/donations/", "number", "donation"),
    ("/places/", "code", "place"),
    ("/admin/sites/", "slug", "site"),
    ("/count/", "slug", "indicator"),
    ("/api/v1/open/figures/", "slug", "indicator"),
    ("/api/v1/open/pieces/", "code", "given"),
    ("/people/<number>/switch/", "word", "off"),
    ("/people/<number>/account/", "word", "off"),
    ("/me/first-name/", "word", "yes"),
    ("/privacy/holds/", "hold_id", "evidence_hold"),
    ("/occasions/<int:occasion_id>/cafe/", "word", "begin"),
    ("/van/offers/", "number", "furniture_offer"),
    ("/van/offers/", "position", "offer_photo"),
    ("/van/rounds/", "number", "collection_round"),
    ("/van/deliveries/", "number", "delivery"),
    ("/van/deliveries/", "code", "van_piece"),
    *college.OF_A_RULE,
    *workshops.OF_A_RULE,
    *homes.OF_A_RULE,
)
"""Names that mean different things in different addresses."""


def known_as(rule: str, name: str) -> str:
    """Under which name `House.real` knows what stands in a place of a rule."""
    fitting = [known for start, place, known in OF_A_RULE if rule.startswith(start) and place == name]
    return fitting[-1] if fitting else name


def _key_of_the_api(app: Flask) -> str:
    """A key that opens everything that keys open."""
    with app.app_context(), transaction():
        site = fast().row("SELECT id FROM site WHERE slug = ?", (SITES[0],))
        assert site is not None
        return make_key(
            name="Sweep", scopes=list(SCOPES), by=system_actor(site[0]), at=now(), token=new_client_id()
        )


def make_house(app: Flask) -> House:
    """Fill an empty database. Needs no context; leaves none open."""
    house = House()
    with app.app_context():
        fill_demo(app, now(), progress=lambda done, total: None, share=SHARE)
        settings: Settings = app.config["ECO_SETTINGS"]
        house.cards = cards_of(settings)
        house.blanks = [row[0] for row in fast().rows(BLANKS, ("coventry", 40))]
        secrets = {name: _pair(name) for name in ("tablet", "bench", "counter", "newcomer")}
        begin_the_day(now())
        db.session.remove()
    for name in ("helen", "gurpreet", "ada", "joan", "harjit"):
        house.askers[name] = _at_a_desk(app, name)
    house.askers["stranger"] = _remember(PageClient(app))
    for name, key in (("tablet", ""), ("bench", "amina"), ("counter", "helen")):
        house.askers[name] = _at_a_tablet(app, secrets[name], key)
    house.askers["newcomer"] = _at_a_first_hour(app, secrets["newcomer"])
    _leave_ends(app, house)
    told = college.leave_training_ends(app)
    ends = workshops.leave_machine_ends(app)
    homes.leave_ends_of_homes(app)
    house.askers["brian"] = _at_a_desk(app, ends.keeper, workshops.KEEPER_PASSWORD)
    house.askers["kiosk"] = Asker({}, "", ends.kiosk_token)
    house.askers["builder"] = Asker({}, "", _key_of_the_api(app))
    with app.app_context():
        house.real = {site: {**what_is_there(site), **told} for site in SITES}
        db.session.remove()
    return house


def look_up_again(app: Flask) -> None:
    """Everybody has just been seen: a tablet left alone for minutes would have sent its person away."""
    with app.app_context():
        with transaction():
            fast().run("UPDATE sign_in SET started_at = ?, last_seen_at = ?", (now(), now()))
        db.session.remove()


def _pair(name: str) -> str:
    with transaction():
        site = fast().row("SELECT id FROM site WHERE slug = 'coventry'")
        assert site is not None
        _, secret = add_device(site_id=site[0], name=name, by_id=None, at=now(), public_id=new_client_id())
    return secret


def _remember(pages: PageClient) -> Asker:
    token = fields_of(pages.get("/sign-in").form("/sign-in"))["csrf_token"]
    return Asker(_cookies(pages.client), token)


def _cookies(client: Client) -> dict[str, str]:
    assert client._cookies is not None
    return {cookie.key: cookie.value for cookie in client._cookies.values()}


def _at_a_desk(app: Flask, name: str, password: str = "") -> Asker:
    pages = PageClient(app)
    form = fields_of(pages.get("/sign-in").form("/sign-in"))
    sent = {**form, "login": name, "password": password or PASSWORDS[name]}
    answer = pages.client.post("/sign-in", data=sent)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    pages.client.get("/start")
    return Asker(_cookies(pages.client), _token_of(pages))


def _token_of(pages: PageClient) -> str:
    tree = pages.get("/me").tree
    return tree.all("input", name="csrf_token")[0].get("value")


def _at_a_tablet(app: Flask, secret: str, key: str) -> Asker:
    client = Client(app, use_cookies=True)
    client.set_cookie("eco-device", secret)
    if key:
        with app.app_context():
            row = fast().row(
                "SELECT p.number FROM person p JOIN card c ON c.person_id = p.id JOIN person_name n "
                "ON n.person_id = p.id WHERE n.called = ?",
                (key.capitalize(),),
            )
            db.session.remove()
        assert row is not None
        sent = {"number": row[0], "pin": PINS[key]}
        answer = client.post("/api/v1/sign-in/pin", json=sent, headers=HEADERS)
        assert answer.status_code == 200, answer.get_data(as_text=True)
    told = client.get("/api/v1/me").get_json()
    return Asker(_cookies(client), told["csrf"])


def _at_a_first_hour(app: Flask, secret: str) -> Asker:
    """A blank card was shown on a tablet."""
    with app.app_context():
        with transaction():
            site = fast().row("SELECT id FROM site WHERE slug = 'coventry'")
            assert site is not None
            card = make_blank_cards(by=system_actor(site[0]), count=1, at=now())[0]
        token = f"ECO:{card.token}"
        db.session.remove()
    client = Client(app, use_cookies=True)
    client.set_cookie("eco-device", secret)
    answer = client.post("/api/v1/sign-in/card", json={"card": token}, headers=HEADERS)
    assert answer.get_json() == {"blank": True}, answer.get_data(as_text=True)
    return Asker(_cookies(client), client.get("/api/v1/me").get_json()["csrf"])


HEADERS = {"X-Eco": "1", "Origin": "http://localhost"}


def _leave_ends(app: Flask, house: House) -> None:
    """An import that was opened at each site, an event that fits nowhere, a card that nobody has."""
    for name in ("helen", "gurpreet"):
        asker = house.askers[name]
        sent = {"csrf_token": asker.csrf, "token": new_client_id()}
        files = {"sheet": (io.BytesIO(SHEET.encode()), "pieces.csv")}
        answer = asker.client(app).post(
            "/imports", data={**sent, **files}, content_type="multipart/form-data"
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
    tablet = TabletClient(house.askers["bench"].client(app), house.askers["bench"].cookies["eco-device"])
    event = tablet.event(house.cards["amina"], "0000000", "moved", {"to": "checked"})
    assert tablet.answers(event, live=False)[0]["result"] == "stray"
    with app.app_context():
        for slug in SITES:
            with transaction():
                site = fast().row("SELECT id FROM site WHERE slug = ?", (slug,))
                assert site is not None
                make_blank_cards(by=system_actor(site[0]), count=1, at=now())
                data, token = b"name,kind\r\nA firm,wizardry\r\n", new_client_id()
                open_works_import(
                    by=system_actor(site[0]), kind="organisations", data=data, at=now(), token=token
                )
        db.session.remove()
