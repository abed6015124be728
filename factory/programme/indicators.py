"""The indicators: what is counted, in which unit, by which written rule and version, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import N_
from inventory.catalogue import carbon_factors
from inventory.stages import DESTINATION_NAMES

GRAMS_A_KG = 1000
MS_AN_HOUR = 3_600_000
_SCALES = {"kg": GRAMS_A_KG, "hours": MS_AN_HOUR}
NO_PRACTICE = N_("Practice labels and practice sites are never counted.")
NO_DRAFTS = N_("A draft is not counted until the piece is taken in.")
ADJUSTED = N_(
    "A truth that arrives late changes the count by a listed adjustment, never by a change of old rows."
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A counting rule. `unit` is one of `UNIT_NAMES`; amounts are kept at `scale` a unit (grams; milliseconds)."""

    slug: str
    name: str
    unit: str
    short_rule: str
    rule: str
    version: str
    exclusions: tuple[str, ...]
    may_have_target: bool = True

    @property
    def scale(self) -> int:
        """What is kept, in one unit."""
        return _SCALES.get(self.unit, 1)


@dataclass(frozen=True, slots=True)
class Work(Indicator):
    """An indicator that brings its own rows: the frame of the works sums, lists, exports and draws it.

    `facts` is a SELECT for both databases with one row a counted thing and exactly the columns `key` (text, unique
    within the indicator), `site_id`, `day` (a date), `split` (text), `amount` (whole, at `scale` a unit), `person_id`
    (or NULL), `what` (a title or code, nothing of a person) and `ref` (text). `LOCAL_DAY[instant]` in it is the day at
    the site, `ONLY[person]` where it may be narrowed to some people. An indicator of people whose rows are kept ready
    (`factory.tally`) says in `kept` how their `key` is made of the row `r` and the person `p`. `opens` is the endpoint
    and argument by which `ref` leads to the thing, `opens_with` what else its address takes; `splits` are words of
    the splits. `city` and `partner` are SQL over a row `f` of the facts: the city of the thing itself, and the id of
    the organisation through which people came (empty: it has none of its own).
    """

    facts: str = ""
    kept: str = ""
    opens: tuple[str, str] | None = None
    opens_with: Mapping[str, str] = field(default_factory=dict, hash=False)
    splits: Mapping[str, str] = field(default_factory=dict, hash=False)
    has_line: bool = False
    city: str = ""
    partner: str = ""


_ALL = (
    Indicator(
        "pieces_upcycled",
        N_("Pieces upcycled"),
        "pieces",
        N_("work done and first quality check passed"),
        N_(
            "Distinct piece-lives with at least one work event and a first quality check passed, "
            "counted on the day of that check at the site where it was passed."
        ),
        "1",
        (NO_PRACTICE, N_("A piece repaired but not yet checked is not counted."), ADJUSTED),
    ),
    Indicator(
        "pieces_received",
        N_("Pieces received"),
        "pieces",
        N_("taken in, with all that intake asks"),
        N_("Piece-lives taken in, counted on the day of intake at the site that took them in."),
        "1",
        (NO_PRACTICE, NO_DRAFTS, ADJUSTED),
    ),
    Indicator(
        "pieces_given_out",
        N_("Pieces given out"),
        "pieces",
        N_("released, each life once"),
        N_("Piece-lives released for the first time, counted on that day, by where they went."),
        "1",
        (NO_PRACTICE, N_("A piece that ends as waste or spares is not counted."), ADJUSTED),
    ),
    Indicator(
        "grams_kept",
        N_("Kept in use"),
        "kg",
        N_("weight of the pieces given out"),
        N_(
            "Weight of piece-lives on the day of their first release; "
            "measured weights and a category's average are counted apart."
        ),
        "1",
        (NO_PRACTICE, ADJUSTED),
    ),
    Indicator(
        "co2e_low_grams",
        N_("CO₂e avoided, low"),
        "kg",
        N_("weight × the factor's lower end"),
        N_("Weight kept in use times the lower end of the published factor of its kind of furniture."),
        "1",
        (N_("Kinds without a published factor are left out and listed."), ADJUSTED),
    ),
    Indicator(
        "co2e_high_grams",
        N_("CO₂e avoided, high"),
        "kg",
        N_("weight × the factor's upper end"),
        N_("Weight kept in use times the upper end of the published factor of its kind of furniture."),
        "1",
        (N_("Kinds without a published factor are left out and listed."), ADJUSTED),
        may_have_target=False,
    ),
    Indicator(
        "co2e_left_out",
        N_("Left out of CO₂e"),
        "pieces",
        N_("no published factor for its kind"),
        N_("Piece-lives given out whose kind has no published factor, so that no CO₂e is claimed for them."),
        "1",
        (NO_PRACTICE, ADJUSTED),
        may_have_target=False,
    ),
)

