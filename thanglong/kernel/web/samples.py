"""An invented clock strip for the style guide; the other samples stand in its templates."""

import datetime

from thanglong.kernel.base import clock
from thanglong.kernel.calendar.rules import DayKind, Segment, Strip, StripDay
from thanglong.kernel.calendar.rules.strips import SegmentKind


def instant(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """An instant of February 2026 in the city."""
    return datetime.datetime(2026, 2, day, hour, minute, tzinfo=clock.zone())


def strip() -> Strip:
    """Filed on a Monday afternoon, stopped for two days, a holiday in between."""
    start = datetime.date(2026, 2, 2)
    return Strip(
        days=tuple(_day(start + datetime.timedelta(days=index), index) for index in range(10)),
        opens=MORNING[0],
        closes=AFTERNOON[1],
        is_cut=False,
    )


MORNING, AFTERNOON = (480, 720), (780, 1020)
HALVES: dict[int, tuple[SegmentKind, SegmentKind]] = {
    0: ("open", "worked"),
    2: ("paused", "paused"),
    3: ("paused", "worked"),
}
KINDS = {5: DayKind.REST, 6: DayKind.REST, 8: DayKind.HOLIDAY}


def _day(on: datetime.date, index: int) -> StripDay:
    morning, afternoon = HALVES.get(index, ("worked", "worked"))
    kind = KINDS.get(index, DayKind.WORKING)
    closed: SegmentKind = "holiday" if kind is DayKind.HOLIDAY else "rest"
    works = kind is DayKind.WORKING
    return StripDay(
        on=on,
        kind=kind,
        name_vi="Nghỉ lễ" if closed == "holiday" else "",
        name_en="Holiday" if closed == "holiday" else "",
        segments=(Segment(morning, *MORNING), Segment(afternoon, *AFTERNOON)) if works else (),
        start_minute=840 if index == 0 else None,
        now_minute=640 if index == 4 else None,
        due_minute=960 if index == 9 else None,
    )
