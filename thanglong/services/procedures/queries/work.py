"""What a person has with the city: waiting for him, under way, finished."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording
from thanglong.kernel.cases import clocks, statuses
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.people import queries as people
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import desk
from thanglong.services.procedures.queries.drafts import for_whom, open_drafts
from thanglong.services.procedures.queries.parts import why_of_whole

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Step

GIVES_A_DATE = frozenset({"extend", "calendar_moved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One dossier in a list."""

    code: str
    title: str
    status: str
    outcome: str
    agency: str
    agency_en: str
    applicant_name: str
    filed_at: datetime.datetime
    due_at: datetime.datetime | None
    is_late: bool
    is_paused: bool
    eighths: int
    delivery: str = ""
    strip: time.Strip | None = None

    @property
    def is_in_vain(self) -> bool:
        """Whether it ended without what was asked for."""
        return self.outcome == "refused" or self.status in {"withdrawn", "stopped", "not_accepted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything at a glance."""

    waiting: list[Row]
    under_way: list[Row]
    finished: list[Row]
    drafts: list[dict[str, Any]]


def my_work(*, by: Actor, at: datetime.datetime, language: str, limit: int = 50) -> Work:
    """The dossiers and open forms of a person, his organisations and those he acts for."""
    organisations = [one.id for one in people.organisations_of(person_id=by.person_id or 0)]
    found = cases.cases_of_person(
        person_id=by.person_id or 0, organisation_ids=organisations, limit=limit
    )
    finished = {str(status) for status in statuses.CLOSED}
    clocks_seen = cases.clocks_of((one.id for one in found if one.status not in finished), now=at)
    rows = [row_of(case, at=at, language=language, seen=clocks_seen.get(case.id)) for case in found]
    return Work(
        waiting=[row for row in rows if row.status in {"waiting_for_you", "payment_due"}],
        under_way=[
            row for row in rows if row.status not in finished | {"waiting_for_you", "payment_due"}
        ],
        finished=[row for row in rows if row.status in finished],
        drafts=[
            {
                "id": draft.id,
                "title": cases.revision_definition(draft.revision_id).words(language).title,
                "saved_at": draft.saved_at,
                "name": for_whom(draft)[1],
            }
            for draft in open_drafts(account_id=by.account_id or 0, at=at)
        ],
    )


def row_of(
    case: "Case", *, at: datetime.datetime, language: str, seen: cases.ClockSeen | None = None
) -> Row:
    """A dossier as a line; with its band of days if its clock is given."""
    open_now = case.closed_at is None and case.decided_at is None
    return Row(
        code=case.code,
        title=cases.revision_definition(case.revision_id).words(language).title,
        status=case.status,
        outcome=case.outcome,
        agency=case.agency.name,
        agency_en=case.agency.name_en,
        applicant_name=case.applicant_name,
        filed_at=case.filed_at,
        due_at=case.due_at,
        is_late=open_now
        and case.paused_at is None
        and case.due_at is not None
        and case.due_at < at,
        is_paused=case.paused_at is not None,
        eighths=statuses.PROGRESS_EIGHTHS[statuses.Status(case.status)],
        delivery=case.delivery,
        strip=desk.glance(seen.strip) if seen and case.decided_at is None else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock of a case as a page tells it: `why` are whole sentences."""

    reading: time.Reading
    strip: time.Strip | None
    left: str
    why: list[str]


def why_promised(case: "Case", *, language: str) -> list[str]:
    """Why a dossier that has just been filed is promised for its date, in sentences."""
    if case.has_parts:
        return why_of_whole(case, language)
    told = time.why(clocks.promise(case), clocks.calendar_of(case))
    return wording.sentences(told, language) if told else []


def clock_of(case: "Case", *, at: datetime.datetime, language: str) -> Clock:
    """What the clock of a case says, as a band of days, and why this date."""
    reading, calendar = clocks.reading(case, now=at), clocks.calendar_of(case)
    told = time.why(reading, calendar)
    return Clock(
        reading=reading,
        strip=time.strip(reading, calendar) if told else None,
        left=wording.left(reading, language),
        why=_why(case, told, language),
    )


def _why(case: "Case", told: time.Explanation | None, language: str) -> list[str]:
    if case.has_parts:
        return why_of_whole(case, language)
    return wording.sentences(told, language) if told else []


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDate:
    """A date that was given in place of another: by apology (form 04), or with the calendar."""

    at: datetime.datetime
    old_due_at: datetime.datetime
    new_due_at: datetime.datetime
    reason: str
    basis: str
    person: str

    @property
    def sentence(self) -> str:
        """From when to when it moved."""
        return _("The date was %(old)s; it is now %(new)s.") % {
            "old": formats.format_datetime(self.old_due_at),
            "new": formats.format_datetime(self.new_due_at),
        }


def new_date(step: "Step") -> NewDate | None:
    """The date that a step gave, if it gave one."""
    old, new = step.data.get("old_due_at"), step.data.get("new_due_at")
    if step.action not in GIVES_A_DATE or not old or not new:
        return None
    return NewDate(
        at=step.at,
        old_due_at=datetime.datetime.fromisoformat(old),
        new_due_at=datetime.datetime.fromisoformat(new),
        reason=step.note,
        basis=str(step.data.get("basis", "")),
        person=step.actor_name,
    )
