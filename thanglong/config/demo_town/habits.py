"""How the town lives, as rhythm.yaml tells it: who files what when, and how its offices work."""

import datetime
import random
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.units import queries as units

if TYPE_CHECKING:
    from thanglong.kernel.units.models import Agency

FAR_DAYS = 999
LONG_DAYS = 4  # days off at once that are a long holiday
FULL_TOWN = 3000  # for so many dossiers the minutes of the file are meant
SCALE_MAX = 3.0  # in a smaller town each piece takes longer, so that desks have queues there too
ONLINE_HOURS = {
    7: 2,
    8: 5,
    9: 8,
    10: 7,
    11: 5,
    12: 3,
    13: 4,
    14: 6,
    15: 6,
    16: 4,
    19: 3,
    20: 5,
    21: 4,
}


@dataclass(frozen=True, slots=True)
class Habit:
    """How much longer (or less: below 1) one piece of work takes in some offices, at some times."""

    slower: float
    area: str = ""
    level: str = ""
    functions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    before_holiday: int = 0
    from_on: datetime.date = datetime.date.min
    to_on: datetime.date = datetime.date.max

    @staticmethod
    def of(row: Mapping[str, Any]) -> "Habit":
        """A habit as it stands in the file."""
        return Habit(
            slower=row["slower"],
            area=row.get("area", ""),
            level=row.get("level", ""),
            functions=frozenset(row.get("functions", ())),
            roles=frozenset(row.get("roles", ())),
            before_holiday=row.get("before_holiday", 0),
            from_on=row.get("from", datetime.date.min),
            to_on=row.get("to", datetime.date.max),
        )

    def is_of(self, agency: "Agency", role: str) -> bool:
        """Whether this desk has the habit."""
        if self.roles and role not in self.roles:
            return False
        if self.level and agency.level != self.level:
            return False
        if self.functions and not self.functions & set(agency.functions):
            return False
        return not self.area or (agency.area is not None and agency.area.code == self.area)


