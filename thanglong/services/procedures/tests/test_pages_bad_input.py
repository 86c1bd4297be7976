"""What people send wrongly, late or twice on pages: what happened, what was kept, what to do."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import filing
from tests.tables import Case, Document, Holding, Task, Upload
from tests.town import Town, end_procedure
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.documents import ports
from thanglong.kernel.documents.tests import make
from thanglong.services.procedures.models import Draft

Browse = Callable[[Actor], Client]
SLUG = "birth-registration"
PHOTO = make.jpeg(make.page((900, 1200)))
BOTH = pytest.mark.parametrize("lang", ["vi", "en"])


@pytest.fixture
def town(awake: Town, settings: Any, tmp_path: Path) -> Town:
    settings.FILES_DIR, settings.UPLOADS_DIR = tmp_path / "files", tmp_path / "uploads"
    ports.storage.cache_clear()
    return awake


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=clock.now())


def said(page: Any, lang: str) -> str:
    """The words of a page, which is in the language asked for."""
    text = page.content.decode()
    assert f'<html lang="{lang}"' in text
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def speaking(browser: Client, lang: str) -> Client:
    """A browser whose person has chosen a language."""
    browser.cookies["django_language"] = lang
    return browser


def form_of(lan: Client) -> Draft:
    lan.post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    return Draft.objects.get(case_code="")


def page_of(case: Case, rest: str) -> str:
    return f"/desk/dossiers/{case.code}{rest}"


@BOTH
def test_an_unknown_procedure_sends_one_to_the_search(db: None, lang: str) -> None:
    page = speaking(Client(), lang).get("/procedures/khong-co")

    assert page.status_code == 404
    assert {"vi": "Xin tìm theo tên", "en": "search for it by its name"}[lang] in said(page, lang)


@BOTH
def test_a_closed_procedure_says_that_it_is_closed(town: Town, browse: Browse, lang: str) -> None:
    lan = speaking(browse(town.lan), lang)
    end_procedure(SLUG, on=datetime.date(2026, 1, 1))

    pages = [lan.get(f"/procedures/{SLUG}"), lan.post(f"/procedures/{SLUG}/drafts")]

    assert [one.status_code for one in pages] == [409, 409]
    words = {"vi": "không còn hiệu lực vào ngày đó", "en": "is not open on that day"}[lang]
    assert all(words in said(one, lang) for one in pages)


@BOTH
def test_what_is_written_wrongly_is_kept_and_named(town: Town, browse: Browse, lang: str) -> None:
    lan = speaking(browse(town.lan), lang)
    draft = form_of(lan)
    name = "Nguyễn Gia Bảo"
    wrong = {
        "child.full_name": unicodedata.normalize("NFD", name),
        "child.birth_date": "hôm qua",
        "child.ethnicity": "K" * 5000,
        "version": draft.version,
    }

    page = lan.post(f"/drafts/{draft.id}/pages/child", wrong)

    draft.refresh_from_db()
    assert page.status_code in {200, 422}
    assert unicodedata.normalize("NFC", draft.answers["child.full_name"]) == name
    assert draft.answers["child.birth_date"] == "hôm qua"
    assert {"vi": "quá dài", "en": "too long"}[lang] in said(page, lang).lower()


@BOTH
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 not one", {"vi": "Không mở được tệp", "en": "could not open this file"}),
        (PHOTO, {"vi": "không mất", "en": "Nothing you wrote is lost"}),
    ],
)
def test_a_paper_that_cannot_be_taken_is_named_with_the_reason(
    town: Town, browse: Browse, lang: str, content: bytes, words: dict[str, str]
) -> None:
    lan = speaking(browse(town.lan), lang)
    draft = form_of(lan)
    Draft.objects.filter(id=draft.id).update(answers={"birth_proof": "medical"})
    place = f"/drafts/{draft.id}/papers/medical_certificate"
    sent = {"files": SimpleUploadedFile("giấy.jpg", content)}

    with make.full_disk(20_000):
        page = lan.post(place, sent, follow=True)

    assert "giấy.jpg: " in said(page, lang)
    assert words[lang] in said(page, lang)
    assert not Document.objects.filter(owner_id=town.lan.person_id).exists()
    assert not Upload.objects.exists()


@BOTH
def test_a_task_that_a_colleague_has_is_not_taken_from_him(
    town: Town, browse: Browse, case: Case, lang: str
) -> None:
    task = Task.objects.get(case=case)
    cases.claim_task(task_id=task.id, at=clock.now(), by=beside_minh(town))

    page = speaking(browse(town.minh), lang).post(page_of(case, "/claim"), {"task": task.id})

    assert page.status_code == 409
    assert {"vi": "đang xử lý", "en": "is working on this"}[lang] in said(page, lang)


@BOTH
def test_an_action_on_a_finished_dossier_changes_nothing(
    town: Town, browse: Browse, case: Case, lang: str
) -> None:
    task = Task.objects.get(case=case)
    cases.withdraw_case(code=case.code, reason="", at=clock.now(), by=town.lan)

    page = speaking(browse(town.minh), lang).post(
        page_of(case, "/actions/accept"),
        {"task": task.id, "key": "k"},
        headers={"referer": f"http://testserver{page_of(case, '')}"},
    )

    assert page.status_code == 409
    assert {"vi": "Bước này đã xong", "en": "already done"}[lang] in said(page, lang)
    assert f'href="{page_of(case, "")}"' in page.content.decode()
    case.refresh_from_db()
    assert case.status == "withdrawn"


@BOTH
def test_a_post_lost_a_second_ago_opens_nothing(
    town: Town, browse: Browse, case: Case, lang: str
) -> None:
    minh = speaking(browse(town.minh), lang)
    assert minh.get(page_of(case, "")).status_code == 200
    Holding.objects.filter(account_id=town.minh.account_id).update(valid_to=clock.now())

    page = minh.post(page_of(case, "/claim"))

    assert page.status_code == 403
    assert {"vi": "không giữ vị trí nào", "en": "hold no post"}[lang] in said(page, lang)
    assert Task.objects.get(case=case).claimed_by_id is None


@BOTH
def test_ten_thousand_fields_are_not_read(town: Town, browse: Browse, lang: str) -> None:
    lan = speaking(browse(town.lan), lang)
    draft = form_of(lan)

    page = lan.post(f"/drafts/{draft.id}/pages/child", {f"f{n}": "x" for n in range(10_000)})

    assert page.status_code == 400
    assert {"vi": "Không mất gì cả", "en": "Nothing has been lost"}[lang] in said(page, lang)
    assert Draft.objects.get(id=draft.id).answers == draft.answers


def beside_minh(town: Town) -> Actor:
    """Another clerk of the same counter."""
    name = "Điểm phục vụ hành chính công phường Ba Đình"
    return town.officer("Phạm Thu Nga", name, "one_stop")
