"""Quỳnh writes a text, Trọng reads and publishes it; Minh of the ward sees none of it."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tables import Draft, Revision
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import definition, queries

Browser = Callable[[Actor], Client]
CODE = "1.004873"
FOLDER = next((settings.CITY / "procedures").glob(f"{CODE}-*"))
TITLE = "Cấp Giấy xác nhận tình trạng hôn nhân"
VI, PROCEDURE = "texts/vi.yaml", "procedure.yaml"


def files() -> dict[str, bytes]:
    return definition.read_folder(FOLDER)


def begun(client: Client) -> Any:
    assert client.post(f"/texts/{CODE}/drafts", {"note": "Tên ngắn hơn"}).status_code == 302
    return Draft.objects.latest("id")


def write(client: Client, draft: Any, path: str, text: str, version: int | None = None) -> Any:
    values = {"text": text.replace("\n", "\r\n"), "version": version or draft.version}
    return client.post(f"/texts/drafts/{draft.id}/files?path={path}", values)


def retitled() -> str:
    return files()[VI].decode().replace(TITLE, "Giấy độc thân")


def page(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_quynh_finds_every_procedure_and_begins_a_draft(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    assert client.get("/texts?q=giay xac nhan tinh trang").content.decode().count("<tr") == 2

    draft = begun(client)

    assert queries.files_of_draft(draft.id) == files()
    assert quynh.name in page(client, "/texts")


def test_a_longer_list_asks_no_more_of_the_database(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    begun(client)
    client.get("/texts")
    with CaptureQueriesContext(connection) as few:
        client.get("/texts")
    for code in ("1.000656", "1.001193"):
        client.post(f"/texts/{code}/drafts")
    client.get("/texts")
    with CaptureQueriesContext(connection) as many:
        client.get("/texts")

    assert len(many) == len(few)


def test_a_file_is_written_and_every_byte_that_was_not_touched_stays(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)

    assert write(client, draft, VI, files()[VI].decode()).status_code == 302
    assert Draft.objects.get().version == draft.version  # nothing was changed, nothing happened
    assert write(client, draft, VI, retitled()).status_code == 302

    assert queries.files_of_draft(draft.id) == files() | {VI: retitled().encode()}


def test_two_who_write_at_once_are_told_and_nothing_is_lost(
    town: Town, quynh: Actor, an: Actor, browser_of: Browser
) -> None:
    draft = begun(browser_of(quynh))
    write(browser_of(an), draft, VI, retitled())

    answer = write(browser_of(quynh), draft, VI, files()[VI].decode() + "# của Quỳnh\n")

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Đỗ Thu An" in said and "# của Quỳnh" in said and "+ title: &#34;Giấy độc thân" in said
    assert queries.files_of_draft(draft.id)[VI] == retitled().encode()
    version = re.search(r'name="version" value="(\d+)"', said)
    assert version and int(version[1]) == Draft.objects.get().version


def test_the_check_speaks_while_one_types_and_saves_nothing(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    broken = files()[PROCEDURE].decode().replace("due: 4wh", "due: soon")

    answer = client.post(
        f"/texts/drafts/{draft.id}/files/findings?path={PROCEDURE}",
        {"text": broken, "version": draft.version},
    ).json()

    assert answer["count"] and answer["here"][0]["path"] == "stages.reception.due"
    assert queries.files_of_draft(draft.id) == files()


@pytest.mark.usefixtures("staffed")
def test_trong_publishes_what_quynh_wrote_and_quynh_cannot(
    town: Town, quynh: Actor, trong: Actor, browser_of: Browser
) -> None:
    writer, reader = browser_of(quynh), browser_of(trong)
    draft = begun(writer)
    write(writer, draft, VI, retitled())
    writer.post(f"/texts/drafts/{draft.id}/submission", {"note": "Gọn hơn"})
    address = f"/texts/drafts/{draft.id}/publication"

    assert "/publication" not in page(writer, f"/texts/drafts/{draft.id}")
    shown = page(reader, address)
    assert "Giấy độc thân" in shown and "Gọn hơn" in shown and "<svg" in shown
    digest = queries.content_hash_of(draft.id)
    values = {"content_hash": digest, "seen": "true"}
    assert writer.post(address, values).status_code == 403
    assert reader.post(address, {"content_hash": digest}).status_code == 422
    assert reader.post(address, values).status_code == 302

    revision = Revision.objects.get(content_hash=digest)
    assert (revision.author_ids, revision.published_by) == ([quynh.account_id], trong.name)


@pytest.mark.usefixtures("staffed")
def test_trong_gives_it_back_with_words_and_quynh_reads_them(
    town: Town, quynh: Actor, trong: Actor, browser_of: Browser
) -> None:
    writer, reader = browser_of(quynh), browser_of(trong)
    draft = begun(writer)
    writer.post(f"/texts/drafts/{draft.id}/submission")
    address = f"/texts/drafts/{draft.id}/return"

    assert reader.post(address, {"note": ""}).status_code == 422
    assert reader.post(address, {"note": "Thiếu căn cứ"}).status_code == 302

    assert "Thiếu căn cứ" in page(writer, f"/texts/drafts/{draft.id}")
    assert "Thiếu căn cứ" in page(writer, "/texts")


def test_what_has_faults_is_not_submitted(town: Town, quynh: Actor, browser_of: Browser) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    broken = files()[PROCEDURE].decode().replace("due: 4wh", "due: soon")
    write(client, draft, PROCEDURE, broken)

    assert "procedure.yaml" in page(client, f"/texts/drafts/{draft.id}")
    client.post(f"/texts/drafts/{draft.id}/submission")

    assert Draft.objects.get().state == "draft"


def test_what_is_exported_comes_in_again_byte_for_byte(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    kept = client.get(f"/texts/drafts/{draft.id}/archive").content

    sent = SimpleUploadedFile("a.zip", kept)
    assert client.post("/texts/imports", {"archive": sent, "note": "từ máy"}).status_code == 302

    other = Draft.objects.latest("id")
    assert other.id != draft.id and queries.files_of_draft(other.id) == files()
    assert client.get(f"/texts/drafts/{other.id}/archive").content == kept
    revision = Revision.objects.get(id=draft.base_id)
    published = client.get(f"/texts/{CODE}/revisions/{revision.id}").content
    with zipfile.ZipFile(io.BytesIO(published)) as archive:
        assert len(archive.namelist()) == len(files())


def zipped(content: dict[str, bytes]) -> SimpleUploadedFile:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name, body)
    return SimpleUploadedFile("a.zip", kept.getvalue())


LAUGHS = b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
HOSTILE = {
    "laughs": ({PROCEDURE: LAUGHS}, "Anchors"),
    "tags": ({PROCEDURE: b"a: !!python/object/apply:os.system [ls]\n"}, "Tags"),
    "huge": ({PROCEDURE: b"a: b\n" * 200_000}, "512 kB"),
    "keys": ({PROCEDURE: b"".join(b"k%d: v\n" % n for n in range(40_000))}, "too many"),
    "pieces": ({PROCEDURE: "a: Tiê\u0301ng\n".encode()}, "NFD"),
    "outside": ({"../procedure.yaml": b"a: b\n"}, "not plain"),
    "many": ({f"f{n}.txt": b"" for n in range(61)}, "60 files"),
    "nothing": ({"readme.txt": b""}, "procedure.yaml"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_is_refused_in_a_sentence(
    town: Town, quynh: Actor, browser_of: Browser, kind: str
) -> None:
    content, why = HOSTILE[kind]

    answer = browser_of(quynh).post(
        "/texts/imports", {"archive": zipped(content)}, headers={"Accept-Language": "en"}
    )

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Draft.objects.exists()


def test_what_is_hostile_in_a_file_breaks_no_page(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    many = "refusals:\n" + "".join(f"  k{n}: v\n" for n in range(2_000))
    for text in (LAUGHS.decode(), "a: !!python/object/apply:os.system [ls]\n", many):
        draft.refresh_from_db()
        assert write(client, draft, VI, text).status_code == 302
        assert client.get(f"/texts/drafts/{draft.id}").status_code == 200
    assert client.get(f"/texts/drafts/{draft.id}/sheets/steps").status_code == 200
    assert client.get(f"/previews/{draft.id}").status_code == 409
    draft.refresh_from_db()
    refused = write(client, draft, VI, "title: Tie\u0302\u0301ng\n")

    assert refused.status_code == 422 and "NFD" in refused.content.decode()
    assert queries.files_of_draft(draft.id)[VI] == many.encode()


def test_what_is_no_archive_is_refused(town: Town, quynh: Actor, browser_of: Browser) -> None:
    answer = browser_of(quynh).post(
        "/texts/imports", {"archive": SimpleUploadedFile("a.zip", b"PK\x03\x04nonsense")}
    )

    assert answer.status_code == 422


def test_nobody_else_sees_a_text_that_is_being_written(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    draft = begun(browser_of(quynh))

    for who in (town.minh, town.long, town.lan):
        for address in ("/texts", f"/texts/drafts/{draft.id}", f"/texts/{CODE}"):
            assert browser_of(who).get(address).status_code == 403
        assert "/texts" not in browser_of(who).get("/").content.decode()
    assert 'href="/texts"' in browser_of(quynh).get("/desk").content.decode()
