"""What this service does when things happen: it tells people; at night it tidies up."""

import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.utils.translation import override
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.calendar.tasks import when_steady
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.documents import tasks as papers
from thanglong.kernel.events.registry import Fact
from thanglong.kernel.notify import actions as notify
from thanglong.kernel.web import formats
from thanglong.services.procedures import actions

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case

log = structlog.get_logger(__name__)
DRAFTS_A_NIGHT_MAX = 5000
MADE_AHEAD = datetime.timedelta(days=7)
BY_STATUS = {
    "received": "dossier.received",
    "not_accepted": "dossier.not_accepted",
    "stopped": "dossier.stopped",
}


def tell_of_filing(fact: Fact) -> None:
    """The applicant learns the code and the promised date; of an interlinked filing once."""
    case = cases.case_by_code(fact.payload["code"])
    if case is not None and case.parent_id is None:
        _tell(fact, "dossier.filed")


def tell_of_move(fact: Fact) -> None:
    """The applicant learns of steps that matter to him."""
    message = BY_STATUS.get(fact.payload["status"])
    if message and fact.payload["action"] in {"accept", "refuse", "stop"}:
        _tell(fact, message)


def tell_of_supplement(fact: Fact) -> None:
    """The applicant learns what is missing, once."""
    _tell(fact, "dossier.supplement")


def tell_of_decision(fact: Fact) -> None:
    """The applicant learns the decision, and where the result is."""
    case = cases.case_by_code(fact.payload["code"])
    if case is None:
        return
    if case.has_parts:
        _tell(fact, "dossier.complete")
    elif case.outcome == "refused":
        _tell(fact, "dossier.refused")
    else:
        is_sent = "dossier.by_post" if case.delivery == "post" else "dossier.ready"
        _tell(fact, "dossier.granted" if case.status == "returned" else is_sent)


def tell_of_extension(fact: Fact) -> None:
    """The applicant learns the new date, and is asked for pardon."""
    _tell(fact, "dossier.extended")


def tell_of_moved_date(fact: Fact) -> None:
    """The applicant learns that the calendar has changed, and the date with it."""
    _tell(fact, "dossier.date_moved")


def tell_of_reform(fact: Fact) -> None:
    """The applicant learns which office has the dossier now; the code and the date stay."""
    if fact.payload["action"] == "rehomed":
        _tell(fact, "dossier.rehomed")


def tell_of_deadline(fact: Fact) -> None:
    """Who has the work, or could have it, is reminded; at 100 per cent the leader as well."""
    case = cases.case_by_code(fact.payload["code"])
    if case is None:
        return
    word = notify.Word(
        message="desk.deadline",
        key=f"deadline:{case.code}:{fact.payload['percent']}",
        link=f"/desk/dossiers/{case.code}",
        values=_values(case) | {"percent": fact.payload["percent"]},
    )
    for account_id in cases.accounts_to_remind(
        case, with_leader=fact.payload["percent"] >= 100, at=fact.happened_at
    ):
        notify.tell_account(account_id=account_id, word=word, at=fact.happened_at)


def tell_of_message(fact: Fact) -> None:
    """The applicant learns that the office has written."""
    if fact.payload["is_from_office"]:
        _tell(fact, "dossier.message")


def make_pdf(fact: Fact) -> None:
    """The PDF of what was issued is made in a job of its own: files are kept after transactions.

    That of a paper which is entered long after its day is made when somebody opens it.
    """
    if clock.now() - fact.happened_at > MADE_AHEAD:
        return
    papers.make_pdf.defer(document_id=fact.payload["document"])


@app.periodic(cron="41 19 * * *")  # 2:41 at night in Hanoi
@app.task(name="procedures.drop_expired_drafts", queue="events")
@when_steady()
def drop_expired_drafts(timestamp: int) -> None:
    """A form that nobody touched for thirty days is forgotten."""
    del timestamp
    dropped = actions.drop_expired_drafts(at=clock.now(), limit=DRAFTS_A_NIGHT_MAX)
    log.info("drafts_dropped", drafts=dropped)


def _tell(fact: Fact, message: str) -> None:
    case = cases.case_by_code(fact.payload["code"])
    if case is None:
        return
    word = notify.Word(
        message=message,
        key=f"{message}:{case.code}:{fact.id}",
        link=f"/dossiers/{case.code}",
        values=_values(case),
    )
    concerned = [one for one in (case.applicant_id, case.beneficiary_id) if one is not None]
    for person_id in dict.fromkeys(concerned):
        address = case.contact.get("email", "") if person_id == case.applicant_id else ""
        notify.tell(person_id=person_id, word=word, at=fact.happened_at, address=address)


def _values(case: "Case") -> dict[str, Any]:
    definition = cases.revision_definition(case.revision_id)
    tasks = [task for task in cases.open_tasks(case) if task.role == "applicant"]
    until = tasks[0].due_at if tasks else None
    values: dict[str, Any] = {"code": case.code}
    for language in ("vi", "en"):
        with override(language):
            values[language] = {
                "title": definition.words(language).title,
                "agency": case.office.name_en if language == "en" else case.office.name,
                "due": formats.format_datetime(case.due_at) if case.due_at else "",
                "until": formats.format_datetime(until) if until else "",
            }
    return values
