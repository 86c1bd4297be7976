"""Desks of the town: one piece of work after another, so that queues build and drain."""

import datetime
import random
from dataclasses import dataclass, field

from thanglong.config.demo_town.habits import Habits
from thanglong.config.demo_town.rhythm import Rhythm


@dataclass(slots=True)
class Desks:
    """When each desk (agency, role) is free again."""

    habits: Habits
    rhythm: Rhythm
    _free_at: dict[tuple[int, str], datetime.datetime] = field(default_factory=dict)

    def turn(
        self,
        *,
        agency_id: int,
        role: str,
        at: datetime.datetime,
        slower: float,
        rng: random.Random,
    ) -> tuple[datetime.datetime, datetime.datetime]:
        """When a desk begins a piece that came in at an instant, and when it has done it.

        slower: how much longer it takes because of whoever sits there.
        """
        key = agency_id, role
        begins = max(at, self._free_at.get(key, at))
        on = begins.astimezone(self.rhythm.calendar.tz).date()
        minutes = self.habits.minutes(agency_id=agency_id, role=role, on=on, rng=rng)
        begins = self.rhythm.after(begins, 2)
        ends = self.rhythm.after(begins, round(minutes * slower))
        self._free_at[key] = ends
        return begins, ends
