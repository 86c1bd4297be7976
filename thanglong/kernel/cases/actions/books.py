"""Printing the register book of a unit (form 07), bound in volumes and made by jobs."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import printing, queries, refusals
from thanglong.kernel.cases.models import Book, BookVolume
from thanglong.kernel.trail import actions as trail

BOOK_ROWS_MAX = 20_000
BOOK_KEPT = datetime.timedelta(days=2)
AFTER_OTHERS = -10  # a citizen's receipt is not kept waiting by a long book


def order_book(*, show: queries.BookShown, at: datetime.datetime, by: Actor) -> uuid.UUID:
    """Put the book of a unit and a time to print; each volume is made by a job.

    What stands in a volume is settled now; how each dossier stands is as of when it is printed.

    Returns the id of the book. Raises NoSuchBook for a unit that is not the actor's or days in the
    wrong order, BookIsTooLong over BOOK_ROWS_MAX dossiers. Recorded in the trail as a look.
    """
    may_read = queries.book_units(by=by, from_on=show.from_on, to_on=show.to_on)
    if show.from_on > show.to_on or all(unit.id != show.agency_id for unit in may_read):
        raise refusals.NoSuchBook()
    ids = queries.book_case_ids(show=show, limit=BOOK_ROWS_MAX + 1)
    if len(ids) > BOOK_ROWS_MAX:
        raise refusals.BookIsTooLong(limit=BOOK_ROWS_MAX)
    with transaction.atomic():
        record_look(show=show, at=at, by=by)
        book = Book.objects.create(
            id=uuid.uuid4(),
            agency_id=show.agency_id,
            from_on=show.from_on,
            to_on=show.to_on,
            procedure=show.procedure,
            rows=len(ids),
            account_id=by.account,
            ordered_at=at,
        )
        volumes = BookVolume.objects.bulk_create(_volumes(book, ids))
        for volume in volumes:
            app.configure_task("cases.print_volume", queue="papers", priority=AFTER_OTHERS).defer(
                volume_id=volume.id
            )
    return book.id


def record_look(*, show: queries.BookShown, at: datetime.datetime, by: Actor) -> None:
    """A look at the book is a look at the data of everybody in it: who, which unit, which days."""
    trail.record(
        act="cases.book_read",
        subject=f"agency:{show.agency_id}",
        at=at,
        by=by,
        purpose=f"{show.from_on}/{show.to_on} {show.procedure}".strip(),
    )


def print_volume(*, volume_id: int) -> None:
    """Make the PDF of one volume, once; calling again changes nothing."""
    volume = BookVolume.objects.select_related("book__agency__parent").filter(id=volume_id).first()
    if volume is None or volume.pdf is not None:
        return
    with override("vi"):
        pdf = printing.register_volume(volume)
    BookVolume.objects.filter(id=volume_id, pdf__isnull=True).update(pdf=pdf)


def drop_old_books(*, at: datetime.datetime, limit: int) -> int:
    """Throw away printed books after BOOK_KEPT: they are copies and full of names."""
    old = Book.objects.filter(ordered_at__lt=at - BOOK_KEPT).order_by("ordered_at")
    ids = list(old.values_list("id", flat=True)[:limit])
    Book.objects.filter(id__in=ids).delete()
    return len(ids)


def _volumes(book: Book, ids: list[int]) -> list[BookVolume]:
    size = printing.VOLUME_ROWS
    parts = [ids[start : start + size] for start in range(0, len(ids), size)] or [[]]
    return [BookVolume(book=book, number=n, case_ids=part) for n, part in enumerate(parts, 1)]
