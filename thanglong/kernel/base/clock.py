"""The one clock. Only views, subscribers and commands ask it; all others are told the time."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime.datetime:
    """The present instant, aware, in UTC; a demo city may live on another day."""
    return datetime.datetime.now(datetime.UTC) + settings.CLOCK_SHIFT  # noqa: TID251


def today() -> datetime.date:
    """The date on the wall of the city's offices."""
    return local(now()).date()


def local(instant: datetime.datetime) -> datetime.datetime:
    """The same instant in the city's time zone."""
    return instant.astimezone(zone())


def zone() -> ZoneInfo:
    """The city's time zone."""
    return ZoneInfo(settings.TIME_ZONE)
