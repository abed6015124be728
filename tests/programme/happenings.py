"""Things that happen to people, one after the other: visits, classes, machines, pieces, makeovers, merges, erasures."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.clock import local_day
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Role
from core.visiting import keep_seen
from core.visits import WORKS as KINDS_OF_WORK
from core.visits import Visit
from factory.makeovers.models.work import MakeoverDay, MakeoverDayPerson
from factory.makeovers.services.planning import add_room, add_task, finish_survey, plan_makeover, save_survey
from factory.makeovers.services.referrals import Referral, refer_makeover
from factory.privacy.services.merging import merge_people, undo_merge
from factory.privacy.trying import erase_now
from factory.tally.services import settle_tally
from factory.tally.settling import tally_anew
from factory.visits.services import Stay, correct_visit
from hardware.models.sittings import MachineSession, SessionCorrection
from inventory.models.events import PieceEventRow
from tests.cast import Cast
from tests.hardware.workshop import make_machine
from tests.training import scene
from tests.works.published.makeovers import SAFE
from training.models.delivery import CourseClass
from training.models.helping import HelpTime
from training.models.registers import AttendanceMark

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
WHEN = START + timedelta(days=120)
PEOPLE = ("amina", "tomasz", "grace", "petra", "yusuf", "dev", "mary")


class House:
    """Things that happen to people, in any order; `draw` decides what and to whom."""

    def __init__(self, cast: Cast, draw: random.Random) -> None:
        self.cast, self.draw, self.erased = cast, draw, set[int]()
        with transaction():
            version = scene.make_course("chairs")
            self.run = scene.make_run(version, cast.sites["coventry"], starts_at=START, classes=4).id
        self.machine = make_machine(cast, "laser", "machine:laser").id
        self.classes = list(db.session.scalars(db.select(CourseClass.id).filter_by(run_id=self.run)))
        self.pieces = [row[0] for row in fast().rows("SELECT id FROM piece ORDER BY id")]
        self.makeover, self.work_days = self.plan_work_days()

    def plan_work_days(self) -> tuple[int, list[int]]:
        """A makeover of Coventry with three work days."""
        said = Referral("community", "Coventry", "Foleshill", "REF-1", ["beds"], title="The hall")
        with transaction():
            made = refer_makeover(referral=said, by=self.cast.actor("ruth"), at=START, token=new_client_id())
            who: dict[str, Any] = {"by": self.cast.actor("ruth"), "at": START, "makeover_id": made.id}
            save_survey(survey=SAFE, **who)
            add_room(kind="bedroom", words="", token=new_client_id(), **who)
            finish_survey(**who)
            add_task(kind="paint", words="", token=new_client_id(), **who)
            plan_makeover(begins_on=local_day(START), ends_on=local_day(WHEN), **who)
            days = [
                MakeoverDay(
                    token=new_client_id(),
                    makeover_id=made.id,
                    works_on=local_day(at),
                    starts_at=at,
                    ends_at=at + timedelta(hours=6),
                )
                for at in (START + timedelta(days=7 * week) for week in range(3))
            ]
            db.session.add_all(days)
            db.session.flush()
            return made.id, [day.id for day in days]

    def person(self) -> int:
        return self.cast.people[self.draw.choice(PEOPLE)]

    def site(self) -> int:
        return self.draw.choice([*self.cast.sites.values()])

    def at(self) -> datetime:
        return START + timedelta(days=self.draw.randrange(70), minutes=self.draw.randrange(480))

    def early(self) -> datetime:
        """Often before anything else of somebody, so that their first day hangs on it."""
        return self.at() - timedelta(days=40)

    def add(self, row: object) -> None:
        with transaction():
            db.session.add(row)

    def come_and_go_offline(self) -> None:
        """A tablet tells late, and in the wrong order, of somebody who came and went."""
        came, person, site = self.at(), self.person(), self.site()
        told = [("went", came + timedelta(minutes=self.draw.randrange(1, 200))), ("came", came)]
        for kind, at in told[: self.draw.randrange(1, 3)]:
            with transaction():
                keep_seen(
                    event_id=new_client_id(),
                    person_id=person,
                    site_id=site,
                    kind=kind,
                    at=at,
                    now=WHEN,
                    how="card",
                    work=self.draw.choice(("", *KINDS_OF_WORK)) if kind == "went" else "",
                )

    def correct_a_visit(self) -> None:
        visits = db.session.scalars(db.select(Visit).where(~Visit.is_void).order_by(Visit.id)).all()
        if visits:
            one = self.draw.choice(visits)
            came, dropped = one.came_at, self.draw.random() < 0.3
            name = "ruth" if one.site_id == self.cast.sites["coventry"] else "oluwaseun"
            left = came + timedelta(minutes=self.draw.randrange(1, 60))
            by, stay = self.cast.actor(name, at=WHEN), Stay(came, left, self.draw.choice(KINDS_OF_WORK))
            with transaction():
                correct_visit(
                    by=by,
                    visit_id=one.id,
                    stay=stay,
                    why="x",
                    is_dropped=dropped,
                    at=WHEN,
                    token=new_client_id(),
                )

    def mark_in_a_class(self) -> None:
        where, who, mark_id = self.draw.choice(self.classes), self.person(), new_client_id()
        with transaction():
            fast().run(
                "UPDATE attendance_mark SET superseded_by = ? WHERE class_id = ? AND person_id = ? "
                "AND superseded_by IS NULL",
                (mark_id, where, who),
            )
            present = self.draw.random() < 0.8
            db.session.add(
                AttendanceMark(
                    id=mark_id,
                    class_id=where,
                    person_id=who,
                    mark="present" if present else "absent",
                    minutes=self.draw.randrange(1, 90) if present else 0,
                    method="tap",
                    at=WHEN,
                    device_at=WHEN,
                    received_at=WHEN,
                    body_hash="x",
                )
            )

    def take_a_mark_back(self) -> None:
        with transaction():
            fast().run(
                "UPDATE attendance_mark SET taken_back_by = ? WHERE id = (SELECT MIN(id) FROM attendance_mark "
                "WHERE taken_back_by IS NULL AND superseded_by IS NULL)",
                (new_client_id(),),
            )

    def move_a_class(self) -> None:
        at = self.at()
        with transaction():
            row = db.session.get_one(CourseClass, self.draw.choice(self.classes))
            row.starts_at, row.ends_at = at, at + timedelta(hours=self.draw.randrange(1, 5))

    def move_the_run(self) -> None:
        with transaction():
            fast().run("UPDATE run SET site_id = ? WHERE id = ?", (self.site(), self.run))

    def help_in_a_class(self) -> None:
        self.add(
            HelpTime(
                token=new_client_id(),
                site_id=self.site(),
                person_id=self.person(),
                kind="helping",
                run_id=self.run,
                done_on=local_day(self.at()),
                minutes=self.draw.randrange(1, 200),
                at=WHEN,
            )
        )

    def strike_help_out(self) -> None:
        with transaction():
            fast().run("DELETE FROM help_time WHERE id = (SELECT MIN(id) FROM help_time)")

    def sit_at_a_machine(self) -> None:
        at = self.early()
        self.add(
            MachineSession(
                key=new_client_id(),
                machine_id=self.machine,
                site_id=self.site(),
                person_id=self.person(),
                began_at=at,
                ended_at=at + timedelta(minutes=5),
                end_cause="finished",
                rule_version=1,
                is_void=self.draw.random() < 0.2,
            )
        )

    def say_who_sat_there(self) -> None:
        with transaction():
            fast().run(
                "UPDATE machine_session SET person_id = ?, is_void = ? WHERE id = "
                "(SELECT MAX(id) FROM machine_session WHERE id <= ?)",
                (self.person(), bool(self.draw.randrange(2)), self.draw.randrange(1, 30)),
            )

    def work_on_a_piece(self) -> None:
        at = self.early()
        self.add(
            PieceEventRow(
                id=new_client_id(),
                piece_id=self.draw.choice(self.pieces),
                label="",
                kind=self.draw.choice(("weighed", "weighed", "undone")),
                at=at,
                device_at=at,
                received_at=WHEN,
                site_id=self.site(),
                by_id=self.person(),
                body_hash="x",
            )
        )

    def work_at_a_makeover(self) -> None:
        day, person, arrived = self.draw.choice(self.work_days), self.person(), self.at()
        left = arrived + timedelta(minutes=self.draw.randrange(1, 300))
        there = [(None, None), (arrived, None), (arrived, left), (arrived, left)]
        with transaction():
            fast().run("DELETE FROM makeover_day_person WHERE day_id = ? AND person_id = ?", (day, person))
            came, went = self.draw.choice(there)
            part = self.draw.choice(("helper", "trainee"))
            db.session.add(
                MakeoverDayPerson(day_id=day, person_id=person, part=part, arrived_at=came, left_at=went)
            )

    def move_a_work_day(self) -> None:
        with transaction():
            if self.draw.random() < 0.7:
                moved = local_day(self.at())
                day = self.draw.choice(self.work_days)
                fast().run("UPDATE makeover_day SET works_on = ? WHERE id = ?", (moved, day))
            else:
                fast().run("UPDATE makeover SET site_id = ? WHERE id = ?", (self.site(), self.makeover))

    def correct_a_sitting(self) -> None:
        """Somebody asks for a correction and another decides on it: often a second one of the same sitting."""
        sittings = [row[0] for row in fast().rows("SELECT id FROM machine_session ORDER BY id LIMIT 2")]
        if sittings:
            with transaction():
                asked = SessionCorrection(
                    token=new_client_id(),
                    session_id=self.draw.choice(sittings),
                    asked_for="other",
                    person_id=self.draw.choice((None, self.person())),
                    began_at=self.draw.choice((None, self.early())),
                    asked_by_id=self.cast.people["mary"],
                    asked_at=WHEN,
                )
                db.session.add(asked)
                db.session.flush()
                asked.verdict = self.draw.choice(("accepted", "accepted", "refused"))
                asked.decided_by_id, asked.decided_at = self.cast.people["ruth"], WHEN

    def refuse_a_scan_or_not(self) -> None:
        scans = fast().rows("SELECT id, piece_id, site_id, at FROM piece_event ORDER BY at, id LIMIT 20")
        scan, verdict = self.draw.choice(scans), self.draw.choice(("", "refused", "undone", "already"))
        with transaction():
            fast().run("DELETE FROM event_verdict WHERE event_id = ?", (scan[0],))
            if verdict:
                fast().run(
                    "INSERT INTO event_verdict (event_id, piece_id, site_id, at, verdict, reason, message, remedy) "
                    "VALUES (?, ?, ?, ?, ?, '', '', '')",
                    (*scan, verdict),
                )

    def practise_with_a_piece_or_not(self) -> None:
        with transaction():
            piece = self.draw.choice(self.pieces)
            fast().run("UPDATE piece SET is_practice = NOT is_practice WHERE id = ?", (piece,))

    def change_a_role(self) -> None:
        with transaction():
            if self.draw.random() < 0.5:
                day = date(2026, 1, 1)
                role = self.draw.choice(("volunteer", "trainee", "coordinator"))
                db.session.add(Role(person_id=self.person(), role=role, starts_on=day))
            else:
                fast().run("DELETE FROM role WHERE person_id = ?", (self.person(),))

    def merge_or_part(self) -> None:
        merged = fast().row("SELECT id FROM person_merge WHERE undone_at IS NULL ORDER BY id LIMIT 1")
        by = self.cast.actor("ruth", strength="password", at=WHEN)
        pairs = [(one, other) for one in ("amina", "tomasz") for other in ("yusuf", "dev")]
        one, other = (self.cast.people[name] for name in self.draw.choice(pairs))
        with transaction():
            if merged:
                undo_merge(by=by, merge_id=merged[0], at=WHEN)
            else:
                merge_people(by=by, person_id=one, into_id=other, at=WHEN, token=new_client_id())

    def practise_or_not(self) -> None:
        with transaction():
            fast().run("UPDATE site SET is_practice = NOT is_practice WHERE id = ?", (self.site(),))

    def erase(self) -> None:
        grace = self.cast.people["grace"]
        if grace not in self.erased and self.draw.random() < 0.3:
            self.erased.add(grace)
            erase_now(by=self.cast.actor("ann", strength="password", at=WHEN), person_id=grace, at=WHEN)

    def settle(self) -> None:
        with transaction():
            settle_tally(most=self.draw.choice((1, 3, 2_000)))

    def begin_anew(self) -> None:
        tally_anew()


ACTS: tuple[tuple[Callable[[House], None], int], ...] = (
    (House.come_and_go_offline, 8),
    (House.correct_a_visit, 4),
    (House.mark_in_a_class, 4),
    (House.take_a_mark_back, 1),
    (House.move_a_class, 2),
    (House.move_the_run, 1),
    (House.help_in_a_class, 3),
    (House.strike_help_out, 1),
    (House.sit_at_a_machine, 2),
    (House.say_who_sat_there, 2),
    (House.work_on_a_piece, 3),
    (House.work_at_a_makeover, 5),
    (House.move_a_work_day, 1),
    (House.correct_a_sitting, 3),
    (House.refuse_a_scan_or_not, 4),
    (House.practise_with_a_piece_or_not, 1),
    (House.change_a_role, 2),
    (House.merge_or_part, 4),
    (House.practise_or_not, 1),
    (House.erase, 1),
    (House.settle, 5),
    (House.begin_anew, 1),
)
