"""A resident finds, fills, sends and follows; a stranger sees nothing of it."""

import io
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from PIL import Image

from tests import filing
from tests.tables import Account, Case, Task
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.people.tests import make
from thanglong.services.procedures.models import Draft, Rating
from thanglong.services.procedures.tests.walk import SLUG, fill

BrowserOf = Callable[[Actor], Client]


@pytest.fixture
def draft(town: Town, browser_of: BrowserOf) -> Draft:
    browser_of(town.lan).post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    return Draft.objects.get(account_id=town.lan.account_id)


@pytest.mark.django_db
def test_a_paper_on_which_nothing_can_be_read_is_not_called_there(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    lan, papers = browser_of(town.lan), f"/drafts/{draft.id}/papers"
    empty = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(empty, "JPEG")
    empty.seek(0)
    empty.name = "trang.jpg"
    fill(lan, draft)

    sharp = lan.get(f"{papers}?lang=en").content.decode()
    kept = Draft.objects.get(id=draft.id).papers["medical_certificate"][0]
    lan.post(f"{papers}/medical_certificate/{kept}/removal")
    lan.post(f"{papers}/medical_certificate", {"files": empty})
    blank = lan.get(f"{papers}?lang=en").content.decode()

    assert "please look again" not in sharp
    assert "please look again" in blank


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/procedures", "/life-events/birth", "/track"])
def test_anyone_may_look_around_in_both_languages(address: str) -> None:
    for language in ("vi", "en"):
        page = Client(headers={"accept-language": language}).get(address)

        assert page.status_code == 200


@pytest.mark.django_db
def test_a_search_without_diacritics_finds_birth_registration() -> None:
    page = Client().get("/procedures", {"q": "giay khai sinh"}).content.decode()

    assert "Đăng ký khai sinh" in page


@pytest.mark.django_db
def test_a_question_of_yes_or_no_that_lan_passes_over_is_not_answered_for_her(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    lan = browser_of(town.lan)
    fill(lan, draft)
    page = f"/drafts/{draft.id}/pages/parents"
    shown = lan.get(page).content.decode()

    passed_over = lan.post(page, {"version": Draft.objects.get(id=draft.id).version})

    assert 'name="names_father" value="false"' in shown
    assert passed_over.status_code == 422
    assert Draft.objects.get(id=draft.id).answers.get("names_father") is None


@pytest.mark.django_db
def test_words_that_find_nothing_are_answered_with_advice() -> None:
    page = Client().get("/procedures", {"q": "xyzzy"}).content.decode()

    assert "Không tìm thấy" in page


def test_lan_sends_her_dossier_and_sees_its_code_and_date(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)
    fill(browser, draft)

    sent = browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"})

    case = Case.objects.get(applicant_id=town.lan.person_id)
    assert sent.headers["Location"] == f"/dossiers/{case.code}"
    page = browser.get(f"/dossiers/{case.code}").content.decode()
    assert case.code in page
    assert "Vì sao là ngày này?" in page


def test_the_same_submission_twice_is_one_dossier(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)
    fill(browser, draft)

    first = browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"})
    second = browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"})

    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.filter(applicant_id=town.lan.person_id).count() == 1


def test_what_is_missing_is_said_and_nothing_is_lost(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)
    kept = {"version": draft.version, "relation": "mother", "sender.ethnicity": "Kinh"}
    browser.post(f"/drafts/{draft.id}/pages/sender", kept)

    refused = browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"})

    assert "Chưa gửi" in refused.content.decode()
    assert Draft.objects.get(id=draft.id).answers["sender.ethnicity"] == "Kinh"


def test_a_second_tab_is_told_and_nothing_is_merged_blindly(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)
    old = {"version": draft.version, "relation": "mother"}
    browser.post(f"/drafts/{draft.id}/pages/sender", old)

    second = browser.post(f"/drafts/{draft.id}/pages/sender", old | {"relation": "father"})

    page = second.content.decode()
    assert second.status_code == 409
    assert "Lấy bản ở cửa sổ kia" in page
    assert 'value="father" checked' in page
    assert Draft.objects.get(id=draft.id).answers["relation"] == "mother"


def test_who_has_seen_the_other_tab_may_keep_what_he_wrote(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)
    old = {"version": draft.version, "relation": "mother"}
    browser.post(f"/drafts/{draft.id}/pages/sender", old)
    browser.post(f"/drafts/{draft.id}/pages/sender", old | {"relation": "father"})
    told = {"version": Draft.objects.get(id=draft.id).version, "relation": "father"}

    browser.post(f"/drafts/{draft.id}/pages/sender", told)

    assert Draft.objects.get(id=draft.id).answers["relation"] == "father"


def test_a_date_from_the_register_is_read_as_people_write_it(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    sent = {"version": draft.version, "relation": "mother", "sender.birth_date": "1996-03-08"}
    browser_of(town.lan).post(f"/drafts/{draft.id}/pages/sender", sent)

    page = browser_of(town.lan).get(f"/drafts/{draft.id}/pages/sender").content.decode()

    assert 'value="08/03/1996"' in page


def test_before_sending_each_gap_stands_where_it_is(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)

    check = browser.get(f"/drafts/{draft.id}/check").content.decode()
    refused = browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"}).content.decode()

    assert "Xin ông/bà điền mục này." in check
    assert "Ông/bà là ai của bé? Xin ông/bà điền mục này." in refused


def test_beginning_twice_goes_on_with_the_same_form(town: Town, browser_of: BrowserOf) -> None:
    browser = browser_of(town.lan)

    first = browser.post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    second = browser.post(f"/procedures/{SLUG}/drafts", {"whom": "self"})

    assert first.headers["Location"] == second.headers["Location"]


def test_hanh_cannot_open_lans_form_dossier_or_papers(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    browser = browser_of(town.lan)
    fill(browser, draft)
    browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"})
    case = Case.objects.get(applicant_id=town.lan.person_id)
    paper = case.papers.get()
    stranger = browser_of(town.hanh)

    for address in (
        f"/drafts/{draft.id}",
        f"/drafts/{draft.id}/pages/sender",
        f"/drafts/{draft.id}/papers",
        f"/drafts/{draft.id}/check",
        f"/dossiers/{case.code}",
        f"/dossiers/{case.code}/supplement",
        f"/dossiers/{case.code}/withdrawal",
        f"/documents/{paper.document_id}",
    ):
        assert stranger.get(address).status_code == 404, address


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/dossiers", "/documents", f"/documents/{uuid.uuid4()}"])
def test_nobody_sees_dossiers_without_signing_in(address: str) -> None:
    page = Client().get(address)

    assert page.status_code == 302
    assert page.headers["Location"].startswith("/sign-in")


def test_nobody_files_for_a_stranger(town: Town, browser_of: BrowserOf) -> None:
    other = f"person-{town.hanh.person_id}"

    page = browser_of(town.lan).post(f"/procedures/{SLUG}/drafts", {"whom": other})

    assert page.status_code == 403


def test_lan_withdraws_her_dossier(town: Town, browser_of: BrowserOf) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())

    browser_of(town.lan).post(f"/dossiers/{case.code}/withdrawal", {"reason": "đổi ý"})

    assert Case.objects.get(id=case.id).status == "withdrawn"


def test_a_message_sent_by_two_clicks_is_one(town: Town, browser_of: BrowserOf) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())
    browser = browser_of(town.lan)

    for text in ["Bao giờ xong?", "Bao giờ xong?", "Tôi cần gấp."]:
        browser.post(f"/dossiers/{case.code}/messages", {"text": text})

    said = case.messages.order_by("at").values_list("text", flat=True)
    assert list(said) == ["Bao giờ xong?", "Tôi cần gấp."]


def test_lan_rates_once(town: Town, browser_of: BrowserOf) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())
    cases.withdraw_case(code=case.code, reason="", at=clock.now(), by=town.lan)
    browser = browser_of(town.lan)

    browser.post(f"/dossiers/{case.code}/rating", {"stars": "5", "words": "nhanh"})
    browser.post(f"/dossiers/{case.code}/rating", {"stars": "1"})

    assert Rating.objects.get(case_code=case.code).stars == 5


def test_lan_taps_once_and_says_why_afterwards_and_only_she_may(
    town: Town, browser_of: BrowserOf
) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())
    cases.withdraw_case(code=case.code, reason="", at=clock.now(), by=town.lan)
    browser, place = browser_of(town.lan), f"/dossiers/{case.code}/rating"

    browser.post(place, {"stars": "4"})
    stranger = browser_of(town.hanh).post(place, {"words": "tệ"})
    browser.post(place, {"words": "Nhanh, rõ ràng"})
    browser.post(place, {"words": "đổi ý"})

    assert stranger.status_code == 404
    assert Rating.objects.get(case_code=case.code).words == "Nhanh, rõ ràng"
    assert "Nhanh, rõ ràng" in browser.get(f"/dossiers/{case.code}").content.decode()


