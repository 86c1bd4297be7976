"""Sending a file in pieces: broken off, killed, twice, on a full disk; nothing lost or doubled."""

import datetime
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.town import MORNING, Town, ensure_city
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.documents import actions, ports, queries, refusals
from thanglong.kernel.documents.models import Document, StoredFile, Upload
from thanglong.kernel.documents.tests import make

PHOTO = make.jpeg(make.page((900, 1200)))
HALF = len(PHOTO) // 2


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR, settings.UPLOADS_DIR = tmp_path / "files", tmp_path / "uploads"
    ports.storage.cache_clear()
    yield
    ports.storage.cache_clear()


def begin(by: Actor, size_bytes: int = len(PHOTO), name: str = "giấy.jpg") -> uuid.UUID:
    return actions.begin_upload(name=name, size_bytes=size_bytes, at=MORNING, by=by).id


def add(
    upload_id: uuid.UUID, offset: int, content: bytes, by: Actor, at: datetime.datetime = MORNING
) -> Upload:
    piece = actions.Piece(offset=offset, content=content)
    return actions.add_piece(upload_id=upload_id, piece=piece, at=at, by=by)


def spooled() -> list[Path]:
    """What lies where uploads arrive."""
    return [one for one in ports.settings.UPLOADS_DIR.rglob("*") if one.is_file()]


def received(upload_id: uuid.UUID, by: Actor) -> int:
    found = queries.upload_of(upload_id=upload_id, account_id=by.account)
    assert found is not None
    return found.received_bytes


def test_lans_photo_goes_on_where_the_network_broke(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO[:HALF], town.lan)

    assert received(upload_id, town.lan) == HALF
    add(upload_id, HALF, PHOTO[HALF:], town.lan)
    kept = actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan)

    assert kept.file is not None
    assert kept.file.media_type == "image/jpeg"
    assert kept.file_name == "giấy.jpg"
    assert not list(queries.spool_folder().iterdir())


def test_what_a_killed_request_wrote_is_written_over(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO[:HALF], town.lan)
    spool = queries.spool_folder() / str(upload_id)
    with spool.open("ab") as file:  # written, and killed before the row was
        file.write(b"half a piece that nobody counted")

    assert received(upload_id, town.lan) == HALF
    add(upload_id, HALF, PHOTO[HALF:], town.lan)

    assert spool.read_bytes() == PHOTO


def test_what_a_crash_took_from_the_disk_is_asked_for_again(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO[:HALF], town.lan)
    spool = queries.spool_folder() / str(upload_id)
    spool.write_bytes(PHOTO[:1000])

    with pytest.raises(refusals.OffsetDiffers):
        add(upload_id, HALF, PHOTO[HALF:], town.lan)
    assert received(upload_id, town.lan) == 1000
    add(upload_id, 1000, PHOTO[1000:], town.lan)

    assert spool.read_bytes() == PHOTO


def test_a_piece_at_the_wrong_place_changes_nothing(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO[:HALF], town.lan)

    for offset in (0, HALF - 1, HALF + 1, -1):
        with pytest.raises(refusals.OffsetDiffers):
            add(upload_id, offset, b"x", town.lan)
    with pytest.raises(refusals.FileIsTooLarge):
        add(upload_id, HALF, PHOTO[HALF:] + b"x", town.lan)

    assert received(upload_id, town.lan) == HALF


def test_hanh_neither_sees_nor_touches_lans_upload(town: Town) -> None:
    upload_id = begin(town.lan)

    assert queries.upload_of(upload_id=upload_id, account_id=town.hanh.account) is None
    with pytest.raises(NotFound):
        add(upload_id, 0, b"x", town.hanh)
    with pytest.raises(refusals.UploadIsGone):
        actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.hanh)


def test_an_upload_ends_after_a_day_and_is_thrown_away(town: Town) -> None:
    upload_id, later = begin(town.lan), MORNING + datetime.timedelta(hours=25)

    with pytest.raises(refusals.UploadIsGone):
        add(upload_id, 0, PHOTO, town.lan, at=later)
    dropped = actions.drop_expired_uploads(at=later)

    assert dropped == 1
    assert not Upload.objects.filter(id=upload_id).exists()
    assert not list(queries.spool_folder().iterdir())


