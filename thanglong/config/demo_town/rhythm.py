"""When people of the town do things: offices in working hours, residents also in the evening."""

import datetime
import random
from dataclasses import dataclass

from thanglong.kernel.calendar.rules import Calendar

DAY_MINUTES = 480


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The city's working time."""

    calendar: Calendar

    def after(self, start: datetime.datetime, minutes: int) -> datetime.datetime:
        """The instant with so many working minutes since another, in working hours."""
        here = self.calendar.advance(self.calendar.minute(start), max(1, minutes))
        return self.calendar.instant(here).astimezone(datetime.UTC)

    def before(self, end: datetime.datetime, minutes: int) -> datetime.datetime:
        """The instant from which there are so many working minutes until another."""
        here = self.calendar.retreat(self.calendar.minute(end), minutes)
        return self.calendar.instant(here).astimezone(datetime.UTC)

    def between(self, start: datetime.datetime, end: datetime.datetime) -> int:
        """Working minutes between two instants."""
        return self.calendar.between(self.calendar.minute(start), self.calendar.minute(end))

    def evening(
        self, start: datetime.datetime, *, days: int, rng: random.Random
    ) -> datetime.datetime:
        """A moment at home, some days later, between seven and half past nine."""
        day = start.astimezone(self.calendar.tz).date() + datetime.timedelta(days=days)
        minute = rng.randint(19 * 60, 21 * 60 + 30)
        return self.at(day, minute)

    def at(self, day: datetime.date, minute: int) -> datetime.datetime:
        """A time of a day, whatever day it is."""
        return self.calendar.instant(self.calendar.wall(day, minute)).astimezone(datetime.UTC)

    def on_day(self, day: datetime.date, minute: int) -> datetime.datetime:
        """A time of a day, moved to the next working hour."""
        here = self.calendar.opening(self.calendar.wall(day, minute))
        return self.calendar.instant(here).astimezone(datetime.UTC)

    def days_before(self, day: datetime.date, count: int) -> datetime.date:
        """The working day so many working days before a day; 0: the day, or the last before it."""
        while count > 0 or not self.calendar.hours_on(day):
            day -= datetime.timedelta(days=1)
            count -= bool(self.calendar.hours_on(day))
        return day
