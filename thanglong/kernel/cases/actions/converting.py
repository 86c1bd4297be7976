"""Bringing open dossiers to another revision: rehearsed, carried out one by one, taken back."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock, locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotFound
from thanglong.kernel.cases import changes, conversion, editors, events, findings, queries, store
from thanglong.kernel.cases.actions import carrying
from thanglong.kernel.cases.conversion import Mapped, Plan, Planner, Standing
from thanglong.kernel.cases.flow import flow_of_revision
from thanglong.kernel.cases.models import Case, Conversion, ConvertedCase, Revision
from thanglong.kernel.cases.queries import conversions as reads
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live
from thanglong.kernel.trail import actions as trail

Progress = Callable[[int], object]

_STAGES = """
UPDATE cases_task t SET stage = n.stage
FROM unnest(%s::bigint[], %s::text[]) AS n(id, stage)
WHERE t.id = n.id AND t.closed_at IS NULL AND t.stage <> n.stage
"""
_PAPERS = """
UPDATE cases_paper p SET need = n.need FROM unnest(%s::bigint[], %s::text[]) AS n(id, need)
WHERE p.id = n.id AND p.need <> n.need
"""
_SHOWN = """
UPDATE cases_showing w SET need = n.need FROM unnest(%s::bigint[], %s::text[]) AS n(id, need)
WHERE w.id = n.id AND w.need <> n.need
"""


class OtherProcedure(CityError):
    """The two revisions are of two procedures, or are one."""

    code = "cases.other_procedure"
    status = 422
    message = _("These are not two texts of one procedure, so no dossier can go from one to other.")


class MappingIsWrong(CityError):
    """The mapping names what is not there."""

    code = "cases.mapping_wrong"
    status = 422
    message = _("The mapping names what neither text has: %(names)s. Please correct it.")


class NotRehearsed(CityError):
    """Nobody has looked at what would happen."""

    code = "cases.conversion_not_rehearsed"
    message = _("Please do the dry run first, so that you see which dossiers would change.")


class NothingConverted(CityError):
    """There is nothing to take back."""

    code = "cases.nothing_converted"
    message = _("No dossier has been brought to this text, so there is nothing to take back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What came of taking back. `stayed`: dossiers on which somebody has worked on since."""

    back: int
    stayed: int


def rehearse_conversion(
    *,
    revision_ids: tuple[int, int],
    mapping: Mapped,
    at: datetime.datetime,
    by: Actor,
    progress: Progress = int,
) -> Conversion:
    """Work out how every open dossier would go from one revision to another; nothing moves.

    revision_ids: from and to. A cosmetic or compatible change needs no mapping; what the dry run
    holds back is listed with its reasons. progress: told how many more were looked at.
    Raises NotAllowed (who may publish may), NotFound, OtherProcedure, MappingIsWrong.
    """
    found = write_conversion(revision_ids=revision_ids, mapping=mapping, at=at, by=by)
    return rehearse_written(conversion_id=found.id, at=at, by=by, progress=progress)


def rehearse_written(
    *, conversion_id: int, at: datetime.datetime, by: Actor, progress: Progress = int
) -> Conversion:
    """The same for a conversion that is written already. Raises NotAllowed, NotFound."""
    editors.check("publish", at=at, by=by)
    found = reads.conversion(conversion_id)
    planner, after_id, affected = _planner(found, at), 0, 0
    while ids := reads.open_on(found.old_id, after_id=after_id):
        planned = [(one, planner.plan(one)) for one in reads.standings(ids)]
        with transaction.atomic():
            _keep(found, planned)
        after_id, affected = ids[-1], affected + len(ids)
        progress(len(ids))
    found.state, found.affected, found.rehearsed_at = "rehearsed", affected, at
    with transaction.atomic():
        found.save(update_fields=["state", "affected", "rehearsed_at"])
        _record(found, "rehearsed", at=at, by=by)
    return found


