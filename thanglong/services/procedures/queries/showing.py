"""What showed the claims of a form or dossier, in words: by what, when, and what to do if not."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from thanglong.kernel.cases import showing
from thanglong.kernel.cases.definition import evidence
from thanglong.kernel.web import formats

if TYPE_CHECKING:
    from thanglong.kernel.cases.definition.format import Need
    from thanglong.kernel.cases.models import Showing
    from thanglong.kernel.cases.showing import Shown
    from thanglong.services.procedures.models import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTold:
    """What came of looking for one claim. outcome: as `kernel.cases.showing` has it.

    source: the register or the paper in words. sentence: what it means for the person.
    """

    outcome: str
    source: str
    asked_at: datetime.datetime
    sentence: str
    document_id: uuid.UUID | None = None

    @property
    def is_shown(self) -> bool:
        """Whether nothing more is needed."""
        return self.outcome == showing.SHOWN


def shown_of(draft: Draft) -> tuple[Shown, ...]:
    """What was found for a form under way."""
    return tuple(showing.from_json(one) for one in draft.shown)


def needs_shown(draft: Draft) -> set[str]:
    """The claims of a form under way that need no paper."""
    return {one.need for one in shown_of(draft) if one.is_shown}


def met_needs(draft: Draft) -> set[str]:
    """The claims of a form under way that are shown, by a file or without."""
    return {need for need, ids in draft.papers.items() if ids} | needs_shown(draft)


def told(one: Shown | Showing, *, to_office: bool = False) -> ShownTold:
    """One look in words, for the applicant or for the office."""
    source = source_name(one.evidence, one.source)
    say = _OFFICE if to_office else _APPLICANT
    at = formats.format_datetime(one.asked_at, "short")
    sentence = str(say[one.outcome]()) % {"source": source, "at": at}
    return ShownTold(
        outcome=one.outcome,
        source=source,
        asked_at=one.asked_at,
        sentence=sentence,
        document_id=one.document_id,
    )


def told_by_need(
    found: Iterable[Shown | Showing], *, to_office: bool = False
) -> dict[str, ShownTold]:
    """The last look for each claim, in words."""
    return {one.need: told(one, to_office=to_office) for one in found}


def can_be_looked_up(need: Need) -> bool:
    """Whether a register or an own result may show a claim."""
    return bool(evidence.sources(need) or evidence.own_results(need))


def source_name(text: str, record: str) -> str:
    """What an evidence is called: the register, or the result of one's own with its number."""
    if text.startswith(evidence.OWN_RESULT):
        return _("your documents (%(number)s)") % {"number": record}
    names = {
        "population": _("the National Population Database"),
        "civil_status": _("the civil-status register"),
        "land": _("the land register"),
        "health": _("the register of health examinations"),
        "driving": _("the register of driving licences"),
    }
    register = text.removeprefix(evidence.REGISTER).partition(".")[0]
    return names.get(register, register)


_APPLICANT = {
    showing.SHOWN: lambda: _("Already in %(source)s, you need not send it. Looked up at %(at)s."),
    showing.UNKNOWN: lambda: _("Not in %(source)s (looked up at %(at)s). Please send a paper."),
    showing.DIFFERS: lambda: _(
        "Something else stands in %(source)s than what you declare (looked up at %(at)s). Please "
        "look at your answer again, or send a paper that shows it."
    ),
    showing.DOWN: lambda: _(
        "No answer from %(source)s at %(at)s. Everything you wrote is kept. Please try again, or "
        "send a paper instead."
    ),
    showing.OFFICE: lambda: _(
        "The office looks it up in %(source)s when it has your dossier. You need not send a paper."
    ),
}
_OFFICE = {
    showing.SHOWN: lambda: _("shown by %(source)s, %(at)s"),
    showing.UNKNOWN: lambda: _("not in %(source)s, %(at)s"),
    showing.DIFFERS: lambda: _("%(source)s says something else, %(at)s"),
    showing.DOWN: lambda: _("no answer from %(source)s, %(at)s"),
    showing.OFFICE: lambda: _("to be looked up in %(source)s"),
}
