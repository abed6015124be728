"""Whatever JSON comes, it is read or refused with a sentence; nothing else is raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.vocabulary import (
    ContactLine,
    KioskEvent,
    MeterBounds,
    NotUnderstood,
    Pack,
    Profile,
    TcpDoor,
)

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["grbl", "proxy", "machine_state", "allowed", "2026-03-01T09:30:00Z", "10.0.0.9", "cts"]),
)
ANY = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def like(*shapes: Any) -> st.SearchStrategy[Any]:
    """Objects with some of the shapes' names, holding anything, and anything at all."""
    names = st.sampled_from([one.name for shape in shapes for one in fields(shape)])
    inner = st.dictionaries(names, ANY, max_size=12)
    return st.one_of(ANY, inner, st.dictionaries(names, st.one_of(ANY, inner), max_size=16))


@pytest.mark.parametrize(
    "read", [Profile.from_json, TcpDoor.from_json, MeterBounds.from_json, ContactLine.from_json]
)
@settings(max_examples=80, deadline=None)
@given(value=like(Profile, TcpDoor, MeterBounds, ContactLine))
def test_a_profile_is_read_or_refused(read: Callable[[object], object], value: object) -> None:
    try:
        read(value)
    except NotUnderstood as refused:
        assert len(str(refused)) > 10


@settings(max_examples=120, deadline=None)
@given(value=like(KioskEvent))
def test_an_event_is_read_or_refused(value: object) -> None:
    try:
        event = KioskEvent.from_json(value)
    except NotUnderstood as refused:
        assert len(str(refused)) > 10
    else:
        assert KioskEvent.from_json(json.loads(json.dumps(event.as_json()))) == event


@settings(max_examples=120, deadline=None)
@given(value=like(Pack, Profile))
def test_a_pack_is_read_or_refused(value: object) -> None:
    changed = {**WHOLE, **(value if isinstance(value, dict) else {})}
    for data in (json.dumps(value).encode(), json.dumps(changed).encode(), b"[" * 100_000):
        try:
            Pack.from_bytes(data)
        except NotUnderstood as refused:
            assert len(str(refused)) > 10


WHOLE = json.loads(
    Pack("CNC-1", "CNC", "2026-03-01T09:30:00Z", "2026-03-08T09:30:00Z", "in_service", Profile()).as_bytes()
)
