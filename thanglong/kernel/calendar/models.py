"""Calendars as they were known: which days are off or worked, and the working hours of a week."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from thanglong.kernel.people.models import InstantRange
from thanglong.kernel.units.models import DateRange


class CalendarSet(models.Model):
    """One row is one calendar by which time is counted, in one time zone."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    zone = models.CharField(max_length=60)
    certainty = models.CharField(max_length=1)
    source = models.CharField(max_length=300)

    class Meta:
        db_table = "calendar_set"

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One row is one moment at which more became known of a calendar. Rows are only ever added.

    `known_from`: when it was made known; `recorded_at`: when it was written down here.
    """

    calendar = models.ForeignKey(CalendarSet, on_delete=models.PROTECT, related_name="versions")
    known_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    why = models.CharField(max_length=300)
    account_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "calendar_version"
        indexes = [
            models.Index(fields=["calendar", "known_from", "id"], name="calendar_version_known")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} #{self.pk}"


class CalendarDay(models.Model):
    """One row is what was believed of one date, from one instant to another.

    `agency`: whose day it is (its house is closed), and before everybody's; empty: everybody's.
    `kind`: off, working, or ordinary (as the week says: an earlier declaration was taken back).
    `hours` of a working day: empty for the usual ones. `is_projection`: not yet announced.
    """

    calendar = models.ForeignKey(CalendarSet, on_delete=models.PROTECT, related_name="days")
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="days")
    agency = models.ForeignKey(
        "units.Agency", null=True, on_delete=models.PROTECT, related_name="work_days"
    )
    on = models.DateField()
    kind = models.CharField(max_length=10)
    hours = models.CharField(max_length=120, default="")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    is_projection = models.BooleanField(default=False)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    certainty = models.CharField(max_length=1)
    source = models.CharField(max_length=300)

    class Meta:
        db_table = "calendar_day"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["off", "working", "ordinary"]), name="calendar_day_kind"
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                name="calendar_day_span",
            ),
            ExclusionConstraint(
                name="calendar_day_one_belief",
                expressions=[
                    ("calendar", RangeOperators.EQUAL),
                    (Coalesce("agency", Value(0)), RangeOperators.EQUAL),
                    ("on", RangeOperators.EQUAL),
                    (InstantRange("known_from", "known_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class WorkHours(models.Model):
    """One row is what was believed of the hours of one weekday, for a span of dates.

    `weekday`: 0 is Monday; `hours`: `08:00-12:00 13:00-17:00`, empty is closed. `agency`: whose
    they are; empty: of everybody who has none of his own.
    """

    calendar = models.ForeignKey(CalendarSet, on_delete=models.PROTECT, related_name="hours")
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="hours")
    agency = models.ForeignKey(
        "units.Agency", null=True, on_delete=models.PROTECT, related_name="work_hours"
    )
    weekday = models.PositiveSmallIntegerField()
    hours = models.CharField(max_length=120, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    certainty = models.CharField(max_length=1)
    source = models.CharField(max_length=300)

    class Meta:
        db_table = "calendar_hours"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="calendar_hours_weekday"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="calendar_hours_span",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                name="calendar_hours_known_span",
            ),
            ExclusionConstraint(
                name="calendar_hours_one_belief",
                expressions=[
                    ("calendar", RangeOperators.EQUAL),
                    (Coalesce("agency", Value(0)), RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    (InstantRange("known_from", "known_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.hours}"


class ClockWatch(models.Model):
    """The one row says when a worker last looked at the clock, and since when it has not jumped."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seen_at = models.DateTimeField()
    steady_since = models.DateTimeField()

    class Meta:
        db_table = "calendar_clock_watch"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="calendar_clock_watch_one")]

    def __str__(self) -> str:
        return f"{self.seen_at}"
