"""Template filters of the room: names of stages, steps, categories and questions in the person's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date, format_datetime, get_locale, gettext, ngettext

from core.clock import from_iso, local_day, now
from core.commas import comma
from core.errors import N_
from core.ids import new_client_id
from inventory.catalogue import categories, category
from inventory.gates import GATES
from inventory.questions import question
from inventory.routes import blueprint
from inventory.stages import DESTINATION_NAMES, MOVE_WORDS, STAGE_NAMES, STEP_NAMES

GROUP_NAMES = {
    "seating": N_("Seating"),
    "tables": N_("Tables"),
    "storage": N_("Storage"),
    "beds": N_("Beds"),
    "other": N_("Other things"),
}
AGE_NAMES = {
    "today": N_("today"),
    "1-3": N_("1–3 days"),
    "4-7": N_("4–7"),
    "8-14": N_("8–14"),
    "15-30": N_("15–30"),
    "over-30": N_("over 30"),
}
KIND_NAMES = {
    "intake": N_("Taken in"),
    "moved": N_("Moved"),
    "answered": N_("Checked"),
    "placed": N_("Put in its place"),
    "photographed": N_("Photographed"),
    "weighed": N_("Weighed"),
    "described": N_("Description changed"),
    "filled": N_("Papers of new filling or cover"),
    "released": N_("Given out"),
    "transferred": N_("Received at another site"),
    "overridden": N_("House rule set aside"),
    "waste_noted": N_("Waste note"),
    "undone": N_("Taken back"),
    "closed": N_("Practice life ended"),
}
HOW_NAMES = {
    "scan": N_("scanned"),
    "typed": N_("code typed"),
    "station": N_("station mode"),
    "many": N_("move many"),
    "wall_card": N_("wall card"),
    "form": N_("desk"),
    "import": N_("import"),
    "paper": N_("from paper"),
    "demo": N_("demo"),
    "system": N_("by the clockwork"),
}
TERM_NAMES = {"gift": N_("Gift"), "nominal": N_("Small price"), "sale": N_("Sale"), "loan": N_("Loan")}
STAGE_SET_NAMES = {
    "open": N_("On the site"),
    "draft": N_("Drafts"),
    "released": N_("Given out"),
    "ended": N_("Ended"),
    "all": N_("All pieces"),
}
WORDS: dict[str, dict[str, str]] = {
    "stage_name": STAGE_NAMES,
    "step_name": STEP_NAMES,
    "move_words": MOVE_WORDS,
    "destination_name": DESTINATION_NAMES,
    "group_name": GROUP_NAMES,
    "age_name": AGE_NAMES,
    "kind_name": KIND_NAMES,
    "how_name": HOW_NAMES,
    "terms_name": TERM_NAMES,
    "stage_set_name": STAGE_SET_NAMES,
    "gate_name": {slug: gate.name for slug, gate in GATES.items()},
}


def _filter(table: dict[str, str]) -> Any:
    return lambda slug: gettext(table[slug]) if slug in table else slug


for _name, _table in WORDS.items():
    blueprint.add_app_template_filter(_filter(_table), _name)


@blueprint.app_template_filter("category_name")
def category_name(slug: str) -> str:
    """A category's name in the person's language."""
    found = category(slug)
    return gettext(found.name) if found else gettext("Not yet named")


@blueprint.app_template_filter("piece_name")
def piece_name(piece: Any) -> str:
    """What a piece is called: its category; its title adds to that, and stands alone where nobody named it yet."""
    return piece.title if piece.title and not category(piece.category) else category_name(piece.category)


@blueprint.app_template_filter("question_text")
def question_text(slug: str) -> str:
    """A question in the person's language."""
    found = question(slug)
    return gettext(found.text) if found else slug


@blueprint.app_template_filter("answer_words")
def answer_words(answer: str, slug: str = "") -> str:
    """An answer in the person's language: the word, and what the eye saw."""
    words = {"yes": gettext("Yes"), "no": gettext("No"), "not_sure": gettext("Not sure")}
    found = question(slug)
    told = gettext(found.answers[answer]) if found and answer in found.answers else ""
    return ": ".join(part for part in (words.get(answer, ""), told) if part)


@blueprint.app_template_filter("days_in_stage")
def days_in_stage(since: datetime) -> str:
    """For how long a piece has been where it is."""
    days = max(0, (local_day(now()) - local_day(since)).days)
    return gettext("today") if days == 0 else ngettext("%(num)s day", "%(num)s days", days)


