"""The officers' pages: who may open what, and what is done there."""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from tests import filing
from tests.tables import Case, Document, Entry, Message, Supplement, Task
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.documents import actions as documents

pytestmark = pytest.mark.django_db
OFFICERS_PAGES = ["/desk", "/desk/intake", "/desk/team", "/desk/overview"]
SLUG = "birth-registration"
MARRIAGE = "marital-status-certificate"
FOUND = {"status": "single", "status_source": "register"}
OTHER_DESK = "Điểm phục vụ hành chính công phường Hoàn Kiếm"

Browse = Callable[[Actor], Client]


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=clock.now())


@pytest.fixture
def stranger(town: Town) -> Actor:
    """A one-stop officer of another commune."""
    return town.officer("Bùi Thị Cúc", OTHER_DESK, "one_stop")


def task_of(case: Case) -> Task:
    return Task.objects.get(case=case, closed_at=None, kind="stage")


def act(case: Case, action: str, by: Actor) -> None:
    case.refresh_from_db()
    request = cases.Request(action=action, findings=filing.found_for(case, action))
    cases.act(task_id=task_of(case).id, request=request, at=clock.now(), by=by)


def page_of(case: Case, rest: str = "") -> str:
    return f"/desk/dossiers/{case.code}{rest}"


@pytest.mark.parametrize("path", OFFICERS_PAGES)
def test_nobody_signed_in_is_led_to_the_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/sign-in")


@pytest.mark.parametrize("path", OFFICERS_PAGES)
def test_a_resident_has_no_desk(town: Town, browse: Browse, path: str) -> None:
    assert browse(town.lan).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/desk/team", "/desk/overview", "/desk/team/nobody"])
def test_a_clerk_sees_neither_team_nor_overview(town: Town, browse: Browse, path: str) -> None:
    assert browse(town.minh).get(path).status_code == 403


def test_an_appraiser_takes_in_nothing(town: Town, browse: Browse) -> None:
    assert browse(town.hoa).get("/desk/intake").status_code == 403


@pytest.mark.parametrize("view", ["mine", "team", "late", "today", "waiting", "consulted", "no"])
def test_minh_sees_every_view_of_his_inbox(
    town: Town, browse: Browse, case: Case, view: str
) -> None:
    page = browse(town.minh).get("/desk", {"view": view})

    assert page.status_code == 200
    assert (case.code in page.content.decode()) == (view in {"team", "today", "no"})


def test_the_inbox_is_filtered_by_words_without_diacritics(
    town: Town, browse: Browse, case: Case
) -> None:
    minh = browse(town.minh)

    assert case.code in minh.get("/desk?words=nguyen thi").content.decode()
    assert case.code not in minh.get("/desk?words=khong co ai").content.decode()
    assert case.code not in minh.get("/desk?procedure=1.004873").content.decode()


def test_an_officer_of_another_commune_sees_nothing_of_it(
    browse: Browse, case: Case, stranger: Actor
) -> None:
    cuc = browse(stranger)

    assert case.code not in cuc.get("/desk").content.decode()
    assert cuc.get(page_of(case)).status_code == 404
    assert cuc.get(page_of(case, "/control-slip")).status_code == 404
    for rest in ["/claim", "/release", "/actions/accept", "/messages"]:
        assert cuc.post(page_of(case, rest)).status_code == 404
    assert task_of(case).claimed_by is None


def test_hanh_cannot_open_a_page_of_the_desk(town: Town, browse: Browse, case: Case) -> None:
    hanh = browse(town.hanh)

    assert hanh.get(page_of(case)).status_code == 403
    assert hanh.post(page_of(case, "/actions/accept")).status_code == 403


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_look_is_recorded_with_its_purpose(
    town: Town, browse: Browse, case: Case, lang: str
) -> None:
    page = browse(town.minh).get(page_of(case), {"lang": lang})

    assert page.status_code == 200
    look = Entry.objects.get(act="cases.read", subject=f"dossier:{case.code}")
    assert (look.person_id, look.purpose) == (town.lan.person_id, case.procedure)
    assert look.account_id == town.minh.account_id


