"""Lengths of time as the law writes them: `3wd`, `4wh`, `10d`, `6mo`, `2y`."""

import calendar as gregorian
import datetime
import re
from dataclasses import dataclass
from typing import Literal, Self, cast

Unit = Literal["min", "wh", "wd", "d", "mo", "y"]

MINUTES_A_DAY = 480
MINUTES = {"min": 1, "wh": 60, "wd": MINUTES_A_DAY}
MONTHS = {"mo": 1, "y": 12}
# A hundred years in each unit: no law asks for more, and every answer stays within the calendar.
MOST = {"min": 17_532_000, "wh": 292_200, "wd": 36_525, "d": 36_525, "mo": 1_200, "y": 100}

_PATTERN = re.compile(r"([0-9]{1,8})(min|wh|wd|d|mo|y)")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, written as an amount and a unit.

    unit: `min` working minutes, `wh` working hours, `wd` working days of eight working hours,
    `d` calendar days, `mo` months, `y` years.
    Source: a working day is eight working hours (facts of procedure texts [V]).
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= MOST[self.unit]:
            raise ValueError(f"A duration in {self.unit} lies between 0 and {MOST[self.unit]}.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `3wd`, `4wh`, `30min`, `10d`, `6mo` or `2y`. Raises ValueError, saying the form."""
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                f"“{text}” is no duration: write a number and min, wh, wd, d, mo or y, as in 3wd."
            )
        return cls(int(match[1]), cast(Unit, match[2]))

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def is_working_time(self) -> bool:
        """Whether it is counted in working time and not on the wall calendar."""
        return self.unit in MINUTES

    @property
    def is_same_day(self) -> bool:
        """Whether it means "within the working day": `0wd`, `0d`."""
        return self.amount == 0 and self.unit not in {"min", "wh"}

    @property
    def working_minutes(self) -> int:
        """Its working minutes. Raises ValueError for calendar days, months and years."""
        if not self.is_working_time:
            raise ValueError(f"{self} is not counted in working time.")
        return self.amount * MINUTES[self.unit]

    def after(self, on: datetime.date) -> datetime.date:
        """The date that lies this many calendar days, months or years after `on`.

        A month without such a day ends on its last day. Raises ValueError for working time.
        Source: Civil Code 91/2015/QH13, art. 148(1), (3), (4) [S].
        """
        if self.is_working_time:
            raise ValueError(f"{self} is counted in working time: use `due`.")
        if self.unit == "d":
            return on + datetime.timedelta(days=self.amount)
        months = on.year * 12 + on.month - 1 + self.amount * MONTHS[self.unit]
        year, month = divmod(months, 12)
        last = gregorian.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(on.day, last))


def parse_cutoff(text: str) -> datetime.time | None:
    """Read `15:00`; empty text is no cut-off. Raises ValueError, saying the form.

    Source: procedure texts, "sau 15 giờ" [V].
    """
    if not text:
        return None
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError(f"“{text}” is no time of day: write it as 15:00.")
    return datetime.time.fromisoformat(text)
