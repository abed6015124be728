"""Filters in the address: what is read of it, the chips that show it, and the addresses that change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from inventory.catalogue import GROUPS, category
from inventory.queries.desk_lists import PlaceChoice, SiteChoice, donor_id_of, place_choices, site_choices
from inventory.queries.filters import AGES, STAGE_SETS, PieceFilter
from inventory.queries.pieces import FIRST_SORT, read_sort
from inventory.stages import STAGES, STEPS

KEPT = ("site", "stage", "group", "category", "donor", "waiting", "wrong", "place", "step", "age", "sort")
ALL_SITES = "all"


@dataclass
class FilterView:
    """A filter as the address has it, and what it means."""

    path: str
    values: dict[str, str]
    wanted: PieceFilter
    sites: list[SiteChoice]
    places: list[PlaceChoice]
    site: SiteChoice | None
    place: PlaceChoice | None
    sort: str

    def url(self, path: str = "", **changes: str) -> str:
        """The address with some filters changed ("" takes one away); paging starts anew."""
        merged = {**self.values, **changes}
        asked = urlencode({name: value for name, value in merged.items() if value})
        return f"{path or self.path}?{asked}" if asked else path or self.path

    def sorted_by(self, name: str) -> str:
        """The address sorted by a column: the other way round if it is the one already."""
        return self.url(sort=f"-{name}" if self.sort == name else name)

    def toggled(self, name: str, value: str) -> str:
        """The address with one filter on or off."""
        return self.url(**{name: "" if self.values.get(name) == value else value})

    @property
    def is_filtered(self) -> bool:
        """True if anything but the site is asked."""
        return any(name in self.values for name in KEPT[1:-1])


def read_filter(
    args: Mapping[str, str], *, path: str, own_site_id: int, may_see_donors: bool, stage: str = "open"
) -> FilterView:
    """What an address asks for. Unknown values mean nothing, so that no address is an error."""
    sites = site_choices(own_site_id)
    asked_site = args.get("site", "")
    own = next((item for item in sites if item.id == own_site_id), None)
    site = None if asked_site == ALL_SITES else next((s for s in sites if s.slug == asked_site), own)
    places = place_choices(site.id) if site else []
    place = next((item for item in places if item.code == args.get("place", "").upper()), None)
    known = _known(args)
    donor = args.get("donor", "").strip().upper()
    site_ids = (site.id,) if site else tuple(item.id for item in sites)
    donor_id = donor_id_of(donor, (own_site_id,)) if donor and may_see_donors else 0
    values = {**known, "place": place.code if place else "", "donor": donor if donor_id else ""}
    if asked_site == ALL_SITES or (site and asked_site == site.slug):
        values["site"] = asked_site
    wanted = PieceFilter(
        site_ids=site_ids,
        stage=known.get("stage", stage),
        group=known.get("group", ""),
        category=known.get("category", ""),
        donor_id=donor_id,
        is_waiting="waiting" in known,
        is_said_wrong="wrong" in known,
        place_id=place.id if place else 0,
        step=known.get("step", ""),
        age=known.get("age", ""),
    )
    kept = {name: values[name] for name in KEPT if values.get(name)}
    return FilterView(path, kept, wanted, sites, places, site, place, known.get("sort", FIRST_SORT))


def _known(args: Mapping[str, str]) -> dict[str, str]:
    """The values of an address that are words of ours."""
    lists: dict[str, tuple[str, ...]] = {
        "stage": (*STAGES, *STAGE_SETS),
        "group": GROUPS,
        "step": STEPS,
        "age": tuple(key for key, _, _ in AGES),
    }
    found = {name: args[name] for name, known in lists.items() if args.get(name) in known}
    if category(args.get("category", "")) is not None:
        found["category"] = args["category"]
    if args.get("waiting") == "1":
        found["waiting"] = "1"
    if args.get("wrong") == "1":
        found["wrong"] = "1"
    sort = args.get("sort", "")
    if sort and read_sort(sort)[0] == sort:
        found["sort"] = sort
    return found
