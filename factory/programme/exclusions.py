"""What could still change the figures when they are printed: told on paper and in the method, as left out."""

from __future__ import annotations

from core.clock import local_day
from factory.programme.queries.open_ends import open_ends
from factory.programme.queries.overview import Overview
from factory.programme.wording import Words


def exclusion_lines(count: Overview, words: Words) -> list[str]:
    """A line for each thing that is open at the view's sites: how many, since when. One line where nothing is."""
    site = count.view.site
    sites = frozenset({site.id}) if site else frozenset(one.id for one in count.sites)
    ends = open_ends(sites, count.view.cut_off)
    if not ends:
        return [words.gettext("Nothing was open that could still change these figures.")]
    lines = []
    for end in ends:
        said = f"{words.gettext(end.name)}: {words.number(end.number)}"
        if end.since:
            said = words.gettext(
                "%(what)s, the oldest of %(day)s", what=said, day=words.day(local_day(end.since))
            )
        lines.append(said)
    return lines
