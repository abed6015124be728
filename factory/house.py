"""Puts the house together in short steps, one for each thing that an app needs. `factory.app` opens it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from flask import Flask, request
from werkzeug.routing import Rule

from core.config import Settings
from core.credentials import set_cost
from core.db import db, engine_options, prepare_engine
from core.guards import PUBLIC, policy
from factory.cookies import StateCookie
from factory.doors import register_doors
from factory.errors import register_errors
from factory.fault_log import log_fault, register_fault_log
from factory.front_desk.policing import register_policing
from factory.headers import register_headers
from factory.late_rooms import register_late
from factory.locales import register_locales
from factory.machine_joins import connect_rooms
from factory.people_words import register_people_words
from factory.security_log import register_security_log
from factory.templating import register_templating

ROOT = Path(__file__).resolve().parent.parent
MODELS = (
    "core.people",
    "core.devices",
    "core.recipients",
    "core.audit",
    "core.words",
    "core.sites",
    "core.visits",
    "inventory.models.pieces",
    "inventory.models.labels",
    "inventory.models.donors",
    "inventory.models.events",
    "inventory.models.checks",
    "inventory.models.releases",
    "inventory.models.counts",
    "core.outbox",
    "core.merges",
    "core.young",
    "core.imported",
    "core.import_files",
)
ROOMS = (
    "inventory.routes",
    "factory.front_desk.routes",
    "factory.programme.routes",
    "factory.words.routes",
    "factory.van.routes",
    "factory.admin.routes",
    "training.routes",
    "hardware.routes",
    "factory.outbox.routes",
    "factory.makeovers.routes",
    "factory.impact.routes",
    "factory.open_data.routes",
    "factory.occasions.routes",
    "factory.repair_cafes.routes",
    "factory.visits.routes",
    "factory.profiles.routes",
    "factory.evidence.routes",
    "factory.webhooks.routes",
    "factory.monitoring.routes",
    "factory.privacy.routes",
    "factory.skills.routes",
    "factory.mishaps.routes",
    "factory.paper_day.routes",
    "factory.my_work.routes",
    "factory.bringing.routes",
)

UNFINISHED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
"""Rooms that are not whole yet: their tables and views, opened by a setting only (docs/decisions/0021)."""
LATE = (
    "factory.words.routes",
    "factory.outbox.routes",
    "training.routes",
    "hardware.routes",
    "factory.makeovers.routes",
    "factory.van.routes",
    "factory.occasions.routes",
    "factory.repair_cafes.routes",
    "factory.skills.routes",
    "factory.privacy.routes",
    "factory.visits.routes",
    "factory.profiles.routes",
    "factory.open_data.routes",
    "factory.impact.routes",
    "factory.webhooks.routes",
    "factory.monitoring.routes",
    "factory.evidence.routes",
    "factory.mishaps.routes",
    "factory.paper_day.routes",
    "factory.bringing.routes",
    "factory.my_work.routes",
    "factory.programme.routes",
    "factory.admin.routes",
)
"""Rooms that are loaded, tables and all, when somebody first asks for one of their pages."""


def _first_build(append_unknown: bool) -> Callable[..., tuple[str, str]]:
    """What stands in for a route's maker of addresses until the first is asked for."""
    place = "_build_unknown" if append_unknown else "_build"

    def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
        made = Rule._compile_builder(rule, append_unknown).__get__(rule, None)
        setattr(rule, place, made)
        found: tuple[str, str] = made(**values)
        return found

    return build


_FIRST_BUILDS: Final = {append_unknown: _first_build(append_unknown) for append_unknown in (False, True)}
_METHODS: Final[dict[frozenset[str], set[str]]] = {}
"""The few sets of methods that hundreds of routes share."""


class PlannedRule(Rule):
    """A route whose maker of addresses is compiled when the first is asked for: most never are, and all took 40 ms."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if self.methods is not None:
            self.methods = _METHODS.setdefault(frozenset(self.methods), self.methods)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        return _FIRST_BUILDS[append_unknown]


class House(Flask):
    """Flask, whose views and hooks are all plain functions, so that nothing asks of each on each request."""

    url_rule_class = PlannedRule

    def log_exception(self, exc_info: Any) -> None:
        """Tell which view broke, and neither the error's words nor the address, which may hold what was typed."""
        log_fault(request.method, request.endpoint, exc_info[1])

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def opened(settings: Settings) -> tuple[str, ...]:
    """The unfinished rooms that the settings open, in the order of the house."""
    wanted = {word.strip() for word in settings.unfinished_rooms.split(",")}
    return tuple(room for room in UNFINISHED if room in wanted)


def build_house(settings: Settings) -> Flask:
    """The app for `settings`."""
    app = House("factory", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    _register_settings(app, settings)
    _register_database(app, settings)
    register_doors(app, settings)
    register_locales(app)
    register_policing(app)
    register_headers(app)
    register_errors(app)
    register_security_log(app)
    register_fault_log(app)
    register_templating(app)
    register_people_words(app)
    _register_rooms(app, settings)
    connect_rooms()
    return app


def _register_settings(app: Flask, settings: Settings) -> None:
    old = [key.strip() for key in settings.old_secret_keys.split(",") if key.strip()]
    limit = settings.upload_limit_mb * 1024 * 1024
    app.config.update(
        ECO_SETTINGS=settings,
        DEBUG=False,  # whatever FLASK_DEBUG says: a fault is told in words, its trace to the log alone
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=old or None,
        MAX_CONTENT_LENGTH=limit,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        JSON_SORT_KEYS=False,
    )
    app.session_interface = StateCookie()
    app.url_map.redirect_defaults = False
    policy(PUBLIC)(app.view_functions["static"])
    set_cost(memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes)


def _register_database(app: Flask, settings: Settings) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database)
    for name in (*MODELS, *_unfinished(settings, 0)):
        import_module(name)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def _unfinished(settings: Settings, part: int) -> tuple[str, ...]:
    """The modules of the unfinished rooms that the settings open: tables (0) or views (1)."""
    return tuple(name for room in opened(settings) for name in UNFINISHED[room][part])


def _register_rooms(app: Flask, settings: Settings) -> None:
    for name in (*ROOMS, *_unfinished(settings, 1)):
        if name in LATE:
            register_late(app, name)
            continue
        blueprint = getattr(import_module(name), "blueprint", None) if _is_there(name) else None
        if blueprint is not None:
            app.register_blueprint(blueprint)


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
