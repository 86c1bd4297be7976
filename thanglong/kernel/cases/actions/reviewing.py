"""A change of the calendar is looked at before it is made: which dates of open dossiers it moves.

A review goes through the open dossiers in parts, so that a city of any size can be asked: each
part is one transaction, and the next one goes on from it.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from django.db import transaction

from thanglong.kernel.base import locks, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.calendar import actions as calendars
from thanglong.kernel.calendar import queries as calendar_queries
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import queries, refusals
from thanglong.kernel.cases.models import DateMove, DateReview
from thanglong.kernel.trail import actions as trail

OF_ALL = "a change of the calendar reaches all dossiers; only who leads the city may make it"
DAY = datetime.timedelta(days=1)
DAYS_A_PLAN_MAX = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is looked at. days: at most DAYS_A_PLAN_MAX; none asks what is already known.

    agency_id: whose days; None: everybody's. takes_back: they are again as the week says.
    """

    calendar: str
    days: tuple[time.Day, ...] = ()
    agency_id: int | None = None
    takes_back: bool = False


@sight.of_the_house(OF_ALL)
def begin_review(*, plan: Plan, key: uuid.UUID, at: datetime.datetime, by: Actor) -> DateReview:
    """Plan days, or ask after what is known; nothing is declared and nothing moves.

    key: the same once more is the same review. Raises NotAllowed (only leaders of the city),
    SourceIsMissing, DayIsDeclaredSo, TooManyDays.
    """
    check_leads_city(at=at, by=by)
    if len(plan.days) > DAYS_A_PLAN_MAX:
        raise refusals.TooManyDays(limit=DAYS_A_PLAN_MAX)
    for day in plan.days:
        calendars.check_may_declare(
            code=plan.calendar, day=day, agency_id=plan.agency_id, takes_back=plan.takes_back
        )
    asked = _asked(plan.calendar, plan.agency_id, plan.days)
    review, _is_new = DateReview.objects.get_or_create(
        key=key,
        defaults={
            "calendar": plan.calendar,
            "agency_id": plan.agency_id,
            "days": [_plain(day) for day in plan.days],
            "takes_back": plan.takes_back,
            "made_at": at,
            "made_by": by.name,
            "account_id": by.account_id,
            "asked_total": queries.count_running(asked),
        },
    )
    return review