def test_finishing_twice_gives_the_same_document(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO, town.lan)

    first = actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan)
    second = actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan)

    assert first.id == second.id == upload_id
    assert Document.objects.filter(id=upload_id).count() == 1
    with pytest.raises(refusals.UploadIsGone):
        add(upload_id, 0, PHOTO, town.lan)


def test_a_file_with_bytes_missing_is_not_finished(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO[:HALF], town.lan)

    with pytest.raises(refusals.OffsetDiffers):
        actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan)


def test_the_same_photo_from_two_people_is_kept_once(town: Town) -> None:
    papers = [
        actions.take_file(name="a.jpg", content=PHOTO, at=MORNING, by=who)
        for who in (town.lan, town.hanh)
    ]

    assert papers[0].file_id == papers[1].file_id
    assert papers[0].id != papers[1].id


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", refusals.FileIsNotReadable),
        (bytes(actions.BYTES_MAX + 1), refusals.FileIsTooLarge),
        (b"<html>", refusals.FileIsNotReadable),
        (make.png_bomb(), refusals.PictureIsTooLarge),
        (make.pdf_of(400), refusals.TooManyPages),
        (make.locked_pdf(), refusals.FileIsLocked),
    ],
    ids=["nothing", "one byte too many", "a page", "a bomb", "a book", "a password"],
)
def test_a_file_that_is_not_taken_leaves_nothing(
    content: bytes, refusal: type[Exception], town: Town
) -> None:
    with pytest.raises(refusal):
        actions.take_file(name="x.jpg", content=content, at=MORNING, by=town.lan)

    assert not Document.objects.filter(account_id=town.lan.account_id, title="x.jpg").exists()
    assert not list(queries.spool_folder().iterdir())


def test_why_a_file_was_not_taken_is_said_again(town: Town) -> None:
    upload_id = begin(town.lan, size_bytes=6)
    add(upload_id, 0, b"<html>", town.lan)

    for _ in range(2):
        with pytest.raises(refusals.FileIsNotReadable):
            actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan)


def test_on_a_full_disk_a_piece_is_refused_and_may_come_again(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO[:HALF], town.lan)

    with make.full_disk(HALF + 10), pytest.raises(refusals.StorageIsFull):
        add(upload_id, HALF, PHOTO[HALF:], town.lan)

    assert received(upload_id, town.lan) == HALF
    assert [one.stat().st_size for one in spooled()] == [HALF]
    add(upload_id, HALF, PHOTO[HALF:], town.lan)
    assert actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan).file


def test_a_file_sent_whole_that_does_not_fit_leaves_nothing_behind(town: Town) -> None:
    with make.full_disk(HALF), pytest.raises(refusals.StorageIsFull):
        actions.take_file(name="giấy.jpg", content=PHOTO, at=MORNING, by=town.lan)

    assert not spooled()
    assert not Upload.objects.exists()
    assert actions.take_file(name="giấy.jpg", content=PHOTO, at=MORNING, by=town.lan).file


def test_on_a_full_disk_finishing_is_refused_and_works_when_there_is_room(town: Town) -> None:
    upload_id = begin(town.lan)
    add(upload_id, 0, PHOTO, town.lan)

    with make.full_disk(2000), pytest.raises(refusals.StorageIsFull):
        actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan)

    assert not list(ports.settings.FILES_DIR.rglob("*.*"))
    assert received(upload_id, town.lan) == len(PHOTO)
    assert actions.finish_upload(upload_id=upload_id, at=MORNING, by=town.lan).file


def test_a_full_store_keeps_no_half_file(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "lon"
    path.write_bytes(bytes(100_000))

    with make.full_disk(50_000), pytest.raises(refusals.StorageIsFull):
        ports.storage().put(sha256="a" * 64, path=path)

    assert not ports.storage().has(sha256="a" * 64)
    assert not [one for one in ports.settings.FILES_DIR.rglob("*") if one.is_file()]


@pytest.mark.django_db(transaction=True)
def test_finishing_at_the_same_moment_gives_everybody_the_same_document() -> None:
    ensure_city()
    lan = Town(at=MORNING).lan
    upload_id = begin(lan)
    add(upload_id, 0, PHOTO, lan)
    gate, found = threading.Barrier(4), []

    def finish() -> None:
        gate.wait(10)
        try:
            found.append(actions.finish_upload(upload_id=upload_id, at=MORNING, by=lan).id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=finish) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)

    assert found == [upload_id] * 4
    assert StoredFile.objects.count() == 1
