"""The words of any indicator's splits, whichever room counts it."""

from __future__ import annotations

from collections.abc import Mapping

from factory.programme.indicators import WEIGHT_SOURCES, Indicator, carbon_sources, split_name
from factory.programme.learning import BY_CATEGORY, LEARNING, STEP_NAMES, WORK_NAMES, learning_split
from factory.programme.machine_hours import MACHINES
from factory.programme.wording import Gettext
from factory.programme.works import WORKS, work_split
from inventory.catalogue import categories
from inventory.stages import DESTINATION_NAMES
from training.words import CATEGORY_NAMES


def words_of_split(
    slug: str, category: str, split: str, gettext: Gettext, machine_words: Mapping[str, str]
) -> str:
    """A kind of furniture and a split as a person reads them; "" where an indicator has none."""
    kind = categories().get(category)
    said = [gettext(kind.name)] if kind else []
    if split and slug in MACHINES:
        said.append(gettext(machine_words.get(split, split)))
    elif split and slug in WORKS:
        said.append(gettext(work_split(slug, split)))
    elif split:
        said.append(gettext(learning_split(split) if slug in LEARNING else split_name(slug, split)))
    return ", ".join(said)


def name_with_part(indicator: Indicator, split: str, gettext: Gettext) -> str:
    """An indicator's name, and after it the part of it that is meant, where one is."""
    name = gettext(indicator.name)
    if not split:
        return name
    part = gettext(splits_of(indicator.slug).get(split, split))
    return gettext("%(what)s: %(part)s", what=name, part=part)


def splits_of(slug: str) -> dict[str, str]:
    """The parts that an indicator may be asked for, by their words in the count: English msgids."""
    if slug in WORKS:
        return dict(WORKS[slug].splits)
    if slug in LEARNING:
        by_step = STEP_NAMES if slug == "next_steps" else WORK_NAMES
        return dict(CATEGORY_NAMES if slug in BY_CATEGORY else by_step)
    found = {"pieces_given_out": DESTINATION_NAMES, "grams_kept": WEIGHT_SOURCES}
    return dict(found.get(slug, {}))


def every_split_of(slug: str) -> dict[str, str]:
    """The same, and the parts that have no words of ours: sets of carbon factors, kinds of machine."""
    if slug in ("co2e_low_grams", "co2e_high_grams"):
        return {source.factor_set: source.factor_set for source in carbon_sources()}
    if slug not in MACHINES:
        return splits_of(slug)
    from factory.programme.queries.machines import machine_kinds, purpose_names

    return purpose_names() if slug == "machine_sessions" else machine_kinds()
