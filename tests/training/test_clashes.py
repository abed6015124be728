"""Who and what cannot be in two classes at once, with plain values."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from tests.training.conftest import in_utc
from training.clashes import Taken, clashes, machine_key, overlaps, refuse

START = in_utc(2030, 1, 7, 10)


def taken(begin: int, end: int, class_id: int = 2, kind: str = "trainer", key: str = "1") -> Taken:
    return Taken(
        kind,
        key,
        "Mary",
        START + timedelta(minutes=begin),
        START + timedelta(minutes=end),
        class_id,
        "R-2, Sewing (1)",
    )


def test_one_class_may_begin_as_the_other_ends() -> None:
    assert not clashes([taken(0, 60, 1)], [taken(60, 120)])
    assert clashes([taken(0, 61, 1)], [taken(60, 120)])


def test_other_people_and_other_kinds_do_not_clash() -> None:
    assert not clashes([taken(0, 60, 1)], [taken(0, 60, key="9")])
    assert not clashes([taken(0, 60, 1)], [taken(0, 60, kind="place")])


def test_a_class_does_not_clash_with_itself() -> None:
    assert not clashes([taken(0, 60, 2)], [taken(10, 20, 2)])


@pytest.mark.parametrize(
    ("kind", "field"), [("trainer", "person"), ("place", "place"), ("machine", "machines")]
)
def test_a_refusal_names_the_other_class_beside_its_field(kind: str, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        refuse(clashes([taken(0, 60, 1, kind)], [taken(30, 90, kind=kind)]))
    assert refused.value.field == field
    assert "Sewing" in str(refused.value) and "Mary" in str(refused.value)


def test_a_machines_name_is_read_whatever_its_case_and_blanks() -> None:
    assert machine_key("Laser  Cutter ") == machine_key("laser cutter")


spans = st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(spans, spans)
def test_overlap_is_the_same_from_both_sides_and_means_a_shared_minute(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    shares = bool(set(range(*a)) & set(range(*b)))
    assert overlaps(taken(*a), taken(*b)) == overlaps(taken(*b), taken(*a)) == shares
