"""A pack into the tables, by COPY and set-wise statements: some 16,000 rows in a second or two.

Each statement compares what came in with what is there; nothing is written that is so already.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from thanglong.kernel.base import text
from thanglong.kernel.units.pack import Pack

INCOMING = """
CREATE TEMP TABLE incoming_area (
  code text, valid_from date, valid_to date, level text, kind text, name text, name_en text,
  parent_code text, parent_from date, legal_basis text, latitude numeric, longitude numeric,
  area_km2 numeric, folded text, sort_key bytea, source text) ON COMMIT DROP;
CREATE TEMP TABLE incoming_succession (
  old_code text, old_from date, new_code text, new_from date, kind text, "on" date,
  is_default boolean, legal_basis text, certainty text, source text) ON COMMIT DROP;
CREATE TEMP TABLE incoming_agency (
  code text, valid_from date, valid_to date, name text, name_en text, kind text, level text,
  area_code text, area_from date, parent_code text, parent_from date, functions text[],
  is_demo_code boolean, certainty text, source text, sort_key bytea) ON COMMIT DROP;
CREATE TEMP TABLE incoming_post (
  code text, valid_from date, role text, title text, title_en text, certainty text
) ON COMMIT DROP;
CREATE TEMP TABLE incoming_jurisdiction (
  power text, variant text, level text, "function" text, area_code text, agency_code text,
  valid_from date, valid_to date, reason text, reason_en text, legal_basis text, certainty text,
  source text) ON COMMIT DROP;
"""
LEAVE = """
DROP TABLE incoming_area, incoming_succession, incoming_agency, incoming_post,
  incoming_jurisdiction;
"""

# Successions and jurisdictions are referred to by nothing: they are written anew.
REMOVE = """
DELETE FROM units_succession;
DELETE FROM units_jurisdiction;
DELETE FROM units_post p USING units_agency a WHERE a.id = p.agency_id AND NOT EXISTS (
  SELECT 1 FROM incoming_post i WHERE i.code = a.code AND i.valid_from = a.valid_from
  AND i.role = p.role AND i.title = p.title);
DELETE FROM units_agency a WHERE NOT EXISTS (
  SELECT 1 FROM incoming_agency i WHERE i.code = a.code AND i.valid_from = a.valid_from);
DELETE FROM units_area a WHERE NOT EXISTS (
  SELECT 1 FROM incoming_area i WHERE i.code = a.code AND i.valid_from = a.valid_from);
"""

# Oldest first: what ends does so before what follows under the same code begins.
AREAS = """
INSERT INTO units_area AS a (code, valid_from, valid_to, level, kind, name, name_en, legal_basis,
  latitude, longitude, area_km2, folded, sort_key, source)
SELECT code, valid_from, valid_to, level, kind, name, name_en, legal_basis, latitude, longitude,
  area_km2, folded, sort_key, source FROM incoming_area ORDER BY code, valid_from
ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to,
  level = excluded.level, kind = excluded.kind, name = excluded.name, name_en = excluded.name_en,
  legal_basis = excluded.legal_basis, latitude = excluded.latitude,
  longitude = excluded.longitude, area_km2 = excluded.area_km2, folded = excluded.folded,
  sort_key = excluded.sort_key, source = excluded.source;
UPDATE units_area a SET parent_id = p.id FROM incoming_area i
  LEFT JOIN units_area p ON p.code = i.parent_code AND p.valid_from = i.parent_from
  WHERE a.code = i.code AND a.valid_from = i.valid_from AND a.parent_id IS DISTINCT FROM p.id;
"""
SUCCESSIONS = """
INSERT INTO units_succession (predecessor_id, successor_id, kind, "on", is_default, legal_basis,
  certainty, source)
SELECT o.id, n.id, i.kind, i."on", i.is_default, i.legal_basis, i.certainty, i.source
FROM incoming_succession i
JOIN units_area o ON o.code = i.old_code AND o.valid_from = i.old_from
JOIN units_area n ON n.code = i.new_code AND n.valid_from = i.new_from;
"""
AGENCIES = """
INSERT INTO units_agency (code, valid_from, valid_to, name, name_en, kind, level, area_id,
  functions, is_demo_code, certainty, source, sort_key)
SELECT i.code, i.valid_from, i.valid_to, i.name, i.name_en, i.kind, i.level, a.id,
  i.functions, i.is_demo_code, i.certainty, i.source, i.sort_key
