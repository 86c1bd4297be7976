"""The leader sees what comes in, what goes out and where queues grow, week by week."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from tests import filing
from tests.tables import Case
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.services.procedures.queries import drawings

pytestmark = pytest.mark.django_db
SLUG = "marital-status-certificate"
WEEK = datetime.timedelta(weeks=1)

Browse = Callable[[Actor], Client]


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


def top_of(leader: Actor) -> int:
    return leader.posts[0].agency_id


def file_at(town: Town, at: datetime.datetime) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=at, answers={"fee_group": "ordinary"})


def accept(town: Town, case: Case, at: datetime.datetime) -> None:
    task = queries.task_of(case)
    assert task is not None
    request = cases.Request(action="accept")
    cases.act(task_id=task.id, request=request, at=at, by=town.minh)


def ends_of(leader: Actor, now: datetime.datetime) -> dict[str, list[int]]:
    found = queries.queues_by_week(top_id=top_of(leader), now=now, zone=settings.TIME_ZONE, weeks=5)
    return {one.name: one.ends for one in found}


def test_a_queue_builds_at_the_counter_and_moves_to_the_next_desk(town: Town) -> None:
    now = clock.now()
    first, second = file_at(town, now - 3 * WEEK), file_at(town, now - 2 * WEEK)
    accept(town, first, now - WEEK)

    ends = ends_of(town.long, now)

    counter = next(name for name in ends if name.startswith("Điểm phục vụ"))
    appraisal = next(name for name in ends if name.startswith("Văn phòng"))
    assert ends[counter] == [0, 1, 2, 1, 1]
    assert ends[appraisal] == [0, 0, 0, 1, 1]
    assert second.closed_at is None


def test_a_week_counts_what_came_in_and_opens_to_it(town: Town, browse: Browse) -> None:
    now = clock.now()
    earlier, today = file_at(town, now - 2 * WEEK), file_at(town, now)

    flow = drawings.flow(top_id=top_of(town.long), now=now)
    page = browse(town.long).get("/desk/overview?lang=en").content.decode()
    links = re.findall(r'href="(/desk/overview/dossiers\?week=[^"]*came=1)"', page)
    listed = [browse(town.long).get(one.replace("&amp;", "&")).content.decode() for one in links]

    assert (flow.came, flow.decided) == (2, 0)
    assert len(links) == 2
    assert today.code in listed[0] and earlier.code not in listed[0]
    assert earlier.code in listed[1]


def test_bars_and_lines_stay_inside_their_drawing(town: Town) -> None:
    now = clock.now()
    for ago in (0, 0, 0, 1, 5):
        file_at(town, now - ago * WEEK)

    flow = drawings.flow(top_id=top_of(town.long), now=now)
    lines = drawings.queues(top_id=top_of(town.long), now=now, language="vi")

    assert max(bar.came for bar in flow.bars) == drawings.HEIGHT
    for line in lines:
        points = [tuple(map(float, point.split(","))) for point in line.points.split()]
        assert all(0 <= x <= drawings.LINE_WIDTH for x, _ in points)
        assert all(0 <= y <= drawings.LINE_HEIGHT for _, y in points)


def test_the_leader_of_another_commune_counts_nothing_of_ours(town: Town) -> None:
    file_at(town, clock.now())
    cuc = town.officer("Bùi Thị Cúc", "UBND phường Hoàn Kiếm", "leader")

    assert drawings.flow(top_id=top_of(cuc), now=clock.now()).came == 0
    assert drawings.queues(top_id=top_of(cuc), now=clock.now(), language="vi") == []


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "Việc dồn lại ở đâu?"), ("en", "Where do queues grow?")]
)
def test_the_drawings_have_words_and_a_table(
    town: Town, browse: Browse, lang: str, words: str
) -> None:
    file_at(town, clock.now())

    page = browse(town.long).get("/desk/overview", {"lang": lang}).content.decode()

    assert words in page
    assert 'class="flow"' in page and 'role="img"' in page
    assert f'data-live="below:{top_of(town.long)}"' in page
