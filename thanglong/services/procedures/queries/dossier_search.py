"""Looking for a dossier by its code or its applicant: open and finished ones, wherever they are."""

import datetime
from dataclasses import dataclass

from thanglong.kernel.base import text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import statuses
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import desk, desk_words

PAGE_SIZE = 50
WORDS_MAX = 60
LETTERS_MIN = 3  # with fewer, nearly everything fits


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One dossier that fits. `office`: where it lies now, or lay last."""

    code: str
    title: str
    stage: str
    status: str
    applicant: str
    office: str
    filed_at: datetime.datetime
    closed_at: datetime.datetime | None
    due: desk.Due


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page of what fits, the latest first; `next`: where the next one begins, 0 on the last."""

    rows: list[FoundRow]
    next: int


def is_enough(words: str) -> bool:
    """Whether there are letters enough to look for."""
    return len(text.fold(words)) >= LETTERS_MIN


def found_page(
    *, by: Actor, words: str, before: int | None, now: datetime.datetime, language: str
) -> FoundPage:
    """Dossiers of the officer's agencies that fit the words, in a fixed number of queries.

    words: with or without tone marks; before: `next` of the page before.
    """
    found = cases.search_of_officer(
        by=by, folded=text.fold(words), before=before, limit=PAGE_SIZE + 1
    )
    shown = found[:PAGE_SIZE]
    clocks = cases.clocks_of((case.id for case in shown), now=now)
    rows = [
        FoundRow(
            code=case.code,
            title=desk_words.procedure_title(case.revision_id, language),
            stage=desk_words.stage_name(
                cases.revision_definition(case.revision_id), case.stage, language
            ),
            status=str(statuses.LABELS[statuses.Status(case.status)]),
            applicant=formats.title_name(case.applicant_name),
            office=desk_words.agency_name(case.agency, language),
            filed_at=case.filed_at,
            closed_at=case.closed_at,
            due=desk.due_of(
                case.due_at,
                now=case.closed_at or now,
                calendar=clocks[case.id].calendar,
                is_paused=case.paused_at is not None,
            ),
        )
        for case in shown
    ]
    return FoundPage(rows=rows, next=shown[-1].id if found[PAGE_SIZE:] else 0)
