"""Calendar feeds: two independent readers agree, nothing moves that did not change, no other person's name."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from core.access import Actor
from core.clock import now
from core.db import fast, transaction
from core.errors import NotFound, RuleBroken
from core.feed_keys import MOST_KEYS
from core.ical import FeedEvent, etag_of, feed_text
from core.ids import new_client_id
from tests.front_desk.doors import sign_in
from tests.pages import Client, PageClient
from tests.training.conftest import College, Desk, at_ten, in_utc, value
from training.models.delivery import Run
from training.services.calendars import end_key, make_own_key, make_run_key, make_site_key
from training.services.classes import ClassData, change_class
from training.services.runs import cancel_run

WORDS = {
    "Arabic": "الخطوات الأولى على قاطعة الليزر، ورشة النجارة في كوفنتري؛ الحصة الثانية",
    "Amharic": "የእንጨት ሥራ ኮርስ ለጀማሪዎች በኮቨንትሪ የሚሰጥ ሁለተኛው ክፍል",
    "Tigrinya": "ስራሕ ዕንጨይቲ ንጀመርቲ ኣብ ኮቨንትሪ ዝወሃብ ካልኣይ ክፍሊ",
    "signs": "Semi;colons, commas\\ back\nslashes and 🪑🪚 chairs " * 3,
}


def event(**more: object) -> FeedEvent:
    start = in_utc(2030, 1, 7, 10)
    plain = {"token": "t-1", "starts_at": start, "ends_at": start + timedelta(hours=2), "title": "Sewing"}
    return FeedEvent(**(plain | more))  # type: ignore[arg-type]


def by_icalendar(body: bytes) -> list[tuple[object, ...]]:
    return [
        (
            str(e["uid"]),
            str(e["summary"]),
            str(e.get("location", "")),
            e.start,
            e.end,
            int(e["sequence"]),
            str(e["status"]),
        )
        for e in Calendar.from_ical(body).walk("VEVENT")
    ]


def by_vobject(body: bytes) -> list[tuple[object, ...]]:
    def text(one: object, name: str) -> str:
        return getattr(one, name).value if hasattr(one, name) else ""

    calendar = vobject.readOne(body.decode())
    return [
        (
            *(text(e, name) for name in ("uid", "summary", "location")),
            e.dtstart.value,
            e.dtend.value,
            int(e.sequence.value),
            e.status.value,
        )
        for e in calendar.contents.get("vevent", [])
    ]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_both_readers_read_what_was_written_in_any_script(words: str) -> None:
    body = feed_text("calendar-1", words, [event(title=words, where=words, note=words, sequence=3)])
    assert by_icalendar(body) == by_vobject(body)
    (found,) = by_icalendar(body)
    assert found[1:3] == (words, words) and found[5:] == (3, "CONFIRMED")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_lines_are_folded_at_75_octets_and_no_letter_is_split(words: str) -> None:
    body = feed_text("calendar-1", "Sewing", [event(title=words or "x")])
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert by_icalendar(body)[0][1] == (words or "x")


def test_instants_are_utc_and_no_zone_table_is_written() -> None:
    body = feed_text("calendar-1", "Sewing", [event()])
    assert b"VTIMEZONE" not in body and b"DTSTART:20300107T100000Z" in body
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in body and b"X-WR-CALNAME:Sewing" in body


def test_the_same_classes_are_the_same_bytes_in_any_order() -> None:
    two = [event(token="a"), event(token="b", is_cancelled=True)]
    assert feed_text("calendar-1", "S", two) == feed_text("calendar-1", "S", two[::-1])
    assert etag_of(feed_text("c", "S", two)) != etag_of(feed_text("c", "S", two[:1]))


# --- feeds of the college ---


def secret_of(college: College, actor: Actor, kind: str, run: Run | None = None) -> str:
    with transaction():
        if kind == "run":
            assert run is not None
            return make_run_key(by=actor, number=run.number, at=college.at)
        if kind == "site":
            return make_site_key(by=actor, at=college.at)
        return make_own_key(by=actor, kind=kind, at=college.at)


def load(client: Client, secret: str, status: int = 200, **headers: str) -> tuple[bytes, str]:
    answer = client.get(f"/calendars/{secret}.ics", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.mimetype == "text/calendar" and by_icalendar(answer.data) == by_vobject(answer.data)
    return answer.data, answer.headers.get("ETag", "")


def book(college: College, run: Run, name: str, *states: str) -> None:
    """Bring a booking through states, with its events, as the services do."""
    college.book(run, name, states[0])
    booking = value("SELECT MAX(id) FROM booking")
    for state in states:
        with transaction():
            fast().run("UPDATE booking SET state = ?, state_at = ? WHERE id = ?", (state, now(), booking))
            fast().run(
                "INSERT INTO booking_event (id, booking_id, verb, was, state, at, source, reason) "
                "VALUES (?, ?, 'test', '', ?, ?, 'desk', '')",
                (new_client_id(), booking, state, now()),
            )


def test_a_feed_is_unchanged_until_a_class_changes_then_its_sequence_rises(
    college: College, client: Client
) -> None:
    run = college.open_run()
    secret = secret_of(college, college.ruth, "run", run)
    before, etag = load(client, secret)
    assert load(client, secret)[1] == etag
    assert load(client, secret, 304, **{"If-None-Match": etag})[0] == b""
    with transaction():
        change_class(
            by=college.ruth,
            run_number=run.number,
            number=1,
            item=at_ten(hours=3),
            data=ClassData(venue="Hall B"),
            at=college.at + timedelta(hours=1),
        )
    after, other = load(client, secret, **{"If-None-Match": etag})
    assert other != etag
    old, new = by_icalendar(before), by_icalendar(after)
    assert [row[0] for row in old] == [row[0] for row in new], "the UIDs stay"
    assert (old[0][5], new[0][5]) == (0, 1) and "Hall B" in str(new[0][2]) and old[1] == new[1]


def test_cancelled_classes_stay_in_the_feed_as_cancelled(college: College, client: Client) -> None:
    run = college.open_run()
    secret = secret_of(college, college.ruth, "site")
    load(client, secret)
    with transaction():
        cancel_run(by=college.ruth, number=run.number, reason="Rain", at=college.at)
    rows = by_icalendar(load(client, secret)[0])
    assert [(row[5], row[6]) for row in rows] == [(1, "CANCELLED")] * 3


def test_a_learners_feed_holds_their_own_classes_and_nobody_elses_name(
    college: College, client: Client
) -> None:
    run = college.open_run(
        givers=((college.number("mary"), "trainer"), (college.number("dev"), "helper")),
        access="Ask Ruth at the bell",
    )
    college.open_run(college.course("Another"), slots=[at_ten(hours=1)])
    book(college, run, "amina", "waitlisted")
    secret = secret_of(college, college.cast.actor("amina"), "learner")
    assert by_icalendar(load(client, secret)[0]) == []
    book(college, run, "tomasz", "booked")
    with transaction():
        fast().run("UPDATE booking SET state = 'booked' WHERE person_id = ?", (college.cast.people["amina"],))
    body, _ = load(client, secret)
    assert len(by_icalendar(body)) == 3
    text = body.replace(b"\r\n ", b"").decode()
    for name in ("Mary", "Dev", "Tomasz", "Amina"):
        assert name not in text
    assert "Another" not in text


def test_who_leaves_a_run_sees_it_cancelled_and_the_sequence_never_falls(
    college: College, client: Client
) -> None:
    run = college.open_run(slots=[at_ten()])
    secret = secret_of(college, college.cast.actor("amina"), "learner")
    book(college, run, "amina", "booked")
    first = by_icalendar(load(client, secret)[0])[0]
    booking = value("SELECT id FROM booking")
    with transaction():
        fast().run("UPDATE booking SET state = 'cancelled_by_learner' WHERE id = ?", (booking,))
        fast().run(
            "INSERT INTO booking_event (id, booking_id, verb, was, state, at, source, reason) "
            "VALUES (?, ?, 'test', 'booked', 'cancelled_by_learner', ?, 'desk', '')",
            (new_client_id(), booking, now()),
        )
    left = by_icalendar(load(client, secret)[0])[0]
    book(college, run, "amina", "booked")
    back = by_icalendar(load(client, secret)[0])[0]
    assert [row[6] for row in (first, left, back)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert first[5] < left[5] < back[5] and first[0] == left[0] == back[0]  # type: ignore[operator]


def test_the_link_of_an_online_class_is_for_those_booked_and_who_gives_it(
    college: College, client: Client
) -> None:
    run = college.open_run(
        slots=[at_ten()],
        venue="",
        is_online=True,
        link="https://meet.example/x",
        givers=((college.number("mary"), "trainer"),),
    )
    book(college, run, "amina", "booked")
    shown = {
        kind: b"meet.example" in load(client, secret_of(college, college.cast.actor(name), kind, run))[0]
        for kind, name in (("learner", "amina"), ("trainer", "mary"), ("run", "ruth"), ("site", "ruth"))
    }
    assert shown == {"learner": True, "trainer": True, "run": False, "site": False}
    assert b"meet.example" not in client.get(f"/courses/{value('SELECT slug FROM course')}").data


def test_a_feed_speaks_the_persons_language(college: College, client: Client) -> None:
    from training.queries.courses import newest_version
    from training.services.courses import set_words

    course = college.course("Sewing")
    with transaction():
        set_words(
            by=college.ruth,
            version_id=newest_version(course.id).id,
            language="ar",
            title="الخياطة",
            summary="",
            is_reviewed=True,
            at=college.at,
        )
    run = college.open_run(course)
    book(college, run, "amina", "booked")
    book(college, run, "tomasz", "booked")
    titles = [
        by_icalendar(load(client, secret_of(college, college.cast.actor(name), "learner"))[0])[0][1]
        for name in ("amina", "tomasz")
    ]
    assert titles == ["الخياطة", "Sewing"]


def test_an_ended_or_unknown_address_and_that_of_somebody_gone_show_nothing(
    college: College, client: Client
) -> None:
    amina = college.cast.actor("amina")
    secret = secret_of(college, amina, "learner")
    assert value("SELECT COUNT(*) FROM calendar_key WHERE key_hash LIKE ?", f"%{secret}%") == 0
    load(client, secret)
    for wrong in ("x", secret.lower(), secret[:-1], "A" * 300):
        load(client, wrong, 404)
    key_id = int(str(value("SELECT id FROM calendar_key")))
    for name in ("tomasz", "ruth"):
        with pytest.raises(NotFound), transaction():
            end_key(by=college.cast.actor(name), key_id=key_id, at=college.at)
    with transaction():
        end_key(by=amina, key_id=key_id, at=college.at)
        end_key(by=amina, key_id=key_id, at=college.at)
    load(client, secret, 404)
    other = secret_of(college, amina, "learner")
    with transaction():
        fast().run("UPDATE person SET is_active = ? WHERE id = ?", (False, college.cast.people["amina"]))
    load(client, other, 404)


def test_a_person_has_a_handful_of_addresses(college: College) -> None:
    amina = college.cast.actor("amina")
    for _ in range(MOST_KEYS):
        secret_of(college, amina, "learner")
    with pytest.raises(RuleBroken):
        secret_of(college, amina, "learner")


def test_a_run_and_a_site_have_a_handful_of_addresses_too_and_each_its_own(desk: Desk) -> None:
    ruth = desk.college.cast.actor("ruth")
    run, other = desk.college.open_run(), desk.college.open_run()
    for _ in range(MOST_KEYS):
        with transaction():
            make_run_key(by=ruth, number=run.number, at=desk.college.at)
            make_site_key(by=ruth, at=desk.college.at)
    with pytest.raises(RuleBroken), transaction():
        make_run_key(by=ruth, number=run.number, at=desk.college.at)
    with pytest.raises(RuleBroken), transaction():
        make_site_key(by=ruth, at=desk.college.at)
    with transaction():
        make_run_key(by=ruth, number=other.number, at=desk.college.at)
        keys = [row[0] for row in fast().rows("SELECT id FROM calendar_key WHERE kind = 'site'")]
        end_key(by=ruth, key_id=keys[0], at=desk.college.at)
        make_site_key(by=ruth, at=desk.college.at)
    assert len(keys) == MOST_KEYS


def test_an_address_is_made_on_the_page_shown_once_and_ended_there(
    desk: Desk, new_page_client: object
) -> None:
    run = desk.college.open_run()
    page = desk.browser.submit(
        desk.get(f"/runs/{run.number}"), action="/calendar", button="Calendar address", status=200
    )
    address = page.tree.one("p", class_="calendar-address").text
    assert address.endswith(".ics") and desk.browser.client.get(address).status_code == 200
    assert address not in desk.get("/me/calendar").text
    page = desk.browser.submit(desk.get("/me/calendar"), action="/end")
    assert "shows nothing" in page.text and desk.browser.client.get(address).status_code == 404
    desk.browser.submit(page, action="/me/calendar/learner", status=200)
    amina: PageClient = new_page_client()  # type: ignore[operator]
    sign_in(amina, "petra")
    assert "All classes of the site" not in amina.get("/me/calendar").text
    assert amina.client.post("/me/calendar/site").status_code in (400, 404)


def test_old_classes_leave_the_feed(college: College, client: Client) -> None:
    college.open_run()
    secret = secret_of(college, college.ruth, "site")
    with transaction():
        fast().run("UPDATE course_class SET starts_at = ?, ends_at = ? WHERE number = 1", _span(70))
        fast().run("UPDATE course_class SET starts_at = ?, ends_at = ? WHERE number = 2", _span(30))
    assert len(by_icalendar(load(client, secret)[0])) == 2


def _span(days: int) -> tuple[datetime, datetime]:
    begin = now() - timedelta(days=days)
    return begin, begin + timedelta(hours=1)
