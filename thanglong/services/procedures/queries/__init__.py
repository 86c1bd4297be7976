"""Reads of this service, named by what they return."""

from thanglong.services.procedures.queries.catalogue import (
    Entry,
    catalogue,
    entries_of_event,
    entry_of,
    entry_of_text,
    search,
    why_not_open,
)
from thanglong.services.procedures.queries.dossiers import DossierPage, dossier_page
from thanglong.services.procedures.queries.drafts import (
    asked_answers,
    context_of_draft,
    draft_of,
    for_whom,
    lock_draft,
    lock_open_draft,
    needs_of_draft,
    open_drafts,
)
from thanglong.services.procedures.queries.found import FoundTold, found_of
from thanglong.services.procedures.queries.parts import PartTold, parts_told
from thanglong.services.procedures.queries.personal import data_of
from thanglong.services.procedures.queries.sheets import (
    Sheet,
    Whom,
    begun_forms,
    estimate,
    procedure_sheet,
    sheet_of_text,
    whom_choices,
)
from thanglong.services.procedures.queries.thread import Told
from thanglong.services.procedures.queries.work import (
    Clock,
    Row,
    Work,
    clock_of,
    my_work,
    row_of,
    why_promised,
)

__all__ = [
    "Clock",
    "DossierPage",
    "Entry",
    "FoundTold",
    "PartTold",
    "Row",
    "Sheet",
    "Told",
    "Whom",
    "Work",
    "asked_answers",
    "begun_forms",
    "catalogue",
    "clock_of",
    "context_of_draft",
    "data_of",
    "dossier_page",
    "draft_of",
    "entries_of_event",
    "entry_of",
    "entry_of_text",
    "estimate",
    "for_whom",
    "found_of",
    "lock_draft",
    "lock_open_draft",
    "my_work",
    "needs_of_draft",
    "open_drafts",
    "parts_told",
    "procedure_sheet",
    "row_of",
    "search",
    "sheet_of_text",
    "whom_choices",
    "why_not_open",
    "why_promised",
]
