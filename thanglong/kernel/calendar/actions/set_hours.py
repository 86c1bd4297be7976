"""Setting the working hours of a weekday."""

import datetime

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import queries, rules
from thanglong.kernel.calendar.actions import beliefs, refusals
from thanglong.kernel.calendar.events import HOURS_SET
from thanglong.kernel.calendar.models import CalendarVersion
from thanglong.kernel.events import actions as events


def set_hours(
    *,
    code: str,
    row: rules.HoursRow,
    agency_id: int | None,
    why: str,
    at: datetime.datetime,
    by: Actor,
) -> CalendarVersion:
    """Set the hours of one weekday for a span of dates, of everybody or of one agency.

    agency_id: whose hours; None: of everybody who has none of his own.
    Raises NoSuchCalendar, SourceIsMissing. Publishes calendar.hours.set.v1. Locks the calendar.
    """
    if not row.source:
        raise refusals.SourceIsMissing
    with transaction.atomic():
        calendar = queries.lock_calendar(code)
        version = beliefs.new_version(calendar, known_from=at, why=why, at=at, by=by)
        beliefs.believe_hours(version, beliefs.hours_fields(row, agency_id))
        payload = {
            "calendar": code,
            "version": version.id,
            "agency": agency_id,
            "weekday": row.weekday,
        }
        events.publish(HOURS_SET, subject=f"calendar:{code}", payload=payload, at=at, by=by)
    return version
