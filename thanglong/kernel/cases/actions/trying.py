"""A text that is being written on trial: scenarios, made-up applicants, past dossiers."""

import contextlib
import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotFound
from thanglong.kernel.cases import editors, folders, generating, replaying
from thanglong.kernel.cases.folders import Folder
from thanglong.kernel.cases.models import Draft, Trial
from thanglong.kernel.cases.queries import drafted as reads
from thanglong.kernel.cases.queries import replays
from thanglong.kernel.cases.scenarios import Report

REPLAYED_MAX = 10_000
MISSED_MAX = 100


class CannotBeTried(CityError):
    """The files cannot be read."""

    code = "cases.cannot_be_tried"
    message = _("This text cannot be read yet, so it cannot be tried. Please mend it first.")


def order_trial(*, draft_id: int, at: datetime.datetime, by: Actor) -> Trial:
    """Have a draft tried by the worker as it stands now; ordered twice, done once.

    Raises NotAllowed, NotFound, CannotBeTried. Locks: the draft.
    """
    editors.check("write", at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most()
        draft = Draft.objects.select_for_update(of=("self",)).filter(id=draft_id).first()
        if draft is None:
            raise NotFound()
        if reads.folder_of_draft(draft_id).definition is None:
            raise CannotBeTried()
        trial, _new = Trial.objects.update_or_create(
            draft=draft,
            version=draft.version,
            defaults={
                "state": "ordered", "looked": 0, "total": 0, "report": {}, "done_at": None,
                "account_id": by.account_id, "ordered_at": at,
            },
        )  # fmt: skip
        job = app.configure_task("cases.run_trial", queueing_lock=f"trial:{trial.id}")
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(trial_id=trial.id)
    return trial


def run_trial(*, trial_id: int, at: datetime.datetime) -> Trial:
    """Try a draft: nothing is changed but the trial, which shows how far it is.

    A draft that was changed since is not tried: its page orders the trial of what it is now.
    """
    trial = Trial.objects.select_related("draft").get(id=trial_id)
    folder = reads.folder_of_draft(trial.draft_id)
    if folder.definition is None or trial.draft.version != trial.version:
        _keep(trial, state="failed", done_at=at)
        return trial
    _keep(trial, state="scenarios")
    reports = folders.simulate(folder)
    report: dict[str, Any] = {"scenarios": [_plain(one) for one in reports]}
    _keep(trial, state="applicants", report=report)
    report |= {"applicants": _reached(folder, reports)}
    total = replays.count_of(folder.definition.code)
    _keep(trial, state="replay", report=report, total=min(total, REPLAYED_MAX))
    found = replays.replay_dossiers(
        folder.definition, most=REPLAYED_MAX, progress=lambda more: _looked(trial, more)
    )
    _keep(trial, state="done", report=report | {"replay": replaying.plain(found)}, done_at=at)
    return trial


def _reached(folder: Folder, reports: tuple[Report, ...]) -> dict[str, Any]:
    assert folder.definition is not None
    made = generating.generate(folder.definition, calendar=folder.calendar, reports=reports)
    return {
        "made": made.applicants,
        "accepted": made.accepted,
        "goals": len(made.goals),
        "missed": [list(goal) for goal in made.missed[:MISSED_MAX]],
    }


def _plain(one: Report) -> dict[str, Any]:
    return {
        "name": one.scenario.name,
        "faults": list(one.faults),
        "path": list(one.path),
        "due": one.due.isoformat() if one.due else None,
        "fee": one.fee,
        "refused": list(one.refused),
    }


def _looked(trial: Trial, more: int) -> None:
    _keep(trial, looked=trial.looked + more)


def _keep(trial: Trial, **values: Any) -> None:
    for name, value in values.items():
        setattr(trial, name, value)
    trial.save(update_fields=list(values))
