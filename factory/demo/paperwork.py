"""The demo's loose ends, as every year leaves them: spoilt and lost labels, stray scans, letters from the public."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from core.clock import local_day, start_of_day
from core.db import fast
from core.tablets import Tablet
from factory.demo.world import World
from inventory.queries.refused import RefusedFilter, refused_at
from inventory.services.labels import replace_label, void_labels
from inventory.services.messages import leave_message, settle_messages
from inventory.services.refusals import settle_refusal
from inventory.services.replay import replay_event
from inventory.services.sets import keep_together

LETTERS = (
    # days ago, door, what is wrong, words, reach, language, done with
    (61, "wrong", "wobbles", "One leg is shorter since we moved it.", "07700 900118", "en", "Felt pad sent by post."),
    (40, "like", "", "Do you have a cot for my sister? She is due in March.", "leyla@example.org", "en",
     "Cot put by, she came on Tuesday."),
    (33, "join", "", "I was a carpenter for twenty years.", "07700 900442", "ar", "Came on Monday."),
    (12, "back", "", "We move away in two weeks. Could you fetch the wardrobe?", "07700 900265", "en", ""),
    (6, "wrong", "sharp", "A screw stands out under the seat.", "", "en", ""),
    (3, "like", "", "Szukam małego biurka dla syna.", "07700 900387", "pl", ""),
    (2, "join", "", "أريد أن أتعلم تنجيد الكراسي", "07700 900510", "ar", ""),
    (1, "wrong", "hot", "The lamp gets hot at the switch. I have unplugged it.", "sam@example.org", "en", ""),
)  # fmt: skip
STRAYS = (
    # days ago, code, what, why a coordinator has it: the letters or the person are not known
    (2, "7K3M9QX", "moved", {"to": "stored"}),
    (1, "0000000", "moved", {"to": "in_work", "step": "repair"}),
    (1, "ZZZZZZZ", "intake", {"category": "bedside-unit"}),
)
SPOILT = 5
LOST = 3
REPLACED = 4
SETTLED = 3
CHAIRS = 4


def leave_paperwork(world: World, at: datetime, token: Callable[[], str]) -> None:
    """Write all of it at Coventry and Wolverhampton. In the caller's transaction, after the year has been told."""
    for slug in ("coventry", "wolverhampton"):
        _spoil_labels(world, slug, at)
        _replace_labels(world, slug, at)
        _keep_a_set(world, slug, at)
        _stray_scans(world, slug, at, token)
        _settle_some(world, slug, at)
    _letters(world, at, token)


def _spoil_labels(world: World, slug: str, at: datetime) -> None:
    """A jammed row of the newest sheet but one, and a few that nobody finds."""
    by = world.system(slug)
    row = fast().row(
        "SELECT b.number, b.id FROM label_batch b WHERE b.site_id = ? AND EXISTS (SELECT 1 FROM label l "
        "WHERE l.batch_id = b.id AND l.state = 'claimed') ORDER BY b.id DESC LIMIT 1",
        (by.site_id,),
    )
    if row is None:
        return
    blanks = [
        found[0]
        for found in fast().rows(
            "SELECT code FROM label WHERE batch_id = ? AND state = 'printed' ORDER BY position DESC LIMIT ?",
            (row[1], SPOILT + LOST),
        )
    ]
    for codes, is_missing in ((blanks[:SPOILT], False), (blanks[SPOILT:], True)):
        if codes:
            void_labels(
                by=by, batch_number=row[0], codes=codes, at=at - timedelta(days=2), is_missing=is_missing
            )


def _replace_labels(world: World, slug: str, at: datetime) -> None:
    """Labels that paint or sandpaper took, each with a new one from the sheet that lies ready."""
    by = world.system(slug)
    worn = fast().rows(
        "SELECT code FROM piece WHERE site_id = ? AND stage IN ('in_work', 'stored', 'ready') ORDER BY id DESC LIMIT ?",
        (by.site_id, REPLACED),
    )
    fresh = fast().rows(
        "SELECT code FROM label WHERE site_id = ? AND state = 'printed' ORDER BY batch_id DESC, position LIMIT ?",
        (by.site_id, REPLACED),
    )
    for (old,), (new,) in zip(worn, fresh, strict=False):
        replace_label(by=by, old_code=old, new_code=new, at=at - timedelta(hours=9))