def test_the_control_slip_and_every_paper_opened_are_looks_too(
    town: Town, browse: Browse, case: Case
) -> None:
    act(case, "accept", town.minh)
    receipt = Document.objects.get(case_code=case.code, code="01")
    minh = browse(town.minh)

    for path in [page_of(case, f"/papers/{receipt.id}"), f"/documents/{receipt.id}"]:
        assert minh.get(path).status_code == 200
    minh.get(page_of(case, "/control-slip"))
    browse(town.lan).get(f"/documents/{receipt.id}")

    read = Entry.objects.filter(act="documents.read", subject=f"document:{receipt.id}")
    assert {(one.account_id, one.person_id) for one in read} == {
        (town.minh.account_id, town.lan.person_id)
    }
    assert read.count() == 2
    assert Entry.objects.filter(act="cases.read", subject=f"dossier:{case.code}").count() == 1


def test_minh_claims_releases_and_accepts(town: Town, browse: Browse, case: Case) -> None:
    minh = browse(town.minh)

    minh.post(page_of(case, "/claim"))
    assert task_of(case).claimed_by_id == town.minh.account_id
    minh.post(page_of(case, "/release"))
    assert task_of(case).claimed_by_id is None
    answer = minh.post(page_of(case, "/actions/accept?view=mine"), {"key": "k"})

    assert answer["Location"] == page_of(case, "?view=mine")
    case.refresh_from_db()
    assert (case.status, case.stage) == ("received", "appraisal")


def test_the_same_click_twice_is_one_act(town: Town, browse: Browse, case: Case) -> None:
    minh, sent = browse(town.minh), {"key": "k", "task": str(task_of(case).id)}

    minh.post(page_of(case, "/actions/accept"), sent)
    again = minh.post(page_of(case, "/actions/accept"), sent)

    assert again.status_code == 302
    assert case.steps.filter(action="accept").count() == 1


def test_an_old_page_is_told_that_the_step_is_done(town: Town, browse: Browse, case: Case) -> None:
    old = str(task_of(case).id)
    act(case, "accept", town.minh)

    page = browse(town.minh).post(page_of(case, "/actions/accept"), {"task": old, "key": "new"})

    assert page.status_code == 409


def test_a_refusal_needs_a_reason_and_the_law(town: Town, browse: Browse, case: Case) -> None:
    minh = browse(town.minh)
    definition = scopes.of_case(case).definition
    reason, law = definition.words("vi").refusals[0], definition.procedure.basis[0].cite
    assert reason.text in minh.get(page_of(case, "/actions/refuse")).content.decode()

    missing = minh.post(page_of(case, "/actions/refuse"), {"basis": law})
    assert missing.status_code == 200
    minh.post(page_of(case, "/actions/refuse?lang=en"), {"reason": reason.id, "basis": law})

    case.refresh_from_db()
    assert case.status == "not_accepted"
    assert case.steps.get(action="refuse").note == reason.text
    assert Document.objects.filter(case_code=case.code, code="03").exists()


def test_a_supplement_wants_a_verdict_on_everything(town: Town, browse: Browse, case: Case) -> None:
    act(case, "accept", town.minh)
    names, hoa = scopes.requirements(case), browse(town.hoa)
    sent = {f"verdict-{name}": "yes" for name in names[1:]}

    partly = hoa.post(page_of(case, "/actions/supplement"), sent)
    assert partly.status_code == 200
    assert not Supplement.objects.exists()
    sent |= {f"verdict-{names[0]}": "no", f"reason-{names[0]}": "Sai ngày sinh"}
    hoa.post(page_of(case, "/actions/supplement"), sent)

    request = Supplement.objects.get(case=case)
    assert len(request.verdicts) == len(names)
    assert request.verdicts[0]["reason"] == "Sai ngày sinh"


def test_hoa_stops_a_dossier_with_form_five(town: Town, browse: Browse, case: Case) -> None:
    act(case, "accept", town.minh)
    law = scopes.of_case(case).definition.procedure.basis[0].cite

    browse(town.hoa).post(page_of(case, "/actions/stop"), {"note": "Đã giải quyết", "basis": law})

    case.refresh_from_db()
    assert case.status == "stopped"


