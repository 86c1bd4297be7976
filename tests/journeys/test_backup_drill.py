"""The drill: a city is backed up while Lan files, brought back elsewhere, and is the same city."""

import contextlib
import datetime
import resource
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests import filing
from tests.town import MORNING, Town, ensure_city
from thanglong.adapters.storage_folder.storage import FolderStorage
from thanglong.config.backup import manifest, moment, tools
from thanglong.config.backup.making import make
from thanglong.config.backup.place import NoBackup, Place
from thanglong.config.backup.restoring import restore
from thanglong.config.backup.verifying import verify
from thanglong.config.postgres import cluster
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import store
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.documents import ports, queries
from thanglong.kernel.documents.tests import make as papers
from thanglong.kernel.people import queries as people

pytestmark = pytest.mark.django_db
SLUG = "birth-registration"
NAME = f"{MORNING:%Y%m%dT%H%M%SZ}"
LATER = MORNING + datetime.timedelta(seconds=1)


class Silent:
    """Nobody looks at the bars."""

    def begin(self, label: str, total: int) -> None: ...

    def advance(self, steps: int) -> None: ...


class WhileDumping(Silent):
    """Lan files a dossier with a paper at the moment when the files begin to be copied."""

    def __init__(self, by: Actor) -> None:
        self.by = by

    def begin(self, label: str, total: int) -> None:
        if label == "Files":
            put_paper(self.by, 3)
            filing.file(slug=SLUG, by=self.by, at=MORNING)


QUIET = Silent()


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's: no transaction around a test, no tables emptied after it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def town(_django_db_helper: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    """A small city in a database of its own, because a dump sees only what is committed."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    ensure_city()
    with elsewhere(settings, tmp_path / "store", like=connection.settings_dict["NAME"]):
        town = Town(at=MORNING)
        for number in (1, 2):
            put_paper(town.lan, number)
            filing.file(slug=SLUG, by=town.lan, at=MORNING)
        task = Task.objects.filter(closed_at__isnull=True).earliest("id")
        accept = cases.Request(action="accept")
        cases.act(task_id=task.id, request=accept, at=MORNING, by=town.minh)
        yield town


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "backup")


def put_paper(by: Actor, number: int) -> str:
    photo = papers.jpeg(papers.page((600 + number, 800)))
    found = documents.take_file(name=f"{uuid.uuid4()}.jpg", content=photo, at=MORNING, by=by)
    assert found.file is not None
    return found.file.sha256


def backed_up(place: Place, at: datetime.datetime = MORNING) -> dict[str, Any]:
    return make(place=place, at=at, progress=QUIET)


@contextlib.contextmanager
def elsewhere(settings: Any, folder: Path, like: str = "template0") -> Iterator[None]:
    """Another database and another store, as on another machine."""
    here, files = connection.settings_dict["NAME"], settings.FILES_DIR
    there = f"drill_{uuid.uuid4().hex[:8]}"
    admin = {**connection.get_connection_params(), "dbname": "postgres"}
    admin = {
        key: admin[key] for key in ("dbname", "user", "password", "host", "port") if admin.get(key)
    }
    with psycopg.connect(**admin, autocommit=True) as server:
        connection.close()
        server.execute(f"CREATE DATABASE {there} TEMPLATE {like}")
        connection.settings_dict["NAME"], settings.FILES_DIR = there, folder
        ports.storage.cache_clear()
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"], settings.FILES_DIR = here, files
            ports.storage.cache_clear()
            server.execute(f"DROP DATABASE {there} WITH (FORCE)")


def test_a_city_backed_up_while_lan_files_comes_back_the_same(
    town: Town, place: Place, settings: Any, tmp_path: Path
) -> None:
    before, work = moment.city_told(), sorted(Task.objects.values_list("id", "stage"))
    made = make(place=place, at=MORNING, progress=WhileDumping(town.lan))
    assert Case.objects.count() == 3, "Lan was not kept waiting"
    verify(place=place, name="", progress=QUIET)

    with elsewhere(settings, tmp_path / "other"):
        told = restore(place=place, name="", progress=QUIET)

        assert moment.city_told() == before
        assert sorted(Task.objects.values_list("id", "stage")) == work
        assert told["open_tasks"]["number"] == 2
        assert Case.objects.count() == 2
        for case in Case.objects.all():
            assert store.rebuilt(case) == store.standing_of(case)
        for sha256 in queries.stored_files():
            assert FolderStorage().has(sha256=sha256)
        assert (told["migrated"], told["second_steps_closed"], made["lost"]) == (False, 0, [])
        with pytest.raises(NoBackup, match="is not empty"):
            restore(place=place, name="", progress=QUIET)
        settings.SECRET_KEY = "another key"
        assert people.second_steps_closed() > 0