@sight.of_the_house(OF_ALL)
def ask_part(
    *, key: uuid.UUID, at: datetime.datetime, by: Actor, limit: int = queries.PART_MAX
) -> DateReview:
    """Ask the next open dossiers of a review, at most `limit`, and keep what would move.

    When there are no more it says so; once all were asked nothing changes.
    Raises NotAllowed, NoSuchReview. Locks: the review.
    """
    check_leads_city(at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most()
        review = queries.lock_review(key)
        if review.asked_at:
            return review
        asked = _asked(review.calendar, review.agency_id, days_of(review))
        batch = queries.running_clocks(asked, after_id=review.asked_after, limit=limit)
        DateMove.objects.bulk_create(_moves(review, batch, at))
        review.asked += len(batch)
        review.asked_after = batch[-1].case_id if batch else review.asked_after
        if len(batch) < limit:
            review.asked_at = at
        review.asked_total = max(review.asked_total, review.asked)
        review.save(update_fields=["asked", "asked_after", "asked_at", "asked_total"])
    return review


@sight.of_the_house(OF_ALL)
def declare_planned(*, key: uuid.UUID, at: datetime.datetime, by: Actor) -> DateReview:
    """Declare the days of a review. No date moves; the dossiers are asked anew, as they are now.

    Raises NotAllowed, NoSuchReview, ReviewIsNotDone, SourceIsMissing, DayIsDeclaredSo.
    Publishes calendar.day.declared.v1. Locks: the review, the calendar.
    """
    check_leads_city(at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most()
        review = queries.lock_review(key)
        days = days_of(review)
        if review.declared_at or not days:
            return review
        if review.asked_at is None:
            raise refusals.ReviewIsNotDone()
        declare = calendars.withdraw_day if review.takes_back else calendars.declare_day
        for day in days:
            version = declare(
                code=review.calendar,
                day=day,
                why=day.source,
                at=at,
                by=by,
                agency_id=review.agency_id,
            )
            review.version = version.id
        review.moves.all().delete()
        review.declared_at = at
        review.asked, review.asked_after, review.asked_at = 0, 0, None
        review.asked_total = queries.count_running(_asked(review.calendar, review.agency_id, days))
        review.save()
        trail.record(act="calendar.declare", subject=f"review:{review.key}", at=at, by=by)
    return review


@sight.of_the_house(OF_ALL)
def drop_review(*, key: uuid.UUID, at: datetime.datetime, by: Actor) -> None:
    """Throw away a plan that was not declared, with what was found.

    Raises NotAllowed, NoSuchReview, ReviewIsDeclared. Locks: the review.
    """
    check_leads_city(at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most()
        review = queries.lock_review(key)
        if review.declared_at or review.decided_at:
            raise refusals.ReviewIsDeclared()
        review.delete()


def check_leads_city(*, at: datetime.datetime, by: Actor) -> None:
    """Pass if the actor leads the city now. Raises NotAllowed."""
    if by.kind != "system" and not queries.leads_city(by, at=at):
        raise NotAllowed()


def days_of(review: DateReview) -> tuple[time.Day, ...]:
    """The planned days of a review, in order."""
    return tuple(
        time.Day(
            **kept
            | {
                "on": datetime.date.fromisoformat(kept["on"]),
                "hours": time.parse_hours(kept["hours"]),
            }
        )
        for kept in review.days
    )


def _plain(day: time.Day) -> dict[str, object]:
    return asdict(day) | {"on": day.on.isoformat(), "hours": time.hours_text(day.hours)}


def _asked(code: str, agency_id: int | None, days: Sequence[time.Day]) -> queries.Asked:
    """The dossiers whose time runs over one of the days; without days all of them."""
    asked = queries.Asked(calendar=code, agency_id=agency_id)
    if not days:
        return asked
    midnight = datetime.time(tzinfo=calendar_queries.calendar(code).tz)
    first, last = min(day.on for day in days), max(day.on for day in days)
    return replace(
        asked,
        due_from=datetime.datetime.combine(first, midnight),
        filed_before=datetime.datetime.combine(last, midnight) + DAY,
    )


def _moves(
    review: DateReview, batch: list[queries.RunningClock], at: datetime.datetime
) -> Iterable[DateMove]:
    known = _calendars(review, {one.agency_id for one in batch})
    for one in batch:
        new_due_at = one.due_by(known[one.agency_id], now=at)
        if new_due_at is not None and new_due_at != one.due_at:
            yield DateMove(
                review=review,
                case_id=one.case_id,
                agency_id=one.agency_id,
                old_due_at=one.due_at,
                new_due_at=new_due_at,
                promised_at=one.promised_at,
            )


def _calendars(review: DateReview, agencies: set[int]) -> dict[int, time.Calendar]:
    """The calendar of each agency as it is known now, with the planned day in it."""
    keys = {agency: calendar_queries.Key(review.calendar, agency) for agency in agencies}
    known = calendar_queries.calendars(keys.values())
    days = days_of(review)
    if not days or review.declared_at:
        return {agency: known[key] for agency, key in keys.items()}
    # Most agencies share one calendar: it is changed once, so that its years are laid down once.
    everybody = calendar_queries.calendar(review.calendar)
    own = calendar_queries.agencies_with_own_days(review.calendar, on=[day.on for day in days])
    changed: dict[tuple[int, int | None], time.Calendar] = {}
    for agency, key in keys.items():
        same = (id(known[key]), agency if agency in own else None)
        if same not in changed:
            # An agency's own day goes before everybody's.
            left = () if review.agency_id else own.get(agency, ())
            open_days = [day for day in days if day.on not in left]
            changed[same] = _changed(known[key], open_days, review, everybody)
        known[key] = changed[same]
    return {agency: known[key] for agency, key in keys.items()}


def _changed(
    calendar: time.Calendar,
    days: Sequence[time.Day],
    review: DateReview,
    everybody: time.Calendar,
) -> time.Calendar:
    if not review.takes_back:
        return calendar.with_days(*days)
    for day in days:  # what is left of an agency's date is everybody's
        left = everybody.days.get(day.on) if review.agency_id else None
        calendar = calendar.with_days(left) if left else calendar.without_day(day.on)
    return calendar
