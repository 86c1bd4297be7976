"""A text that is being written, as citizens and officers would meet it. Nothing is kept.

The answers travel in the address, so that questions show and hide as they would; who sends nothing
meets a made-up applicant.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording as clock_words
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import Definition, DefinitionError, NoRow, plain
from thanglong.kernel.cases.expressions import ExpressionError
from thanglong.kernel.cases.generating.applicants import Maker
from thanglong.kernel.web.formats import language
from thanglong.services.procedures.forms import fields, findings
from thanglong.services.procedures.forms.wizard import State
from thanglong.services.procedures.models import Draft

UNREADABLE = (LookupError, ExpressionError, DefinitionError)
TRIES = 12
MORNING = datetime.time(9)


class CannotBeShown(CityError):
    """The text has a fault that leaves nothing to show."""

    code = "procedures.cannot_be_shown"
    message = _(
        "This text cannot be shown yet: something it names is not there. Please mend what the "
        "check finds, then look again."
    )


@dataclass(frozen=True)
class Preview(State):
    """A form of a text that is being written, with the answers of its address."""

    text_id: int = 0

    @property
    def places(self) -> list[str]:
        """All pages in order; how the result comes back is the same for all."""
        return [*self.page_ids, *(("papers",) if self.needs else ()), "check"]

    def href_of(self, place: str) -> str:
        """The address of a page, with the answers so far."""
        return f"{self.bare_href_of(place)}?{as_query(self.draft.answers)}"

    def bare_href_of(self, place: str) -> str:
        """The address of a page alone."""
        if place in ("papers", "check", "return"):
            name = "papers" if place == "papers" else "check"
            return reverse(f"procedures:preview_{name}", args=[self.text_id])
        return reverse("procedures:preview_page", args=[self.text_id, place])

    def href_before(self, place: str) -> str:
        """The address of the page before, or of the procedure."""
        index = self.places.index(place)
        if index == 0:
            return reverse("procedures:preview", args=[self.text_id])
        return self.href_of(self.places[index - 1])

    def preview(self) -> dict[str, Any]:
        """What it would cost and when the result would be promised, by the city's calendar."""
        try:
            fee = self.definition.fee(self.seen, self.context.submitted_on)
            limit = self.definition.deadline(self.seen, self.context.submitted_on)
        except NoRow:
            return {}
        calendar = calendars.calendar(self.definition.procedure.calendar)
        total = time.Duration.parse(limit.total)
        told = time.explain(self.at, total, calendar, cutoff=time.parse_cutoff(limit.cutoff))
        return {
            "fee": fee,
            "fee_words": fee.explanation.get(language(), ""),
            "due_at": told.due_at,
            "why": clock_words.sentences(told, language()),
            "strip": time.strip_of(told, calendar, now=self.at),
        }

    def sections(self) -> list[dict[str, Any]]:
        """Check your answers; the way to change one keeps the others."""
        found = super().sections()
        for row in (row for section in found for row in section["rows"]):
            row["href"] = row["href"].replace("?show=1", "&show=1")
        return found

    def carried(self, page_id: str) -> list[tuple[str, str]]:
        """(name, value) of what other pages were answered."""
        here = {one.id for one in self.definition.page(page_id).fields}
        others = {key: value for key, value in self.draft.answers.items() if key not in here}
        return list(pairs(others))


def preview_of(text_id: int, data: QueryDict, *, by: Actor, at: datetime.datetime) -> Preview:
    """A draft of a text with the answers in an address. Raises NotFound, CannotBeShown."""
    definition = text_of(text_id)
    begins = definition.procedure.effective.valid_from
    if begins > clock.local(at).date():
        at = datetime.datetime.combine(begins, MORNING, tzinfo=clock.zone())
    asked = list(definition.fields.values())
    given = fields.posted(asked, set(definition.fields), data)
    answers = {key: value for key, value in given.items() if value is not None}
    if not answers and "empty" not in data:
        answers = made_up(definition)
    draft = Draft(
        procedure=definition.code, answers=answers, papers={}, shown=[], delivery="online",
        contact={}, saved_at=at, expires_at=at, version=0,
    )  # fmt: skip
    return Preview(draft=draft, definition=definition, actor=by, at=at, text_id=text_id)


def text_of(text_id: int) -> Definition:
    """The text of a draft. Raises NotFound, CannotBeShown."""
    try:
        return cases.definition_of_draft(cases.draft(text_id).id)
    except DefinitionError as error:
        raise CannotBeShown() from error


def made_up(definition: Definition) -> dict[str, Any]:
    """Answers that somebody might give, and that are taken; the same ones each time."""
    calendar = calendars.calendar(definition.procedure.calendar)
    found: dict[str, Any] = {}
    for seed in range(TRIES):
        maker = Maker(definition, calendar, seed)
        who = maker.applicant()
        maker.mend(who)
        shown = set(maker.see(who).visible)
        known = {name: one for name, one in who.answers.items() if name in shown}
        found = plain({name: one for name, one in known.items() if one is not None})
        if not definition.validate(known, maker.context(who)).problems:
            break
    return found


def finding_sheet(state: Preview, stage: str) -> findings.FindingSheet:
    """What an officer would enter at a stage."""
    on = clock.local(state.at).date()
    seen = state.definition.see_found(state.seen, {}, on)
    return findings.FindingSheet(
        definition=state.definition,
        finds=state.definition.stage(stage).finds,
        given={},
        seen=seen,
        offered=frozenset(),
        on=on,
        language=language(),
    )


def pairs(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Answers as a form sends them."""
    for name, value in answers.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{part}", str(one)) for part, one in value.items() if one)
        elif isinstance(value, list | tuple):
            yield from ((name, str(one)) for one in value)
        else:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def as_query(answers: Mapping[str, Any]) -> str:
    """Answers as the query of an address."""
    return urlencode(list(pairs(answers)))
