"""What is known of a piece: the value that its events fold into. Pure; kept as JSON beside the piece."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from operator import attrgetter
from typing import Any

from inventory.catalogue import category


@dataclass(slots=True)
class Answer:
    """One answer in the present life. `counts` is False where the giver held no live permit for the question."""

    event_id: str
    answer: str
    version: str
    by: int | None
    counts: bool
    at: str
    photo: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class LifeFacts:
    """What is counted of one life. Days are the site's calendar, ISO text."""

    number: int
    received_on: str = ""
    received_site: int = 0
    upcycled_on: str = ""
    upcycled_site: int = 0
    upcycled_event: str = ""
    received_event: str = ""
    released_on: str = ""
    released_site: int = 0
    released_event: str = ""
    destination: str = ""
    category: str = ""
    grams: int = 0
    weight_source: str = ""


@dataclass(slots=True)
class PieceState:
    """The state of a piece. `since` is when its stage last changed, `last` the order key of the last event
    with effect, `seen` of the last event of all: what comes before it is folded in by folding anew."""

    stage: str = "draft"
    step: str = ""
    place: int = 0
    site: int = 0
    life: int = 1
    since: str = ""
    category: str = ""
    title: str = ""
    grams: int = 0
    weight_source: str = ""
    donation: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    workers: list[int] = field(default_factory=list)
    works: int = 0
    steps_done: list[str] = field(default_factory=list)
    is_sealed: bool = False
    is_barred: bool = False
    lost_from: str = ""
    waste_note: str = ""
    overrides: dict[str, str] = field(default_factory=dict)
    fillings: list[dict[str, str]] = field(default_factory=list)
    lives: list[LifeFacts] = field(default_factory=list)
    last: list[Any] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    last_event: str = ""
    last_kind: str = ""
    last_by: int | None = None
    last_at: str = ""

    def answer(self, slug: str) -> str:
        """The newest answer to a question in this life, or ""."""
        found = self.answers.get(slug)
        return found.answer if found else ""

    def counted(self, slug: str) -> str:
        """The answer to a question if it counts, else ""."""
        found = self.answers.get(slug)
        return found.answer if found and found.counts else ""

    @property
    def is_mains(self) -> bool:
        """True for a piece with a plug."""
        kind = category(self.category)
        return kind is not None and (kind.electrical == "mains" or self.answer("electrical") == "mains")

    @property
    def this_life(self) -> LifeFacts:
        """The facts of the present life, made if they are not there yet."""
        if not self.lives or self.lives[-1].number != self.life:
            self.lives.append(LifeFacts(number=self.life))
        return self.lives[-1]

    @property
    def photo(self) -> str:
        """The photo to show: the newest after, else other, else before; "" where there is none."""
        for shelf in (self.after, self.pictures, self.before):
            if shelf:
                return shelf[-1]
        return ""

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON, without what is as it always is; shares no list with the state."""
        data = _told(self, STATE_DEFAULTS)
        if self.answers:
            data["answers"] = {slug: _told(item, ANSWER_DEFAULTS) for slug, item in self.answers.items()}
        if self.lives:
            data["lives"] = [_told(item, LIFE_DEFAULTS) for item in self.lives]
        return data


def _told(item: object, usual: Usual) -> dict[str, Any]:
    data = {
        name: value
        for name, value, default in zip(usual.names, usual.values_of(item), usual.defaults, strict=True)
        if value != default
    }
    for name, value in data.items():
        if isinstance(value, list | dict):
            data[name] = value.copy()
    return data


@dataclass(frozen=True)
class Usual:
    """The fields of a dataclass, how to read them all at once, and what each is where nothing was said."""

    names: tuple[str, ...]
    values_of: attrgetter[tuple[Any, ...]]
    defaults: tuple[Any, ...]


def _usual(kind: type[Any]) -> Usual:
    """Each field of a dataclass with its default; a field without one has none that any value equals."""
    names = tuple(item.name for item in fields(kind))
    defaults = tuple(
        item.default_factory() if item.default_factory is not MISSING else item.default
        for item in fields(kind)
    )
    return Usual(names, attrgetter(*names), defaults)


STATE_DEFAULTS, ANSWER_DEFAULTS, LIFE_DEFAULTS = _usual(PieceState), _usual(Answer), _usual(LifeFacts)


def state_from(data: dict[str, Any]) -> PieceState:
    """The state that `as_data` wrote."""
    state = PieceState(**data)
    state.answers = {slug: Answer(**item) for slug, item in state.answers.items()}  # type: ignore[arg-type]
    state.lives = [LifeFacts(**item) for item in state.lives]  # type: ignore[arg-type]
    return state


def start_next_life(state: PieceState) -> None:
    """Begin the next life: the history stays in `lives`, what was asked and done is asked and done anew."""
    state.life += 1
    state.answers = {}
    state.before, state.after, state.pictures = [], [], []
    state.workers, state.works, state.steps_done = [], 0, []
    state.is_sealed, state.lost_from = False, ""
    state.overrides, state.fillings = {}, []
    state.grams, state.weight_source, state.donation = 0, "", 0
