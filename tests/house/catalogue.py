"""What a database says it consists of, put so that two of them can be compared: tables, columns, rules, triggers."""

from __future__ import annotations

import re

from sqlalchemy import Engine, text

OF_ALEMBIC = "alembic_version"
Catalogue = dict[str, object]


def catalogue(engine: Engine) -> Catalogue:
    """Everything in the database, by the name of each thing; Alembic's own table is left out."""
    found = _sqlite(engine) if engine.dialect.name == "sqlite" else _postgres(engine)
    return {name: what for name, what in found.items() if OF_ALEMBIC not in name}


def differences(one: Catalogue, other: Catalogue, names: tuple[str, str]) -> list[str]:
    """How two catalogues differ, a sentence a thing."""
    told = [f"{name} is only in {names[0]}" for name in sorted(one.keys() - other.keys())]
    told += [f"{name} is only in {names[1]}" for name in sorted(other.keys() - one.keys())]
    for name in sorted(one.keys() & other.keys()):
        if one[name] != other[name]:
            told.append(f"{name}: {names[0]} has {one[name]!r}, {names[1]} has {other[name]!r}")
    return told


def _plain(sql: str | None) -> str:
    """A statement without the differences that mean nothing: blanks, quotes, IF NOT EXISTS."""
    plain = re.sub(r"\s+", " ", (sql or "").replace('"', "").replace("IF NOT EXISTS ", ""))
    return re.sub(r"\s*([(),;])\s*", r"\1", plain).strip().rstrip(";")


def _sqlite(engine: Engine) -> Catalogue:
    found: Catalogue = {}
    with engine.connect() as connection:
        listed = connection.exec_driver_sql("PRAGMA table_list").fetchall()
        kinds = {row[1]: row for row in listed if row[0] == "main" and not row[1].startswith("sqlite_")}
        shadows = {name for name, row in kinds.items() if row[2] == "shadow"}
        master = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        for kind, name, table, sql in master:
            if name.startswith("sqlite_") or name in shadows or table in shadows:
                continue
            if kind != "table":
                found[f"{kind} {name}"] = _plain(sql)
                continue
            row = kinds[name]
            found[f"table {name}"] = {"kind": row[2], "rowid": not row[4], "strict": bool(row[5])}
            if row[2] == "virtual":
                found[f"table {name} sql"] = _plain(sql)
            for column in connection.exec_driver_sql(f'PRAGMA table_xinfo("{name}")').fetchall():
                found[f"column {name}.{column[1]}"] = (
                    column[2].upper(),
                    column[3],
                    column[4],
                    column[5],
                    column[6],
                )
            found[f"constraints {name}"] = sorted(_constraints(sql or ""))
    return found


def _constraints(sql: str) -> list[str]:
    """The table's constraints, each as one plain text: the parts of its body that are no columns."""
    body = _plain(sql).partition("(")[2]
    body = body[: body.rfind(")")]
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(body[start:place])
            start = place + 1
    parts.append(body[start:])
    whole = [part.strip() for part in parts]
    of_table = [
        part for part in whole if re.match(r"(CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY)\b", part, re.I)
    ]
    of_columns = [
        part for part in whole if part not in of_table and re.search(r"\b(CHECK|REFERENCES|UNIQUE)\b", part)
    ]
    return of_table + of_columns


_POSTGRES = {
    "table": (
        "SELECT relname, relkind::text || ' ' || relpersistence::text FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind IN ('r', 'v', 'm', 'p')"
    ),
    "column": (
        "SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, "
        "pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated) FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
        "WHERE nspname = 'public' AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped"
    ),
    "constraint": (
        "SELECT conrelid::regclass::text || '.' || conname, pg_get_constraintdef(c.oid, true) FROM pg_constraint c "
        "JOIN pg_namespace n ON n.oid = connamespace WHERE nspname = 'public' AND contype <> 'n'"
    ),
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": (
        "SELECT tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(t.oid, true) || tgenabled::text "
        "FROM pg_trigger t WHERE NOT tgisinternal"
    ),
    "function": (
        "SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
        "WHERE nspname = 'public' AND prokind = 'f' "
        "AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e')"
    ),
    "extension": "SELECT extname, 'there' FROM pg_extension WHERE extname <> 'plpgsql'",
}


def _postgres(engine: Engine) -> Catalogue:
    found: Catalogue = {}
    with engine.connect() as connection:
        for kind, question in _POSTGRES.items():
            for name, what in connection.execute(text(question)).fetchall():
                found[f"{kind} {name}"] = _plain(str(what))
    return found
