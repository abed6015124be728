"""The `eco` command: a new house from nothing, in the words of the shell."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner, Result

from core.db import db
from factory.cli import COMMANDS, main
from factory.safety_texts import safety_texts

Eco = Callable[..., Result]
SHEET = "Category,Weight in kg\nBookcase,18\nNothing known,7\n"


@pytest.fixture
def eco(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Eco:
    """Runs a command on a house of its own."""
    for name in ("ECO_DATABASE_URL", "ECO_TEST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ECO_INSTANCE_FOLDER", str(tmp_path / "house"))
    monkeypatch.setenv("ECO_SECRET_KEY", "k7" * 30)
    monkeypatch.setenv("ECO_PUBLIC_URL", "https://eco.example")

    def run(*words: str, status: int = 0, typed: str = "") -> Result:
        result = CliRunner().invoke(main, list(words), input=typed)
        assert result.exit_code == status, f"{result.output}\n{result.exception!r}"
        return result

    return run


@pytest.fixture
def house(eco: Eco) -> Eco:
    """A house with one site and one administrator."""
    eco("migrate")
    eco("site", "add", "north", "North works", "--city", "Leeds")
    eco("account", "add", "ada", "--name", "Ada")
    return eco


def test_every_command_explains_itself(eco: Eco) -> None:
    listed = eco("--help").output
    for name in COMMANDS:
        assert name in listed
        assert eco(name, "--help").output.startswith("Usage:")


def test_a_database_that_is_not_migrated_is_refused_with_what_to_do(eco: Eco) -> None:
    result = eco("tick", status=1)
    assert "eco migrate" in result.output
    assert "Traceback" not in result.output


def test_it_refuses_to_start_without_a_good_secret(eco: Eco, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECO_SECRET_KEY", "changeme")
    assert "ECO_SECRET_KEY" in eco("migrate", status=1).output


def test_migrating_twice_says_so(eco: Eco) -> None:
    assert "went from empty" in eco("migrate").output
    assert "already" in eco("migrate").output


def test_the_first_administrator_gets_a_password_that_works(house: Eco) -> None:
    from core.credentials import matches
    from factory.commands.frame import opened

    told = house("account", "add", "boris", "--name", "Bo", "--role", "coordinator", "--site", "north").output
    fresh = house("account", "password", "boris").output
    first, second = (re.search(r"\n\n {4}(.+)\n", text) for text in (told, fresh))
    assert first and second and first.group(1) != second.group(1)
    with opened(False):
        from core.db import fast

        row = fast().row("SELECT password_hash FROM account WHERE login = 'boris'")
        assert matches(row[0], second.group(1)) and not matches(row[0], first.group(1))
        db.session.remove()
        db.engine.dispose()


def test_a_tablet_is_paired_listed_and_ended(house: Eco) -> None:
    from core.clock import now
    from core.db import transaction
    from core.devices import pair_device
    from core.ids import new_client_id
    from factory.commands.frame import opened

    code = re.search(r"([A-Z0-9]{4}) ([A-Z0-9]{4})", house("device", "pair", "--name", "Door").output)
    assert code
    with opened(False):
        with transaction():
            device, _ = pair_device(code="".join(code.groups()), at=now(), public_id=new_client_id())
            public_id = device.public_id
        db.session.remove()
        db.engine.dispose()
    assert "Door" in house("device", "list").output
    house("device", "end", public_id, "--site", "north")
    assert "ended" in house("device", "list").output


def test_an_import_is_tried_before_it_is_taken_and_taken_once(house: Eco, tmp_path: Path) -> None:
    from core.access import system_actor
    from core.clock import now
    from core.db import transaction
    from core.ids import new_client_id
    from core.sites import all_sites
    from factory.commands.frame import opened
    from inventory.services.labels import make_batch

    with opened(False):
        with transaction():
            by = system_actor(all_sites()[0].id)
            make_batch(
                by=by,
                stationery_name="L7160",
                count=3,
                start=1,
                host="eco.example",
                at=now(),
                token=new_client_id(),
            )
        db.session.remove()
        db.engine.dispose()
    sheet = tmp_path / "old.csv"
    sheet.write_text(SHEET)
    words = ("import", str(sheet), "--site", "north", "--batch", "1")
    tried = house(*words, status=1).output
    assert "1 good" in tried and "Nothing is written" in tried
    assert "1 good" in house(*words, "--yes", status=1).output
    assert "0 good, 1 taken before" in house(*words, "--yes", status=1).output
    out = tmp_path / "pieces.csv"
    assert house("export", str(out)).output.startswith("1 pieces")
    assert "Bookcase" in out.read_text("utf-8-sig")


def test_a_backup_is_made_verified_restored_and_recounted(house: Eco, tmp_path: Path) -> None:
    told = house("backup", "--to", str(tmp_path / "kept")).output
    assert "every figure recounted" in told
    (kept,) = (tmp_path / "kept").glob("*.zip")
    house("verify-backup", str(kept))
    assert "Aborted" in house("restore", str(kept), status=1, typed="n\n").output
    assert "start EcoWorks again" in house("restore", str(kept), "--yes").output
    assert "Every figure agrees" in house("recount").output


def test_the_recount_command_ends_with_status_one_where_a_figure_differs(house: Eco) -> None:
    from core.db import fast, transaction
    from factory.commands.frame import opened

    with opened(False):
        with transaction():
            fast().run(
                "INSERT INTO count_month (indicator, month, site_id, category, split, amount) "
                "VALUES ('pieces_received', '2026-01', 1, 'cot', '', 3)"
            )
        db.session.remove()
        db.engine.dispose()
    assert "pieces_received" in house("recount", status=1).output


def test_a_late_truth_that_waits_to_be_listed_is_told_by_the_recount_and_is_no_difference(house: Eco) -> None:
    from core.db import fast, transaction
    from factory.commands.frame import opened

    with opened(False):
        with transaction():
            fast().run(
                "INSERT INTO period (token, site_id, month, ends_on, closed_on) "
                "VALUES ('april', 1, '2025-04', '2025-04-30', '2025-05-02')"
            )
            fast().run(
                "INSERT INTO frozen_cell (period_id, indicator, month, site_id, category, split, amount, rule_version) "
                "SELECT id, 'pieces_received', month, site_id, '', '', 1, '1' FROM period"
            )
            fast().run("UPDATE period SET closed_at = '2025-05-02T10:00:00.000Z'")
        db.session.remove()
        db.engine.dispose()
    told = house("recount").output
    assert "waits to be listed: pieces_received 2025-04" in told and "Every figure agrees" in told
    assert "late truths" in house("tick").output
    assert "waits" not in house("recount").output


def test_the_doctor_shows_every_setting_but_no_secret(house: Eco) -> None:
    told = house("doctor").output
    assert "k7k7" not in told and "(60 characters)" in told
    for word in ("ECO_PUBLIC_URL", "disk", "backup", "clock", "labels", "fonts", "version"):
        assert word in told


def test_the_demo_switch_reads_no_settings(eco: Eco, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from factory.commands import frame

    monkeypatch.setattr(frame, "DEMO_FOLDER", tmp_path / "demo")
    settings = frame.settings_for(True)
    assert settings.is_demo and settings.instance_folder == tmp_path / "demo"
    assert settings.database.endswith("instance/demo.sqlite3")


@pytest.fixture
def reviewed(house: Eco) -> tuple[Eco, str, str]:
    """The house with Ada as reviewer of Arabic; her number, and her new password."""
    from core.access import system_actor
    from core.clock import now, today
    from core.db import fast, transaction
    from core.people_roles import give_permit
    from factory.commands.frame import opened

    password = house("account", "password", "ada").output.split("once:")[1].strip()
    with opened(False), transaction():
        row = fast().row("SELECT id, number, home_site_id FROM person")
        assert row is not None
        days = {"starts_on": today(), "ends_on": today() + timedelta(days=9)}
        give_permit(
            by=system_actor(row[2]), person_id=row[0], kind="words:ar", source="document", at=now(), **days
        )
    return house, row[1], password


def test_words_go_out_and_come_back_after_a_trial(reviewed: tuple[Eco, str, str], tmp_path: Path) -> None:
    eco, number, password = reviewed
    file = tmp_path / "ar.po"
    eco("words", "export", "ar", "--to", str(file))
    assert file.read_text(encoding="utf-8") == eco("words", "export", "ar").output
    before = eco("words", "unchecked").output
    with file.open("rb") as whole:
        catalog = read_po(whole, locale="ar")
    for message in list(catalog):
        message.flags.discard("fuzzy")
        if message.id and message.id not in safety_texts():
            catalog.delete(message.id)
    catalog["Can you see the fire label?"].string = "أجل"
    with file.open("wb") as part:
        write_po(part, catalog)
    words = ("words", "import", "ar", str(file), "--by", number, "--approve")
    tried = eco(*words).output
    assert "Nothing is written" in tried and eco("words", "unchecked").output == before
    assert '"أجل"' not in eco("words", "export", "ar").output
    eco(*words, "--yes", typed="wrong words\n", status=1)
    assert eco("words", "unchecked").output == before
    taken = eco(*words, "--yes", typed=f"{password}\n").output
    assert "They are taken." in taken and tried.splitlines()[0] in taken
    assert '"أجل"' in eco("words", "export", "ar").output
    assert (
        "ar  0 of" in eco("words", "unchecked").output and "uk  0 of" not in eco("words", "unchecked").output
    )
    assert "0 new or changed" in eco(*words).output


def test_a_text_that_does_not_fit_is_told_and_left_out(
    reviewed: tuple[Eco, str, str], tmp_path: Path
) -> None:
    eco, number, password = reviewed
    file = tmp_path / "few.po"
    file.write_text(
        'msgid "Put it on %(place)s."\nmsgstr "ضعه"\n\nmsgid "No"\nmsgstr "كلا"\n', encoding="utf-8"
    )
    told = eco(
        "words", "import", "ar", str(file), "--by", number, "--yes", typed=f"{password}\n", status=1
    ).output
    assert "%(place)s" in told and "1 new or changed" in told and "1 do not fit" in told


def test_only_a_named_reviewer_brings_and_approves_words(
    reviewed: tuple[Eco, str, str], tmp_path: Path
) -> None:
    eco, number, password = reviewed
    file = tmp_path / "few.po"
    file.write_text('msgid "No"\nmsgstr "Ні"\n', encoding="utf-8")
    assert "named reviewer" in eco("words", "import", "uk", str(file), "--by", number, status=1).output
    assert "no such person" in eco("words", "import", "ar", str(file), "--by", "00000", status=1).output
    listed = eco("words", "unchecked", "ar").output
    assert "    Can you see the fire label?" in listed
    approve = ("words", "approve", "ar", "Can you see the fire label?", "--by", number)
    eco(*approve, typed="wrong words\n", status=1)
    assert "Approved: 1." in eco(*approve, typed=f"{password}\n").output
    assert "    Can you see the fire label?" not in eco("words", "unchecked", "ar").output
    assert (
        "no such text"
        in eco("words", "approve", "ar", "Never said", "--by", number, typed=f"{password}\n", status=1).output
    )


def test_a_line_of_the_trail_that_somebody_changed_is_named(house: Eco, tmp_path: Path) -> None:
    assert "every one holds" in house("trail").output
    path = next((tmp_path / "house").glob("*.sqlite3"))
    with closing(sqlite3.connect(path)) as careless, careless:
        careless.execute("DROP TRIGGER audit_line_no_update")
        careless.execute("UPDATE audit_line SET verb = 'nothing' WHERE number = 2")
    told = house("trail", status=1).output
    assert "North works: line 2 does not hold" in told
    assert "Traceback" not in told
