"""A result by post: the address is asked, the office reads it, nobody is sent to the counter."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.program import Program
from tests.tables import Case, Document, Task
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.services.procedures.models import Draft

pytestmark = pytest.mark.django_db
Browse = Callable[[Actor], Client]
SLUG, HOME = "birth-registration", "Số 12 ngõ 5 phố Châu Long, phường Ba Đình"


def test_whoever_wants_it_by_post_says_where_to(awake: Town, browse: Browse) -> None:
    lan = browse(awake.lan)
    lan.post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    draft = Draft.objects.get(account_id=awake.lan.account_id)
    sent = {"version": draft.version, "delivery": "post"}

    without = lan.post(f"/drafts/{draft.id}/return", sent).content.decode()
    lan.post(f"/drafts/{draft.id}/return", sent | {"address": HOME})

    assert "Xin ghi địa chỉ để bưu điện mang đến." in without
    assert HOME in lan.get(f"/drafts/{draft.id}/check").content.decode()


def test_the_office_and_the_receipt_say_where_to_and_lan_waits_for_the_post(
    awake: Town, browse: Browse
) -> None:
    case = filing.file(
        slug=SLUG, by=awake.lan, at=clock.now(), delivery="post", contact={"address": HOME}
    )
    for action, by in (("accept", awake.minh), ("propose", awake.hoa), ("approve", awake.long)):
        task = Task.objects.get(case=case, closed_at__isnull=True)
        case = Case.objects.get(id=case.id)
        order = cases.Request(action=action, findings=filing.found_for(case, action))
        cases.act(task_id=task.id, request=order, at=clock.now(), by=by)

    receipt = Document.objects.get(case_code=case.code, code="01")
    assert receipt.data is not None
    assert HOME in receipt.data["case"]["delivery"]
    assert HOME in browse(awake.minh).get(f"/desk/dossiers/{case.code}").content.decode()
    page = browse(awake.lan).get(f"/dossiers/{case.code}").content.decode()
    assert "kết quả được gửi qua bưu chính" in page
    assert "mời ông/bà đến nhận" not in page


def test_a_program_says_where_to_as_well(
    awake: Town, ask: Callable[[Actor | None], Program]
) -> None:
    answers = filing.plain(filing.scenario(SLUG)["answers"])
    body = {"answers": answers, "delivery": "post"}

    answer = ask(awake.lan).post(f"/procedures/{SLUG}/dossiers", body, key="post-1")

    assert answer.status_code == 422
    assert "contact.address" in answer.content.decode()


def test_the_counter_files_nothing_by_post_without_an_address(awake: Town, browse: Browse) -> None:
    minh = browse(awake.minh)
    visitor = {"procedure": SLUG, "personal_number": "999192000108", "channel": "post"}
    assert awake.hanh.person_id  # the city knows her
    begun = minh.post(f"/desk/intake?for={SLUG}", visitor)["Location"]

    version = Draft.objects.get().version
    sent = {"version": version, "delivery": "post", "email": "không phải thư", "file": "1"}
    answer = minh.post(begun, sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Địa chỉ nhận qua bưu chính: Xin ghi địa chỉ" in page
    assert 'href="#f-email"' in page
    assert not Case.objects.exists()
