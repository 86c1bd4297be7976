"""Completing a dossier, and complaining about a decision."""

import contextlib
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.contrib import messages
from django.http import HttpRequest

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import BadInput, CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.documents import queries as document_queries
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of
from thanglong.services.procedures.forms.fields import Sheet, posted
from thanglong.services.procedures.forms.papers import finding_words

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case

COMPLAINT = "complaint-about-a-decision"
FILES_AT_ONCE = 10


@dataclass(slots=True)
class Supplement:
    """The page on which an applicant completes a dossier."""

    case: "Case"
    request: HttpRequest
    wanting: list[dict[str, Any]] = field(default_factory=list)
    taken: dict[str, list[str]] = field(default_factory=dict)
    is_doubtful: bool = False

    @classmethod
    def of(cls, case: "Case", request: HttpRequest) -> Self:
        """The page for a case, with the files that have been sent to it so far."""
        asked = case_queries.supplements_of(case)
        labels = scopes.requirement_labels(case, language())
        wanting = [
            {**verdict, "label": labels.get(verdict["requirement"], "")}
            for verdict in (asked[-1].verdicts if asked else [])
            if not verdict["is_fulfilled"]
        ]
        taken: dict[str, list[str]] = {}
        for pair in request.POST.getlist("taken")[:60]:
            need, _colon, document = pair.partition(":")
            if pair != request.POST.get("drop"):
                with contextlib.suppress(ValueError):  # nothing that a page of ours has sent
                    taken.setdefault(need, []).append(str(uuid.UUID(document)))
        return cls(case, request, wanting, taken)

    @property
    def waits(self) -> bool:
        """Whether the page comes again before anything is sent: a file was taken away, or one that
        has just come should be looked at.
        """
        return self.is_doubtful or "drop" in self.request.POST

    def take_files(self) -> None:
        """Keep the files of every need; one that is refused is said, the others stay."""
        for one in self.wanting:
            need = one["requirement"].removeprefix(scopes.NEED)
            for file in self.request.FILES.getlist(f"files.{need}")[:FILES_AT_ONCE]:
                self._take(need, file)

    def answer(self) -> cases.Answer:
        """What goes to the office."""
        answers = self._answers()
        papers = tuple(
            cases.GivenPaper(need=need, document_id=uuid.UUID(one))
            for need, ids in self.taken.items()
            for one in ids
        )
        return cases.Answer(
            answers=answers,
            papers=papers,
            note=self._note,
            key=self.request.POST.get("key") or None,
        )

    def values(self, refusal: BadInput | None) -> dict[str, Any]:
        """What the page shows."""
        problems = tuple(refusal.details["problems"]) if refusal else ()
        sheet = self._sheet(problems)
        errors = sheet.errors()
        known = document_queries.documents_by_id(
            uuid.UUID(one) for ids in self.taken.values() for one in ids
        )
        given = self._given()
        return {
            "case": self.case,
            "key": uuid.uuid4().hex,
            "note": self._note,
            "errors": sheet.summary(),
            "pages": [(one, sheet.fields(one["requirement"].removeprefix(scopes.PAGE)))
                      for one in self.wanting if one["requirement"].startswith(scopes.PAGE)],
            "needs": [
                {
                    **one,
                    "id": one["requirement"].removeprefix(scopes.NEED),
                    "error": errors.get(one["requirement"], ""),
                    "given": given.get(one["requirement"].removeprefix(scopes.NEED), []),
                    "taken": [
                        {"document": known[key], "problem": " ".join(finding_words(known[key]))}
                        for key in map(
                            uuid.UUID,
                            self.taken.get(one["requirement"].removeprefix(scopes.NEED), []),
                        )
                        if key in known
                    ],
                }
                for one in self.wanting
                if one["requirement"].startswith(scopes.NEED)
            ],
        }  # fmt: skip

    def _given(self) -> dict[str, list[str]]:
        """The names of the files that lie in the dossier already, by need."""
        found: dict[str, list[str]] = {}
        for one in case_queries.papers_of(self.case):
            found.setdefault(one.need, []).append(one.document.file_name)
        return found

    @property
    def _note(self) -> str:
        return self.request.POST.get("note", "")[:1000]

    def _answers(self) -> dict[str, Any]:
        """What was written into the questions that are asked again."""
        asked = scopes.of_case(self.case)
        answers: dict[str, Any] = {}
        for page in self._pages() if self.request.method == "POST" else ():
            answers |= posted(
                asked.definition.page(page).fields, asked.seen.visible, self.request.POST
            )
        return answers

    def _pages(self) -> list[str]:
        names = [one["requirement"] for one in self.wanting]
        return [one.removeprefix(scopes.PAGE) for one in names if one.startswith(scopes.PAGE)]

    def _sheet(self, problems: tuple[Any, ...]) -> Sheet:
        asked, changed = scopes.of_case(self.case), self._answers()
        return Sheet(
            definition=asked.definition,
            seen=scopes.seen_with(case=self.case, changed=changed) if changed else asked.seen,
            answers={**self.case.answers, **changed},
            problems=problems,
            on=asked.on,
            language=language(),
            sources={},
        )

    def _take(self, need: str, file: Any) -> None:
        try:
            kept = documents.take_file(
                name=file.name, content=file.read(), at=clock.now(), by=actor_of(self.request)
            )
        except CityError as refusal:
            messages.error(self.request, f"{file.name}: {refusal}")
            return
        self.taken.setdefault(need, []).append(str(kept.id))
        self.is_doubtful |= bool(finding_words(kept))


def complaint_answers(case: "Case", definition: Definition) -> dict[str, Any]:
    """What a complaint about this decision already knows: the code, who decided, whose counter.

    Nothing is said of who decided where the complaint's own text does not offer it.
    """
    kinds = (case.deciding.level, *case.deciding.functions)
    offered = definition.fields["decided_by"].options
    known = {
        "dossier_code": case.code,
        "decided_by": next((one for one in kinds if one in offered), None),
        "office": case.office.area.code if case.office.area else None,
    }
    return {key: value for key, value in known.items() if value is not None}
