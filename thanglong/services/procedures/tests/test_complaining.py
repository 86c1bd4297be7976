"""Lan complains about a decision: whoever decided answers, and the form knows who that was."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case, Task
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.services.procedures.models import Draft

pytestmark = pytest.mark.django_db
Browse = Callable[[Actor], Client]
COMPLAINT = "complaint-about-a-decision"


def decided(slug: str, town: Town, answers: dict[str, object]) -> Case:
    """A dossier of Lan that was refused at the end, wherever it is decided."""
    case = filing.file(slug=slug, by=town.lan, at=clock.now(), answers=answers)
    Case.objects.filter(id=case.id).update(
        status="decided", outcome="refused", decided_at=clock.now()
    )
    return Case.objects.get(id=case.id)


@pytest.mark.parametrize(
    ("slug", "answers", "decided_by"),
    [
        ("birth-registration", {}, "commune"),
        ("judicial-record-certificate", {"fee_group": "ordinary"}, "police"),
    ],
)
def test_the_complaint_goes_to_whoever_decided(
    awake: Town, browse: Browse, slug: str, answers: dict[str, object], decided_by: str
) -> None:
    case = decided(slug, awake, answers)

    browse(awake.lan).post(f"/dossiers/{case.code}/complaint")

    draft = Draft.objects.get(account_id=awake.lan.account_id)
    known = {name: draft.answers[name] for name in ("dossier_code", "decided_by", "office")}
    assert known == {"dossier_code": case.code, "decided_by": decided_by, "office": "00004"}
    complaint = filing.file(slug=COMPLAINT, by=awake.lan, at=clock.now(), answers=known)
    assert complaint.deciding_id == case.deciding_id
    task = Task.objects.get(case=complaint)
    cases.act(
        task_id=task.id, request=cases.Request(action="accept"), at=clock.now(), by=awake.minh
    )
    examined = Task.objects.get(case=complaint, closed_at__isnull=True)
    assert examined.role == "head"
