"""Reads of this service, named by what they return."""

from thanglong.services.procedures.queries.catalogue import Entry, catalogue, entry_of, search
from thanglong.services.procedures.queries.drafts import (
    asked_answers,
    context_of_draft,
    draft_of,
    lock_draft,
    lock_open_draft,
    needs_of_draft,
    open_drafts,
)

__all__ = [
    "Entry",
    "asked_answers",
    "catalogue",
    "context_of_draft",
    "draft_of",
    "entry_of",
    "lock_draft",
    "lock_open_draft",
    "needs_of_draft",
    "open_drafts",
    "search",
]
