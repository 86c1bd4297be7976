"""A reform as one act: rehearsed, decided where the law leaves it open, carried out, undone."""

import contextlib
import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thanglong.kernel.base import clock, locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotFound
from thanglong.kernel.cases import queries
from thanglong.kernel.cases.actions import carrying, reposting
from thanglong.kernel.cases.actions.reviewing import check_leads_city
from thanglong.kernel.cases.models import Reform, Rehoming
from thanglong.kernel.cases.queries import reforms as reads
from thanglong.kernel.cases.reform_file import ReformFile
from thanglong.kernel.cases.rehoming import Moving, Plan, Planner
from thanglong.kernel.cases.rules import LEADING_ROLES
from thanglong.kernel.trail import actions as trail
from thanglong.kernel.units import queries as units

CHOSEN_MAX = 200
LOCK_WAIT_MS = 30_000
Progress = Callable[[int], object]


class ReformIsNotYet(CityError):
    """The day of the reform has not come."""

    code = "cases.reform_not_yet"
    message = _("This reform begins on %(on)s. Until then it can be rehearsed and decided.")


class ReformIsApplied(CityError):
    """The reform has been carried out, so it cannot be rehearsed anew."""

    code = "cases.reform_applied"
    message = _("This reform has been carried out. To change it, undo it first.")


class ReformIsNotApplied(CityError):
    """There is nothing to undo."""

    code = "cases.reform_not_applied"
    message = _("This reform has not been carried out, so there is nothing to undo.")


class ReformIsNotRehearsed(CityError):
    """Nobody has seen yet what it would do."""

    code = "cases.reform_not_rehearsed"
    message = _("Please rehearse this reform first, so that you see what it does.")


class NowhereToGo(CityError):
    """Dossiers remain for which nobody is found who has the work."""

    code = "cases.nowhere_to_go"
    message = _(
        "For %(count)s dossiers no unit is found that has their work; the first is %(code)s. "
        "Choose a unit for each of them first. Nothing has been moved."
    )


class NewStepsTaken(CityError):
    """Somebody has worked on a dossier since it was moved."""

    code = "cases.new_steps_taken"
    message = _(
        "Dossier %(code)s has taken a new step since the reform, so the reform stays. "
        "Nothing has been changed."
    )


class NotACandidate(CityError):
    """The chosen unit is none of those that the address may lie in."""

    code = "cases.not_a_candidate"
    status = 422
    message = _("This dossier's address cannot lie in that unit. Please choose one of those shown.")


def announce_reform(*, file: ReformFile, at: datetime.datetime, by: Actor) -> Reform:
    """Make a reform known, or say anew what its file says; its rehearsal comes next.

    What was decided in an earlier rehearsal stays decided.
    Raises NotAllowed (leaders of the city), ReformIsApplied.
    """
    check_leads_city(at=at, by=by)
    values = {
        "on": file.on,
        "title": file.title["vi"],
        "title_en": file.title["en"],
        "source": file.source,
        "certainty": file.certainty,
        "addresses": file.rules(),
        "account_id": by.account_id,
        "state": "rehearsing",
        "looked": 0,
    }
    with transaction.atomic():
        locks.wait_at_most()
        known = Reform.objects.select_for_update(of=("self",)).filter(act=file.act).first()
        if known is not None:
            _check_open(known)
        reform, _new = Reform.objects.update_or_create(act=file.act, defaults=values)
        trail.record(act="cases.reform.announced", subject=f"reform:{reform.id}", at=at, by=by)
    return reform


def rehearse_reform(
    *, reform_id: int, at: datetime.datetime, by: Actor, progress: Progress = int
) -> Reform:
    """Work out where every open dossier and every officer's post goes; nothing moves yet.

    progress: told how many more were looked at. Raises NotAllowed, ReformIsApplied.
    """
    check_leads_city(at=at, by=by)
    reform = _cleared(reform_id)
    planner = Planner(on=reform.on, rules=reform.addresses)
    after_id = 0
    while ids := reads.affected_ids(on=reform.on, after_id=after_id):
        found = reads.moving_of(reform_id=reform.id, case_ids=ids)
        with transaction.atomic():
            _keep(reform, [(one, planner.plan(one)) for one in found])
        after_id = ids[-1]
        _looked(reform, len(ids))
        progress(len(ids))
    with transaction.atomic():
        reposting.plan_posts(reform)
        reform.state, reform.affected, reform.rehearsed_at = "rehearsed", reform.looked, at
        reform.save(update_fields=["state", "affected", "rehearsed_at"])
        trail.record(act="cases.reform.rehearsed", subject=f"reform:{reform.id}", at=at, by=by)
    return reform