FROM incoming_agency i
JOIN units_area a ON a.code = i.area_code AND a.valid_from = i.area_from
ORDER BY i.code, i.valid_from
ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to, name = excluded.name,
  name_en = excluded.name_en, kind = excluded.kind, level = excluded.level,
  area_id = excluded.area_id, functions = excluded.functions,
  is_demo_code = excluded.is_demo_code, certainty = excluded.certainty,
  source = excluded.source, sort_key = excluded.sort_key;
UPDATE units_agency a SET parent_id = p.id FROM incoming_agency i
  LEFT JOIN units_agency p ON p.code = i.parent_code AND p.valid_from = i.parent_from
  WHERE a.code = i.code AND a.valid_from = i.valid_from AND a.parent_id IS DISTINCT FROM p.id;
"""
POSTS = """
INSERT INTO units_post (agency_id, role, title, title_en, certainty)
SELECT a.id, i.role, i.title, i.title_en, i.certainty FROM incoming_post i
JOIN units_agency a ON a.code = i.code AND a.valid_from = i.valid_from
ON CONFLICT (agency_id, role, title) DO UPDATE SET title_en = excluded.title_en,
  certainty = excluded.certainty;
"""
JURISDICTIONS = """
INSERT INTO units_jurisdiction (power, variant, level, "function", area_id, agency_id, valid_from,
  valid_to, reason, reason_en, legal_basis, certainty, source)
SELECT i.power, i.variant, i.level, i."function",
  (SELECT a.id FROM units_area a WHERE a.code = i.area_code AND a.valid_from <= i.valid_from
   ORDER BY a.valid_from DESC LIMIT 1),
  (SELECT g.id FROM units_agency g WHERE g.code = i.agency_code AND g.valid_from <= i.valid_from
   ORDER BY g.valid_from DESC LIMIT 1),
  i.valid_from, i.valid_to, i.reason, i.reason_en, i.legal_basis, i.certainty, i.source
FROM incoming_jurisdiction i;
"""
# A reference to what was removed shows now, not when the transaction ends.
CHECK = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"


def write(pack: Pack, progress: Callable[[str], None]) -> None:
    """Make the tables as the pack says, in the caller's transaction.

    Raises IntegrityError when the pack leaves out what is referred to.
    """
    _run(INCOMING)
    _copy("incoming_area", _areas(pack))
    _copy("incoming_succession", _successions(pack))
    _copy("incoming_agency", _agencies(pack))
    _copy("incoming_post", _posts(pack))
    _copy("incoming_jurisdiction", _jurisdictions(pack))
    _run(REMOVE)
    for name, statements in (
        ("areas", AREAS),
        ("successions", SUCCESSIONS),
        ("agencies", AGENCIES),
        ("posts", POSTS),
        ("jurisdictions", JURISDICTIONS),
    ):
        _run(statements)
        progress(name)
    _run(CHECK)
    _run(LEAVE)


def _areas(pack: Pack) -> Iterable[Sequence[Any]]:
    for row in pack.areas:
        yield (
            row.code, row.span.valid_from, row.span.valid_to, row.level, row.kind, row.name,
            row.name_en, *(row.parent or (None, None)), row.legal_basis, row.latitude,
            row.longitude, row.area_km2, text.fold(row.name), text.sort_key(row.bare_name),
            row.source,
        )  # fmt: skip


def _successions(pack: Pack) -> Iterable[Sequence[Any]]:
    for row in pack.successions:
        yield (
            *row.old, *row.new, row.kind, row.on, row.is_default, row.legal_basis, row.certainty,
            row.source,
        )  # fmt: skip


def _agencies(pack: Pack) -> Iterable[Sequence[Any]]:
    for row in pack.agencies:
        yield (
            row.code, row.span.valid_from, row.span.valid_to, row.name, row.name_en, row.kind,
            row.level, *row.area, *(row.parent or (None, None)), list(row.functions),
            row.is_demo_code, row.certainty, row.source, text.sort_key(row.name),
        )  # fmt: skip


def _posts(pack: Pack) -> Iterable[Sequence[Any]]:
    for row in pack.agencies:
        for post in row.posts:
            yield *row.key, post.role, post.title, post.title_en, row.certainty


def _jurisdictions(pack: Pack) -> Iterable[Sequence[Any]]:
    for row in pack.jurisdictions:
        yield (
            row.power, row.variant, row.level, row.function, row.area_code, row.agency_code,
            row.span.valid_from, row.span.valid_to, row.reason, row.reason_en, row.legal_basis,
            row.certainty, row.source,
        )  # fmt: skip


def _run(statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            if statement.strip():
                cursor.execute(statement)


def _copy(table: str, rows: Iterable[Sequence[Any]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN") as copy,  # the name is one of ours
    ):
        for row in rows:
            copy.write_row(row)