def convert_dossiers(
    *,
    conversion_id: int,
    most: int | None = None,
    at: datetime.datetime,
    by: Actor,
    progress: Progress = int,
) -> Conversion:
    """Carry it out, each dossier in a transaction of its own: what was stopped goes on.

    most: move only so many now; a later run goes on with the rest. What somebody did to a dossier
    since the dry run is taken into account; one that cannot go stays and is listed. Times and
    promises stay as they were.
    Raises NotAllowed, NotFound, NotRehearsed. Publishes cases.dossier.converted.v1.
    Locks: each case by itself.
    """
    editors.check("publish", at=at, by=by)
    found = _begun(conversion_id, at=at, by=by)
    planner, after_id, moved = _planner(found, at), 0, 0
    while ids := reads.open_on(found.old_id, after_id=after_id):
        for one in reads.standings(ids):
            moved += _convert(found, one, planner, at=at, by=by)
            if moved == most:
                return found
        after_id = ids[-1]
        progress(len(ids))
    found.state, found.applied_at = "applied", at
    found.save(update_fields=["state", "applied_at"])
    return found


def undo_conversion(
    *, conversion_id: int, at: datetime.datetime, by: Actor, progress: Progress = int
) -> TakenBack:
    """Bring back every dossier on which nobody has worked since; each by itself, so it can go on.

    Raises NotAllowed, NotFound, NothingConverted. Publishes cases.dossier.converted.v1.
    Locks: each case by itself.
    """
    editors.check("publish", at=at, by=by)
    found = reads.conversion(conversion_id)
    moved = ConvertedCase.objects.filter(conversion=found, moved_at__isnull=False)
    ids = list(moved.order_by("case_id").values_list("id", flat=True))
    if not ids:
        raise NothingConverted()
    back = 0
    for row_id in ids:
        back += _bring_back(found, row_id, at=at, by=by)
        progress(1)
    found.state, found.undone_at = "undone", at
    with transaction.atomic():
        found.save(update_fields=["state", "undone_at"])
        _record(found, "undone", at=at, by=by)
    return TakenBack(back=back, stayed=len(ids) - back)


def write_conversion(
    *, revision_ids: tuple[int, int], mapping: Mapped, at: datetime.datetime, by: Actor
) -> Conversion:
    """Write down what a dry run shall look at. Raises as `rehearse_conversion`."""
    editors.check("publish", at=at, by=by)
    old, new = (Revision.objects.filter(id=one).first() for one in revision_ids)
    if old is None or new is None:
        raise NotFound()
    if old.id == new.id or old.procedure != new.procedure:
        raise OtherProcedure()
    before, after = (flow_of_revision(one.id).definition for one in (old, new))
    wrong = conversion.unmapped(before, after, mapping)
    if wrong:
        raise MappingIsWrong(names=", ".join(wrong))
    weight = changes.weight_of(changes.compare(before, after)) or changes.Weight.COSMETIC
    with transaction.atomic():
        found, _new = Conversion.objects.update_or_create(
            old=old,
            new=new,
            defaults={
                "mapping": mapping.model_dump(mode="json", exclude_defaults=True),
                "weight": weight.name.lower(),
                "state": "rehearsing",
                "looked": 0,
                "account_id": by.account_id,
            },
        )
        ConvertedCase.objects.filter(conversion=found, moved_at=None).delete()
    return found


def _begun(conversion_id: int, *, at: datetime.datetime, by: Actor) -> Conversion:
    with transaction.atomic():
        locks.wait_at_most()
        rows = Conversion.objects.select_for_update(of=("self",))
        found = rows.filter(id=conversion_id).first()
        if found is None:
            raise NotFound()
        if found.state in {"rehearsing", "undone"}:
            raise NotRehearsed()
        if found.state != "applying":
            _record(found, "applied", at=at, by=by)
        found.state = "applying"
        found.save(update_fields=["state"])
    return found


def _planner(found: Conversion, at: datetime.datetime) -> Planner:
    return Planner(
        old=flow_of_revision(found.old_id),
        new=flow_of_revision(found.new_id),
        new_id=found.new_id,
        mapping=Mapped.model_validate(found.mapping),
        on=clock.local(at).date(),
    )


def _keep(found: Conversion, planned: Sequence[tuple[Standing, Plan]]) -> None:
    ConvertedCase.objects.bulk_create(
        [
            ConvertedCase(conversion=found, case_id=one.case.id, **_columns(plan))
            for one, plan in planned
        ],
        update_conflicts=True,
        unique_fields=["conversion", "case"],
        update_fields=["how", "problems", "before", "after"],
    )


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "how": plan.how,
        "problems": [one[:200] for one in plan.problems],
        "before": plan.before,
        "after": plan.after,
    }


