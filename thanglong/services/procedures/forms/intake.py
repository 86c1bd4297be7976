"""A procedure's form as an officer fills it for somebody at the counter: all pages on one."""

import contextlib
import datetime
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput, CityError
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.documents import actions as documents_actions
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.trail import actions as trail
from thanglong.kernel.web.fields import Option
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of
from thanglong.services.procedures import actions, queries
from thanglong.services.procedures.actions import intake as intake_actions
from thanglong.services.procedures.forms import desk
from thanglong.services.procedures.forms.fields import Sheet, posted
from thanglong.services.procedures.forms.papers import finding_words
from thanglong.services.procedures.forms.returning import REACHED_BY
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries import intake, showing

OPEN_MAX = 10
FILES_AT_ONCE = 20


@dataclass(frozen=True)
class State:
    """A form under way at the counter."""

    draft: Draft
    definition: Definition
    actor: Actor
    at: datetime.datetime
    problems: tuple[Problem, ...] = ()
    return_form: desk.CounterReturn | None = None

    @cached_property
    def person(self) -> intake.Person:
        """Who stands at the counter."""
        return intake.person_of_intake(self.draft)

    @cached_property
    def seen(self) -> Any:
        """The answers as the procedure sees them."""
        context = intake.context_of_intake(self.draft, at=self.at)
        return self.definition.see(self.definition.typed(self.draft.answers), context)

    @cached_property
    def sheet(self) -> Sheet:
        """The questions with answers and what is wrong."""
        return Sheet(
            definition=self.definition,
            seen=self.seen,
            answers=self.draft.answers,
            problems=self.problems,
            on=clock.local(self.at).date(),
            language=language(),
            sources=actions.prefill_sources(self.draft, self.definition),
        )

    @property
    def title(self) -> str:
        """The name of the procedure."""
        return self.definition.words(language()).title

    @cached_property
    def need_ids(self) -> list[str]:
        """The papers that are asked for."""
        return [due.need.id for due in self.definition.needs_for(self.seen)]

    @cached_property
    def organisations(self) -> list[tuple[str, str]]:
        """Organisations for which the person may file."""
        return intake.organisations_of_intake(self.draft)

    @property
    def organisation_options(self) -> list[Option]:
        """The same to choose from, the person himself first."""
        himself = Option(value="", label=self.person.full_name)
        return [himself, *(Option(value=key, label=name) for key, name in self.organisations)]

    @cached_property
    def delivery_form(self) -> desk.CounterReturn:
        """How the result comes back, with what was chosen so far."""
        contact = self.draft.contact
        known = {"delivery": self.draft.delivery or "counter"}
        known |= {key: contact.get(key, "") for key in REACHED_BY}
        return self.return_form or desk.CounterReturn(initial=known)

    def sections(self) -> list[dict[str, Any]]:
        """Each page of the form with its questions."""
        words = self.definition.words(language())
        found = []
        for page in self.definition.procedure.form.pages:
            fields = self.sheet.fields(page.id) if self.seen.holds(page.show_if) else []
            if fields:
                found.append({"id": page.id, "title": words.pages[page.id].title, "fields": fields})
        return found

    def papers(self) -> list[dict[str, Any]]:
        """Each need with the files given so far."""
        words = self.definition.words(language())
        ids = [uuid.UUID(one) for found in self.draft.papers.values() for one in found]
        known = documents.documents_by_id(ids)
        shown = showing.told_by_need(showing.shown_of(self.draft))
        return [
            {
                "id": due.need.id,
                "label": words.needs[due.need.id].label,
                "hint": words.needs[due.need.id].hint or "",
                "is_required": due.is_required,
                "can_look": showing.can_be_looked_up(due.need),
                "shown": shown.get(due.need.id),
                "files": [
                    {
                        "document": known[uuid.UUID(one)],
                        "problem": " ".join(finding_words(known[uuid.UUID(one)])),
                    }
                    for one in self.draft.papers.get(due.need.id, [])
                    if uuid.UUID(one) in known
                ],
            }
            for due in self.definition.needs_for(self.seen)
        ]

    def return_problems(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of what is wrong with the way back, as it was sent."""
        form = self.return_form
        errors = form.errors.items() if form else ()
        return [
            (f"f-{name}", f"{form.fields[name].label}: {sentence}")  # type: ignore[union-attr]
            for name, sentences in errors
            for sentence in sentences
        ]

    def with_problems(self, refusal: BadInput) -> "State":
        """The same form with what is wrong."""
        found = tuple(
            one for one in refusal.details.get("problems", ()) if isinstance(one, Problem)
        )
        return replace(self, problems=found)

    def links(self, refusal: BadInput) -> list[tuple[str, str]]:
        """(id of the input, what it asks and what is wrong) of every problem."""
        return [
            (self._place_of(field), f"{self._label_of(field)} {sentence}")
            for field, sentence in scopes.problem_sentences(refusal, language())
        ]

    def _place_of(self, field: str) -> str:
        if field.startswith(scopes.NEED):
            return f"file-{field.removeprefix(scopes.NEED)}"
        return f"f-{field.replace('.', '-')}" if field in self.definition.fields else ""

    def _label_of(self, field: str) -> str:
        words = self.definition.words(language())
        need = words.needs.get(field.removeprefix(scopes.NEED))
        known = need if field.startswith(scopes.NEED) else words.fields.get(field)
        label = known.label if known else field
        return label if label.endswith("?") else f"{label}:"


def state_of(request: HttpRequest, draft_id: uuid.UUID) -> State:
    """The form of this address, if this officer has begun it. Raises DraftIsGone."""
    actor, now = actor_of(request), clock.now()
    draft = queries.draft_of(draft_id=draft_id, account_id=actor.account)
    if draft is None or draft.case_code or draft.beneficiary_id is None or draft.expires_at <= now:
        raise actions.DraftIsGone()
    definition = cases.revision_definition(draft.revision_id)
    return State(draft=draft, definition=definition, actor=actor, at=now)


def save(request: HttpRequest, state: State) -> State:
    """Keep everything that the page sends, right or wrong."""
    shown = {field.name for section in state.sections() for field in section["fields"]}
    form = desk.CounterReturn(request.POST)
    form.is_valid()
    organisation = request.POST.get("organisation", "")
    contact = {**form.contact(), "channel": state.draft.contact.get("channel", "direct")}
    if organisation in {key for key, _name in state.organisations}:
        contact["organisation"] = organisation
    version = request.POST.get("version", "")
    change = actions.Change(
        version=int(version) if version.isdigit() and len(version) < 10 else 0,
        answers=posted(state.definition.fields.values(), shown, request.POST),
        delivery=form.cleaned_data.get("delivery", ""),
        contact=contact,
    )
    draft = actions.save_draft(draft_id=state.draft.id, change=change, at=state.at, by=state.actor)
    return State(
        draft=draft,
        definition=state.definition,
        actor=state.actor,
        at=state.at,
        return_form=form,
    )


def keep_papers(request: HttpRequest, state: State) -> list[tuple[str, str]]:
    """Take the files that came, and take away what is to go.

    (id, sentence) for each that is refused, and for each that was kept and should be looked at.
    """
    refused: list[tuple[str, str]] = []
    need, _colon, document = request.POST.get("remove", "").partition(":")
    with contextlib.suppress(ValueError):
        actions.remove_paper(
            draft_id=state.draft.id,
            need=need,
            document_id=uuid.UUID(document),
            at=state.at,
            by=state.actor,
        )
    for need in state.need_ids:
        for file in request.FILES.getlist(f"files-{need}")[:FILES_AT_ONCE]:
            try:
                doubts = _keep(state, need, file.name or "scan", file.read())
                refused += [(f"file-{need}", f"{file.name}: {doubt}") for doubt in doubts]
            except CityError as refusal:
                refused.append((f"file-{need}", f"{file.name}: {refusal}"))
    state.draft.refresh_from_db()
    return refused


def _keep(state: State, need: str, name: str, content: bytes) -> list[str]:
    """Keep a file; what a person should look at on it, in words."""
    document = documents_actions.take_file(
        name=name, content=content, at=state.at, by=state.actor, owner_id=state.person.id
    )
    actions.add_paper(
        draft_id=state.draft.id,
        need=need,
        document_id=document.id,
        at=state.at,
        by=state.actor,
    )
    return finding_words(document)


def visitor(form: desk.Visitor) -> intake_actions.Visitor:
    """Who stands at the counter, from the form."""
    values = form.cleaned_data
    return intake_actions.Visitor(
        personal_number=values["personal_number"],
        full_name=values["full_name"],
        birth_on=values["birth_on"],
    )


def open_intakes(request: HttpRequest, at: datetime.datetime) -> list[dict[str, Any]]:
    """The forms that this officer has begun and not sent."""
    found = queries.open_drafts(account_id=actor_of(request).account_id or 0, at=at)
    return [
        {
            "id": draft.id,
            "title": cases.revision_definition(draft.revision_id).words(language()).title,
            "name": intake.person_of_intake(draft).full_name,
            "saved_at": draft.saved_at,
        }
        for draft in found[:OPEN_MAX]
        if draft.beneficiary_id is not None
    ]


def record_look(request: HttpRequest, person_id: int) -> None:
    """Write down that an officer looked somebody up at the counter."""
    trail.record(
        act="people.identified_at_counter",
        subject=f"person:{person_id}",
        at=clock.now(),
        by=actor_of(request),
        person_id=person_id,
        purpose="counter",
    )
