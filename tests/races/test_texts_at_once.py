"""Two who publish one text at one moment, and an officer who acts while his dossier is moved."""

import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests import filing
from tests.races.test_dossiers_at_once import at_once, task_of
from tests.town import LONG_AGO, MORNING, Town, ensure_city
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import definition, queries
from thanglong.kernel.cases.conversion import Mapped
from thanglong.kernel.cases.models import Case, Draft, Revision
from thanglong.kernel.cases.tests.test_drafting import FOLDER, HERE, OFFICE, SLUG, another
from thanglong.kernel.people.models import Account, Holding
from thanglong.kernel.units.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    ensure_city()
    return Town(at=MORNING)


def reviewers(town: Town) -> list[Actor]:
    names = ("Lê Thanh Bình", "Phạm Gia Khôi")
    return [town.officer(name, OFFICE, "head") for name in names]


def staffed_draft(town: Town) -> Draft:
    """A draft of An in review, in a city where every post is held."""
    an = town.officer("Đỗ Thu An", OFFICE, "specialist")
    holder = Account.objects.get(id=town.officer("Mai", OFFICE, "specialist").account_id)
    Holding.objects.filter(account=holder).delete()
    Holding.objects.bulk_create(
        Holding(post=post, account=holder, valid_from=LONG_AGO, basis="test")
        for post in Post.objects.filter(agency__valid_to__isnull=True)
    )
    draft = cases.begin_draft(content=another(), at=MORNING, by=an)
    return cases.submit_draft(draft_id=draft.id, at=MORNING, by=an)


def test_of_two_who_publish_one_draft_at_once_one_does(town: Town) -> None:
    draft = staffed_draft(town)
    text = queries.content_hash_of(draft.id)

    def publish(who: Actor) -> str:
        cases.publish_draft(draft_id=draft.id, content_hash=text, at=MORNING, by=who)
        return "published"

    told = at_once(*(lambda who=who: publish(who) for who in reviewers(town)))

    assert told == ["cases.not_in_review", "published"]
    assert Revision.objects.filter(content_hash=text).count() == 1


def test_without_the_lock_both_would_believe_that_they_may(town: Town) -> None:
    """The twin: reading the state first, as it must not be done."""
    draft, gate = staffed_draft(town), threading.Barrier(2)

    def publish_without_lock() -> str:
        with transaction.atomic():
            found = Draft.objects.get(id=draft.id)
            gate.wait(10)
            return "may" if found.state == "review" else "may not"

    assert at_once(publish_without_lock, publish_without_lock) == ["may", "may"]


def test_what_hoa_does_while_her_dossier_is_moved_is_not_undone(town: Town, tmp_path: Path) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=HERE)
    accept = cases.Request(action="accept")
    cases.act(task_id=task_of(case).id, request=accept, at=MORNING, by=town.minh)
    definition.write_folder(another(), tmp_path / FOLDER.name)
    cases.load_procedures(folder=tmp_path, at=MORNING)
    new_id, binh, hoa = queries.revisions_of("1.004873")[0].id, reviewers(town)[0], town.hoa
    found = cases.rehearse_conversion(
        revision_ids=(case.revision_id, new_id), mapping=Mapped(), at=MORNING, by=binh
    )
    task, has_acted = task_of(case), threading.Event()

    def act() -> None:
        entered = filing.findings(SLUG, "appraisal")
        request = cases.Request(action="propose", findings=entered)
        with transaction.atomic():
            cases.act(task_id=task.id, request=request, at=MORNING, by=hoa)
            has_acted.set()
            wait_for_one_who_waits()

    def convert() -> None:
        has_acted.wait(10)
        cases.convert_dossiers(conversion_id=found.id, at=MORNING, by=binh)

    assert at_once(act, convert) == ["done", "done"]
    moved = Case.objects.get(id=case.id)
    assert (moved.revision_id, moved.stage, task_of(case).stage) == (
        new_id, "signature", "signature",
    )  # fmt: skip


def wait_for_one_who_waits() -> None:
    """Until somebody waits for a lock that is held; at most five seconds."""
    until = time.monotonic() + 5
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
