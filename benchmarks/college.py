"""A register of 30, the list of runs over 10,000 bookings, 500 certificates. Run: python -m benchmarks.college

Each stands beside the barest that could do it: the same rows by one statement and joined as a list, and a PDF with the
same words as plain text. They are measured in turns.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.scan import Caller
from benchmarks.table import Line, as_text, interleaved, ratio_of
from core.access import system_actor
from core.clock import local_day
from core.config import demo_settings
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people_roles import give_role
from core.people_services import add_person
from core.sign_ins import start_sign_in
from core.sites import Site

LEARNERS, RUNS, EACH_RUN, PAPERS = 30, 500, 20, 500
ROUNDS = 5
MOST_REGISTER, MOST_RUNS, MOST_PAPERS, MOST_KIB = 160.0, 16.0, 24.0, 900
NAMES = ("عبد الرحمن الهاشمي", "ሰላም ገብረ", "Олена Ґалаґан", "Nguyễn Thị Ánh", "Żaneta Gęśla", "Samira Haddad")


@dataclass(frozen=True)
class College:
    """The app with runs, bookings and a class that is on, and the cookie of a coordinator who also trains."""

    app: Flask
    token: str
    cookie: str


def build(folder: Path) -> College:
    """500 runs of 20 learners each, and one of 30 whose first class is on."""
    from factory.app import create_app
    from factory.schema import upgrade_schema

    address = f"sqlite:///{folder / 'college.sqlite3'}"
    app = create_app(demo_settings(folder, database_url=address))
    upgrade_schema(app)
    at = datetime.now(UTC)
    with app.app_context():
        with transaction() as scope:
            site = Site(slug="coventry", name="Coventry", city="Coventry")
            scope.add(site)
            scope.flush()
            site_id = site.id
            by, day = system_actor(site_id), local_day(at) - timedelta(days=300)
            people = [
                add_person(by=by, called=f"Learner {turn}", language="en", at=at, token=new_client_id()).id
                for turn in range(LEARNERS + 1)
            ]
            ruth = people.pop()
            for role in ("trainer", "coordinator"):
                give_role(
                    by=by, person_id=ruth, role=role, site_id=site_id, starts_on=day, ends_on=None, at=at
                )
            sign_in = start_sign_in(person_id=ruth, site_id=site_id, device_id=None, method="password", at=at)
        with transaction():
            token = _fill(site_id, people, at)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": sign_in, "_fresh": True})
    return College(app, token, f"eco={cookie}")


def _fill(site_id: int, people: list[int], at: datetime) -> str:
    """The runs with their classes and bookings; the token of the class that is on."""
    from training.models.catalogue import Course, CourseVersion
    from training.models.delivery import CourseClass, Run

    def keep(row: Any) -> Any:
        db.session.add(row)
        db.session.flush()
        return row

    course = keep(Course(token="c", slug="laser", category="digital_fabrication", made_at=at))
    version = keep(CourseVersion(token="v", course_id=course.id, number=1, title="Laser", made_at=at))
    token = ""
    for turn in range(RUNS + 1):
        run = Run(token=new_client_id(), number=f"R-{turn}", version_id=version.id, site_id=site_id)
        run.state, run.capacity, run.state_at, run.made_at = "open", 40, at, at
        keep(run)
        starts = at - timedelta(minutes=5) + timedelta(days=7 * (RUNS - turn))
        meeting = CourseClass(token=new_client_id(), run_id=run.id, number=1, changed_at=at)
        meeting.starts_at, meeting.ends_at = starts, starts + timedelta(hours=2)
        token = keep(meeting).token
        wanted = people if turn == RUNS else people[:EACH_RUN]
        fast().run_many(
            "INSERT INTO booking (token, run_id, person_id, state, joined_at, state_at, source, reason, partner, "
            "made_at) VALUES (?, ?, ?, 'booked', ?, ?, 'desk', '', '', ?)",
            [(new_client_id(), run.id, person, at, at, at) for person in wanted],
        )
    return str(token)


def ask(college: College, path: str) -> Callable[[], str]:
    """Ours: the whole request, sign-in, policy and layout included."""
    caller = Caller(college.app, path, {"cookie": college.cookie})
    caller.environ["REQUEST_METHOD"] = "GET"
    del caller.environ["CONTENT_TYPE"]

    def page() -> str:
        status, body = caller.post(b"")
        if not status.startswith("200"):
            raise SystemExit(f"{path} answered {status}: {body[:300]!r}")
        return body.decode()

    return page


def bare(app: Flask, sql: str, *values: object) -> Callable[[], str]:
    """The floor: the same rows by one statement as the barest list."""

    def page() -> str:
        with app.app_context():
            rows = fast().rows(sql, values)
        return "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"

    return page


BARE_REGISTER = (
    "SELECT n.called, p.avatar, b.state, m.mark FROM course_class k JOIN booking b ON b.run_id = k.run_id "
    "JOIN person p ON p.id = b.person_id JOIN person_name n ON n.person_id = p.id LEFT JOIN attendance_mark m "
    "ON m.class_id = k.id AND m.person_id = p.id AND m.superseded_by IS NULL WHERE k.token = ? ORDER BY n.called"
)
BARE_RUNS = (
    "SELECT r.number, r.state, r.capacity, MIN(k.starts_at), COUNT(DISTINCT b.id) FROM run r JOIN course_class k "
    "ON k.run_id = r.id LEFT JOIN booking b ON b.run_id = r.id GROUP BY r.id ORDER BY 4 LIMIT 50"
)


def papers() -> bytes:
    """500 certificates, names in six scripts."""
    from training.drawing.certificates import PrintedPaper, draw_certificates

    text: dict[str, object] = {
        "v": 1, "kind": "completion", "title": "Safe use of the laser cutter", "title_also": "", "language": "en",
        "level": "", "minutes": 1080, "from": "2026-10-12", "to": "2026-10-16", "units": [], "trainers": ["Mary"],
        "site": "FabLab Coventry", "run": "R-1", "issued": "2026-10-19",
    }  # fmt: skip
    made = [
        PrintedPaper(
            {**text, "name": [NAMES[turn % len(NAMES)]], "serial": f"C26-1-{turn:04}"}, "0123456789ABCDEFGHJK"
        )
        for turn in range(PAPERS)
    ]
    return draw_certificates(made, host="eco.example")


def plain_papers() -> bytes:
    """The floor: the same words on as many pages, as plain text in a font that every reader has."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    for turn in range(PAPERS):
        for place, words in enumerate(
            ("Samira Haddad", "has completed", "Safe use of the laser cutter", "R-1")
        ):
            canvas.drawCentredString(300, 600 - 40 * place, words)
        canvas.drawString(60, 60, f"C26-1-{turn:04} 0123456789ABCDEFGHJK")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _line(what: str, taken: dict[str, list[float]], most: float) -> Line:
    ratio = ratio_of(taken, "ours", "bare")
    mine, floor = (sorted(taken[name])[len(taken[name]) // 2] for name in ("ours", "bare"))
    bar = f"≤ {most:g}×"
    return Line(what, mine, "ms", floor, ratio=ratio, bar=bar, is_held=ratio <= most)


def measure(rounds: int = ROUNDS) -> list[Line]:
    """The lines of the table."""
    with tempfile.TemporaryDirectory(prefix="eco-college-") as folder:
        college = build(Path(folder))
        register, runs = ask(college, f"/classes/{college.token}/register"), ask(college, "/runs")
        if register().count('class="register-line') != LEARNERS:
            raise SystemExit("the register does not show its learners")
        first = interleaved(
            {"ours": register, "bare": bare(college.app, BARE_REGISTER, college.token)},
            rounds=rounds,
            each=10,
        )
        second = interleaved({"ours": runs, "bare": bare(college.app, BARE_RUNS)}, rounds=rounds, each=5)
        with college.app.app_context():
            db.session.remove()
            db.engine.dispose()
    third = interleaved({"ours": papers, "bare": plain_papers}, rounds=max(1, rounds // 2), each=1)
    size = len(papers()) / 1024
    return [
        _line(f"register of {LEARNERS}, whole request", first, MOST_REGISTER),
        _line(f"list of runs over {RUNS * EACH_RUN:,} bookings", second, MOST_RUNS),
        _line(f"{PAPERS} certificates, CPU", third, MOST_PAPERS),
        Line(f"{PAPERS} certificates, PDF", size, "KiB", bar=f"≤ {MOST_KIB} KiB", is_held=size <= MOST_KIB),
    ]


if __name__ == "__main__":
    print(as_text(measure()))