INDICATORS: dict[str, Indicator] = {indicator.slug: indicator for indicator in _ALL}
"""Every indicator by slug, in the order of the dashboard."""
COUNTED = tuple(INDICATORS)
HEADLINES = ("pieces_upcycled", "pieces_received", "pieces_given_out", "grams_kept")
"""Indicators that have a line of their own on the dashboard, with or without a target."""
LINES = (*HEADLINES, "co2e_low_grams")
"""Indicators that may stand among the targets; CO₂e by its lower end, where somebody has set a target for it."""
UNKNOWN_KIND = "unknown"
"""The address's word for pieces whose kind nobody knows."""
WEIGHT_SOURCES = {"measured": N_("Measured"), "average": N_("Estimated from the kind's average")}
GROUP_NAMES = {
    "seating": N_("Seating"),
    "tables": N_("Tables and desks"),
    "storage": N_("Storage"),
    "beds": N_("Beds"),
    "other": N_("Other"),
}
UNIT_NAMES = {
    "pieces": N_("pieces"),
    "kg": N_("kg"),
    "enrolments": N_("enrolments"),
    "people": N_("people"),
    "awards": N_("awards"),
    "hours": N_("hours"),
    "sessions": N_("sessions"),
    "courses": N_("courses"),
    "heads": N_("heads"),
    "occasions": N_("occasions"),
    "attempts": N_("attempts"),
    "artefacts": N_("artefacts"),
    "organisations": N_("organisations"),
    "enterprises": N_("enterprises"),
    "pairs": N_("pairs"),
    "makeovers": N_("makeovers"),
}
FACTOR_NAMES = {
    "upholstered seating": N_("upholstered seating"),
    "office chair": N_("office chair"),
    "other furniture": N_("other furniture"),
}
WEIGHTS_CREDIT = "furniture reuse average weights, Alloa Community Enterprises, CC BY 4.0"
RANGE_METHOD = N_(
    "CO₂e avoided is a range: the weight of each piece given out times the lower and the upper end of the factor "
    "that its kind has. A piece counts once a life, on the day of its first release."
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a factor comes from: its set, what it applies to, its range and who published it when."""

    factor_set: str
    applies_to: str
    low: float
    high: float
    publisher: str
    year: int


def carbon_sources() -> list[Source]:
    """The carbon factors in use, with publisher and year."""
    return [
        Source(factor.factor_set, factor.applies_to, factor.low, factor.high, factor.publisher, factor.year)
        for factor in carbon_factors().values()
    ]


NOT_TOLD_APART = N_("Not told apart")
"""What an opening figure without a split is called beside those that have one."""


def split_name(indicator: str, split: str) -> str:
    """The words (English msgid) for a split: a destination, how a weight is known, or the factor set's own name."""
    if not split:
        return NOT_TOLD_APART
    if indicator == "pieces_given_out":
        return DESTINATION_NAMES.get(split, split)
    return WEIGHT_SOURCES.get(split, split)