def test_the_thread_tells_messages_and_papers_where_they_happened(
    town: Town, browser_of: BrowserOf
) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=town.at)
    task = Task.objects.get(case=case, closed_at__isnull=True)
    cases.act(task_id=task.id, request=cases.Request(action="accept"), at=town.at, by=town.minh)
    browser = browser_of(town.lan)
    browser.post(f"/dossiers/{case.code}/messages", {"text": "Bé tên Hân ạ."})

    thread = browser.get(f"/dossiers/{case.code}").content.decode().split('class="thread"')[1]

    assert thread.index("Bé tên Hân ạ.") < thread.index("Giấy tiếp nhận hồ sơ")
    assert thread.index("Giấy tiếp nhận hồ sơ") < thread.index("Đã nộp hồ sơ")


def test_tracking_needs_the_last_four_digits(town: Town) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())

    wrong = Client().post("/track", {"code": case.code, "digits": "9999"})
    right = Client().post("/track", {"code": case.code, "digits": "0101"})

    assert case.code not in wrong.content.decode().split("<form method")[0]
    assert "Đăng ký khai sinh" in right.content.decode()
    assert "Nguyễn Thị Lan" not in right.content.decode()


def test_guessing_digits_is_throttled(town: Town) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())

    answers = [
        Client().post("/track", {"code": case.code, "digits": f"{number:04d}"}).content.decode()
        for number in range(12)
    ]

    assert "quá nhiều" in answers[-1].lower()


