"""How visits follow from what doors saw and people said: whatever the order, nothing overlaps and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.visit_folding import Said, Seen, Span, fold_day, guess_leaving

DAY = datetime(2026, 3, 2, tzinfo=UTC)
ENDS = DAY + timedelta(hours=23, minutes=59)
CLOSES = DAY + timedelta(hours=17)


def hour(number: float) -> datetime:
    return DAY + timedelta(hours=number)


def fold(seen: list[Seen], said: list[Said] | None = None, *, is_over: bool = True) -> list[Span]:
    def guess(site: int, came: datetime, last: datetime, latest: datetime) -> datetime:
        return guess_leaving(came, last, CLOSES, latest)

    return fold_day(seen, said or [], guess=guess, ends_at=ENDS, is_over=is_over)


def times(spans: list[Span]) -> list[tuple[float, float | None]]:
    def number(at: datetime) -> float:
        return (at - DAY) / timedelta(hours=1)

    return [(number(one.came_at), None if one.left_at is None else number(one.left_at)) for one in spans]


def came(at: float, site: int = 1, name: str = "") -> Seen:
    return Seen(name or f"came {at}", hour(at), "came", site)


def went(at: float, site: int = 1, work: str = "") -> Seen:
    return Seen(f"went {at}", hour(at), "went", site, work=work)


def test_a_card_in_and_a_card_out_are_a_visit() -> None:
    assert times(fold([came(9), went(12.5)])) == [(9, 12.5)]


def test_a_second_card_in_is_only_seen_again_and_an_early_one_moves_the_beginning() -> None:
    assert times(fold([came(11), came(9), went(12)])) == [(9, 12)]


def test_who_comes_back_has_two_visits() -> None:
    assert times(fold([came(9), went(12), came(13), went(16)])) == [(9, 12), (13, 16)]


def test_who_comes_at_another_site_has_left_the_one_before_as_estimated() -> None:
    spans = fold([came(9), came(10, site=2), went(12, site=2)])
    assert times(spans) == [(9, 10), (10, 12)] and spans[0].left_how == "estimated"


def test_who_goes_without_having_come_is_noted_with_no_time() -> None:
    (span,) = fold([went(12)])
    assert (span.came_at, span.left_at, span.came_how) == (hour(12), hour(12), "estimated")


def test_who_never_goes_left_when_last_seen_else_at_closing_but_at_most_three_hours_later() -> None:
    assert times(fold([came(9), came(11.5)])) == [(9, 11.5)]
    assert times(fold([came(9)])) == [(9, 12)]
    assert times(fold([came(15)])) == [(15, 17)]
    assert times(fold([came(19)])) == [(19, 19)], "after closing nothing is known, so nothing is claimed"


def test_who_is_in_stays_in_while_the_day_lasts() -> None:
    assert times(fold([came(9)], is_over=False)) == [(9, None)]


def test_what_was_done_is_said_on_leaving_or_a_moment_later() -> None:
    assert fold([came(9), went(12, work="bench")])[0].work == "bench"
    later = Seen("w", hour(12.1), "worked", 1, work="makeover")
    assert fold([later, went(12), came(9)])[0].work == "makeover"


def test_a_persons_word_holds_against_the_door() -> None:
    said = Said(7, 1, hour(9), hour(16), hour(9), hour(16), work="other")
    spans = fold([came(9.1), went(12), went(16.2), Seen("w", hour(16.3), "worked", 1, work="bench")], [said])
    assert times(spans) == [(9, 16)]
    assert (spans[0].visit_id, spans[0].work, spans[0].left_how) == (7, "other", "typed")


def test_who_is_said_to_be_in_since_earlier_still_goes_by_the_door() -> None:
    said = Said(7, 1, hour(8), None, hour(8), hour(10))
    assert times(fold([came(9), went(15)], [said])) == [(8, 15)]


def test_a_visit_that_never_was_leaves_nothing() -> None:
    assert (
        fold([came(9), went(12)], [Said(7, 1, hour(9), hour(12), hour(9), hour(12), is_dropped=True)]) == []
    )


MOMENTS = st.integers(min_value=0, max_value=1439).map(lambda minute: DAY + timedelta(minutes=minute))
SEEN = st.lists(
    st.builds(
        Seen,
        id=st.integers(0, 999_999).map(str),
        at=MOMENTS,
        kind=st.sampled_from(("came", "went", "worked")),
        site_id=st.integers(1, 3),
        how=st.just("card"),
        work=st.sampled_from(("", "bench", "other")),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SEEN, st.booleans(), st.randoms())
def test_whatever_comes_in_whatever_order_no_two_visits_overlap_and_none_is_negative(
    seen: list[Seen], is_over: bool, chance: object
) -> None:
    spans = fold(seen, is_over=is_over)
    for one in spans:
        assert one.left_at is None or one.came_at <= one.left_at <= ENDS
    for earlier, later in pairwise(spans):
        assert earlier.left_at is not None and earlier.left_at <= later.came_at
    shuffled = list(seen)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled, is_over=is_over) == spans
    assert all(one.left_at for one in spans) or not is_over


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SEEN, MOMENTS, MOMENTS)
def test_a_persons_word_always_stands_as_it_was_said(
    seen: list[Seen], one: datetime, other: datetime
) -> None:
    first, last = sorted((one, other))
    said = Said(5, 1, first, last, first, last)
    spans = fold(seen, [said])
    assert [(span.came_at, span.left_at) for span in spans if span.visit_id == 5] == [(first, last)]
    for earlier, later in pairwise(spans):
        assert earlier.left_at is not None and earlier.left_at <= later.came_at
