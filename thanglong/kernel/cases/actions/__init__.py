"""What is done to cases, one function for each thing that a person does."""

from thanglong.kernel.cases.actions.acting import Request, act, claim_task, pass_on, release_task
from thanglong.kernel.cases.actions.books import (
    BOOK_KEPT,
    BOOK_ROWS_MAX,
    drop_old_books,
    order_book,
    print_volume,
    record_look,
)
from thanglong.kernel.cases.actions.consulting import ask_opinion, give_opinion, recall_opinion
from thanglong.kernel.cases.actions.converting import (
    MappingIsWrong,
    convert_dossiers,
    rehearse_conversion,
    undo_conversion,
    write_conversion,
)
from thanglong.kernel.cases.actions.drafting import (
    DraftHasChanged,
    DraftHasFaults,
    DraftIsNotOpen,
    begin_draft,
    begin_from_revision,
    discard_draft,
    follow_newest,
    replace_files,
    return_draft,
    save_file,
    submit_draft,
)
from thanglong.kernel.cases.actions.extending import NewDate, decline_extension, extend_time
from thanglong.kernel.cases.actions.filing import Filing
from thanglong.kernel.cases.actions.interlinking import file_dossier
from thanglong.kernel.cases.actions.keeping import keep_clocks
from thanglong.kernel.cases.actions.leaving import stop_case, stop_unanswered, withdraw_case
from thanglong.kernel.cases.actions.messaging import send_message
from thanglong.kernel.cases.actions.ordering import Order, order_conversion, run_conversion
from thanglong.kernel.cases.actions.outlook import Outlook, PartAhead, outlook
from thanglong.kernel.cases.actions.papers import GivenPaper
from thanglong.kernel.cases.actions.publishing import load_procedures, publish_draft
from thanglong.kernel.cases.actions.recalculating import (
    Decision,
    decide_moves,
    go_on_moving,
    move_part,
)
from thanglong.kernel.cases.actions.reforming import (
    announce_reform,
    apply_reform,
    choose_area,
    order_run,
    rehearse_reform,
    undo_reform,
)
from thanglong.kernel.cases.actions.reviewing import (
    DAYS_A_PLAN_MAX,
    Plan,
    ask_part,
    begin_review,
    check_leads_city,
    days_of,
    declare_planned,
    drop_review,
)
from thanglong.kernel.cases.actions.showing import (
    Subject,
    Wanted,
    look_for,
    look_up_need,
    subject_of,
)
from thanglong.kernel.cases.actions.supplements import Answer, Verdict, answer_supplement
from thanglong.kernel.cases.actions.trying import order_trial, run_trial

__all__ = [
    "BOOK_KEPT",
    "BOOK_ROWS_MAX",
    "DAYS_A_PLAN_MAX",
    "Answer",
    "Decision",
    "DraftHasChanged",
    "DraftHasFaults",
    "DraftIsNotOpen",
    "Filing",
    "GivenPaper",
    "MappingIsWrong",
    "NewDate",
    "Order",
    "Outlook",
    "PartAhead",
    "Plan",
    "Request",
    "Subject",
    "Verdict",
    "Wanted",
    "act",
    "announce_reform",
    "answer_supplement",
    "apply_reform",
    "ask_opinion",
    "ask_part",
    "begin_draft",
    "begin_from_revision",
    "begin_review",
    "check_leads_city",
    "choose_area",
    "claim_task",
    "convert_dossiers",
    "days_of",
    "decide_moves",
    "declare_planned",
    "decline_extension",
    "discard_draft",
    "drop_old_books",
    "drop_review",
    "extend_time",
    "file_dossier",
    "follow_newest",
    "give_opinion",
    "go_on_moving",
    "keep_clocks",
    "load_procedures",
    "look_for",
    "look_up_need",
    "move_part",
    "order_book",
    "order_conversion",
    "order_run",
    "order_trial",
    "outlook",
    "pass_on",
    "print_volume",
    "publish_draft",
    "recall_opinion",
    "record_look",
    "rehearse_conversion",
    "rehearse_reform",
    "release_task",
    "replace_files",
    "return_draft",
    "run_conversion",
    "run_trial",
    "save_file",
    "send_message",
    "stop_case",
    "stop_unanswered",
    "subject_of",
    "submit_draft",
    "undo_conversion",
    "undo_reform",
    "withdraw_case",
    "write_conversion",
]