def test_the_supplement_page_asks_only_what_is_wanting(town: Town, browser_of: BrowserOf) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())
    task = Task.objects.get(case=case, closed_at__isnull=True)
    from thanglong.kernel.cases import scopes

    verdicts = tuple(
        cases.Verdict(
            requirement=name, is_fulfilled=name != "page:child", reason="tên sai chính tả"
        )
        for name in scopes.requirements(case)
    )
    request = cases.Request(action="supplement", verdicts=verdicts)
    cases.act(task_id=task.id, request=request, at=clock.now(), by=town.minh)
    browser = browser_of(town.lan)

    page = browser.get(f"/dossiers/{case.code}/supplement").content.decode()

    assert "tên sai chính tả" in page
    assert 'name="child.full_name"' in page
    assert 'name="sender.full_name"' not in page


def test_who_must_confirm_more_comes_back_to_the_page_where_he_began(town: Town) -> None:
    browser = Client()
    make.sign_in(browser, Account.objects.get(id=town.lan.account_id), assurance=1)
    came_from = {"Referer": f"http://testserver/procedures/{SLUG}"}

    page = browser.post(f"/procedures/{SLUG}/drafts", {"whom": "self"}, headers=came_from)

    assert page.status_code == 403
    assert f"next=/procedures/{SLUG}&" in page.content.decode().replace('"', "&")
