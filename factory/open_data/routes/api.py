"""The open API: JSON for those who build on it, read only, no personal data; each view declares what it answers."""

from __future__ import annotations

from flask import jsonify, request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from core.clock import local_day, now
from core.errors import N_, NotFound, RuleBroken
from core.guards import OPEN_KEY, policy
from core.ids import read_code
from core.people import LANGUAGES
from factory.open_data.declared import (
    DAY,
    MOMENT,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Declaration,
    Param,
    declared,
    listed,
    maybe,
    thing,
    word,
)
from factory.open_data.figures import dated_rules, figure
from factory.open_data.queries import STATES, open_courses, open_machines, open_piece, open_pieces
from factory.open_data.routes import blueprint
from factory.programme.indicators import UNIT_NAMES
from factory.programme.learning import EVERY
from factory.programme.queries.fresh import EVER
from factory.programme.routes.asked import is_open, learning_is_open, machines_are_open
from factory.programme.rules_told import rule_by, rules_in_force, version_by
from factory.programme.spans import read_span

AMOUNT = maybe(NUMBER)
RULES = listed(thing(**{"from": maybe(DAY)}, rule=TEXT, version=TEXT))
"""What counts from which day on; from null: from the beginning."""
PIECE = thing(
    code=TEXT,
    category=TEXT,
    life=WHOLE,
    kg=NUMBER,
    weight_source=word("measured", "average"),
    month=maybe(TEXT),
    city=TEXT,
    steps=listed(TEXT),
    checks=listed(TEXT),
    page=TEXT,
    photo_before=maybe(TEXT),
    photo_after=maybe(TEXT),
)
INDICATORS_SAID = Declaration(
    "Indicators",
    N_("Everything that is counted, each with its rule."),
    "count",
    thing(
        indicators=listed(
            thing(
                slug=TEXT,
                name=TEXT,
                unit=word(*UNIT_NAMES),
                rule=TEXT,
                version=TEXT,
                rules=RULES,
                left_out=listed(TEXT),
            )
        )
    ),
)
FIGURE_SAID = Declaration(
    "Figure",
    N_("One figure: in all, by site and by part."),
    "count",
    thing(
        indicator=TEXT,
        unit=word(*UNIT_NAMES),
        starts_on=DAY,
        ends_on=DAY,
        total=AMOUNT,
        by_site=listed(thing(site=TEXT, amount=AMOUNT)),
        by_part=listed(thing(part=TEXT, amount=AMOUNT)),
        opening_sources=listed(TEXT),
        rules=RULES,
    ),
    (
        Param("slug", N_("Which figure, as the list of indicators names it."), where="path"),
        Param("span", N_("A programme year, quarter or month: year-2026, quarter-2026-10, month-2026-10.")),
        Param("from", N_("The first of your own days."), DAY),
        Param("to", N_("The last of your own days."), DAY),
    ),
    N_(
        "Without days: the present programme year. Counts of people are given for that year only; hours and sessions "
        "for whole months that are over, and null where fewer than 5 people stand behind them."
    ),
)
PIECES_SAID = Declaration(
    "Pieces",
    N_("Pieces given out, fifty at a time, by code."),
    "pieces",
    thing(pieces=listed(PIECE), next_after=maybe(TEXT)),
    (Param("after", N_("The code after which to go on.")),),
)
PIECE_SAID = Declaration(
    "Piece",
    N_("One piece, once it was given out."),
    "pieces",
    PIECE,
    (Param("code", N_("A code on one of its labels."), where="path"),),
)
COURSES_SAID = Declaration(
    "Courses",
    N_("Courses on offer, those that begin next first."),
    "",
    thing(
        courses=listed(
            thing(
                slug=TEXT,
                title=TEXT,
                language=TEXT,
                category=TEXT,
                is_accredited=TRUTH,
                next_start=maybe(MOMENT),
                towns=listed(TEXT),
                has_free_places=TRUTH,
                page=TEXT,
            )
        )
    ),
    (
        Param("language", N_("The language of titles, such as ar; else English.")),
        Param("free", N_("1: only those with free places."), word("1")),
    ),
)
MACHINES_SAID = Declaration(
    "Machines",
    N_("Every machine and how it stands; never who is at it."),
    "machines",
    thing(
        machines=listed(
            thing(
                code=TEXT,
                name=TEXT,
                kind=TEXT,
                site=TEXT,
                state=word(*dict.fromkeys(STATES.values())),
                since=maybe(MOMENT),
            )
        )
    ),
)


@blueprint.get("/api/v1/open/indicators")
@policy(OPEN_KEY)
@declared(INDICATORS_SAID)
def list_open_indicators() -> Response:
    """The indicators."""
    rules, today = rules_in_force(), local_day(now())
    return jsonify(
        indicators=[
            {
                "slug": one.slug,
                "name": one.name,
                "unit": one.unit,
                "rule": rule_by(one, rules.on(one.slug, today)),
                "version": version_by(one, rules.on(one.slug, today)),
                "rules": dated_rules(one, rules, EVER),
                "left_out": list(rules.exclusions(one)),
            }
            for one in EVERY.values()
            if is_open(one.slug)
        ]
    )


@blueprint.get("/api/v1/open/figures/<slug>")
@policy(OPEN_KEY)
@declared(FIGURE_SAID)
def show_open_figure(slug: str) -> Response:
    """One figure."""
    if slug not in EVERY or not is_open(slug):
        raise NotFound()
    asked, at = request.args, now()
    span = read_span(asked.get("span", ""), asked.get("from", ""), asked.get("to", ""), local_day(at))
    return jsonify(figure(EVERY[slug], span, at, (learning_is_open(), machines_are_open())))


@blueprint.get("/api/v1/open/pieces")
@policy(OPEN_KEY)
@declared(PIECES_SAID)
def list_open_pieces() -> Response:
    """Pieces given out."""
    after = request.args.get("after", "")
    if after and read_code(after) is None:
        raise RuleBroken("after", N_("This is no code of a piece."))
    found, next_after = open_pieces(read_code(after) or "")
    return jsonify(pieces=found, next_after=next_after)


@blueprint.get("/api/v1/open/pieces/<code>")
@policy(OPEN_KEY)
@declared(PIECE_SAID)
def show_open_piece(code: str) -> Response:
    """One piece."""
    found = open_piece(code)
    if found is None:
        raise NotFound()
    return jsonify(found)


@blueprint.get("/api/v1/open/courses")
@policy(OPEN_KEY)
@declared(COURSES_SAID)
def list_open_courses() -> Response:
    """Courses on offer."""
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else str(get_locale() or "en")
    found = open_courses(language, now()) if learning_is_open() else []
    if request.args.get("free") == "1":
        found = [course for course in found if course["has_free_places"]]
    return jsonify(courses=found)


@blueprint.get("/api/v1/open/machines")
@policy(OPEN_KEY)
@declared(MACHINES_SAID)
def list_open_machines() -> Response:
    """How machines stand."""
    return jsonify(machines=open_machines(now()) if machines_are_open() else [])
