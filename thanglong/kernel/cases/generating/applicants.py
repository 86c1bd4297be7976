"""Applicants made up for a procedure: what they answer, bring and are, and how to change that."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases.definition import Context, Definition, Seen
from thanglong.kernel.cases.definition.scope import CHANNELS
from thanglong.kernel.cases.generating import values

DEPTH_MAX = 6  # how far one wish leads to others
ROUNDS = 6  # how often answers are mended


@dataclass(slots=True, kw_only=True)
class Applicant:
    """Somebody who files. `answers`: typed, by field, also of questions that are not shown."""

    channel: str
    at: datetime.datetime
    birth_date: datetime.date
    is_organisation: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)


class Maker:
    """Makes applicants of one procedure, always the same ones from one seed."""

    def __init__(self, definition: Definition, calendar: Calendar | None, seed: int) -> None:
        self.definition = definition
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self._calendar = calendar
        self._zone: datetime.tzinfo = calendar.tz if calendar else datetime.UTC

    def days(self) -> list[datetime.date]:
        """Days on which something begins or has begun: the edges of all rows of law."""
        procedure = self.definition.procedure
        life = procedure.effective
        rows = (*procedure.authority, *procedure.fee, *procedure.deadline)
        edges = {life.valid_from, life.valid_from + datetime.timedelta(days=200)}
        for row in rows:
            edges |= {day for day in (row.valid_from, row.valid_until) if day}
        return sorted(day for day in edges if life.is_alive(day))

    def applicant(self, on: datetime.date | None = None) -> Applicant:
        """Somebody, with an answer to everything."""
        day = on or self.chance.choice(self.days())
        hour = self.chance.choice((9, 16))
        made = Applicant(
            channel=self.chance.choice(CHANNELS),
            at=datetime.datetime.combine(day, datetime.time(hour), tzinfo=self._zone),
            birth_date=day - datetime.timedelta(days=365 * self.chance.choice((1, 17, 30, 70))),
            is_organisation=self.chance.random() < 0.2,
            papers={
                one.id for one in self.definition.procedure.needs if self.chance.random() < 0.7
            },
        )
        for name, one in self.definition.fields.items():
            if one.required is not False or self.chance.random() < 0.6:
                made.answers[name] = values.draw(one, self.see(made), self.chance)
        return made

    def context(self, who: Applicant) -> Context:
        """What surrounds the answers."""
        calendar = self._calendar
        return Context(
            channel=who.channel,
            submitted_on=who.at.date(),
            submitted_at=who.at,
            full_name=values.NAMES[0],
            birth_date=who.birth_date,
            is_organisation=who.is_organisation,
            papers=frozenset(who.papers),
            days=None if calendar is None else lambda on: bool(calendar.hours_on(on)),
        )

    def see(self, who: Applicant) -> Seen:
        """The answers as the procedure sees them."""
        return self.definition.see(who.answers, self.context(who))

    def mend(self, who: Applicant) -> None:
        """Answer what is asked and give another answer where one is out of bounds."""
        for _ in range(ROUNDS):
            given = {name: value for name, value in who.answers.items() if value is not None}
            shown = set(self.see(who).visible)
            checked = self.definition.validate(
                {name: value for name, value in given.items() if name in shown}, self.context(who)
            )
            wrong = [one.field for one in checked.problems if one.field in self.definition.fields]
            for name in wrong:
                one = self.definition.fields[name]
                who.answers[name] = values.draw(one, self.see(who), self.chance)
            if not wrong:
                return
