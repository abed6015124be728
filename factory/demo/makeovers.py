"""The demo's makeovers: a year of homes and community places in every state, through the services. All invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from core.access import Actor
from core.clock import local_day
from core.db import fast
from core.people_roles import give_permit
from factory.demo.calendar import YEAR
from factory.demo.cast import PEOPLE
from factory.demo.partners import MAKEOVERS, ORGANISATIONS
from factory.demo.pictures import PhotoShelf
from factory.demo.story import Picture
from factory.demo.world import World
from factory.makeovers.services.addresses import Whereabouts, keep_address, print_run_sheet
from factory.makeovers.services.days import arrive, leave, plan_day, put_on_day
from factory.makeovers.services.ending import cancel_makeover, finish_work, sign_off
from factory.makeovers.services.photos import give_consent, keep_makeover_photo
from factory.makeovers.services.pieces import allocate_piece, load_piece, pick_piece, want_pieces
from factory.makeovers.services.planning import (
    Survey,
    add_material,
    add_room,
    add_task,
    finish_survey,
    plan_makeover,
    save_survey,
    tick_material,
    tick_task,
)
from factory.makeovers.services.practice import note_practice
from factory.makeovers.services.referrals import Referral, change_referral, refer_makeover
from factory.makeovers.words import BUILDING_RISKS, ENTER_HOMES, TRACK

NEW = (
    ("home", "coventry", "Coventry", "Upper Stoke", "referred", ("beds", "storage")),
    ("home", "coventry", "Coventry", "Cheylesmore", "referred", ("painting", "seating")),
    ("community", "wolverhampton", "Wolverhampton", "Penn", "referred", ("table", "seating")),
    ("home", "coventry", "Coventry", "Holbrook", "surveyed", ("beds", "table", "painting")),
    ("home", "wolverhampton", "Wolverhampton", "Low Hill", "surveyed", ("floor", "storage")),
    ("home", "coventry", "Coventry", "Willenhall", "planned", ("seating", "storage", "painting")),
    ("community", "coventry", "Coventry", "Bell Green", "planned", ("table", "seating")),
    ("home", "wolverhampton", "Wolverhampton", "Bushbury", "planned", ("beds", "table")),
    ("home", "coventry", "Coventry", "Binley", "cancelled", ("beds",)),
    ("home", "wolverhampton", "Wolverhampton", "Tettenhall", "cancelled", ("garden",)),
)
"""What came in lately: kind, site, city, ward, the state it is in, what is needed."""
CODED = {"Willenhall": 3, "Bell Green": 2, "Bushbury": 2}
"""How many ready pieces are kept for those."""
ROOMS = ("living", "bedroom", "kitchen", "hall", "shared")
TASKS = ("paint", "clean", "fit", "mend", "floor")
PRACTISED = (
    "Cut in along a ceiling",
    "Filled and sanded a wall",
    "Hung a shelf level",
    "Cleaned brushes and trays",
)
SIGNATURE = "M 60 140 L 90 60 L 120 150 L 150 70 L 180 140 L 260 110 L 300 150 L 330 90 L 420 120 L 520 100"
SCENES = (
    ("sideboard", "walnut"), ("dining-table", "oak"), ("armchair", "teal"), ("bookcase-or-shelving", "sage"),
    ("bed-base-double", "blue"), ("sofa-2-seat", "mustard"), ("chest-of-drawers", "sky"), ("kitchen-table", "pine"),
)  # fmt: skip
"""What is drawn before and after."""


@dataclass
class Making:
    """One makeover on its way: who acts, when it stands, what is drawn of it."""

    world: World
    by: Actor
    site: str
    id: int
    kind: str
    at: datetime
    rng: Random
    token: Callable[[], str]
    shelf: PhotoShelf
    now: datetime

    def after(self, days: float) -> datetime:
        """Let days go by."""
        self.at += timedelta(days=days)
        return self.at

    def survey(self, needs: tuple[str, ...]) -> None:
        """Rooms, risks, permission, asbestos and lead; photos of the rooms."""
        had_lead = self.rng.random() < 0.2
        survey = Survey(
            needs=needs,
            risks={risk: self.rng.choice(("no", "no", "yes")) for risk in BUILDING_RISKS},
            permission="landlord" if self.rng.random() < 0.7 else "owner",
            asbestos="no",
            lead_paint="yes" if had_lead else "no",
            lead_plan="Wet sanding only, dust sheets, masks" if had_lead else "",
        )
        said = {"by": self.by, "makeover_id": self.id, "at": self.after(6)}
        save_survey(survey=survey, **said)  # type: ignore[arg-type]
        for room in self.rng.sample(ROOMS, 2):
            add_room(kind=room, words="", token=self.token(), **said)  # type: ignore[arg-type]
        finish_survey(**said)  # type: ignore[arg-type]
        give_consent(token=self.token(), **said)  # type: ignore[arg-type]

    def plan(self) -> None:
        """Tasks, materials, wanted pieces, days."""
        said = {"by": self.by, "makeover_id": self.id, "at": self.after(4)}
        for task in self.rng.sample(TASKS, 3):
            add_task(kind=task, words="", token=self.token(), **said)  # type: ignore[arg-type]
        add_material(words="Wall paint, warm white", amount="10 l", token=self.token(), **said)  # type: ignore[arg-type]
        for slug in ("dining-table", "chest-of-drawers"):
            want_pieces(category_slug=slug, quantity=1, token=self.token(), **said)  # type: ignore[arg-type]
        first = local_day(self.at + timedelta(days=5))
        plan_makeover(begins_on=first, ends_on=first + timedelta(days=2), **said)  # type: ignore[arg-type]

    def photo(self, part: str, scene: tuple[str, str]) -> None:
        """A photo before or after."""
        stored = self.shelf.stored(Picture(scene[0], "before" if part == "before" else scene[1], 1))
        keep_makeover_photo(
            by=self.by, makeover_id=self.id, part=part, stored=stored, at=self.at, token=self.token()
        )

    def work(self, *, is_over: bool) -> None:
        """A day of work with three people; what a trainee practised."""
        said = {"by": self.by, "makeover_id": self.id}
        on = local_day(self.after(5))
        day = plan_day(on=on, begins="09:30", ends="15:30", at=self.at, token=self.token(), **said)  # type: ignore[arg-type]
        since = (self.now - self.at).total_seconds() / 86_400
        for number, part in _team(self.site, since, self.rng, self.world):
            put_on_day(day_id=day.id, person=number, part=part, at=self.at, **said)  # type: ignore[arg-type]
        people = fast().rows(
            "SELECT person_id, part FROM makeover_day_person WHERE day_id = ? ORDER BY id", (day.id,)
        )
        for person_id, part in people:
            arrive(day_id=day.id, person_id=person_id, at=day.starts_at, **said)  # type: ignore[arg-type]
            if is_over:
                leave(day_id=day.id, person_id=person_id, at=day.ends_at, **said)  # type: ignore[arg-type]
            if part == "trainee":
                note_practice(
                    day_id=day.id, person_id=person_id, criterion="", words=self.rng.choice(PRACTISED),
                    at=day.ends_at, token=self.token(), **said,  # type: ignore[arg-type]
                )  # fmt: skip
        self.at = max(self.at, day.ends_at)
        if is_over:
            _tick(self)

    def end(self) -> None:
        """The household signs, mostly by hand."""
        said = {"by": self.by, "makeover_id": self.id, "at": self.after(1)}
        faces = {name: self.rng.choice((3, 4, 4, 5, 5, 5)) for name in ("home", "people", "pieces")}
        by_mark = self.rng.random() < 0.3
        sign_off(
            outcome="marked" if by_mark else "signed", mark="flower" if by_mark else "",
            drawing="" if by_mark else SIGNATURE, faces=faces, token=self.token(), **said,  # type: ignore[arg-type]
        )  # fmt: skip


def fill_makeovers(
    world: World, at: datetime, token: Callable[[], str], seed: int, shelf: PhotoShelf, secret: str
) -> None:
    """Lead the year's makeovers to their ends, and let new ones come in; in the caller's transaction."""
    rng = Random(f"makeovers {seed}")
    _permits(world, at)
    for site in dict.fromkeys(row[3] for row in MAKEOVERS):
        rows = [row for row in MAKEOVERS if row[3] == site]
        for place, row in enumerate(rows):
            ends = at - timedelta(days=YEAR.days * (1 - (place + 1) / len(rows)))
            _of_the_year(world, row, ends, at, place == len(rows) - 1, rng, token, shelf, secret)
    for new in NEW:
        _new(world, new, at, rng, token, shelf, secret)


def _of_the_year(
    world: World, row: tuple[str, ...], ends: datetime, at: datetime, is_last: bool, rng: Random,
    token: Callable[[], str], shelf: PhotoShelf, secret: str,
) -> None:  # fmt: skip
    """One that pieces went to in its weeks; the last of each site is in work or finished."""
    code, title, kind, site, city, ward = row
    found = fast().row("SELECT id FROM makeover WHERE code = ?", (code,))
    assert found is not None
    began = ends - timedelta(days=30)
    making = Making(world, _desk(world, site), site, found[0], kind, began, rng, token, shelf, at)
    needs = tuple(rng.sample(("beds", "seating", "table", "storage", "painting"), 3))
    near = [number for number, one in enumerate(ORGANISATIONS) if one[2] == city]
    referral = Referral(
        kind=kind, city=city, area=ward, reference=f"{site[:2].upper()}-{rng.randint(1000, 9999)}", needs=needs,
        title=title, agency_id=world.organisations[rng.choice(near)], partner_id=world.organisations[near[-1]],
        referred_on=local_day(began),
    )  # fmt: skip
    change_referral(by=making.by, makeover_id=making.id, referral=referral, at=began)
    making.survey(needs)
    making.plan()
    if is_last:
        where = Whereabouts("7 Example Lane", "The bell is broken: knock", "A steep kerb")
        keep_address(by=making.by, makeover_id=making.id, told=where, secret=secret, at=making.at)
        print_run_sheet(by=making.by, makeover_id=making.id, at=making.at, token=token())
    scene = SCENES[making.id % len(SCENES)]
    making.photo("before", scene)
    making.work(is_over=True)
    if is_last:
        _keep_pieces(making, 1)
    if is_last and site == "coventry":
        return
    making.photo("after", scene)
    making.at = max(making.at, ends - timedelta(days=2))
    finish_work(by=making.by, makeover_id=making.id, at=making.at)
    if not is_last:
        making.end()


def _new(
    world: World, new: tuple[str, str, str, str, str, tuple[str, ...]], at: datetime, rng: Random,
    token: Callable[[], str], shelf: PhotoShelf, secret: str,
) -> None:  # fmt: skip
    kind, site, city, ward, state, needs = new
    by, began = _desk(world, site), at - timedelta(days=rng.randint(14, 30))
    near = [number for number, one in enumerate(ORGANISATIONS) if one[2] == city]
    referral = Referral(
        kind=kind, city=city, area=ward, reference=f"{site[:2].upper()}-{rng.randint(1000, 9999)}", needs=needs,
        agency_id=world.organisations[rng.choice(near)], referred_on=local_day(began),
    )  # fmt: skip
    made = refer_makeover(by=by, referral=referral, at=began, token=token())
    making = Making(world, by, site, made.id, kind, began, rng, token, shelf, at)
    where = Whereabouts(f"{rng.randint(1, 90)} Example Lane", "Ring twice", "Narrow stairs")
    if state != "cancelled":
        keep_address(by=by, makeover_id=made.id, told=where, secret=secret, at=began)
    if state in ("surveyed", "planned"):
        making.survey(needs)
    if state == "planned":
        making.plan()
        _keep_pieces(making, CODED.get(ward, 0))
        print_run_sheet(by=by, makeover_id=made.id, at=making.at, token=token())
    if state == "cancelled":
        reason = rng.choice(("no_contact", "moved_away"))
        cancel_makeover(by=by, makeover_id=made.id, reason=reason, at=making.after(8))


def _keep_pieces(making: Making, count: int) -> None:
    """Ready pieces of the site that nobody keeps: some kept, one more wished for, one on the van."""
    rows = fast().rows(
        "SELECT p.code, p.since FROM piece p WHERE p.site_id = ? AND p.stage = 'ready' AND NOT p.is_practice "
        "AND NOT EXISTS (SELECT 1 FROM makeover_piece k WHERE k.piece_id = p.id) ORDER BY p.id LIMIT ?",
        (making.world.sites[making.site], count + 1),
    )
    said = {"by": making.by, "makeover_id": making.id, "at": making.at}
    for code, _since in rows:
        pick_piece(code=code, is_wanted=True, **said)  # type: ignore[arg-type]
    for code, _since in rows[:count]:
        allocate_piece(code=code, token=making.token(), **said)  # type: ignore[arg-type]
    if rows[:count]:
        load_piece(code=rows[0][0], **said)  # type: ignore[arg-type]


def _tick(making: Making) -> None:
    said = {"by": making.by, "makeover_id": making.id, "at": making.at}
    for (task_id,) in fast().rows("SELECT id FROM makeover_task WHERE makeover_id = ?", (making.id,)):
        tick_task(task_id=task_id, is_done=True, **said)  # type: ignore[arg-type]
    for (number,) in fast().rows("SELECT id FROM makeover_material WHERE makeover_id = ?", (making.id,)):
        tick_material(material_id=number, is_there=True, **said)  # type: ignore[arg-type]


def _desk(world: World, site: str) -> Actor:
    """Whoever plans makeovers at a site."""
    keys = [one.key for one in PEOPLE if "coordinator" in one.roles and one.site in (site, "coventry")]
    own = [one.key for one in PEOPLE if "coordinator" in one.roles and one.site == site]
    return replace(world.system(site), person_id=world.people[(own or keys)[0]].id)


def _of_site(site: str, role: str, since: float = 0) -> list[str]:
    """Whoever has had a role at a site for so many days."""
    return [one.key for one in PEOPLE if role in one.roles and one.site == site and one.days > since + 1]


def _permits(world: World, at: datetime) -> None:
    """Some of each site may enter homes, drive the van and lead a day, since they came."""
    for site in dict.fromkeys(row[3] for row in MAKEOVERS):
        trainers, drivers = _of_site(site, "trainer"), _of_site(site, "driver")
        keys = [*trainers, *_of_site(site, "volunteer")[:6], *_of_site(site, "trainee")]
        held = [(key, ENTER_HOMES, "document") for key in keys]
        held += [(key, "drive:van", "document") for key in drivers]
        held += [(key, "lead:work_days", "training") for key in trainers or keys]
        for key, kind, source in held:
            came = at - timedelta(days=400)
            give_permit(
                by=world.system(site), person_id=world.people[key].id, kind=kind, source=source, at=at,
                starts_on=local_day(came), ends_on=local_day(at + timedelta(days=300)),
            )  # fmt: skip


def _team(site: str, since: float, rng: Random, world: World) -> list[tuple[str, str]]:
    """Two or three people of a site, by number, and what they do."""
    helpers = [key for key in _of_site(site, "volunteer", since) if key in _of_site(site, "volunteer")[:6]]
    team = [(key, "lead") for key in _of_site(site, "trainer", since)[:1]]
    team += [(key, "helper") for key in rng.sample(helpers, min(2, len(helpers)))]
    team += [(key, "trainee") for key in _of_site(site, "trainee", since)[:1]]
    if not any(part == "lead" for _, part in team) and team:
        team[0] = (team[0][0], "lead")
    return [(world.people[key].number, part) for key, part in team]


assert {new[4] for new in NEW} <= {*TRACK, "cancelled"}
