"""Two who move the same dates at one moment, and what would happen without our lock."""

import datetime
import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connections

from tests import filing
from tests.town import MORNING, Town, ensure_city
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.cases.models import Case, DateMove, Step

pytestmark = pytest.mark.django_db(transaction=True)
STORM = time.Day(
    on=datetime.date(2026, 11, 26),
    is_working=False,
    name_vi="Bão",
    name_en="Storm",
    source="Công điện 12/CĐ-UBND",
)
TOGETHER = 4


@pytest.fixture
def town(transactional_db: None) -> Town:
    ensure_city()
    return Town(at=MORNING)


def at_once(act: Callable[[], object]) -> None:
    gate = threading.Barrier(TOGETHER)

    def run() -> None:
        gate.wait(10)
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(TOGETHER)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)


def dossiers(town: Town) -> list[Case]:
    return [
        filing.file(
            slug="marital-status-certificate",
            by=town.lan,
            at=MORNING,
            answers={"fee_group": "ordinary"},
        )
        for _number in range(6)
    ]


def ask_all(key: uuid.UUID, town: Town) -> None:
    while cases.ask_part(key=key, at=MORNING, by=town.tuan, limit=2).asked_at is None:
        pass


def planned(town: Town) -> uuid.UUID:
    key = uuid.uuid4()
    plan = cases.Plan(calendar="vn-civil", days=(STORM,))
    cases.begin_review(plan=plan, key=key, at=MORNING, by=town.tuan)
    return key


def test_a_date_is_moved_once_though_four_press_go_on(town: Town) -> None:
    filed, key = dossiers(town), planned(town)
    ask_all(key, town)
    cases.declare_planned(key=key, at=MORNING, by=town.tuan)
    ask_all(key, town)
    decision = cases.Decision(reason="bão", basis="QĐ 1")
    cases.decide_moves(key=key, decision=decision, at=MORNING, by=town.tuan)

    at_once(lambda: cases.move_part(key=key, at=MORNING))

    moved = Step.objects.filter(action="calendar_moved")
    assert moved.count() == len(filed)
    assert queries.found_by(queries.review(key).id).moved == len(filed)


def test_each_dossier_is_asked_once_though_four_ask(town: Town) -> None:
    filed, key = dossiers(town), planned(town)
    actor = town.tuan

    at_once(lambda: cases.ask_part(key=key, at=MORNING, by=actor, limit=2))
    ask_all(key, town)

    review = queries.review(key)
    assert review.asked == len(filed) == review.moves.count()


def test_without_the_lock_the_same_dossiers_would_be_asked_twice(town: Town) -> None:
    """The twin: all read how far the review is before one of them has written it."""
    dossiers(town)
    key, gate, seen = planned(town), threading.Barrier(TOGETHER), []

    def ask() -> None:
        after = queries.review(key).asked_after
        gate.wait(10)
        asked = queries.Asked(calendar="vn-civil")
        seen.append([one.case_id for one in queries.running_clocks(asked, after_id=after, limit=2)])

    at_once(ask)

    assert len(seen) == TOGETHER
    assert all(one == seen[0] for one in seen)
    assert not DateMove.objects.exists()
