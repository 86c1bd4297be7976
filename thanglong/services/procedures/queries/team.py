"""The work of a team as its chief sees it."""

import datetime
from dataclasses import dataclass

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import desk, desk_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The officers with their loads; `most`: the largest load, for the bars."""

    members: list[cases.Load]
    unclaimed: cases.Load | None
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One piece of work of an officer."""

    task_id: int
    code: str
    title: str
    applicant: str
    stage: str
    agency: str
    due: desk.Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One officer (or nobody), his work, and to whom it can be given."""

    load: cases.Load
    rows: list[MemberRow]
    others: list[cases.Load]


def team(*, by: Actor, now: datetime.datetime) -> Team:
    """How much each officer below this chief has."""
    loads = cases.team_loads(agency_ids=cases.agencies_led(by), now=now)
    members = [one for one in loads if one.account_id is not None]
    return Team(
        members=members,
        unclaimed=next((one for one in loads if one.account_id is None), None),
        most=max((one.open for one in members), default=0),
    )


def member(
    *, account_id: int | None, by: Actor, now: datetime.datetime, language: str
) -> Member | None:
    """What one officer of the team has, or what nobody has claimed; None outside the team."""
    agencies = cases.agencies_led(by)
    loads = cases.team_loads(agency_ids=agencies, now=now)
    load = next((one for one in loads if one.account_id == account_id), None)
    if load is None:
        return None
    tasks = cases.team_tasks(agency_ids=agencies, account_id=account_id)
    held = cases.posts_by_account(agency_ids=agencies, now=now)
    desks = held.get(account_id, set()) if account_id else set().union(*held.values())
    fit = {one for one, posts in held.items() if posts & desks} - {account_id}
    clocks = cases.clocks_of((one.case_id for one in tasks), now=now)
    return Member(
        load=load,
        rows=[_row(one, clocks[one.case_id], now, language) for one in tasks],
        others=[one for one in loads if one.account_id in fit],
    )


def _row(
    task: cases.TeamTask, seen: cases.ClockSeen, now: datetime.datetime, language: str
) -> MemberRow:
    definition = cases.revision_definition(task.revision_id)
    return MemberRow(
        task_id=task.task_id,
        code=task.code,
        title=definition.words(language).title,
        applicant=formats.title_name(task.applicant_name),
        stage=desk_words.stage_name(definition, task.stage, language),
        agency=task.agency_en if language == "en" else task.agency,
        due=desk.due_of(task.task_due_at, now=now, calendar=seen.calendar),
    )