def apply_reform(
    *, reform_id: int, at: datetime.datetime, by: Actor, progress: Progress = int
) -> Reform:
    """Carry it out: officers take their new posts, then every dossier goes to its new desk.

    Each dossier is a transaction of its own: an act that was stopped goes on where it was. A
    dossier of a split unit that nobody has decided goes to the usual successor, and stays listed.
    Raises NotAllowed, ReformIsNotYet, NowhereToGo. Publishes cases.dossier.rehomed.v1.
    Locks: each case by itself.
    """
    check_leads_city(at=at, by=by)
    reform = _begun(reform_id, at=at, by=by)
    planner = Planner(on=reform.on, rules=reform.addresses)
    after_id = 0
    while ids := reads.affected_ids(on=reform.on, after_id=after_id):
        for moving in reads.moving_of(reform_id=reform.id, case_ids=ids):
            _rehome(reform, moving, planner, at=at, by=by)
        after_id = ids[-1]
        _looked(reform, len(ids))
        progress(len(ids))
    reform.state, reform.applied_at = "applied", at
    reform.save(update_fields=["state", "applied_at"])
    return reform


def choose_area(
    *, rehoming_ids: Sequence[int], area_id: int, at: datetime.datetime, by: Actor
) -> int:
    """Decide in which unit the addresses of these dossiers lie; at most CHOSEN_MAX at a time.

    Before the reform it is kept for it; afterwards the dossiers go there at once. Who leads or
    supervises where a dossier lies may, and the leaders of the city. All or none.
    Returns how many were decided. Raises NotACandidate, NotAllowed, NotFound.
    """
    ids = sorted(set(rehoming_ids))[:CHOSEN_MAX]
    with transaction.atomic():
        locks.wait_at_most()
        rows = list(
            Rehoming.objects.select_for_update(of=("self",))
            .select_related("reform", "case")
            .filter(id__in=ids)
            .order_by("case_id")
        )
        if len(rows) != len(ids):
            raise NotFound()
        for row in rows:
            _choose(row, area_id=area_id, at=at, by=by)
    return len(rows)


