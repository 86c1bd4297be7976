"""An interlinked filing and its parts: the plan that it keeps, and the cases that came of it."""

from dataclasses import dataclass

from thanglong.kernel.base import sight
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case, Step

PLAN = "parts"  # of the data of the first step of a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One part as it was planned when the whole was filed: its procedure, revision and time.

    deciding_id: the agency by whose hours it is counted; None: by everybody's.
    """

    id: str
    procedure: str
    revision_id: int
    budget: str
    cutoff: str
    deciding_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """One part of a whole: its id there, what it waits for, and its case once it has begun."""

    id: str
    after: tuple[str, ...]
    planned: Planned
    case: Case | None


def plan_of(whole: Case) -> list[Planned]:
    """The parts of a whole, as planned at filing."""
    with sight.of_the_house("who has one part is told what the others will be"):
        data = whole.steps.filter(seq=1).values_list("data", flat=True).get()
    return [Planned(**one) for one in data[PLAN]]


def parts_of(whole: Case) -> list[PartOf]:
    """Every part of a whole, in the order of its procedure; none when it has no parts."""
    if not whole.has_parts:
        return []
    with sight.of_the_house("who has one part is told how the others stand"):
        begun = whole.children.select_related("receiving", "deciding", "agency", "organisation")
        cases = {one.procedure: one for one in begun}
    after = {one.id: one.after for one in Flow.of(whole).definition.procedure.parts}
    return [
        PartOf(id=one.id, after=after[one.id], planned=one, case=cases.get(one.procedure))
        for one in plan_of(whole)
    ]


def whole_of(case: Case) -> Case | None:
    """The interlinked filing that a case is a part of, as it is now."""
    if case.parent_id is None:
        return None
    with sight.of_the_house("who has a part is told of what it is one"):
        found = Case.objects.select_related("receiving", "deciding", "agency")
        return found.get(id=case.parent_id)


def steps_of_parts(whole: Case) -> list[Step]:
    """Everything that happened to the parts of a whole, in order, each with its case."""
    steps = Step.objects.filter(case__parent=whole).select_related("case", "post", "agency")
    return list(steps.order_by("at", "case_id", "seq"))
