"""Absences: while an officer is away, a colleague has the posts."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, sight, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.events import actions as event_actions
from thanglong.kernel.events.registry import EventType
from thanglong.kernel.people import events, queries
from thanglong.kernel.people.models import Absence, Account

CHIEF_ROLES = frozenset({"leader", "deputy_leader", "head", "supervisor"})
DAYS_MAX = 366


class DeputyHasNoPost(errors.CityError):
    """The deputy is not an officer of this office."""

    code = "people.deputy_has_no_post"
    status = 422
    message = _("The deputy must be a colleague of the same office. Please choose another.")


class DeputyIsAway(errors.CityError):
    """The deputy has an absence in the same time."""

    code = "people.deputy_is_away"
    message = _("The deputy is away in this time too. Please choose another colleague.")


class AbsenceOverlaps(errors.CityError):
    """There is another absence in the same time."""

    code = "people.absence_overlaps"
    message = _("There is an absence in this time already. Please cancel it first.")


class AbsenceIsOver(errors.CityError):
    """The time lies in the past, ends before it begins, or is too long."""

    code = "people.absence_over"
    status = 422
    message = _("Please give a time that ends in the future, after it begins, within a year.")


class NotYourColleague(errors.CityError):
    """Only chiefs send others away."""

    code = "people.not_your_colleague"
    status = 403
    message = _("You can set your own absence. For a colleague, the head of the office does it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Who is away, who stands in, from when to when."""

    account_id: int
    deputy_id: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    reason: str = ""


def set_absence(*, away: Away, at: datetime.datetime, by: Actor) -> Absence:
    """Note that an officer is away and give the posts to a colleague meanwhile.

    One sets one's own absence; a chief of the same office also a colleague's.
    Raises NotYourColleague, AbsenceIsOver, DeputyHasNoPost, DeputyIsAway, AbsenceOverlaps.
    Publishes people.absence.set.v1. Locks both accounts, in the order of their ids.
    """
    _check_may_set(away.account_id, at=at, by=by)
    is_sensible = max(at, away.starts_at) < away.ends_at
    if not is_sensible or away.ends_at - away.starts_at > datetime.timedelta(days=DAYS_MAX):
        raise AbsenceIsOver()
    colleagues = queries.colleagues_of(account_id=away.account_id, at=at)
    if away.deputy_id not in {one.account_id for one in colleagues}:
        raise DeputyHasNoPost()
    with transaction.atomic():
        _lock_both(away)
        if _is_away(away.account_id, away):
            raise AbsenceOverlaps()
        if _is_away(away.deputy_id, away):
            raise DeputyIsAway()
        absence = Absence.objects.create(
            account_id=away.account_id,
            deputy_id=away.deputy_id,
            starts_at=away.starts_at,
            ends_at=away.ends_at,
            reason=text.nfc(away.reason.strip())[:200],
        )
        _publish(events.ABSENCE_SET, absence, at=at, by=by)
    return absence


def cancel_absence(*, absence_id: int, at: datetime.datetime, by: Actor) -> None:
    """End an absence now: the deputy has the posts no longer.

    Raises NotFound for an absence of another office, AbsenceIsOver.
    Publishes people.absence.cancelled.v1. Locks the absence.
    """
    with transaction.atomic():
        absence = Absence.objects.select_for_update(of=("self",)).filter(id=absence_id).first()
        if absence is None:
            raise errors.NotFound()
        _check_may_set(absence.account_id, at=at, by=by)
        if absence.cancelled_at is not None or absence.ends_at <= at:
            raise AbsenceIsOver()
        Absence.objects.filter(id=absence.id).update(cancelled_at=at)
        _publish(events.ABSENCE_CANCELLED, absence, at=at, by=by)


def _check_may_set(account_id: int, *, at: datetime.datetime, by: Actor) -> None:
    if account_id == by.account_id and by.is_officer:
        return
    is_chief = any(post.role in CHIEF_ROLES for post in by.posts)
    colleagues = queries.colleagues_of(account_id=account_id, at=at) if is_chief else []
    if by.account_id not in {one.account_id for one in colleagues}:
        raise NotYourColleague()


@sight.of_the_house("a colleague's account may be locked, and not be changed")
def _lock_both(away: Away) -> None:
    both = Account.objects.filter(id__in=[away.account_id, away.deputy_id])
    list(both.select_for_update(of=("self",)).order_by("id"))


def _is_away(account_id: int, away: Away) -> bool:
    return Absence.objects.filter(
        account_id=account_id,
        cancelled_at=None,
        starts_at__lt=away.ends_at,
        ends_at__gt=away.starts_at,
    ).exists()


def _publish(event: EventType, absence: Absence, *, at: datetime.datetime, by: Actor) -> None:
    event_actions.publish(
        event,
        subject=f"absence:{absence.id}",
        payload={
            "absence": absence.id,
            "account": absence.account_id,
            "deputy": absence.deputy_id,
        },
        at=at,
        by=by,
    )