def undo_reform(*, reform_id: int, at: datetime.datetime, by: Actor) -> Reform:
    """Bring every dossier and officer back to where they were, in one transaction: all or none.

    Raises NotAllowed, ReformIsNotApplied, NewStepsTaken. Locks: the reform, then all its cases.
    """
    check_leads_city(at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most(LOCK_WAIT_MS)
        reform = _locked(reform_id)
        _check_undoable(reform)
        for row in _moved(reform):
            carrying.bring_back(reform, row, at=at, by=by)
        reposting.take_back(reform, at=at, by=by)
        reform.state, reform.undone_at = "undone", at
        reform.save(update_fields=["state", "undone_at"])
        trail.record(act="cases.reform.undone", subject=f"reform:{reform.id}", at=at, by=by)
    return reform


def order_run(*, reform_id: int, run: str, at: datetime.datetime, by: Actor) -> None:
    """Have a run done by the worker, with progress kept in the reform; ordered twice, done once.

    run: rehearse, apply, undo. What can be refused is refused now.
    Raises what the run itself would raise before it begins.
    """
    check_leads_city(at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most()
        reform = _locked(reform_id)
        if run == "rehearse":
            _check_open(reform)
        elif run == "apply":
            _check_ready(reform, at=at)
        else:
            _check_undoable(reform)
        job = app.configure_task(
            "cases.run_reform", lock="reform", queueing_lock=f"reform:{reform_id}:{run}"
        )
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(reform_id=reform_id, run=run, account_id=by.account_id)


def _check_open(reform: Reform) -> None:
    if reform.state not in {"rehearsing", "rehearsed", "undone"}:
        raise ReformIsApplied()


def _cleared(reform_id: int) -> Reform:
    """The reform, with what an earlier rehearsal worked out forgotten, but not what was decided."""
    with transaction.atomic():
        locks.wait_at_most()
        reform = _locked(reform_id)
        _check_open(reform)
        Rehoming.objects.filter(reform=reform).exclude(how="chosen").delete()
        Rehoming.objects.filter(reform=reform).update(moved_at=None, seq=None)
        reform.state, reform.looked = "rehearsing", 0
        reform.save(update_fields=["state", "looked"])
    return reform


def _looked(reform: Reform, more: int) -> None:
    """Keep how far the run has come, for the page that shows it."""
    reform.looked += more
    Reform.objects.filter(id=reform.id).update(looked=reform.looked)


def _keep(reform: Reform, planned: Sequence[tuple[Moving, Plan]]) -> None:
    Rehoming.objects.bulk_create(
        [
            Rehoming(reform=reform, case_id=moving.case.id, **_columns(plan))
            for moving, plan in planned
        ],
        update_conflicts=True,
        unique_fields=["reform", "case"],
        update_fields=["area_from", "area_to", "candidates", "how", "before", "after"],
    )


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "area_from": plan.area_from,
        "area_to": plan.area_to,
        "candidates": plan.candidates,
        "how": plan.how,
        "before": plan.before,
        "after": plan.after,
    }


def _begun(reform_id: int, *, at: datetime.datetime, by: Actor) -> Reform:
    """The reform, under way: its officers have their new posts."""
    with transaction.atomic():
        locks.wait_at_most()
        reform = _locked(reform_id)
        _check_ready(reform, at=at)
        if reform.state != "applying":
            reposting.give_posts(reform, by=by)
            trail.record(act="cases.reform.applied", subject=f"reform:{reform.id}", at=at, by=by)
        reform.state, reform.looked = "applying", 0
        reform.save(update_fields=["state", "looked"])
    return reform


def _check_ready(reform: Reform, *, at: datetime.datetime) -> None:
    if _day(at) < reform.on:
        raise ReformIsNotYet(on=f"{reform.on:%d/%m/%Y}")
    if reform.state in {"rehearsing", "undone"}:
        raise ReformIsNotRehearsed()
    lost = Rehoming.objects.filter(reform=reform, how="nowhere", moved_at=None)
    first = lost.select_related("case").order_by("case_id").first()
    if first is not None:
        raise NowhereToGo(count=lost.count(), code=first.case.code)


def _check_undoable(reform: Reform) -> None:
    if reform.state not in {"applied", "applying"}:
        raise ReformIsNotApplied()
    code = reads.worked_on(reform)
    if code:
        raise NewStepsTaken(code=code)


def _rehome(
    reform: Reform, moving: Moving, planner: Planner, *, at: datetime.datetime, by: Actor
) -> None:
    """Move one dossier; what a colleague has done to it in the meantime is taken into account."""
    with transaction.atomic():
        locks.wait_at_most(LOCK_WAIT_MS)
        case = queries.lock_case(moving.case.code)
        if case.closed_at is not None:
            return
        if case.steps_count != moving.case.steps_count:
            moving = reads.moving_of(reform_id=reform.id, case_ids=[case.id])[0]
        plan = planner.plan(moving)
        if plan.area_to is None:
            raise NowhereToGo(count=1, code=case.code)
        carrying.carry(reform, case, plan, at=at, by=by)
        Rehoming.objects.update_or_create(
            reform=reform,
            case=case,
            defaults=_columns(plan) | {"moved_at": at, "seq": case.steps_count},
        )


def _choose(row: Rehoming, *, area_id: int, at: datetime.datetime, by: Actor) -> None:
    if area_id not in row.candidates and row.candidates:
        raise NotACandidate()
    _check_may_choose(row, at=at, by=by)
    moving = reads.moving_of(reform_id=row.reform_id, case_ids=[row.case_id])[0]
    chosen = replace(moving, chosen=units.area_by_id(area_id))
    plan = Planner(on=row.reform.on, rules=[]).plan(chosen)
    if plan.area_to is None:
        raise NotACandidate()
    row.how, row.area_to, row.after = "chosen", plan.area_to, plan.after
    row.chosen_by, row.chosen_at = by.account_id, at
    if row.moved_at is not None:
        case = queries.lock_case(moving.case.code)
        carrying.carry(row.reform, case, plan, at=at, by=by)
        row.seq = case.steps_count
    row.save(update_fields=["how", "area_to", "after", "chosen_by", "chosen_at", "seq"])


def _check_may_choose(row: Rehoming, *, at: datetime.datetime, by: Actor) -> None:
    over = units.agencies_over(row.case.agency_id)
    roles = {*LEADING_ROLES, "supervisor", "head"}
    if not any(post.role in roles and post.agency_id in over for post in by.posts):
        check_leads_city(at=at, by=by)


def _moved(reform: Reform) -> list[Rehoming]:
    """What was moved, its cases locked; looked at again under the lock. Raises NewStepsTaken."""
    rows = list(
        Rehoming.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .filter(reform=reform, moved_at__isnull=False)
        .order_by("case_id")
    )
    for row in rows:
        if row.case.steps_count != row.seq:
            raise NewStepsTaken(code=row.case.code)
    return rows


def _locked(reform_id: int) -> Reform:
    found = Reform.objects.select_for_update(of=("self",)).filter(id=reform_id).first()
    if found is None:
        raise NotFound()
    return found


def _day(at: datetime.datetime) -> datetime.date:
    return clock.local(at).date()
