"""What people do with forms and finished dossiers."""

from thanglong.services.procedures.actions.beginning import (
    begin_form,
    known_contact,
    prefill_sources,
)
from thanglong.services.procedures.actions.drafts import (
    Change,
    DraftIsGone,
    DraftMovedOn,
    Subject,
    add_paper,
    drop_draft,
    drop_expired_drafts,
    file_draft,
    outlook_of_draft,
    remove_paper,
    save_draft,
    start_draft,
)
from thanglong.services.procedures.actions.erasing import erase_person
from thanglong.services.procedures.actions.looking import record_look, record_reading
from thanglong.services.procedures.actions.online import OnlineFiling, file_online
from thanglong.services.procedures.actions.rating import explain_rating, rate_service
from thanglong.services.procedures.actions.showing import look_for_draft, look_for_intake
from thanglong.services.procedures.actions.tracking import track_dossier
from thanglong.services.procedures.actions.working import TaskOrder, claim, release, work_on

__all__ = [
    "Change",
    "DraftIsGone",
    "DraftMovedOn",
    "OnlineFiling",
    "Subject",
    "TaskOrder",
    "add_paper",
    "begin_form",
    "claim",
    "drop_draft",
    "drop_expired_drafts",
    "erase_person",
    "explain_rating",
    "file_draft",
    "file_online",
    "known_contact",
    "look_for_draft",
    "look_for_intake",
    "outlook_of_draft",
    "prefill_sources",
    "rate_service",
    "record_look",
    "record_reading",
    "release",
    "remove_paper",
    "save_draft",
    "start_draft",
    "track_dossier",
    "work_on",
]
