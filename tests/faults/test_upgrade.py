"""A city of a former release is brought to this one: nothing is lost, and its dossiers go on.

What it was is kept in `releases/`, made by that release's own code (`tools/keep-release`).
"""

import json
import lzma
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from psycopg import sql

from tests.faults.house import House
from thanglong.config.postgres import cluster

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.dump.xz"))
NAME = "former"
GONE = {"web_tries": "people count them, in people_tries; they are of no use after an hour"}
CHANGED: dict[str, str] = {}  # "table.column": which migration fills or drops it, and why
COLUMNS = """
SELECT table_name, array_agg(column_name::text ORDER BY column_name) FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
  AND table_name !~ '^(procrastinate|django)_' GROUP BY table_name
"""
HASH = """
SELECT count(*), coalesce(md5(string_agg(row, '' ORDER BY row)), '')
FROM (SELECT md5(ROW({columns})::text) AS row FROM {table}) AS rows
"""
ASTRAY = """
SELECT c.code FROM cases_case c WHERE c.closed_at IS NULL AND NOT EXISTS (
  SELECT FROM cases_task t JOIN units_agency a ON a.id = t.agency_id
  WHERE t.case_id = c.id AND t.closed_at IS NULL AND t.kind = 'stage' AND a.valid_to IS NULL)
"""
OPEN = "SELECT count(*) FROM cases_task WHERE closed_at IS NULL"


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.split(".")[0])
def former(_built: House, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the city of a former release."""
    dump = tmp_path / "dump"
    dump.write_bytes(lzma.decompress(request.param.read_bytes()))
    url = urlsplit(_built.url)._replace(path=f"/{NAME}").geturl()
    _built.order(f"CREATE DATABASE {NAME} OWNER thanglong")
    restore = [
        cluster.binaries() / "pg_restore",
        "--no-owner",
        "--exit-on-error",
        f"--dbname={url}",
    ]
    subprocess.run([*restore, dump], check=True)
    yield url
    _built.order(f"DROP DATABASE {NAME} (FORCE)")


def hashes(connection: Any, columns: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and one hash over all that stands in these columns."""
    found = {}
    for table, names in columns.items():
        kept = [sql.Identifier(one) for one in names if f"{table}.{one}" not in CHANGED]
        ask = sql.SQL(HASH).format(columns=sql.SQL(", ").join(kept), table=sql.Identifier(table))
        found[table] = connection.execute(ask).fetchone()
    return found


def run(house: House, url: str, *words: str) -> str:
    """A command of this release on that city."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *words],
        env=house.environment() | {"DATABASE_URL": url},
        stdout=subprocess.PIPE, text=True, check=True, timeout=300,
    )  # fmt: skip
    return done.stdout


def test_the_city_of_a_former_release_comes_over_whole_and_goes_on(
    _built: House, former: str
) -> None:
    with _built.superuser(NAME) as connection:
        columns = dict(connection.execute(COLUMNS).fetchall())
        columns = {table: names for table, names in columns.items() if table not in GONE}
        before, work = hashes(connection, columns), connection.execute(OPEN).fetchone()

    run(_built, former, "thanglong.config", "migrate")

    with _built.superuser(NAME) as connection:
        assert hashes(connection, columns) == before
        assert connection.execute(OPEN).fetchone() == work != (0,)
        assert connection.execute(ASTRAY).fetchall() == []
    assert before["cases_case"][0] > 50
    went_on = json.loads(run(_built, former, "tests.faults.go_on"))
    assert went_on == {"pages": [200] * 10, "accepted": True}
