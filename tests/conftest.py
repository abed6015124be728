"""What every test may ask for: the app on a clean database, clients that police pages, a live server, a browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from flask import Flask

from core.config import Settings
from tests import browsers
from tests.fresh import MIGRATED, FreshPostgres, FreshSqlite, fresh_database, test_settings
from tests.live import ProcessServer, ThreadServer
from tests.pages import Client, PageClient

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.every_route.house import House
    from tests.programme.year import Year

Database = FreshSqlite | FreshPostgres


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """The database of this run: SQLite, or PostgreSQL where ECO_TEST_DATABASE_URL says so."""
    fresh = fresh_database(os.environ.get("ECO_TEST_DATABASE_URL", ""))
    yield fresh
    fresh.close()


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the test's app."""
    return test_settings(tmp_path_factory.mktemp("instance"), database.url)


@pytest.fixture(scope="session")
def built_app(database: Database, settings: Settings) -> Flask:
    """The app, made once; its database is migrated but not put back: ask for `app` instead."""
    from factory.app import create_app
    from factory.late_rooms import load_late_rooms

    app = load_late_rooms(create_app(settings))
    app.testing = True
    database.prepare(app)
    return app


STATES = {"house": "house", "cast": "cast", "year": "year", "open_year": "year"}
"""Fixtures that begin in a state of the database that is kept beside the clean one, and its name."""


def state_wanted(request: pytest.FixtureRequest) -> str:
    """The state that a test begins in: putting back the clean one first would be work for nothing.

    A module with a fixture of its own by that name makes it on the clean one.
    """
    own = vars(request.module)
    return next(
        (state for name, state in STATES.items() if name in request.fixturenames and name not in own),
        MIGRATED,
    )


