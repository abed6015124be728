"""How an indicator's rule is told for some days: as it is written, or as the programme chose it from which day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final

from core.errors import N_
from factory.programme.indicators import Indicator
from factory.programme.spans import Span
from factory.programme.wording import Words
from training.queries.trained_rules import trained_stretches
from training.trained import USUAL, Stretch, between, on_day

_SHORT: Final = {"attended": N_("came to a first class"), "awarded": N_("awarded a first unit")}
_RULES: Final = {
    ("trained_digital", "attended"): N_(
        "Distinct learners who were in at least one class of a course in digital fabrication, "
        "counted once, on the day of the first."
    ),
    ("trained_digital", "awarded"): N_(
        "Distinct learners who were awarded at least one unit through a course in digital fabrication, "
        "counted once, on the day of the first."
    ),
    ("trained_painting", "attended"): N_(
        "Distinct learners who were in at least one class of a course in painting, decorating or DIY, "
        "counted once, on the day of the first."
    ),
    ("trained_painting", "awarded"): N_(
        "Distinct learners who were awarded at least one unit through a course in painting, decorating or DIY, "
        "counted once, on the day of the first."
    ),
}
"""The rule by way, where it is another than the usual, which the indicator itself has."""
_ONCE: Final = N_("Whoever was counted by one rule is not counted again by another.")
WAY_NAMES: Final = {
    "attended": N_("Came to a class"),
    "completed": N_("Completed a run"),
    "awarded": N_("Were awarded a unit"),
}
"""What learners did, by way."""
WAY_CLAUSES: Final = {
    "attended": N_("came to a class"),
    "completed": N_("completed a run"),
    "awarded": N_("were awarded a unit"),
}
"""The same within a sentence, after "learners who"."""
WAY_HINTS: Final = {
    "attended": N_("Counts on the day of the first class that they were in."),
    "completed": N_("Counts on the day on which a trainer confirmed it."),
    "awarded": N_("Counts on the day of the awarding body’s answer."),
}


@dataclass(frozen=True)
class Rules:
    """By which way the trained are counted when, by indicator; every other rule is the indicator's own."""

    chosen: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)

    def within(self, slug: str, span: Span) -> tuple[Stretch, ...]:
        """What is in force on any day of a span; one from the beginning where there is nothing to choose."""
        return between(self.chosen.get(slug, (Stretch(USUAL, None),)), span.starts_on, span.ends_on)

    def on(self, slug: str, day: date) -> str:
        """The way in force on a day."""
        return on_day(self.chosen.get(slug, (Stretch(USUAL, None),)), day)

    def rule(self, indicator: Indicator, span: Span, words: Words) -> str:
        """The rule of these days in words; where there was more than one each with its first day."""
        found = self.within(indicator.slug, span)
        return " ".join(_dated(found, [rule_by(indicator, one.way) for one in found], words))

    def short(self, indicator: Indicator, span: Span, words: Words) -> str:
        """The same in a few words: the first, and each after it with its first day."""
        said = []
        for turn, one in enumerate(self.within(indicator.slug, span)):
            told = words.gettext(short_by(indicator, one.way))
            if turn and one.starts_on is not None:
                told = words.gettext("from %(day)s %(rule)s", day=words.day(one.starts_on), rule=told)
            said.append(told)
        return "; ".join(said)

    def version(self, indicator: Indicator, span: Span) -> str:
        """The version of the rule, or of each that was in force."""
        found = dict.fromkeys(version_by(indicator, one.way) for one in self.within(indicator.slug, span))
        return ", ".join(found)

    def exclusions(self, indicator: Indicator) -> tuple[str, ...]:
        """What is left out (English msgids)."""
        is_chosen = len(self.chosen.get(indicator.slug, ())) > 1
        return (*indicator.exclusions, *((_ONCE,) if is_chosen else ()))


def rules_in_force() -> Rules:
    """The rules as they were chosen: one statement."""
    return Rules(trained_stretches())


def rule_by(indicator: Indicator, way: str) -> str:
    """An indicator's rule by a way (English msgid)."""
    return _RULES.get((indicator.slug, way), indicator.rule)


def short_by(indicator: Indicator, way: str) -> str:
    """The same in a few words (English msgid)."""
    return indicator.short_rule if way == USUAL else _SHORT[way]


def version_by(indicator: Indicator, way: str) -> str:
    """The version of a rule by a way: "1" for the usual one, "attended-1". A word first, a figure last: so it reads the
    same within a line from the right."""
    return indicator.version if way == USUAL else f"{way}-{indicator.version}"


def _dated(found: Sequence[Stretch], rules: Sequence[str], words: Words) -> list[str]:
    """Rules (English msgids) in words; where there are more than one each with its first day, or, of one that was
    there from the beginning, its last."""
    said = [words.gettext(rule) for rule in rules]
    if len(found) == 1:
        return said
    told = []
    for one, after, rule in zip_longest(found, found[1:], said):
        if one.starts_on is not None:
            told.append(words.gettext("From %(day)s: %(rule)s", day=words.day(one.starts_on), rule=rule))
        elif after.starts_on is not None:
            last = words.day(after.starts_on - timedelta(days=1))
            told.append(words.gettext("Until %(day)s: %(rule)s", day=last, rule=rule))
    return told
