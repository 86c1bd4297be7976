"""What a filing would cost and when it would be promised, if it were filed now."""

import datetime
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import clocks, wholes
from thanglong.kernel.cases.actions import filing as single
from thanglong.kernel.cases.actions import interlinking
from thanglong.kernel.cases.actions.filing import Filing
from thanglong.kernel.cases.definition.rows import NoRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAhead:
    """One part of an interlinked filing: how long it takes, and when it would be done."""

    id: str
    after: tuple[str, ...]
    budget: str
    due_at: datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What filing now would promise: by the calendar of the agency that decides."""

    fee: dict[str, Any]
    reading: time.Reading
    calendar: time.Calendar
    parts: tuple[PartAhead, ...]


def outlook(*, filing: Filing, at: datetime.datetime, by: Actor) -> Outlook | None:
    """What a filing would promise now, also while something is missing; nothing is written.

    Returns None when the answers do not say yet who decides, or it cannot be filed at all.
    """
    try:
        draft = single.make(filing=filing, at=at, by=by, is_unfinished=True)
        laid: list[interlinking.Laid] = []
        if draft.flow.definition.procedure.parts:
            laid = interlinking.lay_out(draft, at, is_unfinished=True)
    except (CityError, NoRow):  # filing itself will say why
        return None
    case = draft.case
    return Outlook(
        fee=case.fee,
        reading=clocks.promise(case),
        calendar=clocks.calendar_of(case),
        parts=_ahead(draft, laid, at),
    )


def _ahead(
    draft: single.Draft, laid: list[interlinking.Laid], at: datetime.datetime
) -> tuple[PartAhead, ...]:
    states = interlinking.states_of(laid)
    due = interlinking.due_of_parts(draft.case, states)
    ends = wholes.ends_of(states, due=due, filed_at=at)
    return tuple(
        PartAhead(id=one.id, after=one.after, budget=one.budget, due_at=end)
        for one in states
        if (end := ends.get(one.id)) is not None
    )
