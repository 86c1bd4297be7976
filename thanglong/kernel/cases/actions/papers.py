"""Putting papers into a dossier."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import connection

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.models import Case
from thanglong.kernel.documents import queries as documents

_PUT = """
INSERT INTO cases_paper (case_id, need, document_id, evidence, round, added_at)
SELECT %s, given.need, given.document_id, given.evidence, %s, %s
FROM unnest(%s::text[], %s::uuid[], %s::text[]) AS given (need, document_id, evidence)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPaper:
    """One document given for one need; `evidence`: file, scan, own_result:…, register:…"""

    need: str
    document_id: uuid.UUID
    evidence: str = "file"


def add_papers(
    *,
    case: Case,
    papers: tuple[GivenPaper, ...],
    round_number: int,
    at: datetime.datetime,
    by: Actor,
) -> None:
    """Put documents into a case: only the actor's own, each once.

    Raises NotYourDossier when a document belongs to somebody else.
    """
    ids = [paper.document_id for paper in papers]
    usable = documents.usable_ids(ids, account_id=by.account_id, person_id=by.person_id)
    if set(ids) - usable:
        raise refusals.NotYourDossier()
    put_papers(case=case, papers=papers, round_number=round_number, at=at)


def put_papers(
    *, case: Case, papers: tuple[GivenPaper, ...], round_number: int, at: datetime.datetime
) -> None:
    """Put documents into a case that were looked at before; each once."""
    if not papers:
        return
    needs, ids, kinds = zip(
        *((one.need, one.document_id, one.evidence) for one in papers), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [case.id, round_number, at, list(needs), list(ids), list(kinds)])