def test_the_leader_sends_back_with_words(town: Town, browse: Browse, case: Case) -> None:
    act(case, "accept", town.minh)
    act(case, "propose", town.hoa)
    long = browse(town.long)

    assert long.post(page_of(case, "/actions/send_back"), {"note": ""}).status_code == 200
    long.post(page_of(case, "/actions/send_back"), {"note": "Xem lại tên cha"})

    case.refresh_from_db()
    assert case.stage == "appraisal"
    assert "Xem lại tên cha" in browse(town.hoa).get(page_of(case)).content.decode()


def test_an_opinion_is_asked_given_and_lets_the_dossier_go_on(town: Town, browse: Browse) -> None:
    fee = {"fee_group": "ordinary"}
    case = filing.file(slug=MARRIAGE, by=town.lan, at=clock.now(), answers=fee)
    act(case, "accept", town.minh)
    quang = town.officer("Đinh Văn Quang", "Công an phường Ba Đình", "specialist")
    hoa = browse(town.hoa)

    assert hoa.get(page_of(case, "/consultations/police")).status_code == 200
    hoa.post(page_of(case, "/consultations/police"), {"text": "Quá trình cư trú?"})
    assert "disabled" in hoa.get(page_of(case)).content.decode()
    police = browse(quang)
    assert case.code in police.get("/desk?view=consulted").content.decode()
    assert police.get(page_of(case, "/opinion")).status_code == 200
    police.post(page_of(case, "/opinion"), {"text": "Cư trú liên tục từ 2016."})

    assert "Cư trú liên tục từ 2016." in hoa.get(page_of(case)).content.decode()
    hoa.post(page_of(case, "/actions/propose"), {"key": "p", **FOUND})
    case.refresh_from_db()
    assert case.stage == "signature"


def test_a_question_can_be_recalled(town: Town, browse: Browse) -> None:
    fee = {"fee_group": "ordinary"}
    case = filing.file(slug=MARRIAGE, by=town.lan, at=clock.now(), answers=fee)
    act(case, "accept", town.minh)
    hoa = browse(town.hoa)
    hoa.post(page_of(case, "/consultations/police"), {"text": "Quá trình cư trú?"})

    hoa.post(page_of(case, "/consultations/police/recall"))

    assert not Task.objects.filter(case=case, kind="consultation", closed_at=None).exists()


def test_minh_writes_to_lan(town: Town, browse: Browse, case: Case) -> None:
    browse(town.minh).post(page_of(case, "/messages"), {"text": "Xin gọi lại số 1022."})

    assert Message.objects.get(case=case).is_from_office


def test_the_receipt_and_the_control_slip_are_printed(
    town: Town, browse: Browse, case: Case, stranger: Actor
) -> None:
    act(case, "accept", town.minh)
    receipt = Document.objects.get(case_code=case.code, code="01")
    path = page_of(case, f"/papers/{receipt.id}")

    paper = browse(town.minh).get(path)
    slip = browse(town.hoa).get(page_of(case, "/control-slip"))

    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert b"".join(slip.streaming_content).startswith(b"%PDF")
    assert paper["X-Frame-Options"] == "SAMEORIGIN"
    assert browse(stranger).get(path).status_code == 404
    assert browse(town.hanh).get(path).status_code == 403


def test_a_paper_of_another_dossier_is_not_shown_through_this_one(
    town: Town, browse: Browse, case: Case
) -> None:
    other = filing.file(slug=SLUG, by=town.hanh, at=clock.now())
    act(other, "accept", town.minh)
    receipt = Document.objects.get(case_code=other.code, code="01")

    answer = browse(town.minh).get(page_of(case, f"/papers/{receipt.id}"))

    assert answer.status_code == 404


def picture() -> bytes:
    from PIL import Image, ImageDraw

    image, kept = Image.new("RGB", (900, 1200), "white"), io.BytesIO()
    for line in range(40):
        ImageDraw.Draw(image).line((80, 30 * line, 820, 30 * line), fill="black", width=3)
    image.save(kept, "JPEG")
    return kept.getvalue()


