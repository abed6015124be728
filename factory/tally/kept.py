"""Which indicators are kept ready, and whose rows they are: of people, of sittings and jobs at machines, of runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from factory.programme.indicators import Work
from factory.programme.learning import LEARNING
from factory.programme.machine_hours import MACHINES
from factory.programme.queries.facts import facts_of
from factory.programme.works import WORKS
from factory.tally.marking import JOB, PERSON, RUN, SITTING
from training.queries.counts import facts_of_learners

PIECES_JOINED: Final = "JOIN label l ON l.code = e.piece_code JOIN piece p ON p.id = l.piece_id"
"""From what was scanned at a machine, `e`, to its piece."""
THAT_COUNT: Final = "NOT p.is_practice"
_OF_MACHINES: Final = {"machine_hours": JOB, "machine_people": PERSON}


@dataclass(frozen=True)
class Kept:
    """An indicator that is kept ready: of what its rows are, and its facts.

    `facts` gives SQL with the columns `owner` (the id of the person, sitting, job or run), `site_id`, `day`, `split`
    and `amount`, of all or of the owners in an SQL list of ids. What it says of one owner follows from their facts
    alone, of a person from those of everybody who is counted as them.
    """

    slug: str
    of: str
    facts: Callable[[str], str]


@lru_cache(maxsize=1)
def all_kept() -> dict[str, Kept]:
    """Every indicator that is kept ready, by slug. The count of machines is loaded here, where first asked for."""
    from hardware.queries.counts import PieceJoin, machine_facts

    pieces = PieceJoin(PIECES_JOINED, THAT_COUNT)
    of_people = [Kept(slug, PERSON, partial(_facts, work)) for slug, work in WORKS.items() if work.kept]
    of_learners = [Kept(slug, PERSON, partial(facts_of_learners, slug)) for slug in LEARNING]
    of_machines = [
        Kept(slug, _OF_MACHINES.get(slug, SITTING), partial(machine_facts, slug, pieces)) for slug in MACHINES
    ]
    of_runs = [Kept("courses_run", RUN, partial(_facts, WORKS["courses_run"], owner=_RUN))]
    return {one.slug: one for one in (*of_people, *of_learners, *of_machines, *of_runs)}


_RUN: Final = "(SELECT n.id FROM run n WHERE n.number = f.key)"


def _facts(work: Work, ids: str = "", owner: str = "f.person_id") -> str:
    return f"SELECT {owner} AS owner, f.site_id, f.day, f.split, f.amount FROM ({facts_of(work, ids)}) f"
