"""Who refuses gives a reason and the law behind it: law that is in force."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case, Document
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.services.procedures.forms import desk as forms

pytestmark = pytest.mark.django_db
Browse = Callable[[Actor], Client]
LAW_ALWAYS = "Luật Xây dựng 50/2014/QH13, sửa đổi bởi Luật 62/2020/QH14"
LAW_SINCE = "NĐ 175/2024/NĐ-CP"  # 30 December 2024


@pytest.fixture
def case(awake: Town) -> Case:
    later = {"works.begins_on": "2027-06-01"}
    slug = "house-construction-permit"
    return filing.file(slug=slug, by=awake.lan, at=clock.now(), answers=later)


@pytest.mark.parametrize(
    ("day", "is_offered"),
    [(datetime.date(2024, 12, 10), False), (datetime.date(2026, 11, 25), True)],
)
def test_only_law_of_the_day_is_offered(case: Case, day: datetime.date, is_offered: bool) -> None:
    definition = cases.revision_definition(case.revision_id)

    for language in ("vi", "en"):
        form = forms.Words(
            None, action="refuse", definition=definition, days=(day, day), language=language
        )
        laws = [value for value, _name in form.fields["basis"].choices]  # type: ignore[attr-defined]
        reasons = [value for value, _name in form.fields["reason"].choices]  # type: ignore[attr-defined]

        assert LAW_ALWAYS in laws
        assert (LAW_SINCE in laws) is is_offered
        assert ("drawings_do_not_agree" in reasons) is is_offered
        assert "other" in reasons


def test_another_reason_is_written_in_words(awake: Town, browse: Browse, case: Case) -> None:
    minh, address = browse(awake.minh), f"/desk/dossiers/{case.code}/actions/refuse"
    sent = {"reason": "other", "basis": LAW_SINCE}

    wordless = minh.post(address, sent)
    minh.post(address, sent | {"note": "Đất nằm trong hành lang đê."})

    assert "Xin chọn hoặc ghi một lý do." in wordless.content.decode()
    form = Document.objects.get(case_code=case.code, code="03")
    assert form.data is not None
    assert form.data["reasons"] == [{"reason": "Đất nằm trong hành lang đê.", "basis": LAW_SINCE}]