@dataclass(frozen=True)
class Habits:
    """The rhythm of a town up to a day."""

    rows: Mapping[str, Any]
    calendar: Calendar
    today: datetime.date
    dossiers: int
    _desks: dict[tuple[int, str], tuple[Habit, ...]] = field(default_factory=dict)

    @cached_property
    def days(self) -> list[datetime.date]:
        """Every day of the town's history."""
        begins: datetime.date = self.rows["begins"]
        count = (self.today - begins).days + 1
        return [begins + datetime.timedelta(days=number) for number in range(count)]

    @cached_property
    def weights(self) -> list[float]:
        """How much is filed on each day, whatever it is."""
        return [self.weight(day) for day in self.days]

    def weight(self, day: datetime.date) -> float:
        """How busy a day is: its weekday, the holidays and the reform near it, its era."""
        weekday = self.rows["weekdays"][day.weekday()]
        if not self.calendar.hours_on(day):
            weekday = min(weekday, self.rows["weekdays"][6])
        return float(_era(self.rows, day) * weekday * self._near(day))

    def procedures(self) -> dict[str, float]:
        """How often each procedure is filed."""
        return {slug: row["weight"] for slug, row in self.rows["procedures"].items()}

    def season(self, slug: str, day: datetime.date) -> float:
        """How much more of a procedure is filed in the month of a day."""
        name = self.rows["procedures"].get(slug, {}).get("season")
        return float(self.rows["seasons"][name][day.month - 1]) if name else 1.0

    def some_day(self, slug: str, rng: random.Random) -> datetime.date:
        """A day on which somebody files this procedure."""
        weights = [
            weight * self.season(slug, day)
            for day, weight in zip(self.days, self.weights, strict=True)
        ]
        return rng.choices(self.days, weights=weights)[0]

    def chosen(self, name: str, rng: random.Random) -> Any:
        """One of what the file gives weights to: channels, deliveries, fates, stars, elsewhere."""
        return rng.choices(list(self.rows[name]), weights=list(self.rows[name].values()))[0]

    def minutes(self, *, agency_id: int, role: str, on: datetime.date, rng: random.Random) -> int:
        """Working minutes that a desk needs for one piece of work on a day."""
        base: float = self.rows["minutes"].get(role, 60) * rng.uniform(0.4, 1.7)
        scale = min(SCALE_MAX, max(1.0, FULL_TOWN / max(1, self.dossiers)))
        return max(2, round(base * scale * self._slower(agency_id, role, on)))

    def _slower(self, agency_id: int, role: str, on: datetime.date) -> float:
        key = agency_id, role
        if key not in self._desks:
            agency = units.agency(agency_id)
            assert agency is not None
            self._desks[key] = tuple(one for one in self._habits if one.is_of(agency, role))
        factor = 1.0
        for one in self._desks[key]:
            is_near = not one.before_holiday or self._days_to_holiday(on) <= one.before_holiday
            if is_near and one.from_on <= on < one.to_on:
                factor *= one.slower
        return factor

    @cached_property
    def _habits(self) -> tuple[Habit, ...]:
        return tuple(Habit.of(row) for row in self.rows["habits"])

    @cached_property
    def _holidays(self) -> list[tuple[datetime.date, datetime.date]]:
        """Long days off as (first, day after the last), a month beyond today too."""
        last = self.today + datetime.timedelta(days=40)
        found: list[tuple[datetime.date, datetime.date]] = []
        day: datetime.date = self.rows["begins"]
        while day <= last:
            end = day
            while not self.calendar.hours_on(end):
                end += datetime.timedelta(days=1)
            if (end - day).days >= LONG_DAYS:
                found.append((day, end))
            day = max(end, day + datetime.timedelta(days=1))
        return found

    def _days_to_holiday(self, day: datetime.date) -> int:
        number = bisect_right(self._holidays, (day, datetime.date.max))
        coming = self._holidays[number : number + 1]
        return (coming[0][0] - day).days if coming else FAR_DAYS

    def _days_since_holiday(self, day: datetime.date) -> int:
        ended = [end for _start, end in self._holidays if end <= day]
        return (day - ended[-1]).days if ended else FAR_DAYS

    def _near(self, day: datetime.date) -> float:
        factor, near = 1.0, self.rows["long_holidays"]
        if self._days_to_holiday(day) <= near["before"]:
            factor *= near["factor_before"]
        elif self._days_since_holiday(day) < near["after"]:
            factor *= near["factor_after"]
        reform = self.rows["reform"]
        away = (day - reform["day"]).days
        if -reform["before"] <= away < 0:
            factor *= reform["factor_before"]
        elif 0 <= away < reform["after"]:
            factor *= reform["factor_after"]
        return factor


def size(rows: Mapping[str, Any], *, on: datetime.date) -> int:
    """How many dossiers the town has by a day, when nobody wants another number."""
    full: Mapping[str, Any] = rows["full_town"]
    share: float = min(1.0, _busy_until(rows, on) / _busy_until(rows, full["by"]))
    return max(int(full["at_least"]), int(share * full["dossiers"]))


def _busy_until(rows: Mapping[str, Any], on: datetime.date) -> float:
    begins: datetime.date = rows["begins"]
    days = range((on - begins).days + 1)
    return sum(_era(rows, begins + datetime.timedelta(days=number)) for number in days)


def _era(rows: Mapping[str, Any], day: datetime.date) -> float:
    found = [row["weight"] for row in rows["eras"] if row["from"] <= day]
    return float(found[-1]) if found else 0.0


def online_minute(rng: random.Random) -> int:
    """A minute of the day at which somebody files at home."""
    hour = rng.choices(list(ONLINE_HOURS), weights=list(ONLINE_HOURS.values()))[0]
    return hour * 60 + rng.randint(0, 59)
