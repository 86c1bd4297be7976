"""Writing what is believed from an instant on, so that what was believed before stays readable."""

import datetime
from typing import Any

from django.db.models import Q

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import queries, rules
from thanglong.kernel.calendar.models import CalendarDay, CalendarSet, CalendarVersion, WorkHours

Fields = dict[str, Any]


def new_version(
    calendar: CalendarSet,
    *,
    known_from: datetime.datetime,
    why: str,
    at: datetime.datetime,
    by: Actor,
) -> CalendarVersion:
    """Add one moment at which more became known."""
    return CalendarVersion.objects.create(
        calendar=calendar,
        known_from=known_from,
        recorded_at=at,
        why=why,
        account_id=by.account_id,
    )


def day_fields(day: rules.Day, agency_id: int | None = None) -> Fields:
    """A day as the columns of its row."""
    return {
        "agency_id": agency_id,
        "on": day.on,
        "kind": "working" if day.is_working else "off",
        "hours": rules.hours_text(day.hours),
        "name": day.name_vi,
        "name_en": day.name_en,
        "is_projection": day.is_projection,
        "certainty": day.certainty,
        "source": day.source,
    }


def hours_fields(row: rules.HoursRow, agency_id: int | None) -> Fields:
    """Hours of a weekday as the columns of their row."""
    return {
        "agency_id": agency_id,
        "weekday": row.weekday,
        "hours": rules.hours_text(row.hours),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "certainty": row.certainty,
        "source": row.source,
    }


def believe_day(version: CalendarVersion, fields: Fields) -> None:
    """Believe this of a date from the version's instant on, until the next thing known of it."""
    same = CalendarDay.objects.filter(
        calendar_id=version.calendar_id, agency_id=fields["agency_id"], on=fields["on"]
    )
    later = same.filter(known_from__gt=version.known_from).order_by("known_from").first()
    same.filter(queries.known_at(version.known_from)).update(known_to=version.known_from)
    CalendarDay.objects.create(
        calendar_id=version.calendar_id,
        version=version,
        known_from=version.known_from,
        known_to=later.known_from if later else None,
        **fields,
    )


def believe_hours(version: CalendarVersion, fields: Fields) -> None:
    """Believe these hours from the version's instant on; what they replace stays outside of them.

    A row that reaches beyond the new span of dates is kept for the dates that are left.
    """
    same = WorkHours.objects.filter(
        calendar_id=version.calendar_id,
        agency_id=fields["agency_id"],
        weekday=fields["weekday"],
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=fields["valid_from"]))
    if fields["valid_to"] is not None:
        same = same.filter(valid_from__lt=fields["valid_to"])
    later = same.filter(known_from__gt=version.known_from).order_by("known_from").first()
    for old in list(same.filter(queries.known_at(version.known_from))):
        known_to = old.known_to
        old.known_to = version.known_from
        old.save(update_fields=["known_to"])
        for valid_from, valid_to in _left_over(old, fields):
            WorkHours.objects.create(
                calendar_id=version.calendar_id,
                version=version,
                agency_id=old.agency_id,
                weekday=old.weekday,
                hours=old.hours,
                valid_from=valid_from,
                valid_to=valid_to,
                known_from=version.known_from,
                known_to=known_to,
                certainty=old.certainty,
                source=old.source,
            )
    WorkHours.objects.create(
        calendar_id=version.calendar_id,
        version=version,
        known_from=version.known_from,
        known_to=later.known_from if later else None,
        **fields,
    )


def _left_over(old: WorkHours, fields: Fields) -> list[tuple[datetime.date, datetime.date | None]]:
    spans: list[tuple[datetime.date, datetime.date | None]] = []
    if old.valid_from < fields["valid_from"]:
        spans.append((old.valid_from, fields["valid_from"]))
    ends = fields["valid_to"]
    if ends is not None and (old.valid_to is None or old.valid_to > ends):
        spans.append((ends, old.valid_to))
    return spans
