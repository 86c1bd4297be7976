"""Filing a dossier in the demo town: a scenario that holds on the day, told of the person."""

import datetime
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thanglong.config.demo_town import answers, haste, papers
from thanglong.config.demo_town.plans import NEEDS_BUSINESS, Plan
from thanglong.config.demo_town.town import Business, Resident, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.scenarios import Scenario

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case


PUT_OFF_DAYS = (0, 14)
COMPLAINS_OF = "dossier_code"  # the question of a complaint: about which of one's dossiers


class NoStory(RuntimeError):
    """No scenario of a procedure can be told on a day: a fault in the pack or here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A dossier that has begun. `do`: what happens to it in the scenario.

    finds: what officers may enter, the scenario's own first, by stage.
    """

    case: "Case"
    do: tuple[str, ...]
    finds: tuple[answers.Found, ...]


def file(*, plan: Plan, town: Town, rng: random.Random) -> Filed:
    """File the dossier of a plan with the first scenario that holds. Raises NoStory."""
    on = clock.local(plan.filed_at).date()
    found = town.revision(plan.slug, on)
    if found is None:
        raise NoStory(f"{plan.slug} is not in force on {on}.")
    desk = _Desk(plan=plan, town=town, rng=rng, revision_id=found.id, definition=found.definition)
    why: list[str] = []
    for later in PUT_OFF_DAYS:
        for story in desk.stories(on):
            case = desk.attempt(story, answers.Day(on, later), why)
            if case is not None:
                finds = desk.finds(story, answers.Day(on, later))
                town.codes[plan.who] = case.code
                return Filed(case=case, do=plan.do or story.do, finds=finds)
    raise NoStory(
        f"No scenario of {plan.slug} holds on {on} for {desk.who.full_name}: {'; '.join(why)}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Where it is filed: at home, or at the counter by the clerk."""

    plan: Plan
    town: Town
    rng: random.Random
    revision_id: int
    definition: Definition

    @property
    def who(self) -> Resident:
        """The applicant."""
        return self.town.residents[self.plan.who]

    @property
    def is_online(self) -> bool:
        """Whether the applicant files without the clerk."""
        return self.plan.channel == "online"

    def stories(self, on: datetime.date) -> list[Scenario]:
        """The scenarios to try, the wanted one first."""
        wish = answers.Wish(on=on, sex=self.who.sex, fate=self.plan.fate)
        fitting = answers.fitting(
            definition=self.definition, slug=self.plan.slug, wish=wish, rng=self.rng
        )
        fitting.sort(key=lambda one: (*self._key(one), on.year, on.month) in self.town.failed)
        if self.plan.story < 0:
            return fitting
        return [answers.stories(self.plan.slug)[self.plan.story], *fitting]

    def _key(self, story: Scenario) -> tuple[str, str, str]:
        return self.plan.slug, story.name, self.plan.channel

    def finds(self, story: Scenario, day: answers.Day) -> tuple[answers.Found, ...]:
        """What officers enter in this scenario, and in the others if that does not fit."""
        others = [one for one in answers.stories(self.plan.slug) if one is not story]
        return tuple(
            answers.told_findings(definition=self.definition, story=one, on=day)
            for one in (story, *others)
            if one.findings
        )

    def attempt(self, story: Scenario, day: answers.Day, why: list[str]) -> "Case | None":
        """File what a scenario tells, with the papers that it asks for; None if it cannot be.

        why: gets what speaks against it.
        """
        told, key = self._told(story, day), self._key(story)
        needs = self.town.wanted.get(key, story.papers)
        for _ in range(2):
            try:
                with haste.attempt():
                    return self._file(told, needs)
            except BadInput as refusal:
                problems = refusal.details["problems"]
                wanted = {str(one.field) for one in problems}
                if not all(one.startswith(scopes.NEED) for one in wanted):
                    said = [f"{one.field} {one.code} {dict(one.params)}" for one in problems]
                    why.append(f"{story.name}: {', '.join(said)}")
                    self.town.failed.add((*key, day.on.year, day.on.month))
                    return None
                needs = (*needs, *sorted(one.removeprefix(scopes.NEED) for one in wanted))
                self.town.wanted[key] = needs
        return None

    def _told(self, story: Scenario, day: answers.Day) -> dict[str, object]:
        told = answers.told(
            definition=self.definition,
            story=story,
            of=self.who,
            business=self._business(),
            day=day,
            rng=self.rng,
        )
        if COMPLAINS_OF in told and self.who.number in self.town.codes:
            told[COMPLAINS_OF] = self.town.codes[self.who.number]
        return told

    def _file(self, told: dict[str, object], needs: tuple[str, ...]) -> "Case":
        plan, business, by = self.plan, self._business(), self._filer()
        given = papers.give(
            definition=self.definition,
            needs=needs,
            evidence="file" if self.is_online else "scan",
            at=plan.filed_at,
            by=by,
        )
        filing = cases.Filing(
            revision_id=self.revision_id,
            channel=plan.channel,
            delivery=plan.delivery or ("online" if self.is_online else "counter"),
            answers=told,
            applicant_id=self.who.actor.person_id or 0,
            applicant_name=self.who.full_name,
            papers=given,
            organisation_id=business.id if business else None,
            contact={"phone": self.who.phone},
        )
        return cases.file_dossier(filing=filing, at=plan.filed_at, by=by)

    def _business(self) -> Business | None:
        kind = NEEDS_BUSINESS.get(self.plan.slug)
        return self.who.business(kind) if kind else None

    def _filer(self) -> Actor:
        if self.is_online:
            return self.who.actor
        return self.town.clerk(area=self.who.area, at=self.plan.filed_at)