def _convert(
    found: Conversion, one: Standing, planner: Planner, *, at: datetime.datetime, by: Actor
) -> bool:
    """Move one dossier as it stands now; whether it went."""
    with transaction.atomic():
        locks.wait_at_most()
        case = queries.lock_case(one.case.code)
        if case.revision_id != found.old_id or case.closed_at or case.decided_at:
            return False
        if case.steps_count != one.case.steps_count:
            one = reads.standings([case.id])[0]
        plan = planner.plan(one)
        values = _columns(plan)
        if plan.how != "held":
            _put(case, plan.before, plan.after, action="converted", at=at, by=by)
            values |= {"moved_at": at, "seq": case.steps_count}
        ConvertedCase.objects.update_or_create(conversion=found, case=case, defaults=values)
    return plan.how != "held"


def _bring_back(found: Conversion, row_id: int, *, at: datetime.datetime, by: Actor) -> bool:
    """Bring one dossier back, unless somebody has worked on it; whether it went."""
    with transaction.atomic():
        locks.wait_at_most()
        row = ConvertedCase.objects.select_related("case").get(id=row_id)
        case = queries.lock_case(row.case.code)
        if row.moved_at is None or case.steps_count != row.seq:
            return False
        _put(case, row.after, row.before, action="conversion_undone", at=at, by=by)
        carrying.put_back(row.before["tasks"])
        row.moved_at, row.seq = None, None
        row.save(update_fields=["moved_at", "seq"])
    return True


def _put(
    case: Case,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    action: str,
    at: datetime.datetime,
    by: Actor,
) -> None:
    """Let a locked dossier stand as `after` says, and write that down."""
    moved = {
        task: desk
        for task, desk in after["tasks"].items()
        if before["tasks"].get(task, [])[:2] != desk[:2]
    }
    if moved:  # where the desk stays, whoever has the work keeps it
        carrying.put(moved, at=at)
    with connection.cursor() as cursor:
        for statement, part in ((_STAGES, "stages"), (_PAPERS, "papers"), (_SHOWN, "shown")):
            values = after.get(part, {})
            cursor.execute(statement, [[int(key) for key in values], list(values.values())])
        if after["asked_by"] is not None:
            request, stage = after["asked_by"]
            cursor.execute(
                "UPDATE cases_supplement SET back_to = %s WHERE id = %s", [stage, request]
            )
    agencies = {desk[0] for desk in after["tasks"].values()}
    post = by.posts[0] if by.posts else None
    step = store.NewStep(
        action=action,
        at=at,
        by=by,
        from_stage=case.stage,
        data=_data(before, after),
        post_id=post.post_id if post else None,
        agency_id=post.agency_id if post else None,
    )
    store.add_step(
        case,
        step,
        {
            "revision_id": after["revision"],
            "stage": after["stage"],
            "answers": after["answers"],
            "agency_id": after["agency"],
            "seen_by": sorted({*case.seen_by, *agencies}),
        },
    )
    _tell(case, action, at=at, by=by)


def _data(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What a step of a conversion keeps; findings under their names of then."""
    data: dict[str, Any] = {
        "from_revision": before["revision"],
        "to_revision": after["revision"],
        "changed": sorted(
            name
            for name in {*before["answers"], *after["answers"]}
            if before["answers"].get(name) != after["answers"].get(name)
        ),
    }
    if before["found"] != after["found"]:
        gone = {name: None for name in before["found"] if name not in after["found"]}
        data[findings.KEY] = {**after["found"], **gone}
    return data


def _tell(case: Case, action: str, *, at: datetime.datetime, by: Actor) -> None:
    facts.publish(
        events.DOSSIER_CONVERTED,
        subject=f"dossier:{case.code}",
        payload={"code": case.code, "action": action, "revision": case.revision_id},
        at=at,
        by=by,
        person_id=case.applicant_id,
    )
    live.touch(f"dossier:{case.code}", f"agency:{case.agency_id}")


def _record(found: Conversion, what: str, *, at: datetime.datetime, by: Actor) -> None:
    subject = f"conversion:{found.id}"
    trail.record(act=f"cases.conversion.{what}", subject=subject, at=at, by=by)
