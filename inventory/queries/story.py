"""What the public may read of a piece: after its release only, and never where it went, from whom, or on which day."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.db import as_json, fast
from core.ids import read_code
from inventory.catalogue import category
from inventory.queries.filters import marks
from inventory.state import state_from


@dataclass(frozen=True)
class Hand:
    """Somebody who worked on the piece and agreed that the first name is shown."""

    name: str
    avatar: str


@dataclass
class Story:
    """A piece as its public page tells it; `is_told` is False before release: then only the site is known."""

    code: str
    city: str
    site: str
    phone: str
    is_told: bool = False
    category: str = ""
    title: str = ""
    life: int = 1
    grams: int = 0
    weight_source: str = ""
    month: str = ""
    before: str = ""
    after: str = ""
    steps: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    hands: list[Hand] = field(default_factory=list)
    others: int = 0
    has_wall_fixing: bool = False
    is_upholstered: bool = False
    is_wooden: bool = False


def story_of(code: str) -> Story | None:
    """The story behind any of a piece's labels; None for a code that is none of ours (or void)."""
    row = fast().row(
        "SELECT COALESCE(p.code, l.code), s.name, s.city, s.phone, p.id, p.stage, p.folded, p.is_practice "
        "FROM label l LEFT JOIN piece p ON p.id = l.piece_id "
        "LEFT JOIN site s ON s.id = COALESCE(p.site_id, l.site_id) WHERE l.code = ? AND l.state <> 'void'",
        (read_code(code) or "",),
    )
    if row is None:
        return None
    story = Story(row[0], row[2] or row[1], row[1], row[3])
    if row[5] == "released" and not row[7]:
        _tell(story, row[4], as_json(row[6]))
    return story


CHECKS = (
    ("fire_label_release", "fire_label"),
    ("electrical_test", "electrical"),
    ("children_gaps", "children"),
    ("glass", "glass"),
)


def _tell(story: Story, piece_id: int, folded: dict[str, object]) -> None:
    state = state_from(folded)
    kind = category(state.category)
    life = state.this_life
    story.is_told = True
    story.category, story.title, story.life = state.category, state.title, state.life
    story.grams, story.weight_source = life.grams or state.grams, life.weight_source
    story.month = (life.upcycled_on or life.released_on)[:7]
    story.steps = list(state.steps_done)
    story.checks = [
        word for slug, word in CHECKS if state.counted(slug) == "yes" or state.answer(slug) == "yes"
    ]
    story.has_wall_fixing = kind is not None and kind.is_tall
    story.is_upholstered = kind is not None and kind.is_upholstered
    story.is_wooden = kind is not None and kind.is_wooden
    _add_photos(story, piece_id, state.life)
    _add_hands(story, state.workers)


def _add_photos(story: Story, piece_id: int, life: int) -> None:
    """The newest approved photo before and after."""
    rows = fast().rows(
        "SELECT kind, id FROM photo WHERE piece_id = ? AND life = ? AND approved_at IS NOT NULL AND sha256 <> '' "
        "AND kind IN ('before', 'after') ORDER BY at, id",
        (piece_id, life),
    )
    shown = dict(rows)
    story.before, story.after = shown.get("before", ""), shown.get("after", "")


def _add_hands(story: Story, workers: list[int]) -> None:
    wanted = tuple(workers) or (0,)
    rows = fast().rows(
        "SELECT p.id, n.called, p.avatar FROM person p JOIN person_name n ON n.person_id = p.id "
        f"WHERE p.id IN ({marks(wanted)}) AND EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id "
        "AND c.kind = 'first_name_public' AND c.withdrawn_at IS NULL) ORDER BY p.id",
        wanted,
    )
    story.hands = [Hand(row[1].split()[0], row[2]) for row in rows if row[1].split()]
    story.others = len(workers) - len(story.hands)
