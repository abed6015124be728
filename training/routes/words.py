"""Template filters of the room: names of states, categories, levels and parts in the person's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime, get_locale, gettext

from core.clock import today, zone
from core.commas import comma
from core.errors import N_
from core.isolating import isolated
from training.routes import blueprint
from training.run_states import STATE_NAMES, VERBS
from training.staffing import PLACES_NAMES
from training.words import CATEGORY_NAMES

ESOL_NAMES = {
    "none": N_("No English needed"),
    "pre_entry": N_("A few words of English help"),
    "entry_1": N_("Easy English helps (Entry 1)"),
    "entry_2": N_("Simple English helps (Entry 2)"),
    "entry_3": N_("Everyday English helps (Entry 3)"),
    "level_1": N_("Good English helps (Level 1)"),
    "level_2": N_("Very good English helps (Level 2)"),
}
LEVEL_NAMES = {
    "E1": N_("Entry 1"),
    "E2": N_("Entry 2"),
    "E3": N_("Entry 3"),
    "L1": N_("Level 1"),
    "L2": N_("Level 2"),
    "L3": N_("Level 3"),
    "L4": N_("Level 4"),
}
SIZE_NAMES = {
    "award": N_("Award"),
    "certificate": N_("Certificate"),
    "diploma": N_("Diploma"),
    "other": N_("Other"),
}
PART_NAMES = {"trainer": N_("Trainer"), "assistant": N_("Assistant"), "helper": N_("Helper")}
NEED_NAMES = {"permit": N_("Permit"), "course": N_("Course"), "unit": N_("Unit")}
STATE_SET_NAMES = {
    "coming": N_("Coming and running"),
    "to_finish": N_("To be finished"),
    "ended": N_("Ended"),
    "all": N_("All runs"),
}
WORDS: dict[str, dict[str, str]] = {
    "run_state": STATE_NAMES,
    "run_verb": VERBS,
    "run_set": STATE_SET_NAMES | STATE_NAMES,
    "course_category": CATEGORY_NAMES,
    "esol_words": ESOL_NAMES,
    "unit_level": LEVEL_NAMES,
    "size_words": SIZE_NAMES,
    "class_part": PART_NAMES,
    "need_kind": NEED_NAMES,
    "places_words": PLACES_NAMES,
}
PICTURES = {
    "digital_fabrication": "art/courses/digital-fabrication.svg",
    "painting_decorating_diy": "art/courses/painting.svg",
    "carpentry": "art/courses/carpentry.svg",
    "upholstery": "art/courses/upholstery.svg",
    "repair": "art/courses/repair.svg",
    "enterprise": "art/courses/enterprise.svg",
    "language": "art/courses/language.svg",
    "other": "art/courses/other.svg",
}
"""The drawing of each category; a course may have a drawing of its own."""


def named(table: dict[str, str], skip: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The words of a table as the choices of a list, in the person's language."""
    return [(slug, gettext(name)) for slug, name in table.items() if slug not in skip]


def _filter(table: dict[str, str]) -> Any:
    return lambda slug: gettext(table[slug]) if slug in table else slug


for _name, _table in WORDS.items():
    blueprint.add_app_template_filter(_filter(_table), _name)


@blueprint.app_template_filter("course_picture")
def course_picture(course: Any) -> str:
    """The file of a course's drawing: its own, else that of its category."""
    own = getattr(course, "picture", "")
    return (
        f"art/courses/{own}.svg" if own in OWN_PICTURES else PICTURES.get(course.category, PICTURES["other"])
    )


OWN_PICTURES = tuple(path.rpartition("/")[2].removesuffix(".svg") for path in PICTURES.values())
"""Drawings that a course may choose whatever its category."""


@blueprint.app_template_filter("weekday")
def weekday(value: date | datetime) -> str:
    """Tue 22 Nov, on the site's calendar; with the year where it is another one."""
    day = value.astimezone(zone()).date() if isinstance(value, datetime) else value
    return str(format_date(day, "EEE d MMM" if day.year == today().year else "EEE d MMM y"))


@blueprint.app_template_filter("class_time")
def class_time(item: Any) -> str:
    """Tue 22 Nov, 10:00–12:00: the site's clock."""
    begin, end = (format_datetime(value, "HH:mm") for value in (item.starts_at, item.ends_at))
    return f"{weekday(item.starts_at)}{comma(str(get_locale() or 'en'))}{begin}–{end}"


@blueprint.app_template_filter("weekday_name")
def weekday_name(number: int) -> str:
    """Monday for 0, in the person's language."""
    return str(format_date(date(2024, 1, 1 + number), "EEEE"))


@blueprint.app_template_filter("isolated")
def isolated_here(text: str) -> str:
    """A name or title within a sentence of the page's language, which may run the other way."""
    locale = get_locale()
    return isolated(text, is_rtl=locale is not None and locale.text_direction == "rtl")
