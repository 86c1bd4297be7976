"""Putting papers into a dossier."""

import datetime
import uuid
from dataclasses import dataclass

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.models import Case, Paper
from thanglong.kernel.documents import queries as documents


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
    Paper.objects.bulk_create(
        [
            Paper(
                case=case,
                need=paper.need,
                document_id=paper.document_id,
                evidence=paper.evidence,
                round=round_number,
                added_at=at,
            )
            for paper in papers
        ],
        ignore_conflicts=True,
    )
