"""What is going to happen in the demo town: the dossiers of the cast, of each desk, of others."""

import datetime
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thanglong.config.demo_town import habits
from thanglong.config.demo_town.habits import Habits
from thanglong.config.demo_town.rhythm import Rhythm
from thanglong.config.demo_town.town import Resident, Town
from thanglong.kernel.cases import queries as cases

# Departments were merged, then districts ended: what is open before is finished before.
BARRIERS = (datetime.date(2025, 3, 1), datetime.date(2025, 7, 1))
QUIET_DAYS, QUIET_DAYS_SLOW = 4, 18  # working days before a barrier without new dossiers
AT_THE_COUNTER = frozenset({"certified-copies", "signature-certification"})  # only there
SLOW = frozenset(
    {
        "house-construction-permit", "housing-design-appraisal", "planning-information",
        "judicial-record-certificate", "complaint-about-a-decision",
    }
)  # fmt: skip
NEEDS_BUSINESS = {
    "household-business-change": "household_business",
    "household-business-suspension": "household_business",
    "household-business-termination": "household_business",
    "labour-rules-registration": "enterprise",
    "housing-design-appraisal": "enterprise",
}
BUSY = 1000  # dossiers from which on every desk has work without being given some
NEEDS_YEARS = {"social-pension": 76}  # who files is so old at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One dossier to come.

    do: what happens to it, words of the engine and `claim`, `consult`; empty: as the scenario has
    it, or a scenario of this fate. halts: nothing follows (it is still open today). pace: share of
    the allowed time that each step takes beside the work at the desk. until: everything happens
    before. story: number of the scenario, -1: a fitting one.
    """

    who: str
    slug: str
    filed_at: datetime.datetime
    until: datetime.datetime | None
    channel: str = ""
    delivery: str = ""
    do: tuple[str, ...] = ()
    halts: bool = False
    fate: str = ""
    story: int = -1
    pace: float = 0.6
    message: str = ""
    reply: str = ""
    stars: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans for a town up to an instant."""

    town: Town
    habits: Habits
    rhythm: Rhythm
    now: datetime.datetime
    rng: random.Random

    @property
    def today(self) -> datetime.date:
        """The day of the city."""
        return self.now.astimezone(self.rhythm.calendar.tz).date()

    def all(self, rows: list[Mapping[str, Any]], *, count: int) -> list[Plan]:
        """At most so many plans, in the order of filing."""
        found = [*self._of_cast(rows), *self._for_desks(is_busy=count >= BUSY)][:count]
        found += self.of_others(count=count - len(found))
        return sorted(found, key=lambda one: one.filed_at)

    def of_others(self, *, count: int) -> list[Plan]:
        """So many plans of anybody in town, whenever its rhythm brings them."""
        return [self._of_anybody() for _ in range(count)]

    def _of_cast(self, rows: list[Mapping[str, Any]]) -> Iterator[Plan]:
        for row in rows:
            day = row.get("day") or self.rhythm.days_before(self.today, row.get("ago", 0))
            hour, _, minute = row.get("time", "09:00").partition(":")
            filed_at = self.rhythm.on_day(day, int(hour) * 60 + int(minute))
            halts = row.get("halts", False)
            filed_at = self._after_reform(filed_at) if halts else filed_at
            is_open = cases.latest_revision(row["procedure"], on=filed_at.date()) is not None
            if is_open and filed_at < self.now and row["who"] in self.town.residents:
                yield self._plan(
                    who=row["who"],
                    slug=row["procedure"],
                    filed_at=filed_at,
                    channel=row.get("channel", "online"),
                    delivery=row.get("delivery", "online"),
                    do=tuple(row.get("do", ())),
                    halts=halts,
                    **{key: row[key] for key in _OPTIONAL if key in row},
                )

    def _for_desks(self, *, is_busy: bool) -> Iterator[Plan]:
        """Each procedure lies today at each of its desks in the commune of the cast, some late.

        For every third one the city waits for the applicant. Interlinked filings lie on no desk.
        is_busy: at one of its desks; the town brings enough to the others by itself.
        """
        for number, one in enumerate(cases.open_revisions(on=self.today)):
            if one.definition.procedure.parts:
                continue
            stages = [stage for stage in one.definition.procedure.stages if stage.by != "applicant"]
            for depth in [number % len(stages)] if is_busy else range(len(stages)):
                last = ("", "claim", "consult")[(number + depth) % 3]
                do = [*("accept", *["propose"] * depth)[:depth], *([last] if last else [])]
                yield from self._open_at_desk(one.slug, do, is_late=(number + depth) % 5 == 4)
            if number % 3 == 0:
                yield from self._open_at_desk(one.slug, ["accept", "supplement"], is_late=True)

    def _open_at_desk(self, slug: str, do: list[str], *, is_late: bool) -> Iterator[Plan]:
        """A dossier that is open now. is_late: filed weeks ago, otherwise a few hours."""
        if is_late:
            day = self.rhythm.days_before(self.today, self.rng.randint(6, 20))
            filed_at = self.rhythm.on_day(day, 8 * 60 + self.rng.randint(0, 420))
        else:
            minutes = 20 + 70 * len(do) + self.rng.randint(0, 30)
            filed_at = self.rhythm.before(self.now, minutes)
        filed_at = self._after_reform(filed_at)
        if filed_at < self.now:
            yield self._plan(
                who=self._somebody(slug, area="00004").number,
                slug=slug,
                filed_at=filed_at,
                channel=self._channel(slug),
                do=tuple(do),
                halts=True,
                pace=0.3,
            )

    def _of_anybody(self) -> Plan:
        often = self.habits.procedures()
        while True:  # a procedure that begins later, or a day that was no good one: draw anew
            slug = self.rng.choices(list(often), weights=list(often.values()))[0]
            channel = self._channel(slug)
            filed_at = self._some_time(slug, channel)
            if filed_at is not None:
                return self._anybodys(slug, channel, filed_at)

    def anybodys(self, slug: str, filed_at: datetime.datetime) -> Plan:
        """What somebody of the town files at an instant."""
        return self._anybodys(slug, self._channel(slug), filed_at)

    def _anybodys(self, slug: str, channel: str, filed_at: datetime.datetime) -> Plan:
        chosen = self.habits.chosen
        return self._plan(
            who=self._somebody(slug).number,
            slug=slug,
            filed_at=filed_at,
            channel=channel,
            delivery=chosen("deliveries", self.rng) if channel == "online" else "counter",
            fate=chosen("fates", self.rng),
            pace=chosen("elsewhere", self.rng),
            stars=chosen("stars", self.rng),
        )

    def _plan(self, *, filed_at: datetime.datetime, halts: bool = False, **rest: Any) -> Plan:
        barrier = next((b for b in map(self._midnight, BARRIERS) if filed_at < b), None)
        until = self.now if halts else barrier
        return Plan(filed_at=filed_at, until=until, halts=halts, **rest)

    def _channel(self, slug: str) -> str:
        if slug in AT_THE_COUNTER:
            return "direct"
        return str(self.habits.chosen("channels", self.rng))

    def _somebody(self, slug: str, area: str = "") -> Resident:
        kind, years = NEEDS_BUSINESS.get(slug, ""), NEEDS_YEARS.get(slug, 0)
        found = [
            one
            for one in self.town.residents.values()
            if int(one.number[6:]) >= 1000
            and (not area or one.area == area)
            and (not kind or one.business(kind) is not None)
            and self.today.year - one.birth_on.year > years
        ]
        return self.rng.choice(found)

    def _some_time(self, slug: str, channel: str) -> datetime.datetime | None:
        """A moment at which this is filed, more often on busy days; None: this was no good one."""
        day = self.habits.some_day(slug, self.rng)
        if channel == "online":
            filed_at = self.rhythm.at(day, habits.online_minute(self.rng))
        else:
            filed_at = self.rhythm.on_day(day, 7 * 60 + 40 + self.rng.randint(0, 530))
        is_good = filed_at < self.now and not self._is_too_close(filed_at, slug)
        on = filed_at.astimezone(self.rhythm.calendar.tz).date()
        return filed_at if is_good and self.town.revision(slug, on) else None

    def _is_too_close(self, filed_at: datetime.datetime, slug: str) -> bool:
        quiet = QUIET_DAYS_SLOW if slug in SLOW else QUIET_DAYS
        for barrier in BARRIERS:
            begins = self._midnight(self.rhythm.days_before(barrier, quiet))
            if begins <= filed_at < self._midnight(barrier) <= self.now:
                return True
        return False

    def _after_reform(self, filed_at: datetime.datetime) -> datetime.datetime:
        """What is open today was filed with the offices of today."""
        passed = [one for one in BARRIERS if self._midnight(one) <= self.now]
        return max([filed_at, *(self.rhythm.on_day(one, 8 * 60 + 20) for one in passed[-1:])])

    def _midnight(self, day: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(), tzinfo=self.rhythm.calendar.tz)


_OPTIONAL = ("story", "pace", "message", "reply", "stars", "words")
