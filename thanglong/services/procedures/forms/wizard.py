"""Where one is in a form: its pages, what is complete, what comes next."""

import copy
import datetime
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording as clock_words
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import scopes, wording
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.validation import Problem, plain
from thanglong.kernel.cases.showing import OFFICE
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of
from thanglong.services.procedures import actions, queries
from thanglong.services.procedures.forms.fields import Sheet, about, deliveries
from thanglong.services.procedures.forms.returning import REACHED_BY, Returning
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries import parts, showing

AFTER_FORM = ("papers", "return", "check")


class Return(Returning):
    """How the result comes back, and how the person can be reached."""

    delivery = forms.ChoiceField(
        label=gettext_lazy("How should the result come back?"), widget=forms.RadioSelect
    )
    phone = forms.RegexField(
        regex=r"^(0|\+84)[0-9 .]{8,13}$",
        label=gettext_lazy("Phone"),
        help_text=gettext_lazy("For questions of the office only."),
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("We write to you at each step."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.label) for one in deliveries()]
        self.fields["delivery"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class State:
    """A form under way, ready for its pages."""

    draft: Draft
    definition: Definition
    actor: Actor
    at: datetime.datetime

    @cached_property
    def context(self) -> Any:
        """What surrounds the answers."""
        return queries.context_of_draft(
            self.draft, self.definition, name=self.actor.name, at=self.at
        )

    @cached_property
    def seen(self) -> Any:
        """The answers as the procedure sees them."""
        return self.definition.see(self.definition.typed(self.draft.answers), self.context)

    @property
    def title(self) -> str:
        """The name of the procedure."""
        return self.definition.words(language()).title

    @cached_property
    def for_name(self) -> str:
        """For whom it is, when not for oneself."""
        return queries.for_whom(self.draft)[1]

    @property
    def slug(self) -> str:
        """The procedure's address."""
        return self.definition.procedure.slug

    @property
    def page_ids(self) -> list[str]:
        """The pages of questions that are shown."""
        return [
            page.id
            for page in self.definition.procedure.form.pages
            if self.seen.holds(page.show_if)
        ]

    @property
    def places(self) -> list[str]:
        """All pages in order."""
        after = AFTER_FORM if self.needs else AFTER_FORM[1:]
        return [*self.page_ids, *after]

    @cached_property
    def needs(self) -> tuple[Any, ...]:
        """The papers that are asked for."""
        return self.definition.needs_for(self.seen)

    def step(self, place: str) -> dict[str, int]:
        """Which step of how many."""
        return {"current": self.places.index(place) + 1, "total": len(self.places)}

    def href_of(self, place: str) -> str:
        """The address of a page."""
        if place in AFTER_FORM:
            return reverse(f"procedures:draft_{place}", args=[self.draft.id])
        return reverse("procedures:draft_page", args=[self.draft.id, place])

    def place_after(self, place: str) -> str:
        """The page that follows."""
        return self.places[self.places.index(place) + 1]

    def href_after(self, place: str) -> str:
        """The address of the page that follows."""
        return self.href_of(self.place_after(place))

    def href_before(self, place: str) -> str:
        """The address of the page before, or of the procedure."""
        index = self.places.index(place)
        if index == 0:
            return reverse("procedures:procedure", args=[self.slug])
        return self.href_of(self.places[index - 1])

    def first_open(self) -> str:
        """The first page with something missing."""
        for page_id in self.page_ids:
            if self.problems(page_id):
                return page_id
        return "papers" if self.missing_papers() else "check"

    def problems(self, page_id: str | None) -> tuple[Problem, ...]:
        """What is wrong on a page, or on all of them."""
        answers = queries.asked_answers(self.draft, self.definition)
        return self.definition.validate(answers, self.context, page=page_id).problems

    def asked_on(self, page_id: str) -> set[str]:
        """The questions that are shown on a page."""
        return {
            name for name in self.seen.visible if self.definition.plan.places[name][0].id == page_id
        }

    @cached_property
    def shown(self) -> dict[str, showing.ShownTold]:
        """What registers and own results show, or why they do not."""
        return showing.told_by_need(showing.shown_of(self.draft))

    def missing_papers(self) -> list[str]:
        """Needs that must be shown and are not."""
        missing = self.definition.missing_needs(self.seen, showing.met_needs(self.draft))
        looked = {need: one.outcome for need, one in self.shown.items()}
        return [need for need in missing if looked.get(need) != OFFICE]

    def wants_look(self, place: str) -> bool:
        """Whether claims are looked for before this page, or anew since answers changed."""
        can = any(showing.can_be_looked_up(due.need) for due in self.needs)
        return can and (place == "papers" or bool(self.draft.shown))

    def sheet(self, problems: tuple[Problem, ...]) -> Sheet:
        """The questions with answers and what is wrong."""
        return Sheet(
            definition=self.definition,
            seen=self.seen,
            answers=self.draft.answers,
            problems=problems,
            on=clock.local(self.at).date(),
            language=language(),
            sources=actions.prefill_sources(self.draft, self.definition),
        )

    def after(self, draft: Draft) -> "State":
        """The same form after a change."""
        return replace(self, draft=draft)

    def with_answers(self, answers: dict[str, Any]) -> "State":
        """The same form with other answers, which are not saved."""
        draft = copy.copy(self.draft)
        kept = {**draft.answers, **answers}
        draft.answers = {key: value for key, value in kept.items() if value is not None}
        return replace(self, draft=draft)

    def unlike(self, other: "State", page_id: str) -> list[tuple[str, str]]:
        """(question, answer here in words) of a page where another state answers otherwise."""
        labels = self.definition.words(language()).fields
        return [
            (labels[one.id].label, self._answer(one.id))
            for one in self.definition.page(page_id).fields
            if one.id in other.seen.visible and self._answer(one.id) != other._answer(one.id)
        ]

    def return_values(self) -> dict[str, str]:
        """What is known of delivery and contact."""
        known = actions.known_contact(self.actor) | self.draft.contact
        return {"delivery": self.draft.delivery, **known}

    def sections(self) -> list[dict[str, Any]]:
        """Check your answers: a list for each page, with the way to change."""
        words = self.definition.words(language())
        shown = set(self.seen.visible)
        wrong = self.sheet(self.problems(None)).errors()
        sections = []
        for page in self.definition.procedure.form.pages:
            rows = [
                {
                    "label": words.fields[one.id].label,
                    "value": self._answer(one.id),
                    "problem": wrong.get(one.id, ""),
                    "href": f"{self.href_of(page.id)}?show=1#f-{one.id.replace('.', '-')}",
                }
                for one in page.fields
                if one.id in shown
            ]
            if rows:
                sections.append({"title": words.pages[page.id].title, "rows": rows})
        return [*sections, *self._paper_section(), self._return_section()]

    @cached_property
    def _typed(self) -> dict[str, Any]:
        return plain(self.definition.typed(self.draft.answers))

    def _answer(self, field: str) -> str:
        """An answer in words; what could not be read stands as it was written."""
        if field not in self._typed:
            raw = self.draft.answers.get(field)
            return raw if isinstance(raw, str) else ""
        on = clock.local(self.at).date()
        return wording.answer(
            self.definition, field, self._typed[field], language=language(), on=on
        )

    def preview(self) -> dict[str, Any]:
        """What it costs and when the result is promised, if it were sent now."""
        ahead = actions.outlook_of_draft(draft=self.draft, at=self.at, by=self.actor)
        told = time.why(ahead.reading, ahead.calendar) if ahead else None
        if ahead is None or told is None:
            return {}
        why = clock_words.sentences(told, language())
        if ahead.parts:
            why = parts.why_of_outlook(ahead.parts, self.definition, language())
        return {
            "fee": ahead.fee,
            "fee_words": ahead.fee["explanation"].get(language(), ""),
            "due_at": ahead.reading.due_at,
            "why": why,
            "strip": time.strip_of(told, ahead.calendar, now=self.at),
        }

    def links(self, refusal: BadInput) -> list[tuple[str, str]]:
        """(address, sentence) of every problem: each leads to where it can be mended."""
        labels = self.definition.words(language()).fields
        return [
            (
                self._place_of(field),
                about(labels[field].label, sentence) if field in labels else sentence,
            )
            for field, sentence in scopes.problem_sentences(refusal, language())
        ]

    def _place_of(self, field: str) -> str:
        if field.startswith(scopes.NEED):
            return self.href_of("papers")
        place = self.definition.plan.places.get(field)
        if place is None:
            return ""
        return f"{self.href_of(place[0].id)}?show=1#f-{field.replace('.', '-')}"

    def _paper_section(self) -> list[dict[str, Any]]:
        words = self.definition.words(language())
        ids = [uuid.UUID(one) for found in self.draft.papers.values() for one in found]
        known, missing = documents.documents_by_id(ids), set(self.missing_papers())
        rows = [
            {
                "label": words.needs[due.need.id].label,
                "value": ", ".join(
                    known[uuid.UUID(one)].file_name
                    for one in self.draft.papers.get(due.need.id, [])
                    if uuid.UUID(one) in known
                )
                or self._shown_sentence(due.need.id),
                "problem": _("still needed") if due.need.id in missing else "",
                "href": self.href_of("papers"),
            }
            for due in self.needs
        ]
        return [{"title": _("Papers"), "rows": rows}] if rows else []

    def _shown_sentence(self, need: str) -> str:
        told = self.shown.get(need)
        return told.sentence if told else ""

    def _return_section(self) -> dict[str, Any]:
        labels = {one.value: one.label for one in deliveries()}
        contact = self.draft.contact
        reach = ", ".join(contact[key] for key in REACHED_BY if contact.get(key))
        return {
            "title": _("Result and contact"),
            "rows": [
                {
                    "label": _("The result comes"),
                    "value": labels[self.draft.delivery],
                    "href": self.href_of("return"),
                },
                {"label": _("Contact"), "value": reach, "href": self.href_of("return")},
            ],
        }


def state_of(request: HttpRequest, draft_id: uuid.UUID, *, filed_too: bool = False) -> State:
    """The form of this address, if it is this person's. Raises DraftIsGone."""
    actor, now = actor_of(request), clock.now()
    draft = queries.draft_of(draft_id=draft_id, account_id=actor.account)
    if draft is None or (draft.case_code and not filed_too) or draft.expires_at <= now:
        raise actions.DraftIsGone()
    return State(
        draft=draft,
        definition=cases.revision_definition(draft.revision_id),
        actor=actor,
        at=now,
    )


def version_of(request: HttpRequest) -> int:
    """The version that the sent page was made from."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0