def test_files_first_would_miss_the_paper_that_lan_files_meanwhile(
    town: Town, place: Place
) -> None:
    """The twin: the files listed first and the database after them, as it must not be done."""
    listed = queries.stored_files()
    late = put_paper(town.lan, 3)
    with place.begun(NAME) as folder, moment.one_moment() as snapshot:
        named = queries.stored_files()
        tools.dump(
            snapshot=snapshot,
            to=folder / manifest.DUMP,
            progress=QUIET,
            without_data_of=moment.LEFT_OUT,
        )

    assert late in named
    assert late not in listed


def test_what_is_there_is_not_copied_twice_and_what_rotted_is_copied_again(
    town: Town, place: Place
) -> None:
    assert backed_up(place)["copied"] == 2
    spoil(next(path for path in place.files.rglob("*") if path.is_file()))

    assert backed_up(place, LATER)["copied"] == 1
    assert place.names() == [NAME, f"{LATER:%Y%m%dT%H%M%SZ}"]
    assert all(verify(place=place, name=name, progress=QUIET) for name in place.names())


def test_neither_keys_nor_sessions_are_in_a_backup(
    town: Town, place: Place, settings: Any, tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('signed-in', 'data', now())")
    backed_up(place)

    key = settings.SECRET_KEY.encode()
    assert not [
        path for path in place.folder.rglob("*") if path.is_file() and key in path.read_bytes()
    ]
    with elsewhere(settings, tmp_path / "other"):
        restore(place=place, name="", progress=QUIET)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_session")
            assert cursor.fetchone() == (0,)


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def forget_last_file(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def test_every_kind_of_damage_is_found_and_nothing_is_restored_from_it(
    town: Town, place: Place, settings: Any, tmp_path: Path
) -> None:
    told = backed_up(place)
    folder = place.chosen("")
    paper = place.file(sorted(queries.stored_files())[0])
    damages: list[tuple[Path, Any, str]] = [
        (paper, spoil, "is damaged"),
        (paper, Path.unlink, "is missing"),
        (folder / manifest.DUMP, spoil, "database.dump is damaged"),
        (folder / manifest.DUMP, cut, "database.dump is damaged"),
        (folder / manifest.DUMP, Path.unlink, "database.dump is missing"),
        (folder / manifest.MANIFEST, spoil, "manifest.json is damaged"),
        (folder / manifest.SUMS, forget_last_file, "does not name the files"),
        (folder / manifest.SUMS, Path.unlink, "cannot be read"),
    ]

    with elsewhere(settings, tmp_path / "other"):
        for path, damage, says in damages:
            whole = path.read_bytes()
            damage(path)
            with pytest.raises(NoBackup, match=says):
                restore(place=place, name="", progress=QUIET)
            assert moment.tables() == []
            path.write_bytes(whole)

    assert verify(place=place, name=told["name"], progress=QUIET)["files"]["number"] == 2


@pytest.mark.parametrize("room", [10_000, 0])
def test_a_full_disk_leaves_no_half_backup(town: Town, place: Place, room: int) -> None:
    backed_up(place)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(NoBackup, match="is full"):
            backed_up(place, LATER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert place.names() == [NAME]
    assert not list(place.folder.glob(".unfinished*"))


def test_what_was_cut_off_is_no_backup_and_is_swept_away(town: Town, place: Place) -> None:
    left = place.folder / ".unfinished-20261101T000000Z"
    left.mkdir(parents=True)
    (left / manifest.DUMP).write_bytes(b"half")

    with pytest.raises(NoBackup, match="no finished backup"):
        verify(place=place, name="", progress=QUIET)
    backed_up(place)

    assert not left.exists()


def test_a_paper_that_the_store_has_lost_is_named_and_the_rest_is_kept(
    town: Town, place: Place
) -> None:
    lost = sorted(queries.stored_files())[0]
    FolderStorage()._path(lost).unlink()

    assert backed_up(place)["lost"] == [lost]
    assert verify(place=place, name="", progress=QUIET)["lost"] == [lost]


def test_a_server_newer_than_every_pg_dump_here_says_what_to_install(
    town: Town, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "DEBIAN", place.folder)
    monkeypatch.setattr(cluster, "binaries", lambda: place.folder)
    monkeypatch.setenv("PATH", str(place.folder))

    with pytest.raises(NoBackup, match="Install the package postgresql-client-"):
        backed_up(place)
