"""Papers sent over a bad network: by the page in a real browser, and by a tus client not ours."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.tables import Document, Upload
from tests.town import Town, ensure_city
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.documents.tests import make
from thanglong.kernel.people import actions as people
from thanglong.services.procedures.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
PIECE_BYTES = 100_000
WAIT_MS = 20_000  # a photo is looked into while other tests run


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Town:
    """The cast at this moment, and folders of this test."""
    ensure_city()
    settings.FILES_DIR, settings.UPLOADS_DIR = tmp_path / "files", tmp_path / "uploads"
    return Town(at=clock.now())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A large photo of a page, some six pieces long."""
    path = tmp_path / "giấy chứng sinh.jpg"
    path.write_bytes(make.jpeg(make.page((3000, 4000), letters_px=44)))
    assert path.stat().st_size > 5 * 256 * 1024
    return path


def key_of(who: Actor) -> dict[str, str]:
    """What a program sends to be known."""
    key = people.make_token(
        account_id=who.account, label="test", assurance=2, expires_at=None, at=clock.now(), by=who
    )
    return {"Authorization": f"Bearer {key}"}


def form_of(who: Actor) -> Draft:
    revision = cases.latest_revision("birth-registration", on=clock.today())
    assert revision is not None
    now = clock.now()
    return Draft.objects.create(
        id=uuid.uuid4(), account_id=who.account, revision_id=revision.id,
        procedure=revision.procedure, answers={"birth_proof": "medical"},
        began_at=now, saved_at=now, expires_at=now.replace(year=now.year + 1),
    )  # fmt: skip


def test_a_tus_client_that_breaks_off_goes_on_where_it_was(
    town: Town, photo: Path, live_server: LiveServer
) -> None:
    headers = key_of(town.lan)
    client = TusClient(f"{live_server.url}/uploads", headers=headers)
    with photo.open("rb") as file:
        given = {"file_stream": file, "chunk_size": PIECE_BYTES}
        first = client.uploader(**given, metadata={"filename": photo.name})
        first.upload(stop_at=250_000)

        again = client.uploader(**given, url=first.url)
        assert again.offset == first.offset >= 250_000
        again.upload()
    done = httpx.post(str(again.url), headers=headers)

    kept = Document.objects.get(id=done.json()["document"])
    assert kept.owner_id == town.lan.person_id
    assert kept.file_name == "giấy chứng sinh.jpg"


def test_a_tus_client_of_a_stranger_or_of_nobody_is_turned_away(
    town: Town, photo: Path, live_server: LiveServer
) -> None:
    address = f"{live_server.url}/uploads"
    with photo.open("rb") as file:
        given = {"file_stream": file, "chunk_size": PIECE_BYTES}
        mine = TusClient(address, headers=key_of(town.lan)).uploader(**given)
        mine.upload(stop_at=PIECE_BYTES)

        with pytest.raises(TusCommunicationError):
            TusClient(address, headers=key_of(town.hanh)).uploader(**given, url=mine.url)
        with pytest.raises(TusCommunicationError):
            TusClient(address).uploader(**given).upload()

    assert Upload.objects.get().received_bytes == PIECE_BYTES


def test_a_session_without_the_proof_of_our_page_sends_nothing(
    town: Town, browser_of: Callable[[Actor], Client], live_server: LiveServer
) -> None:
    cookie = {"sessionid": browser_of(town.lan).cookies["sessionid"].value}

    answer = httpx.post(
        f"{live_server.url}/uploads", cookies=cookie, headers={"Upload-Length": "10"}
    )

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert not Upload.objects.exists()


def test_what_a_tus_client_asks_first_is_answered(town: Town, live_server: LiveServer) -> None:
    answer = httpx.request("OPTIONS", f"{live_server.url}/uploads", headers=key_of(town.lan))

    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(20 * 1024 * 1024)


def test_lans_phone_loses_the_network_and_the_photo_arrives_all_the_same(
    opened: Callable[..., Page],
    town: Town,
    photo: Path,
    browser_of: Callable[[Actor], Client],
    live_server: LiveServer,
) -> None:
    page, pieces = opened(), []
    cookie = browser_of(town.lan).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"/drafts/{form_of(town.lan).id}/papers")

    def breaks(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) in {2, 3, 5}:
                route.abort("internetdisconnected")
                return
        route.continue_()

    page.route("**/uploads/*", breaks)
    need = page.locator("#need-medical_certificate")
    need.locator("input[type=file]").set_input_files([photo])

    expect(need.locator(".upload-state")).to_contain_text("mạng")
    expect(need.locator(".file")).to_have_count(1, timeout=WAIT_MS)
    kept = Document.objects.get()
    assert kept.file_name == photo.name
    assert len(pieces) == len(set(pieces)) + 3
    assert Draft.objects.get().papers == {"medical_certificate": [str(kept.id)]}


def test_while_the_city_has_no_room_it_is_asked_less_and_less_often_and_says_so(
    opened: Callable[..., Page],
    town: Town,
    photo: Path,
    browser_of: Callable[[Actor], Client],
    live_server: LiveServer,
) -> None:
    page, tries = opened(), []
    cookie = browser_of(town.lan).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"/drafts/{form_of(town.lan).id}/papers")

    def full(route: Route) -> None:
        if route.request.method == "PATCH":
            tries.append(time.monotonic())
            if len(tries) <= 3:
                route.fulfill(status=507, json={"detail": "Hiện thành phố không lưu được tệp."})
                return
        route.continue_()

    page.route("**/uploads/*", full)
    need = page.locator("#need-medical_certificate")
    need.locator("input[type=file]").set_input_files([photo])

    expect(need.locator(".upload-state")).to_contain_text("không lưu được tệp")
    expect(need.locator(".file")).to_have_count(1, timeout=WAIT_MS)
    assert tries[3] - tries[2] > 1.5 * (tries[1] - tries[0])


def test_of_two_files_the_bad_one_is_named_and_the_good_one_is_kept(
    opened: Callable[..., Page],
    town: Town,
    tmp_path: Path,
    browser_of: Callable[[Actor], Client],
    live_server: LiveServer,
) -> None:
    good, bad = tmp_path / "trang-1.jpg", tmp_path / "trang-2.jpg"
    good.write_bytes(make.jpeg(make.page((900, 1200))))
    bad.write_bytes(b"<html>")
    page = opened()
    cookie = browser_of(town.lan).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"/drafts/{form_of(town.lan).id}/papers")

    need = page.locator("#need-medical_certificate")
    need.locator("input[type=file]").set_input_files([good, bad])

    expect(need.locator(".file")).to_have_count(1, timeout=WAIT_MS)
    expect(need.locator(".upload-state")).to_contain_text("trang-2.jpg: Không mở được tệp này.")
