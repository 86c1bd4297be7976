"""Two agencies that end their parts of one filing at one moment, and what would happen unlocked."""

import threading

import pytest
from django.db import connection, connections, transaction

from tests import filing
from tests.races.test_dossiers_at_once import at_once
from tests.town import MORNING, Town, ensure_city
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.cases.models import Case, Step, Task

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS_MAX = 20_000
DESKS = {
    "police": ("Đỗ Văn Quân", "Công an phường Ba Đình"),
    "insurance": ("Ngô Thị Bích", "Bảo hiểm xã hội thành phố Hà Nội"),
}


@pytest.fixture
def town(transactional_db: None) -> Town:
    ensure_city()
    return Town(at=MORNING)


def act(case: Case, action: str, by: Actor) -> Case:
    case.refresh_from_db()
    task = Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
    request = cases.Request(action=action, findings=filing.found_for(case, action))
    return cases.act(task_id=task.id, request=request, at=MORNING, by=by)


def before_the_last_signatures(town: Town) -> tuple[Case, list[tuple[Case, Actor]]]:
    """A whole whose birth is granted; the other two parts lie before those who sign."""
    whole = filing.file(slug="newborn-three-in-one", by=town.lan, at=MORNING)
    birth = queries.parts_of(whole)[0].case
    assert birth is not None
    for action, by in (("accept", town.minh), ("propose", town.hoa), ("approve", town.long)):
        act(birth, action, by)
    rest = [one.case for one in queries.parts_of(whole)[1:] if one.case is not None]
    signers = []
    for case, (name, agency) in zip(rest, DESKS.values(), strict=True):
        act(case, "accept", town.minh)
        act(case, "propose", town.officer(name, agency, "specialist"))
        signers.append((case, town.officer(f"{name} Trưởng", agency, "leader")))
    return whole, signers


def test_two_parts_that_end_at_once_end_the_whole_once(town: Town) -> None:
    whole, signers = before_the_last_signatures(town)

    told = at_once(*(lambda one=one: act(one[0], "approve", one[1]).outcome for one in signers))

    assert told == ["granted", "granted"]
    whole.refresh_from_db()
    assert (whole.status, whole.outcome) == ("returned", "granted")
    assert Step.objects.filter(case=whole, action="complete").count() == 1


def test_who_ends_a_part_waits_for_the_whole_before_he_looks_at_the_others(town: Town) -> None:
    """The other part ends under the lock of the whole, and is not yet said when this one begins."""
    whole, signers = before_the_last_signatures(town)
    (mine, signer), (other, _) = signers
    told: list[str] = []
    ending = threading.Thread(target=lambda: told.extend(ended(mine, signer)))

    with transaction.atomic():
        Case.objects.select_for_update().get(id=whole.id)
        Case.objects.filter(id=other.id).update(
            status="returned", outcome="granted", stage="", closed_at=MORNING, decided_at=MORNING
        )
        ending.start()
        until_somebody_waits()
    ending.join(30)

    whole.refresh_from_db()
    assert told == ["granted"]
    assert (whole.status, whole.outcome) == ("returned", "granted")


def ended(case: Case, by: Actor) -> list[str]:
    try:
        return [act(case, "approve", by).outcome]
    finally:
        connections.close_all()


def until_somebody_waits() -> None:
    """Returns when another connection of this database waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(LOOKS_MAX):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited for the whole.")


def test_without_the_wholes_lock_neither_would_see_the_other_end(town: Town) -> None:
    """The twin: each ends its part and looks at the other before either has said so."""
    whole, signers = before_the_last_signatures(town)
    gate = threading.Barrier(2)

    def end_without_lock(case: Case) -> str:
        with transaction.atomic():
            Case.objects.filter(id=case.id).update(closed_at=MORNING)
            gate.wait(10)
            still_open = Case.objects.filter(parent=whole, closed_at__isnull=True).exists()
            gate.wait(10)
        return "leaves it open" if still_open else "ends the whole"

    told = at_once(*(lambda case=case: end_without_lock(case) for case, _ in signers))

    assert told == ["leaves it open", "leaves it open"]


def test_withdrawing_the_whole_and_granting_a_part_at_once_leave_it_whole(town: Town) -> None:
    whole, signers = before_the_last_signatures(town)
    lan = town.lan

    at_once(
        lambda: act(signers[0][0], "approve", signers[0][1]).outcome,
        lambda: cases.withdraw_case(code=whole.code, reason="", at=MORNING, by=lan).status,
    )

    whole.refresh_from_db()
    assert (whole.status, whole.outcome) == ("returned", "granted")
    assert not Case.objects.filter(parent=whole, closed_at__isnull=True).exists()
    assert Step.objects.filter(case=whole, action="complete").count() == 1
