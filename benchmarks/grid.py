"""The assessment grid of 30 learners × 60 criteria: the whole page beside a bare one. Run: python -m benchmarks.grid

The floor reads the same rows by two statements and joins the barest table that can be pressed: no layout, no sign-in,
no words. Both are measured in turns; the page's statements are counted in `tests/training/test_grid.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask

from benchmarks.scan import Caller
from benchmarks.table import Line, as_text, interleaved, ratio_of
from core.access import system_actor
from core.config import demo_settings
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people_roles import give_role
from core.people_services import add_person
from core.sign_ins import start_sign_in
from core.sites import Site

LEARNERS, CRITERIA = 30, 60
ROUNDS, EACH = 7, 6
MOST_RATIO = 12.0
DECISIONS = ("achieved", "achieved", "not_yet", "", "referred")
DAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class College:
    """The app with one run on it, and the cookie of its assessor."""

    app: Flask
    run: str
    cookie: str


def build(folder: Path, learners: int = LEARNERS, criteria: int = CRITERIA) -> College:
    """A run whose cells are decided, four of five."""
    from factory.app import create_app
    from factory.schema import upgrade_schema

    address = f"sqlite:///{folder / 'grid.sqlite3'}"
    app = create_app(demo_settings(folder, database_url=address))
    upgrade_schema(app)
    with app.app_context():
        with transaction() as scope:
            site = Site(slug="coventry", name="Coventry", city="Coventry")
            scope.add(site)
            scope.flush()
            site_id, nia = site.id, _person("Nia", site.id)
            by = system_actor(site_id)
            since = DAY - timedelta(days=300)
            give_role(
                by=by, person_id=nia, role="assessor", site_id=site_id, starts_on=since, ends_on=None, at=AT
            )
            sign_in = start_sign_in(
                person_id=nia, site_id=site_id, device_id=None, method="password", at=datetime.now(UTC)
            )
        with transaction():
            _teach(site_id, nia, criteria)
            _decide(site_id, nia, learners)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": sign_in, "_fresh": True})
    return College(app, "R-1", f"eco={cookie}")


def _person(called: str, site_id: int) -> int:
    made = add_person(by=system_actor(site_id), called=called, language="en", at=AT, token=new_client_id())
    return made.id


def _teach(site_id: int, assessor_id: int, criteria: int) -> None:
    """A body, a unit of so many criteria, an accredited course, a run of it, an entitled assessor."""
    from training.models.assessment import AssessorUnit
    from training.models.catalogue import (
        AwardingBody,
        Course,
        CourseUnit,
        CourseVersion,
        Criterion,
        LearningOutcome,
        Unit,
    )
    from training.models.delivery import Run

    def keep(row: db.Model) -> int:  # type: ignore[name-defined]
        db.session.add(row)
        db.session.flush()
        return int(row.id)

    body = keep(AwardingBody(token="b", slug="b", name="Demo body", made_at=AT))
    unit = keep(Unit(token="u", body_id=body, code="DEMO-1", title="Laser", level="L1", credit=3, made_at=AT))
    for outcome in range(1, criteria // 10 + 1):
        parent = keep(LearningOutcome(unit_id=unit, number=outcome, text="Work safely"))
        db.session.add_all(
            Criterion(
                unit_id=unit, outcome_id=parent, number=number, text="Name a hazard", easy_text="Say it"
            )
            for number in range(1, 11)
        )
    course = keep(Course(token="c", slug="laser", category="digital_fabrication", made_at=AT))
    version = keep(
        CourseVersion(token="v", course_id=course, number=1, title="Laser", is_accredited=True, made_at=AT)
    )
    db.session.add(CourseUnit(version_id=version, unit_id=unit))
    run = Run(token="r", number="R-1", version_id=version, site_id=site_id, state="running", capacity=40)
    run.state_at = run.made_at = AT
    keep(run)
    entitled = AssessorUnit(person_id=assessor_id, unit_id=unit, part="assessor", held="Level 3", made_at=AT)
    entitled.starts_on = DAY - timedelta(days=300)
    keep(entitled)


def _decide(site_id: int, assessor_id: int, learners: int) -> None:
    criteria = [row[0] for row in fast().rows("SELECT id FROM criterion ORDER BY id")]
    for turn in range(learners):
        person = _person(f"Learner {turn}", site_id)
        fast().run(
            "INSERT INTO registration (token, run_id, person_id, state, body_learner_number, made_at) "
            "VALUES (?, 1, ?, 'registered', '', ?)",
            (new_client_id(), person, AT),
        )
        rows = [
            (new_client_id(), turn + 1, person, criterion, word, assessor_id, DAY, AT, AT, AT)
            for place, criterion in enumerate(criteria)
            if (word := DECISIONS[(place + turn) % len(DECISIONS)])
        ]
        fast().run_many(
            "INSERT INTO criterion_decision (id, registration_id, learner_id, unit_id, criterion_id, decision, "
            "assessor_id, decided_on, evidence, reference, photo, feedback, is_borderline, at, device_at, received_at, "
            "body_hash) VALUES (?, ?, ?, 1, ?, ?, ?, ?, 'observed', '', '', '', 0, ?, ?, ?, '')",
            rows,
        )


def bare_page(app: Flask) -> Callable[[], str]:
    """The floor: the same cells as the barest table."""

    def page() -> str:
        with app.app_context():
            people = fast().rows(
                "SELECT g.id, n.called FROM registration g JOIN person_name n ON n.person_id = g.person_id "
                "WHERE g.run_id = 1 ORDER BY n.called"
            )
            decided = {
                (row[0], row[1]): row[2]
                for row in fast().rows(
                    "SELECT registration_id, criterion_id, decision FROM criterion_decision WHERE unit_id = 1 "
                    "AND superseded_by IS NULL"
                )
            }
            heads = range(1, CRITERIA + 1)
            rows = [
                "<tr><th>"
                + called
                + "</th>"
                + "".join(
                    f"<td><a href='/{one}/{head}'>{decided.get((one, head), '')}</a></td>" for head in heads
                )
                + "</tr>"
                for one, called in people
            ]
        return "<table>" + "".join(rows) + "</table>"

    return page


def whole_page(college: College) -> Callable[[], str]:
    """Ours: the whole request, sign-in, policy and layout included."""
    caller = Caller(college.app, f"/runs/{college.run}/assessment", {"cookie": college.cookie})
    caller.environ["REQUEST_METHOD"] = "GET"
    del caller.environ["CONTENT_TYPE"]

    def page() -> str:
        status, body = caller.post(b"")
        if not status.startswith("200"):
            raise SystemExit(f"the grid answered {status}: {body[:300]!r}")
        return body.decode()

    return page


def measure(rounds: int = ROUNDS) -> list[Line]:
    """The lines of the table."""
    with tempfile.TemporaryDirectory(prefix="eco-grid-") as folder:
        college = build(Path(folder))
        ways: dict[str, Callable[[], object]] = {"page": whole_page(college), "bare": bare_page(college.app)}
        cells = str(ways["page"]()).count('id="c-')
        if cells != LEARNERS * CRITERIA:
            raise SystemExit(f"the grid has {cells} cells")
        taken = interleaved(ways, rounds=rounds, each=EACH)
        with college.app.app_context():
            db.session.remove()
            db.engine.dispose()
    ratio = ratio_of(taken, "page", "bare")
    mine, floor = (sorted(taken[name])[rounds // 2] for name in ("page", "bare"))
    return [
        Line(
            f"grid of {LEARNERS} × {CRITERIA}, whole request",
            mine,
            "ms",
            floor,
            ratio=ratio,
            bar=f"≤ {MOST_RATIO:g}×",
            is_held=ratio <= MOST_RATIO,
        )
    ]


if __name__ == "__main__":
    print(as_text(measure()))
