"""A conversion of dossiers ordered from a page: the worker does it, and says how far it is."""

import contextlib
import datetime
from dataclasses import dataclass

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import editors
from thanglong.kernel.cases.actions import converting
from thanglong.kernel.cases.models import Conversion
from thanglong.kernel.cases.queries import conversions as reads

RUNS = ("rehearse", "apply", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What shall be done: rehearse, apply, undo. most: move only so many now."""

    run: str
    most: int | None = None


def order_conversion(
    *, conversion_id: int, order: Order, at: datetime.datetime, by: Actor
) -> Conversion:
    """Have a run of a conversion done by the worker; ordered twice, done once.

    What can be refused is refused now. Raises NotAllowed, NotFound, NotRehearsed, NothingConverted.
    """
    editors.check("publish", at=at, by=by)
    found = reads.conversion(conversion_id)
    if order.run == "apply" and found.state in {"rehearsing", "undone"}:
        raise converting.NotRehearsed()
    moved = sum(count for _all, count in reads.ways_of(conversion_id).values())
    if order.run == "undo" and not moved:
        raise converting.NothingConverted()
    with transaction.atomic():
        Conversion.objects.filter(id=conversion_id).update(looked=0)
        job = app.configure_task(
            "cases.run_conversion",
            lock=f"conversion:{conversion_id}",
            queueing_lock=f"conversion:{conversion_id}:{order.run}",
        )
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(
                conversion_id=conversion_id, run=order.run, most=order.most,
                account_id=by.account,
            )  # fmt: skip
    return found


def run_conversion(
    *, conversion_id: int, order: Order, at: datetime.datetime, by: Actor
) -> Conversion:
    """Do what was ordered; how far it is stands in the conversion. Raises as the runs do."""
    count = 0

    def looked(more: int) -> None:
        nonlocal count
        count += more
        Conversion.objects.filter(id=conversion_id).update(looked=count)

    if order.run == "rehearse":
        converting.rehearse_written(conversion_id=conversion_id, at=at, by=by, progress=looked)
    elif order.run == "apply":
        converting.convert_dossiers(
            conversion_id=conversion_id, most=order.most, at=at, by=by, progress=looked
        )
    else:
        converting.undo_conversion(conversion_id=conversion_id, at=at, by=by, progress=looked)
    return reads.conversion(conversion_id)
