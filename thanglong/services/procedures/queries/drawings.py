"""Figures over weeks as drawings: bars of what came and went, a line for each office's queue."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from thanglong.kernel.base import clock
from thanglong.kernel.cases import queries as cases

WEEKS = 26
BAR, HEIGHT = 10, 100  # a week is so wide in the drawing of the flow, and it is so high
LINE_WIDTH, LINE_HEIGHT = 100, 24  # of the line of a queue


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBar:
    """One week as bars: where it begins, and how high each bar is, of HEIGHT."""

    week: cases.FlowWeek
    x: int
    came: float
    decided: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What came in and what was decided, over weeks. most: the highest bar."""

    bars: list[FlowBar]
    width: int
    most: int
    came: int
    decided: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """The queue of one office: now, when it was longest, and its line, in one scale for all."""

    name: str
    now: int
    most: int
    most_on: datetime.date
    points: str


def flow(*, top_id: int, now: datetime.datetime) -> Flow:
    """What the agency and its parts got and decided in the last weeks."""
    weeks = cases.flow_by_week(top_id=top_id, now=now, zone=settings.TIME_ZONE, weeks=WEEKS)
    most = max([1, *(one.came for one in weeks), *(one.decided for one in weeks)])

    def high(count: int) -> float:
        return round(HEIGHT * count / most, 1)

    return Flow(
        bars=[
            FlowBar(
                week=one,
                x=BAR * number,
                came=high(one.came),
                decided=high(one.decided),
                late=high(one.late),
            )
            for number, one in enumerate(weeks)
        ],
        width=BAR * len(weeks),
        most=most,
        came=sum(one.came for one in weeks),
        decided=sum(one.decided for one in weeks),
        late=sum(one.late for one in weeks),
    )


def queues(*, top_id: int, now: datetime.datetime, language: str) -> list[QueueLine]:
    """How long the queue of each office was at the end of each of the last weeks."""
    found = cases.queues_by_week(top_id=top_id, now=now, zone=settings.TIME_ZONE, weeks=WEEKS)
    highest = max([1, *(max(one.ends) for one in found)])
    return [_line(one, highest, now, language) for one in found]


def _line(one: cases.Queue, highest: int, now: datetime.datetime, language: str) -> QueueLine:
    most = max(one.ends)
    ago = len(one.ends) - 1 - one.ends.index(most)
    points = [
        f"{round(LINE_WIDTH * number / (len(one.ends) - 1), 1)},"
        f"{round(LINE_HEIGHT * (1 - count / highest), 1)}"
        for number, count in enumerate(one.ends)
    ]
    return QueueLine(
        name=one.name_en if language == "en" else one.name,
        now=one.now,
        most=most,
        most_on=_monday(now) - datetime.timedelta(weeks=ago),
        points=" ".join(points),
    )


def _monday(now: datetime.datetime) -> datetime.date:
    today = clock.local(now).date()
    return today - datetime.timedelta(days=today.weekday())