@blueprint.app_template_filter("days_count")
def days_count(since: datetime) -> int:
    """Whole days of the calendar since an instant."""
    return max(0, (local_day(now()) - local_day(since)).days)


@blueprint.app_template_filter("when")
def when(at: datetime) -> str:
    """18 Nov, 10:42: without the year where it is this one, for narrow lists."""
    day = local_day(at)
    pattern = "d MMM" if day.year == local_day(now()).year else "d MMM y"
    return f"{format_date(day, pattern)}{comma(str(get_locale() or 'en'))}{format_datetime(at, 'HH:mm')}"


@blueprint.app_template_filter("iso_day")
def iso_day(text: str) -> date | None:
    """The day behind ISO text."""
    return date.fromisoformat(text) if text else None


@blueprint.app_template_filter("instant")
def instant(text: str) -> datetime | None:
    """The instant behind ISO text, for the filters of moments."""
    return from_iso(text) if text else None


@blueprint.app_template_filter("life_words")
def life_words(life: int) -> str:
    """First, second, third life."""
    words = {1: gettext("first life"), 2: gettext("second life"), 3: gettext("third life")}
    return words.get(life) or gettext("life %(number)s", number=life)


@blueprint.app_template_filter("photo_url")
def photo_url(photo_id: str, size: str = "small") -> str:
    """The address of a photo."""
    return url_for("inventory.show_photo", photo_id=photo_id, size=size)


@blueprint.app_template_filter("life_nth")
def life_nth(life: int) -> str:
    """1st, 2nd, 3rd, as a large short word."""
    words = {1: gettext("1st"), 2: gettext("2nd"), 3: gettext("3rd")}
    return words.get(life) or gettext("%(number)sth", number=life)


@blueprint.app_template_filter("short_month")
def short_month(month: str) -> str:
    """Nov 2026, of `2026-11`: never a day."""
    return str(format_date(date.fromisoformat(f"{month}-01"), "LLL y"))


STEPS_TOLD = {
    "repair": N_("It was repaired."),
    "strip": N_("The old surface was taken off."),
    "make": N_("A part was made anew."),
    "finish": N_("It was painted and finished."),
    "upholster": N_("It was upholstered by hand."),
}
CHECKS_TOLD = {
    "fire_label": N_("Fire label checked."),
    "electrical": N_("Electrical test passed."),
    "children": N_("Checked for children."),
    "glass": N_("Glass checked."),
}


@blueprint.app_template_filter("story_words")
def story_words(story: Any) -> str:
    """What was done, in plain sentences."""
    told = [gettext(STEPS_TOLD[step]) for step in STEPS_TOLD if step in story.steps]
    told = told or [gettext("It was checked, cleaned and kept as it is.")]
    return " ".join([*told, *(gettext(CHECKS_TOLD[word]) for word in story.checks if word in CHECKS_TOLD)])


def category_names() -> dict[str, str]:
    """Every category's name in the person's language, by slug."""
    return {slug: gettext(row.name) for slug, row in categories().items()}


def stage_choices() -> list[tuple[str, str]]:
    """What the filter of stages offers: groups of stages first, then each."""
    sets = [(slug, gettext(name)) for slug, name in STAGE_SET_NAMES.items()]
    return sets + [(slug, gettext(name)) for slug, name in STAGE_NAMES.items() if slug not in STAGE_SET_NAMES]


def group_choices() -> list[tuple[str, str]]:
    """The groups of furniture by name."""
    return [(slug, gettext(name)) for slug, name in GROUP_NAMES.items()]


def step_filter_choices() -> list[tuple[str, str]]:
    """The work steps by name."""
    return [(slug, gettext(name)) for slug, name in STEP_NAMES.items()]


def pairs(left: Any, right: Any) -> list[tuple[Any, Any]]:
    """Two lists side by side."""
    return list(zip(left, right, strict=False))


def stage_word_table(stage: str = "", step: str = "") -> dict[str, str]:
    """Words for the stage track; the present stage says its work step as well."""
    words = {slug: gettext(name) for slug, name in STAGE_NAMES.items()}
    if step and stage in words:
        words[stage] = f"{words[stage]}: {gettext(STEP_NAMES[step]) if step in STEP_NAMES else step}"
    return words


for _function in (stage_choices, group_choices, step_filter_choices, stage_word_table):
    blueprint.add_app_template_global(_function)
blueprint.add_app_template_global(new_client_id, "fresh_token")
blueprint.add_app_template_filter(pairs, "zip")