def test_a_photo_stands_beside_the_form_and_can_be_turned(town: Town, browse: Browse) -> None:
    photo = documents.take_file(name="anh.jpg", content=picture(), at=clock.now(), by=town.lan)
    case = filing.file(
        slug=MARRIAGE,
        by=town.lan,
        at=clock.now(),
        answers={"fee_group": "ordinary"},
        papers=(cases.GivenPaper(need="lives_here", document_id=photo.id),),
    )

    page = browse(town.minh).get(page_of(case), {"zoom": "2", "turn": "1"}).content.decode()

    assert "zoom-2 turn-1" in page
    assert f"/papers/{photo.id}" in page


def test_the_next_dossier_is_one_click_away(town: Town, browse: Browse, case: Case) -> None:
    other = filing.file(slug=SLUG, by=town.hanh, at=clock.now())

    page = browse(town.minh).get(page_of(case)).content.decode()

    assert re.search(rf'rel="next"[^>]*href="{page_of(other)}', page)


def test_long_passes_work_on_to_a_colleague_of_the_same_post(
    town: Town, browse: Browse, case: Case
) -> None:
    trang = town.officer(
        "Đinh Thu Trang", "Điểm phục vụ hành chính công phường Ba Đình", "one_stop"
    )
    minh = browse(town.minh)

    assert "Đinh Thu Trang" in minh.get(page_of(case, "/assignment")).content.decode()
    minh.post(page_of(case, "/assignment"), {"account": trang.account_id})

    assert task_of(case).claimed_by_id == trang.account_id


def test_the_pages_speak_both_languages() -> None:
    with translation.override("vi"):
        assert translation.gettext("Where is it late?") == "Quá hạn ở đâu?"


def test_a_dossier_that_does_not_exist_is_not_found(town: Town, browse: Browse) -> None:
    assert browse(town.minh).get("/desk/dossiers/H26.00004-260101-9999").status_code == 404


def test_hoa_says_what_she_found_before_she_proposes(town: Town, browse: Browse) -> None:
    case = filing.file(slug=MARRIAGE, by=town.lan, at=clock.now(), answers={"fee_group": "poor"})
    act(case, "accept", town.minh)
    hoa, propose = browse(town.hoa), page_of(case, "/actions/propose")

    page = hoa.get(propose).content.decode()
    assert "Tình trạng hôn nhân tra được" in page
    assert "checked" not in page  # nothing is answered for her
    empty = hoa.post(propose, {"key": "a"})
    assert empty.status_code == 422
    assert "Xin ông/bà điền mục này." in empty.content.decode()
    part = hoa.post(f"{propose}?part=fields", {"status": "married"}).content.decode()
    assert "Họ và tên vợ hoặc chồng theo sổ" in part
    hoa.post(propose, {"key": "a", **FOUND})

    case.refresh_from_db()
    assert case.stage == "signature"


def test_the_leader_sees_and_corrects_what_was_found_and_lan_sees_it_in_the_end(
    town: Town, browse: Browse
) -> None:
    case = filing.file(slug=MARRIAGE, by=town.lan, at=clock.now(), answers={"fee_group": "poor"})
    act(case, "accept", town.minh)
    act(case, "propose", town.hoa)
    lan, long = browse(town.lan), browse(town.long)

    assert "Chưa đăng ký kết hôn với ai" in long.get(page_of(case)).content.decode()
    assert "Kết quả cơ quan" not in lan.get(f"/dossiers/{case.code}").content.decode()
    long.post(page_of(case, "/actions/approve"), {"key": "b", **FOUND, "status_source": "book"})

    told = long.get(page_of(case)).content.decode()
    assert "Sổ hộ tịch lưu tại phường, xã" in told
    assert "trước đó: Cơ sở dữ liệu hộ tịch điện tử" in told
    page = lan.get(f"/dossiers/{case.code}").content.decode()
    assert "Kết quả cơ quan" in page
    assert "trước đó" not in page
