"""Reading cases to show them: each query knows who may see what."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import parties
from thanglong.kernel.cases.models import Case, Message, Paper, Showing, Step, Supplement, Task
from thanglong.kernel.documents.models import Document
from thanglong.kernel.people import queries as people
from thanglong.kernel.units import queries as units

LIST_MAX = 200
SHORT_MAX = 3  # letters of a word that would stand within too many others
_LITERALLY = str.maketrans({one: f"\\{one}" for one in "\\%_"})

_LOOKS = """
SELECT t.at, coalesce(p.title, ''), coalesce(p.title_en, ''), coalesce(a.name, ''),
  coalesce(a.name_en, ''), t.purpose
FROM (
  SELECT max(at) AS at, account_id, post_id, agency_id, purpose FROM trail_entry
  WHERE subject = %s AND act = 'cases.read'
  GROUP BY account_id, post_id, agency_id, purpose, (at AT TIME ZONE %s)::date
  ORDER BY 1 DESC LIMIT %s
) t
LEFT JOIN units_post p ON p.id = t.post_id
LEFT JOIN units_agency a ON a.id = t.agency_id
ORDER BY t.at DESC
"""


@dataclass(frozen=True, slots=True)
class Look:
    """An officer, named by post and agency, who looked at a dossier on a day: the last time."""

    at: datetime.datetime
    title: str
    title_en: str
    agency: str
    agency_en: str
    purpose: str


def case_of_party(*, code: str, by: Actor, at: datetime.datetime) -> Case | None:
    """The dossier, if the actor is a party of it."""
    case = _with_agencies().filter(code=code).first()
    if case is None or not parties.is_party(case=case, by=by, at=at):
        return None
    return case


def case_of_officer(*, code: str, by: Actor) -> Case | None:
    """The dossier, if it has lain in an agency where the officer holds a post now."""
    agencies = sorted({post.agency_id for post in by.posts})
    return _with_agencies().filter(code=code, seen_by__overlap=agencies).first()


def cases_of_person(
    *, person_id: int, organisation_ids: list[int], before: int | None = None, limit: int = 50
) -> list[Case]:
    """The dossiers of a person and of the organisations he acts for, latest first.

    Of an interlinked filing the whole: its parts hang on it.
    """
    mine = Q(applicant_id=person_id) | Q(beneficiary_id=person_id)
    if organisation_ids:
        mine |= Q(organisation_id__in=organisation_ids)
    found = _with_agencies().filter(mine, parent__isnull=True)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[: min(limit, LIST_MAX)])


def search_of_officer(
    *, by: Actor, folded: str, before: int | None = None, limit: int = 50
) -> list[Case]:
    """Dossiers of the officer's agencies whose code or name has the folded words, latest first.

    In this order; others may stand between: `nguyen lan` finds Nguyễn Thị Lan. A short word of a
    name counts from its beginning.
    """
    agencies = sorted({post.agency_id for post in by.posts})
    most = min(limit, LIST_MAX)
    fits = RawSQL(
        "cases_case.id = ANY (ARRAY(SELECT cases_with_words(%s, %s, %s, %s)))",
        (agencies, pattern_of(folded), before, most),
        output_field=BooleanField(),
    )
    return list(_with_agencies().filter(fits).order_by("-id")[:most])


def pattern_of(folded: str) -> str:
    """Words as a pattern: what has few letters from the beginning of a word on, the rest anywhere.

    So `an` is An and Anh, not every Lan and Thanh; a number is a part of a code.
    """
    words = folded.translate(_LITERALLY).split(" ")
    short = [word.isalpha() and len(word) <= SHORT_MAX for word in words]
    parts = [f"% {word}" if few else f"%{word}" for word, few in zip(words, short, strict=True)]
    return "".join(parts) + "%"


def case_by_code(code: str) -> Case | None:
    """The dossier whoever asks: for public tracking, which shows no names."""
    return _with_agencies().filter(code=code).first()


def sees_task(*, task_id: int, by: Actor) -> bool:
    """Whether the officer may see the dossier of a task: it has lain in an agency of his posts,
    or he leads or supervises above the desk where the task lies.
    """
    agencies = {post.agency_id for post in by.posts}
    row = Task.objects.filter(id=task_id).values_list("case__seen_by", "agency_id").first()
    if row is None:
        return False
    seen_by, agency_id = row
    return bool(agencies & {*seen_by, *units.agencies_over(agency_id)})


def steps_of(case: Case) -> list[Step]:
    """Everything that happened, in order."""
    return list(case.steps.select_related("post", "agency").order_by("seq"))


def open_tasks(case: Case) -> list[Task]:
    """What lies on desks now, the stage first."""
    found = case.tasks.filter(closed_at__isnull=True)
    return list(found.select_related("agency", "claimed_by__person").order_by("-kind", "id"))


def consultations_of(case: Case) -> list[Task]:
    """All opinions asked, with their answers."""
    return list(case.tasks.filter(kind="consultation").select_related("agency").order_by("id"))


def papers_of(case: Case) -> list[Paper]:
    """All papers given, in order."""
    return list(case.papers.select_related("document__file").order_by("id"))


def showings_of(case: Case) -> list[Showing]:
    """Every look for what shows the claims of a case, in order; the last of each need counts."""
    return list(case.showings.order_by("id"))


def supplements_of(case: Case) -> list[Supplement]:
    """All requests to supplement that were sent, in order."""
    sent = case.supplement_requests.filter(number__lte=case.supplements)
    return list(sent.select_related("agency").order_by("number"))


def messages_of(case: Case) -> list[Message]:
    """The conversation, oldest first, at most 500."""
    return list(case.messages.select_related("post").order_by("id")[:500])


def looks_at(case: Case, *, limit: int = 100) -> list[Look]:
    """Which officers have looked at the dossier, latest first; each once a day."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, [f"dossier:{case.code}", clock.zone().key, limit])
        return [Look(*row) for row in cursor.fetchall()]