@pytest.fixture
def app(built_app: Flask, database: Database, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app on a clean database. Open `with app.app_context():` for work of the test's own, or ask `app_context`."""
    if state_wanted(request) == MIGRATED:
        database.reset(built_app)
    yield built_app


@pytest.fixture
def planted_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    """An app of its own to plant breaches in; its connections are closed before the database is put back."""
    from core.db import db
    from factory.app import create_app

    house = create_app(settings)
    yield house
    with house.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app_context(app: Flask) -> Iterator[Flask]:
    """The app with a context open for the whole test, to call services and queries in."""
    with app.app_context():
        yield app


Made = TypeVar("Made")


def kept_state(app: Flask, database: Database, state: str, make: Callable[[], Made]) -> Made:
    """What `make` makes on the clean database, which is then kept under this name; it runs in the app's context."""
    database.reset(app)
    with app.app_context():
        made = make()
    database.keep(app, state)
    return made


@pytest.fixture(scope="session")
def first_cast(built_app: Flask, database: Database) -> Cast:
    """The cast, made once and kept beside the clean database; ask for `cast`."""
    from tests.cast import make_cast

    return kept_state(built_app, database, "cast", make_cast)


@pytest.fixture
def cast(app: Flask, database: Database, first_cast: Cast) -> Cast:
    """The people, sites and tablets of `tests/cast.py`, in a database that holds nothing else."""
    database.reset(app, "cast")
    return first_cast


@pytest.fixture(scope="session")
def first_house(built_app: Flask, database: Database) -> House:
    """The house that every route is tried in, made once and kept beside the clean database; ask for `house`."""
    from tests.every_route.house import make_house

    database.reset(built_app)
    house = make_house(built_app)
    database.keep(built_app, "house")
    return house


@pytest.fixture
def house(app: Flask, database: Database, first_house: House) -> House:
    """A small demo with people signed in at desks and tablets, as it was made."""
    from tests.every_route.house import look_up_again

    database.reset(app, "house")
    look_up_again(app)
    return first_house


@pytest.fixture(scope="session")
def first_year(built_app: Flask, database: Database) -> Year:
    """The year, made once and kept beside the clean database; ask for `year`."""
    from tests.programme.year import make_year

    return kept_state(built_app, database, "year", make_year)


@pytest.fixture
def year(app: Flask, database: Database, first_year: Year) -> Year:
    """Nine pieces at two sites in the programme year 2025/26."""
    database.reset(app, "year")
    return deepcopy(first_year)


@pytest.fixture
def open_year(app: Flask, year: Year) -> Iterator[Year]:
    """The same with the app's context open, to call queries in."""
    with app.app_context():
        yield year


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a small house with a year behind it, made once: work in a copy of it (`tests.small_house`)."""
    from tests.small_house import make_small_house

    return make_small_house(tmp_path_factory.mktemp("small"))


@pytest.fixture
def client(app: Flask) -> Client:
    """A plain client, whose requests run in contexts of their own."""
    return Client(app, use_cookies=True)


@pytest.fixture
def page_client(app: Flask, database: Database) -> PageClient:
    """A client that polices each page it loads."""
    return PageClient(app, database.is_write_open)


@pytest.fixture
def new_page_client(app: Flask, database: Database) -> Callable[[], PageClient]:
    """Makes further such clients: another tablet, another person."""
    return lambda: PageClient(app, database.is_write_open)


@pytest.fixture
def live_server(app: Flask) -> Iterator[ThreadServer]:
    """The app on a real port of this machine."""
    server = ThreadServer(app)
    yield server
    server.close()


@pytest.fixture
def process_server(app: Flask, settings: Settings) -> Iterator[ProcessServer]:
    """The app in a process of its own on the test's database, not started yet: stop, kill and start it at will."""
    server = ProcessServer(settings)
    yield server
    server.kill()


# --- the browser (fixtures of pytest-playwright, bent to our Chromium) ---


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> browsers.FakeCamera:
    """The film that the browser's camera plays: `camera.show(picture)` before the page opens the camera."""
    return browsers.FakeCamera(tmp_path_factory.mktemp("camera"))


@pytest.fixture(autouse=True)
def empty_bench(request: pytest.FixtureRequest) -> None:
    """Each browser test begins with nothing before the camera, whatever the one before it showed."""
    if request.node.get_closest_marker("browser"):
        request.getfixturevalue("camera").show(None)


@pytest.fixture(scope="session")
def browser_type_launch_args(camera: browsers.FakeCamera) -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    return browsers.launch_arguments(camera.file)


@pytest.fixture
def browser_context_args(live_server: ThreadServer) -> dict[str, Any]:
    """A tablet held upright, looking at the live server."""
    return browsers.context_arguments(live_server.url)


@pytest.fixture
def deny_camera(playwright: Any, live_server: ThreadServer) -> Iterator[Callable[[], Any]]:
    """Opens a page in a browser that refuses the camera."""
    opened: list[Any] = []

    def open_page() -> Any:
        browser = playwright.chromium.launch(**browsers.launch_arguments(None, grants=False))
        opened.append(browser)
        return browser.new_context(**browsers.context_arguments(live_server.url, camera=False)).new_page()

    yield open_page
    for browser in opened:
        browser.close()


@pytest.fixture
def run_axe() -> Callable[..., list[str]]:
    """Asks axe about a page; the answer is the list of its faults."""
    return browsers.run_axe


@pytest.fixture
def statements(built_app: Flask) -> Callable[[], Any]:
    """Counts SQL: `with statements() as seen: …` then `len(seen)`."""
    from tests.statements import counted

    @contextmanager
    def count() -> Iterator[list[str]]:
        with built_app.app_context():
            from core.db import db

            engine = db.engine
        with counted(engine) as seen:
            yield seen

    return count


ON_EITHER = ("test_migrations", "test_backup_postgres", "test_commands", "test_first_hour", "test_documents")
"""Modules that find the database of the run by themselves."""


def needs_a_database(item: pytest.Item) -> bool:
    """Whether a test can tell one database from another."""
    return "database" in getattr(item, "fixturenames", ()) or Path(item.path).stem in ON_EITHER


MARK = "mark.browser"
"""How a module says that it drives a browser."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only the browser's tests are asked for, modules without one are not even read."""
    is_asked = config.option.markexpr == "browser" and collection_path.name.startswith("test_")
    is_module = is_asked and collection_path.suffix == ".py"
    return True if is_module and MARK not in collection_path.read_text(encoding="utf-8") else None


def pytest_collection_finish() -> None:
    """What stands now stands to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last (they are slow and need the database free), and the house's rules first.

    On PostgreSQL only what has a database: parsers, drawings and the kiosk's own parts were tried beside SQLite.
    """
    if os.environ.get("ECO_TEST_DATABASE_URL"):
        alike = [item for item in items if not needs_a_database(item)]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if needs_a_database(item)]

    def place(item: pytest.Item) -> int:
        if item.get_closest_marker("browser"):
            return 2
        return 0 if Path(item.path).parent.name == "house" else 1

    items.sort(key=place)
