"""What an officer may do with a dossier as it stands: claim, act, ask for opinions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import clocks, desks
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.flow import Flow
from thanglong.services.procedures.queries import desk, desk_words

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task

UNDECIDED = frozenset({"filed", "received", "in_process", "waiting_for_you", "payment_due"})
NEEDS_WORDS = frozenset({"supplement", "refuse", "send_back", "stop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that may be done now. kind: of its button; blocked: why not."""

    action: str
    label: str
    kind: str
    asks_words: bool
    blocked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An opinion that can be asked, is out, or has been given."""

    id: str
    label: str
    state: str  # free, out, given, recalled
    agency: str = ""
    question: str = ""
    answer: str = ""
    asked_at: datetime.datetime | None = None
    due: desk.Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the officer has to do with the dossier now. role_here: he holds a post that may act."""

    task: Task | None
    opinion_task: Task | None
    is_mine: bool
    may_act: bool
    claimed_by: str
    choices: list[Choice]
    opinions: list[Opinion]
    due: desk.Due | None


def work_of(case: Case, *, by: Actor, now: datetime.datetime, language: str) -> Work:
    """What this officer may do with the dossier as it stands."""
    tasks = cases.open_tasks(case)
    stage_task = next((one for one in tasks if one.kind == "stage"), None)
    asked = next((one for one in tasks if one.kind == "consultation" and _holds(one, by)), None)
    mine = stage_task if stage_task is not None and _holds(stage_task, by) else None
    shown = mine or asked or stage_task
    claimer = shown.claimed_by if shown else None
    is_free = shown is not None and not cases.is_held(task=shown, by=by, at=now)
    calendar = clocks.calendar_of(case)
    opinions = [
        *_asked_opinions(case, calendar, now, language),
        *_free_opinions(case, tasks, now, language),
    ]
    is_out = any(one.state == "out" for one in opinions)
    return Work(
        task=mine or (None if asked else stage_task),
        opinion_task=asked,
        is_mine=shown is not None and shown.claimed_by_id == by.account_id,
        may_act=is_free and (mine or asked) is not None,
        claimed_by=str(claimer.person) if claimer else "",
        choices=_choices(case, is_out, language) if mine and is_free else [],
        opinions=opinions,
        due=_task_due(shown, calendar, now) if shown else None,
    )


def asks_findings(case: Case, action: str) -> bool:
    """Whether the officer has to say with this act what was found."""
    return Flow.of(case).takes_findings(case.stage, action)


def _holds(task: Task, by: Actor) -> bool:
    return by.post_in(agency_id=task.agency_id, role=task.role) is not None


def _task_due(task: Task, calendar: time.Calendar, now: datetime.datetime) -> desk.Due:
    is_paused = task.role == "applicant"
    return desk.due_of(task.due_at, now=now, calendar=calendar, is_paused=is_paused)


def _choices(case: Case, is_out: bool, language: str) -> list[Choice]:
    flow = Flow.of(case)
    names = list(flow.stage(case.stage).actions)
    forward = [name for name in names if name in desk_words.FORWARD]
    others = [name for name in names if name not in forward]
    if case.status in UNDECIDED and "stop" not in others and case.received_at is not None:
        others.append("stop")
    blocked = _("An agency that was asked has not answered yet.") if is_out else ""
    return [
        Choice(
            action=name,
            label=desk_words.action_name(flow.definition, name, language),
            kind=_kind(name, is_first=name == (forward or others)[0]),
            asks_words=name in NEEDS_WORDS or asks_findings(case, name),
            blocked=blocked if name in {"propose", "approve"} else "",
        )
        for name in [*forward, *others]
    ]


def _kind(name: str, *, is_first: bool) -> str:
    if is_first:
        return "primary"
    return {"refuse": "danger", "stop": "quiet"}.get(name, "secondary")


def _free_opinions(
    case: Case, tasks: list[Task], now: datetime.datetime, language: str
) -> list[Opinion]:
    """What can be asked at this stage and is not out."""
    words = Flow.of(case).definition.words(language).consult
    out = {one.stage for one in tasks if one.kind == "consultation"}
    return [
        Opinion(id=one.id, label=words.get(one.id, one.id), state="free")
        for one in desks.consults_of(case, at=now)
        if one.id not in out
    ]


def _asked_opinions(
    case: Case, calendar: time.Calendar, now: datetime.datetime, language: str
) -> list[Opinion]:
    words = Flow.of(case).definition.words(language).consult
    found = []
    for task in cases.consultations_of(case):
        is_out = task.closed_at is None
        found.append(
            Opinion(
                id=task.stage,
                label=words.get(task.stage, task.stage),
                agency=desk_words.agency_name(task.agency, language),
                question=task.question,
                answer=task.opinion,
                asked_at=task.opened_at,
                due=_task_due(task, calendar, now) if is_out else None,
                state="out" if is_out else "given" if task.action == "opinion" else "recalled",
            )
        )
    return found