def _with_agencies() -> QuerySet[Case]:
    return Case.objects.select_related(
        "receiving", "present_receiving", "deciding", "agency", "organisation"
    )


def may_read_document(*, document: Document, by: Actor, at: datetime.datetime) -> bool:
    """Whether a paper may be read: by its owner, by who put it there, by who sees its dossier."""
    if by.account_id is not None and document.account_id == by.account_id:
        return True
    if by.person_id is not None and document.owner_id == by.person_id:
        return True
    codes = set(Paper.objects.filter(document=document).values_list("case__code", flat=True))
    codes |= {document.case_code} if document.case_code else set()
    return any(
        case_of_officer(code=code, by=by) or case_of_party(code=code, by=by, at=at)
        for code in codes
    )


def applicant_number(case: Case) -> str:
    """The personal number of whoever filed the dossier; empty when it is not known."""
    return str(case.applicant.personal_number or "")


def accounts_to_remind(case: Case, *, with_leader: bool, at: datetime.datetime) -> list[int]:
    """Whose work a case is: who has claimed it, else all holders of the post; and the leader."""
    found: set[int] = set()
    for task in open_tasks(case):
        if task.kind != "stage" or task.role == "applicant":
            continue
        if task.claimed_by_id is not None:
            found.add(task.claimed_by_id)
        else:
            found |= _holders(task.agency_id, task.role, at)
    if with_leader:
        found |= _holders(case.deciding_id, "leader", at)
    return sorted(found)


def extension_task(case: Case, *, by: Actor) -> Task | None:
    """Form 04 of a case, prepared for this officer's signature."""
    prepared = case.tasks.filter(kind="extension", closed_at__isnull=True).first()
    if prepared is None or by.post_in(agency_id=prepared.agency_id, role=prepared.role) is None:
        return None
    return prepared


def _holders(agency_id: int, role: str, at: datetime.datetime) -> set[int]:
    post = units.post_in(agency_id=agency_id, role=role)
    if post is None:
        return set()
    return {account.id for account in people.holders_of_post(post_id=post.id, at=at)}
