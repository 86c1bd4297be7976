"""Reads of cases, named by what they return."""

from thanglong.kernel.cases.queries.inbox import COUNT_MOST, Filter, InboxRow, counts, inbox
from thanglong.kernel.cases.queries.locking import (
    claimer_name,
    colleague_name,
    lock_case,
    lock_task,
    standing,
)
from thanglong.kernel.cases.queries.reading import (
    case_by_code,
    case_of_officer,
    case_of_party,
    cases_of_person,
    consultations_of,
    looks_at,
    messages_of,
    open_tasks,
    papers_of,
    search_of_officer,
    steps_of,
    supplements_of,
)
from thanglong.kernel.cases.queries.revisions import (
    latest_revision,
    open_revisions,
    revision_definition,
)

__all__ = [
    "COUNT_MOST",
    "Filter",
    "InboxRow",
    "case_by_code",
    "case_of_officer",
    "case_of_party",
    "cases_of_person",
    "claimer_name",
    "colleague_name",
    "consultations_of",
    "counts",
    "inbox",
    "latest_revision",
    "lock_case",
    "lock_task",
    "looks_at",
    "messages_of",
    "open_revisions",
    "open_tasks",
    "papers_of",
    "revision_definition",
    "search_of_officer",
    "standing",
    "steps_of",
    "supplements_of",
]
