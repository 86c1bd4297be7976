"""An interlinked filing as its pages tell it: each part with its state, and why the date."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import statuses, wholes
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import desk_words

if TYPE_CHECKING:
    from thanglong.kernel.cases.actions import PartAhead
    from thanglong.kernel.cases.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTold:
    """One part. code and status are empty until it begins; waits_for: what must come first."""

    id: str
    title: str
    code: str
    procedure: str
    status: str
    outcome: str
    agency: str
    due_at: datetime.datetime | None
    eighths: int
    waits_for: tuple[str, ...]
    will_not_begin: bool
    case: "Case | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTold:
    """The interlinked filing that a dossier is a part of, with the other parts."""

    code: str
    title: str
    parts: list[PartTold]


def parts_told(whole: "Case", language: str) -> list[PartTold]:
    """Every part of a whole in order; none when it has no parts."""
    parts = cases.parts_of(whole)
    names = Flow.of(whole).definition.words(language).parts
    lost = wholes.dropped([_state(one) for one in parts])
    return [
        PartTold(
            id=one.id,
            title=names[one.id],
            code=one.case.code if one.case else "",
            procedure=one.planned.procedure,
            status=one.case.status if one.case else "",
            outcome=one.case.outcome if one.case else "",
            agency=desk_words.agency_name(one.case.agency if one.case else None, language),
            due_at=one.case.due_at if one.case else None,
            eighths=statuses.PROGRESS_EIGHTHS[statuses.Status(one.case.status)] if one.case else 0,
            waits_for=tuple(names[name] for name in one.after) if not one.case else (),
            will_not_begin=one.id in lost,
            case=one.case,
        )
        for one in parts
    ]


def whole_told(part: "Case", language: str) -> WholeTold | None:
    """The whole of a part, for its page; nothing for any other dossier."""
    whole = cases.whole_of(part)
    if whole is None:
        return None
    title = Flow.of(whole).definition.words(language).title
    return WholeTold(code=whole.code, title=title, parts=parts_told(whole, language))


def why_of_whole(whole: "Case", language: str) -> list[str]:
    """Why a whole is promised for its date, in sentences: a line for each part."""
    said = [_why(one, language) for one in parts_told(whole, language)]
    return [*said, _("The date promised is the latest of these.")]


def why_of_outlook(
    ahead: Sequence["PartAhead"], definition: Definition, language: str
) -> list[str]:
    """Why an interlinked filing would be promised for its date: a line for each part."""
    names = definition.words(language).parts
    said = [
        _begins_after(names[one.id], tuple(names[name] for name in one.after))
        if one.after
        else _takes(names[one.id], one.budget, one.due_at, language)
        for one in ahead
    ]
    return [*said, _("The date promised is the latest of these.")]


def titles_by_case(parts: list[PartTold]) -> dict[int, str]:
    """The names of the parts by the ids of their cases."""
    return {one.case.id: one.title for one in parts if one.case is not None}


def _why(one: PartTold, language: str) -> str:
    names: dict[str, Any] = {"part": one.title, "first": ", ".join(one.waits_for)}
    if one.will_not_begin:
        return _("%(part)s: does not begin, because %(first)s was not granted.") % names
    if one.case is None:
        return _begins_after(one.title, one.waits_for)
    if one.case.decided_at or one.case.closed_at:
        ended = one.case.decided_at or one.case.closed_at
        return _("%(part)s: ended %(when)s.") % {
            **names,
            "when": formats.format_datetime(ended),
        }
    return _takes(one.title, one.case.budget, one.case.due_at, language)


def _begins_after(title: str, first: tuple[str, ...]) -> str:
    return _("%(part)s: begins when %(first)s is there.") % {
        "part": title,
        "first": ", ".join(first),
    }


def _takes(title: str, budget: str, due_at: datetime.datetime | None, language: str) -> str:
    return _("%(part)s: %(time)s, by %(when)s.") % {
        "part": title,
        "time": wording.duration(time.Duration.parse(budget), language),
        "when": formats.format_datetime(due_at),
    }


def _state(one: cases.PartOf) -> wholes.Part:
    case = one.case
    return wholes.Part(
        id=one.id,
        after=one.after,
        status=case.status if case else "",
        outcome=case.outcome if case else "",
        is_closed=case is not None and case.closed_at is not None,
    )
