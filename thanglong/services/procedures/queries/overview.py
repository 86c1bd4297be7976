"""What is late, where and why, as the one who leads sees it."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording as clock_words
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.units import queries as units
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import areas, desk, desk_words, drawings

WEEKS = 12
LEADING = ("leader", "deputy_leader", "head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Open dossiers under one heading, with the address of the list of late ones and of all."""

    name: str
    open: int
    late: int
    waiting: int
    late_query: str
    open_query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLine:
    """What holds late dossiers up, how many, and the address of their list."""

    name: str
    late: int
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TookLine:
    """How long one procedure really took beside the legal limit; shares of the widest, 0..100."""

    title: str
    count: int
    median: int
    p90: int
    limit: str
    limit_minutes: int | None
    median_share: float
    p90_share: float
    limit_share: float | None
    supplemented: int
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The share decided in time by week, as points of a line: x, y in 0..100 of the drawing."""

    weeks: list[cases.Week]
    points: str
    last: cases.Week | None
    average: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything on the page of one who leads."""

    topic: str
    agency_name: str
    open: int
    late: int
    waiting: int
    causes: list[CauseLine]
    parts: list[Line]
    procedures: list[Line]
    stages: list[Line]
    trend: Trend
    flow: drawings.Flow
    queues: list[drawings.QueueLine]
    took: list[TookLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One dossier behind a figure."""

    code: str
    title: str
    applicant: str
    stage: str
    agency: str
    due: desk.Due
    decided_at: datetime.datetime | None
    is_late: bool
    is_visible: bool
    cursor: str


def agency_led(by: Actor) -> int | None:
    """The agency that the actor leads; the one of his highest post."""
    posts = sorted(
        (post for post in by.posts if post.role in LEADING),
        key=lambda post: LEADING.index(post.role),
    )
    return posts[0].agency_id if posts else None


def overview(*, top_id: int, now: datetime.datetime, language: str) -> Overview:
    """What is open and late below an agency, by part, procedure and stage; how long it takes."""
    top = units.agency(top_id)
    parts = cases.late_by_part(top_id=top_id, now=now)
    procedures = cases.late_by_procedure(top_id=top_id, now=now)
    stages = cases.late_by_stage(top_id=top_id, now=now)
    return Overview(
        topic=f"below:{top_id}",
        agency_name=names_of(top, language),
        open=sum(one.open for one in parts),
        late=sum(one.late for one in parts),
        waiting=sum(one.waiting for one in parts),
        causes=[
            CauseLine(
                name=desk_words.cause_name(cause),
                late=late,
                query="?" + urlencode({"late": 1, "cause": cause}),
            )
            for cause, late in cases.late_by_cause(top_id=top_id, now=now)
        ],
        parts=[_line(one, names_of(one, language), part=one.key) for one in parts],
        procedures=[
            _line(one, _title(one.revision_id, language), procedure=one.key) for one in procedures
        ],
        stages=[_line(one, desk_words.general_stage(one.key), stage=one.key) for one in stages],
        trend=_trend(top_id, now),
        flow=drawings.flow(top_id=top_id, now=now),
        queues=drawings.queues(top_id=top_id, now=now, language=language),
        took=_took(top_id, now, language),
    )


def names_of(agency: Any, language: str) -> str:
    """What an agency is called."""
    if agency is None:
        return ""
    return str(agency.name_en if language == "en" else agency.name)


def behind_of(query: Any) -> cases.Behind:
    """Which cases an address asks for; nonsense asks for all open ones."""
    part, week = str(query.get("part", "")), str(query.get("week", ""))
    found, column = areas.areas_of(query, today=clock.today())
    cause = str(query.get("cause", ""))
    try:
        monday = datetime.date.fromisoformat(week) if week else None
    except ValueError:
        monday = None
    return cases.Behind(
        part_id=int(part) if part.isdigit() and len(part) < 16 else None,
        procedure=str(query.get("procedure", ""))[:20],
        stage=str(query.get("stage", ""))[:40],
        cause=cause if cause in cases.CAUSES else "",
        week=monday,
        is_late=query.get("late") == "1",
        is_waiting=query.get("waiting") == "1",
        is_measured=query.get("measured") == "1",
        is_coming=query.get("came") == "1",
        areas=found,
        area_column=column,
        after=desk.cursor_of(str(query.get("after", ""))[:40]),
    )


def lines_behind(
    *, top_id: int, behind: cases.Behind, by: Actor, now: datetime.datetime, language: str
) -> tuple[list[ListLine], str]:
    """The dossiers of a figure, and where the next page begins (empty on the last)."""
    limit = behind.limit
    found = cases.cases_behind(
        top_id=top_id,
        behind=replace(behind, limit=limit + 1),
        mine=sorted({post.agency_id for post in by.posts}),
        now=now,
        zone=settings.TIME_ZONE,
    )
    clocks = cases.clocks_of((one.case_id for one in found), now=now)
    lines = [_list_line(one, clocks[one.case_id], now, language) for one in found[:limit]]
    return lines, lines[-1].cursor if found[limit:] else ""


def _line(one: cases.Standing, name: str, **key: Any) -> Line:
    return Line(
        name=name,
        open=one.open,
        late=one.late,
        waiting=one.waiting,
        late_query="?" + urlencode({**key, "late": 1}),
        open_query="?" + urlencode(key),
    )


def _title(revision_id: int | None, language: str) -> str:
    return desk_words.procedure_title(revision_id, language) if revision_id else ""


def _trend(top_id: int, now: datetime.datetime) -> Trend:
    weeks = cases.decided_by_week(
        top_id=top_id,
        until=clock.local(now).date(),
        now=now,
        zone=settings.TIME_ZONE,
        weeks=WEEKS,
    )
    shown = [(i, one.on_time_percent) for i, one in enumerate(weeks)]
    points = [
        f"{round(100 * i / (WEEKS - 1), 1)},{100 - percent}"
        for i, percent in shown
        if percent is not None
    ]
    decided, late = sum(one.decided for one in weeks), sum(one.late for one in weeks)
    return Trend(
        weeks=weeks,
        points=" ".join(points),
        last=next((one for one in reversed(weeks) if one.decided), None),
        average=100 * (decided - late) // decided if decided else None,
    )


def _took(top_id: int, now: datetime.datetime, language: str) -> list[TookLine]:
    found = cases.durations(top_id=top_id, now=now)
    limits = {one.procedure: _limit_minutes(one.budget) for one in found}
    widest = max([*(one.p90_minutes for one in found), *(m or 0 for m in limits.values()), 1])
    return [
        TookLine(
            title=desk_words.procedure_title(one.revision_id, language),
            count=one.count,
            median=one.median_minutes,
            p90=one.p90_minutes,
            limit=clock_words.duration(time.Duration.parse(one.budget), language),
            limit_minutes=limits[one.procedure],
            median_share=_share(one.median_minutes, widest),
            p90_share=_share(one.p90_minutes, widest),
            limit_share=_share(limits[one.procedure], widest) if limits[one.procedure] else None,
            supplemented=one.supplemented,
            query="?" + urlencode({"procedure": one.procedure, "measured": 1}),
        )
        for one in found
    ]


def _limit_minutes(budget: str) -> int | None:
    """Working minutes of a limit in working time; None for one that runs by date."""
    limit = time.Duration.parse(budget)
    return limit.working_minutes if limit.is_working_time and not limit.is_same_day else None


def _share(minutes: int | None, widest: int) -> float:
    return round(100 * (minutes or 0) / widest, 1)


def _list_line(
    one: cases.CaseLine, seen: cases.ClockSeen, now: datetime.datetime, language: str
) -> ListLine:
    definition = cases.revision_definition(one.revision_id)
    until = one.decided_at or now
    due = desk.due_of(
        one.due_at, now=until, calendar=seen.calendar, is_paused=one.paused_at is not None
    )
    return ListLine(
        code=one.code,
        title=definition.words(language).title,
        applicant=formats.title_name(one.applicant_name) if one.is_visible else "",
        stage=desk_words.stage_name(definition, one.stage, language),
        agency=one.agency_en if language == "en" else one.agency,
        due=due,
        decided_at=one.decided_at,
        is_late=due.state == "late" or one.supplements > 1,
        is_visible=one.is_visible,
        cursor=desk.cursor_text(one.due_at, one.case_id),
    )
