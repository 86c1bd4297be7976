"""Files by program."""

import io
import random
import uuid
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from tests import filing
from tests.program import Program
from tests.tables import Document, Upload
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.documents.tests import make

Ask = Callable[[Actor | None], Program]
Contract = Callable[[str, Any], None]


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR, settings.UPLOADS_DIR = tmp_path / "files", tmp_path / "uploads"


def photo(name: str = "giấy tờ.jpg", seed: int = 7) -> SimpleUploadedFile:
    """A sharp photo of a page of writing."""
    picture = Image.new("RGB", (600, 800), "white")
    pen, dice = ImageDraw.Draw(picture), random.Random(seed)  # noqa: S311 - a picture, no secret
    for row in range(20, 780, 14):
        pen.line([(20, row), (dice.randint(300, 580), row)], fill="black", width=3)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def zip_bomb() -> SimpleUploadedFile:
    """A PDF of a few kilobytes whose page unpacks to half a gigabyte."""
    packed = zlib.compressobj(9)
    stream = b"".join(packed.compress(b"0 " * 500_000) for _ in range(500)) + packed.flush()
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9999999 9999999]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length LENGTH>>stream\n"
    ).replace(b"LENGTH", str(len(stream)).encode())
    body = head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    return SimpleUploadedFile("bomb.pdf", body, "application/pdf")


def test_lan_sends_a_photo_and_gets_it_back(town: Town, ask: Ask, contract: Contract) -> None:
    lan = ask(town.lan)

    sent = lan.send(photo())
    answer = lan.client.get(sent["Location"], headers=lan.headers)

    assert sent.status_code == 201
    assert answer["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (600, 800)
    contract("file", {**sent.json(), "size_bytes": 0})


def test_a_paper_travels_with_its_dossier_and_only_there(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    file = lan.send(photo()).json()["id"]
    form = {
        "answers": filing.plain(filing.scenario("marital-status-certificate")["answers"]),
        "papers": [{"need": "lives_here", "file": file}],
    }

    code = lan.post("/procedures/marital-status-certificate/dossiers", form).json()["code"]

    papers = lan.get(f"/dossiers/{code}").json()["papers"]
    seen = [ask(who).get(f"/files/{file}").status_code for who in (town.hanh, None)]
    minh = ask(town.minh)
    received = minh.client.get(f"/api/v1/files/{file}", headers=minh.headers)
    assert [one["file"] for one in papers] == [file]
    assert b"".join(received.streaming_content).startswith(b"\xff\xd8")
    assert seen == [404, 401]


def test_a_paper_for_a_need_that_is_none_is_refused(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    file = lan.send(photo()).json()["id"]
    form = {"answers": {}, "papers": [{"need": "my_cat", "file": file}]}

    answer = lan.post("/procedures/marital-status-certificate/dossiers", form)

    assert answer.json()["errors"][0]["field"] == "need:my_cat"


def test_a_file_of_nobody_is_not_found(town: Town, ask: Ask) -> None:
    assert ask(town.lan).get(f"/files/{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 500), 422, "documents.not_readable"),
        (SimpleUploadedFile("empty.pdf", b""), 422, "documents.not_readable"),
        (SimpleUploadedFile("half.pdf", b"%PDF-1.7\n1 0 obj"), 422, "documents.not_readable"),
        (SimpleUploadedFile("big.pdf", b"%PDF" + b"0" * 20_971_520), 413, "documents.too_large"),
        (SimpleUploadedFile("huge.pdf", b"%PDF" + b"0" * 23_000_000), 413, "web.too_large"),
    ],
)
def test_a_file_that_is_no_paper_is_refused(
    town: Town, ask: Ask, file: SimpleUploadedFile, status: int, code: str
) -> None:
    answer = ask(town.lan).send(file)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_bomb_that_looks_like_a_pdf_harms_nobody(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).send(zip_bomb())

    assert answer.status_code in {201, 422}  # an empty page, or none that can be read
    if answer.status_code == 201:
        assert answer.json()["findings"]


def test_a_request_without_a_file_says_so(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).post("/files", {"name": "x"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "file"


def test_the_same_file_twice_with_one_key_is_one_paper(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)

    first, again = lan.send(photo(), key="f-1"), lan.send(photo(), key="f-1")
    other = lan.send(photo(seed=8), key="f-1")

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "web.key_reused")
    assert Document.objects.count() == 1


@pytest.mark.parametrize(("language", "words"), [("vi", "không mất"), ("en", "is lost")])
def test_a_full_disk_is_said_and_nothing_is_kept(
    town: Town, ask: Ask, language: str, words: str
) -> None:
    lan = ask(town.lan)
    lan.headers["Accept-Language"] = language

    with make.full_disk(10_000):
        answer = lan.send(photo())

    assert (answer.status_code, answer.json()["code"]) == (507, "documents.storage_full")
    assert words in answer.json()["detail"]
    assert not Document.objects.exists()
    assert not Upload.objects.exists()
    assert lan.send(photo()).status_code == 201
