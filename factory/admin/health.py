"""How the system is: database, disk, backup and its restore check, devices, queues, what waits, versions."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from core.audit import broken_lines_of
from core.clock import from_milliseconds
from core.config import Settings
from core.db import fast, is_sqlite
from core.errors import N_
from factory.admin.queries import is_silent, tablets_at
from factory.backups.making import newest_backup
from factory.backups.verifying import verified
from inventory.queries.refused import RefusedFilter, count_of_refused

BACKUP_IS_OLD = timedelta(hours=26)
IS_LATE = timedelta(hours=1)
"""What should have gone out this long ago was not sent by anybody."""
LITTLE_ROOM = 0.10
LINES_LOOKED_AT = 1000
LIBRARIES = ("flask", "sqlalchemy", "waitress", "reportlab", "pillow")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is ("good", "look", "refused"), what was found, what to do.

    `words` and `todo` are message ids with places filled from `values`.
    """

    title: str
    state: str
    words: str
    values: dict[str, object]
    todo: str = ""


def findings(settings: Settings, *, site_id: int, at: datetime) -> list[Finding]:
    """Everything that the health page shows, what needs a hand first."""
    found = [
        _database(),
        _disk(settings),
        _backup(settings, at),
        *_restored(settings),
        _trail(site_id),
        _silent(site_id, at),
        _queues(site_id, at),
        _refused(site_id),
    ]
    order = {"refused": 0, "look": 1, "good": 2}
    return sorted(found, key=lambda finding: order[finding.state])


def _database() -> Finding:
    name = f"SQLite {sqlite3.sqlite_version}" if is_sqlite() else "PostgreSQL"
    row = fast().row("SELECT count(*) FROM person")
    values: dict[str, object] = {"name": name, "people": row[0] if row else 0}
    return Finding(N_("Database"), "good", N_("%(name)s answers."), values)


def _disk(settings: Settings) -> Finding:
    usage = shutil.disk_usage(
        settings.instance_folder
        if settings.instance_folder.exists()
        else settings.instance_folder.absolute().parent
    )
    share = usage.free / usage.total
    values: dict[str, object] = {"free": f"{usage.free / 1e9:.1f}", "share": round(share * 100)}
    words = N_("%(free)s GB free, %(share)s%% of the disk.")
    if share < LITTLE_ROOM:
        todo = N_("Make room: move old backups to another disk.")
        return Finding(N_("Disk"), "refused", words, values, todo)
    return Finding(N_("Disk"), "good", words, values)


def _backup(settings: Settings, at: datetime) -> Finding:
    newest = newest_backup(settings.backups)
    if newest is None:
        todo = N_("Run: eco backup. docs/install.md says how to do it each night.")
        return Finding(N_("Backup"), "look", N_("There is no backup yet."), {}, todo)
    made_at = from_milliseconds(int(newest.stat().st_mtime * 1000))
    hours = round((at - made_at).total_seconds() / 3600)
    values: dict[str, object] = {"hours": max(0, hours)}
    if at - made_at > BACKUP_IS_OLD:
        todo = N_("Look why the nightly backup did not run.")
        return Finding(N_("Backup"), "refused", N_("The newest is %(hours)s hours old."), values, todo)
    return Finding(N_("Backup"), "good", N_("The newest is %(hours)s hours old."), values)


def _restored(settings: Settings) -> list[Finding]:
    """Whether the newest backup was restored and counted again; nothing where there is none."""
    newest = newest_backup(settings.backups)
    if newest is None:
        return []
    if verified(settings.backups) == newest.name:
        return [
            Finding(N_("Restore check"), "good", N_("The newest backup was restored and counted again."), {})
        ]
    todo = N_("Run: eco verify-backup, with the newest file.")
    words = N_("Nobody has restored the newest backup to see whether it is good.")
    return [Finding(N_("Restore check"), "refused", words, {}, todo)]


def _trail(site_id: int) -> Finding:
    broken = list(broken_lines_of(site_id, newest=LINES_LOOKED_AT))
    values: dict[str, object] = {"lines": ", ".join(map(str, broken[:5])), "most": LINES_LOOKED_AT}
    if broken:
        todo = N_("Run: eco trail. Restore a backup from before into another folder, and compare the two.")
        return Finding(
            N_("Audit trail"), "refused", N_("The chain does not hold at %(lines)s."), values, todo
        )
    return Finding(N_("Audit trail"), "good", N_("The chain of the newest %(most)s lines holds."), values)


def _silent(site_id: int, at: datetime) -> Finding:
    tablets = tablets_at(site_id)
    silent = [tablet.name for tablet in tablets if is_silent(tablet, at)]
    waiting = sum(tablet.waiting for tablet in tablets if tablet.revoked_at is None)
    values: dict[str, object] = {"names": ", ".join(silent[:5]), "count": len(silent), "waiting": waiting}
    if silent:
        todo = N_("Bring it into the network: what waits on it arrives by itself.")
        return Finding(N_("Tablets"), "look", N_("Not seen for a day: %(names)s."), values, todo)
    return Finding(N_("Tablets"), "good", N_("All were seen today. %(waiting)s scans wait on them."), values)


def _queues(site_id: int, at: datetime) -> Finding:
    """What the clockwork sends by itself: messages by mail or telephone, and calls of webhooks."""
    row = fast().row(
        "SELECT SUM(q.waiting), SUM(q.late) FROM ("
        "SELECT COUNT(*) AS waiting, COUNT(CASE WHEN due_at < ? THEN 1 END) AS late FROM outbox_message "
        "WHERE state = 'waiting' AND channel <> 'print' AND site_id = ? UNION ALL "
        "SELECT COUNT(*), COUNT(CASE WHEN y.due_at < ? THEN 1 END) FROM webhook_delivery y "
        "JOIN webhook w ON w.id = y.webhook_id WHERE y.state = 'waiting' AND w.site_id = ?) q",
        (at - IS_LATE, site_id, at - IS_LATE, site_id),
    )
    waiting, late = (int(row[0] or 0), int(row[1] or 0)) if row else (0, 0)
    values: dict[str, object] = {"count": waiting, "late": late}
    words = N_(
        "Messages and webhook calls that wait to be sent: %(count)s. Due an hour ago or more: %(late)s."
    )
    if late:
        todo = N_("Look whether the clockwork runs: systemctl status eco-tick.timer.")
        return Finding(N_("Queues"), "look", words, values, todo)
    return Finding(N_("Queues"), "good", words, values)


def _refused(site_id: int) -> Finding:
    count = count_of_refused(RefusedFilter(site_id))
    values: dict[str, object] = {"count": count}
    if count:
        todo = N_("Open the refused scans and settle each one.")
        return Finding(N_("Refused scans"), "look", N_("%(count)s wait for a coordinator."), values, todo)
    return Finding(N_("Refused scans"), "good", N_("None waits."), values)


def versions() -> list[tuple[str, str]]:
    """What runs here: program, Python and the main libraries."""
    found = [("EcoWorks", _version("ecoworks")), ("Python", platform.python_version())]
    return found + [(name, _version(name)) for name in LIBRARIES]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