def _keep_a_set(world: World, slug: str, at: datetime) -> None:
    """A table with what chairs wait for it, kept together."""
    by, where = world.system(slug), "site_id = ? AND stage IN ('ready', 'stored') AND NOT is_practice"
    table = fast().row(
        f"SELECT code FROM piece WHERE {where} AND category IN ('dining-table', 'kitchen-table') "
        "ORDER BY stage, id DESC",
        (by.site_id,),
    )
    chairs = fast().rows(
        f"SELECT code FROM piece WHERE {where} AND category = 'dining-or-kitchen-chair-wooden' "
        "ORDER BY stage, id DESC LIMIT ?",
        (by.site_id, CHAIRS),
    )
    if table is not None and chairs:
        keep_together(
            by=by,
            code=table[0],
            others=[row[0] for row in chairs],
            name="Table and chairs",
            at=at - timedelta(hours=20),
            token=str(uuid.uuid5(uuid.NAMESPACE_OID, f"set {slug}")),
        )


def _stray_scans(world: World, slug: str, at: datetime, token: Callable[[], str]) -> None:
    """What a tablet had saved and names nothing that we know."""
    device_id, public_id = world.tablets[slug][0]
    tablet = Tablet(device_id, public_id, world.sites[slug])
    for number, (days, code, kind, data) in enumerate(STRAYS[: 3 if slug == "coventry" else 1]):
        arrived = start_of_day(local_day(at - timedelta(days=days))) + timedelta(hours=11 + number)
        moment = int(arrived.timestamp() * 1000)
        body = {
            "id": token(), "code": code, "kind": kind, "data": data, "at": moment - 60_000, "seq": number + 1,
            "by": {"card": "0" * 64, "proof": "0" * 64}, "how": "scan",
        }  # fmt: skip
        replay_event(body, tablet=tablet, device_now=moment, arrived=arrived, is_live=False)


def _settle_some(world: World, slug: str, at: datetime) -> None:
    """The oldest refused scans are dealt with; the rest wait."""
    by = world.system(slug)
    notes = (
        "Moved by hand after a look at the piece.",
        "Scanned twice, nothing to do.",
        "Label thrown away.",
    )
    for line, note in zip(
        refused_at(RefusedFilter(by.site_id), size=400)[::-1][:SETTLED], notes, strict=False
    ):
        settle_refusal(by=by, event_id=line.event_id, note=note, at=at - timedelta(hours=4))


def _letters(world: World, at: datetime, token: Callable[[], str]) -> None:
    by = world.system("coventry")
    gone = [
        row[0]
        for row in fast().rows(
            "SELECT code FROM piece WHERE site_id = ? AND stage = 'released' ORDER BY since DESC LIMIT 60",
            (by.site_id,),
        )
    ]
    lamps = [
        row[0]
        for row in fast().rows(
            "SELECT code FROM piece WHERE site_id = ? AND stage = 'released' AND category = 'lamp' ORDER BY id LIMIT 1",
            (by.site_id,),
        )
    ]
    for place, (days, door, trouble, words, reach, language, note) in enumerate(LETTERS):
        code = lamps[0] if trouble == "hot" and lamps else gone[(place * 7 + 5) % len(gone)]
        came = start_of_day(local_day(at - timedelta(days=days))) + timedelta(
            hours=9 + place, minutes=7 * place
        )
        letter = leave_message(
            code=code, door=door, trouble=trouble, words=words, reach=reach, language=language, at=came,
            token=token(),
        )  # fmt: skip
        if note:
            settle_messages(by=by, ids=[letter.id], note=note, at=came + timedelta(days=2))
