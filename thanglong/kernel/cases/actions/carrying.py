"""Bringing one dossier to other desks because its units have changed, and back."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import events, store
from thanglong.kernel.cases.models import Case, Reform, Rehoming
from thanglong.kernel.cases.rehoming import Plan
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live
from thanglong.kernel.units import queries as units

# A claim stays where the officer holds the post of the new desk too.
_PUT = """
UPDATE cases_task t SET agency_id = n.agency_id, role = n.role,
  claimed_by_id = CASE WHEN n.stays THEN t.claimed_by_id END,
  claimed_at = CASE WHEN n.stays THEN t.claimed_at END
FROM (
  SELECT n.*, EXISTS (
    SELECT 1 FROM cases_task was
    JOIN people_holding h ON h.account_id = was.claimed_by_id
    JOIN units_post p ON p.id = h.post_id AND p.agency_id = n.agency_id AND p.role = n.role
    WHERE was.id = n.id AND h.valid_from <= %(at)s AND (h.valid_to IS NULL OR h.valid_to > %(at)s)
  ) AS stays
  FROM unnest(%(ids)s::bigint[], %(agencies)s::bigint[], %(roles)s::text[])
    AS n(id, agency_id, role)
) n(id, agency_id, role, stays)
WHERE t.id = n.id AND t.closed_at IS NULL
"""
_PUT_BACK = """
UPDATE cases_task t SET agency_id = n.agency_id, role = n.role, claimed_by_id = n.claimed_by,
  claimed_at = n.claimed_at
FROM unnest(%(ids)s::bigint[], %(agencies)s::bigint[], %(roles)s::text[], %(claims)s::bigint[],
  %(since)s::timestamptz[]) AS n(id, agency_id, role, claimed_by, claimed_at)
WHERE t.id = n.id AND t.closed_at IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    """A step of a reform: what it is called, what it changes in the row, what it keeps."""

    action: str
    changes: dict[str, Any]
    data: dict[str, Any]


def carry(reform: Reform, case: Case, plan: Plan, *, at: datetime.datetime, by: Actor) -> None:
    """Bring a locked dossier and its open work to the desks of the plan, and write that down.

    Publishes cases.dossier.rehomed.v1.
    """
    put(plan.after["tasks"], at=at)
    data = {
        "how": plan.how,
        "area": plan.area_to.code if plan.area_to else "",
        "from_receiving": plan.before["receiving"],
        "from_deciding": plan.before["deciding"],
    }
    happened = _Happened(action="rehomed", changes=_changes(case, plan.after), data=data)
    _write(reform, case, happened, at=at, by=by)


def bring_back(reform: Reform, row: Rehoming, *, at: datetime.datetime, by: Actor) -> None:
    """Bring a locked dossier back to where it was before. Publishes cases.dossier.rehomed.v1."""
    put_back(row.before["tasks"])
    changes = _changes(row.case, row.before)
    happened = _Happened(action="rehoming_undone", changes=changes, data={"how": row.how})
    _write(reform, row.case, happened, at=at, by=by)
    row.moved_at, row.seq = None, None
    row.save(update_fields=["moved_at", "seq"])


def put(tasks: dict[str, list[Any]], *, at: datetime.datetime) -> None:
    """Put open tasks on these desks (`agency, role, …` by id); a claim stays if its holder does."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT, _desks(tasks) | {"at": at})


def put_back(tasks: dict[str, list[Any]]) -> None:
    """Put open tasks back on the desks, and in the hands, that they were in."""
    claims = {"claims": _part(tasks, 2), "since": _part(tasks, 3)}
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BACK, _desks(tasks) | claims)


def _desks(tasks: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        "ids": [int(one) for one in tasks],
        "agencies": _part(tasks, 0),
        "roles": _part(tasks, 1),
    }


def _part(tasks: dict[str, list[Any]], place: int) -> list[Any]:
    return [desk[place] for desk in tasks.values()]


def _changes(case: Case, standing: dict[str, Any]) -> dict[str, Any]:
    places = {standing["receiving"], standing["deciding"], standing["agency"]}
    places |= {desk[0] for desk in standing["tasks"].values()}
    return {
        "present_area_id": standing["area"],
        "present_receiving_id": standing["receiving"],
        "deciding_id": standing["deciding"],
        "agency_id": standing["agency"],
        "seen_by": sorted({*case.seen_by, *places}),
    }


def _write(
    reform: Reform, case: Case, happened: _Happened, *, at: datetime.datetime, by: Actor
) -> None:
    names = {"from": _name(case.agency_id), "to": _name(happened.changes["agency_id"])}
    post = by.posts[0] if by.posts else None
    step = store.NewStep(
        action=happened.action,
        at=at,
        by=by,
        from_stage=case.stage,
        note=reform.title,
        data={"act": reform.act, **names, **happened.data},
        post_id=post.post_id if post else None,
        agency_id=post.agency_id if post else None,
    )
    store.add_step(case, step, happened.changes)
    facts.publish(
        events.DOSSIER_REHOMED,
        subject=f"dossier:{case.code}",
        payload={"code": case.code, "action": happened.action, "agency": case.agency_id},
        at=at,
        by=by,
        person_id=case.applicant_id,
    )
    live.touch(f"dossier:{case.code}", f"agency:{case.agency_id}")


def _name(agency_id: int) -> str:
    known = units.known_agency(agency_id=agency_id)
    return known.name if known else ""
