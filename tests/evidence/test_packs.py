"""Evidence packs: the same seed draws the same rows, each file is in the manifest, and no name is in them unasked."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.clock import now
from core.db import fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from factory.demo.cast import PASSWORDS
from factory.evidence.queries import endings_of, registers_of
from factory.evidence.sampling import checked_seed, drawn
from factory.privacy.services.merging import merge_people
from tests.cast import Cast
from tests.every_route.house import House
from tests.front_desk.doors import sign_in
from tests.pages import Client, PageClient, fields_of
from tests.programme.year import EXPECTED, YEAR, Year
from tests.training import scene
from tests.training.test_indicators import taught

Files = dict[str, bytes]


def asked_for(browser: PageClient, status: int = 200, **values: Any) -> Any:
    """The answer of the page where packs are asked for."""
    page = browser.get("/evidence")
    days = {"starts_on": YEAR.starts_on.isoformat(), "ends_on": YEAR.ends_on.isoformat()}
    sent = {**fields_of(page.form("/evidence")), "indicator": "pieces_upcycled", **days, **values}
    answer = browser.client.post("/evidence", data=sent)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer


def files_of(answer: Any) -> Files:
    """The files of a pack, each checked against the manifest."""
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    manifest = list(csv.DictReader(io.StringIO(files.pop("CONTENTS.csv").decode("utf-8-sig"))))
    assert {line["file"] for line in manifest} == set(files)
    for line in manifest:
        body = files[line["file"]]
        assert (line["fingerprint (SHA-256)"], int(line["bytes"])) == (
            hashlib.sha256(body).hexdigest(),
            len(body),
        )
    return files


def rows_of(files: Files) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["rows.csv"].decode("utf-8-sig"))))


def test_the_draw_follows_the_seed_and_nothing_else() -> None:
    rows = [(f"E-{number}", number) for number in range(200)]
    first = drawn(rows, 20, "audit-7")
    assert drawn(list(reversed(rows)), 20, "audit-7") == first
    assert drawn(rows, 20, "audit-8") != first and len(set(first)) == 20
    more = drawn([*rows, ("E-new", 999)], 20, "audit-7")
    assert len(set(first) - set(more)) <= 1
    assert checked_seed("") != checked_seed("")
    for seed in ("a b", "=1", "x" * 41):
        with pytest.raises(RuleBroken):
            checked_seed(seed)


def test_a_pack_of_pieces_holds_their_history(year: Year, page_client: PageClient) -> None:
    sign_in(page_client, "ruth")
    files = files_of(asked_for(page_client, size="3", seed="audit-7"))
    rows = rows_of(files)
    assert len(rows) == 3 and {row["site"] for row in rows} == {"Coventry"}
    for row in rows:
        history = files[f"pieces/{row['piece']}/history.csv"].decode()
        assert "intake" in history and "quality_check=yes" in history
    about = files["ABOUT.txt"].decode()
    assert "drawn by lot under audit-7" in about and "Rows: 3 of " in about
    again = files_of(asked_for(page_client, size="3", seed="audit-7"))
    assert rows_of(again) == rows
    other = files_of(asked_for(page_client, size="3", seed=""))
    assert "drawn by lot under" in other["ABOUT.txt"].decode()


def test_rows_may_be_chosen_by_code(year: Year, page_client: PageClient) -> None:
    sign_in(page_client, "ruth")
    files = files_of(asked_for(page_client, rows=f"{year.codes[0]}\n{year.codes[1]}"))
    assert {row["piece"] for row in rows_of(files)} == set(year.codes[:2])
    refused = asked_for(page_client, status=422, rows=year.codes[2])
    assert "not among the rows" in refused.get_data(as_text=True)


def test_another_sites_rows_are_out_of_reach(year: Year, page_client: PageClient) -> None:
    sign_in(page_client, "ruth")
    asked_for(page_client, status=422, site=str(year.cast.sites["wolverhampton"]))
    files = files_of(asked_for(page_client, size="100"))
    assert len(rows_of(files)) < EXPECTED["pieces_upcycled"]


def test_no_name_and_no_number_of_a_person_is_in_it(year: Year, page_client: PageClient) -> None:
    sign_in(page_client, "ruth")
    told = b"".join(files_of(asked_for(page_client, size="100")).values()).decode(errors="replace")
    for name, number in year.cast.numbers.items():
        assert name.capitalize() not in told and number not in told


def test_a_pack_is_written_down_and_only_a_coordinator_makes_one(
    year: Year, page_client: PageClient, client: Client, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    asked_for(page_client)
    with app.app_context():
        row = fast().row("SELECT verb, fields FROM audit_line WHERE subject = 'evidence:pieces_upcycled'")
        assert tuple(row) == ("make_evidence", "rows")
    page_client.client.delete_cookie("eco")
    sign_in(page_client, "farah")
    assert page_client.client.get("/evidence").status_code == 403


def test_after_five_minutes_a_pack_without_names_still_asks_for_no_password(
    year: Year, page_client: PageClient, app: Flask
) -> None:
    sign_in(page_client, "ruth")
    forget_confirmation(app)
    (secret,) = page_client.get("/evidence").tree.all("input", name="secret")
    assert "required" not in secret, "a browser lets the empty field go"
    asked_for(page_client)


def learners(browser: Client, csrf: str, **values: Any) -> Any:
    sent = {
        "csrf_token": csrf,
        "indicator": "completed",
        "site": "",
        "starts_on": "2020-01-01",
        "ends_on": now().date().isoformat(),
        "size": "4",
        "seed": "audit-7",
        **values,
    }
    return browser.post("/evidence", data=sent)


def test_learners_come_with_registers_and_endings_by_pseudonym_and_by_name_once_confirmed(
    house: House, app: Flask
) -> None:
    asker = house.askers["helen"]
    browser = asker.client(app)
    first = learners(browser, asker.csrf)
    assert first.status_code == 200, first.get_data(as_text=True)
    files = files_of(first)
    rows = rows_of(files)
    assert rows and all(row["who"].startswith("L-") for row in rows) and "name" not in rows[0]
    for row in rows:
        assert f"learners/{row['who']}/{row['run']}/endings.csv" in files
        assert files[f"runs/{row['run']}/registers.pdf"].startswith(b"%PDF")
    forget_confirmation(app)
    refused = learners(browser, asker.csrf, with_names="y", secret="wrong")
    assert refused.status_code == 422
    named = files_of(learners(browser, asker.csrf, with_names="y", secret=PASSWORDS["helen"]))
    assert "Names are in this pack" in named["ABOUT.txt"].decode()
    with app.app_context():
        called = {row[0] for row in fast().rows("SELECT called FROM person_name")}
        assert {row["name"] for row in rows_of(named)} <= called
        verbs = [
            row[0]
            for row in fast().rows(
                "SELECT verb FROM audit_line WHERE subject = 'evidence:completed' ORDER BY id"
            )
        ]
        assert verbs == ["make_evidence", "make_evidence_with_names"]


def test_two_numbers_that_are_one_learner_keep_their_proofs(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction():
            one, again = scene.make_learners(cast.sites["coventry"], 2)
        run = taught(cast, "laser", "digital_fabrication", [again])
        ids, code = (one.id, again.id), run.number
        with transaction():
            merge_people(
                by=cast.actor("ruth"), person_id=ids[1], into_id=ids[0], at=now(), token=new_client_id()
            )
        marks = [mark for one in registers_of(code, [ids[0]]) for mark in one.marks]
        assert [(person_id, word) for person_id, word, _ in marks] == [(ids[0], "present")] * 2
        assert [line[:2] for line in endings_of(code, ids[0])] == [("ending", "completed")]


def forget_confirmation(app: Flask) -> None:
    """Everybody gave their PIN or password long ago."""
    with app.app_context(), transaction():
        fast().run("UPDATE sign_in SET pin_until = ?", (now() - timedelta(hours=2),))
