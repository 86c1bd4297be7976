"""What showed a claim, or why it did not: the proof that stays with a dossier, without the data."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Showing

SHOWN, UNKNOWN, DIFFERS, DOWN, OFFICE = "shown", "unknown", "differs", "down", "office"
PROBLEMS = {UNKNOWN: "register_unknown", DIFFERS: "register_differs", DOWN: "register_down"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One claim and what came of looking for it.

    outcome: shown; unknown (no record), differs, down (no answer); office (about somebody else:
    looked up by the office when it has the dossier). evidence: as the procedure writes it.
    reference: our number of the question; source: the record's name, or the number of the result;
    document_id: a result of one's own. about: digest of what was asked, to know a change.
    """

    need: str
    evidence: str
    outcome: str
    asked_at: datetime.datetime
    basis: str
    reference: str = ""
    source: str = ""
    as_of: datetime.datetime | None = None
    document_id: uuid.UUID | None = None
    about: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether the claim needs no paper."""
        return self.outcome == SHOWN

    def as_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "need": self.need,
            "evidence": self.evidence,
            "outcome": self.outcome,
            "asked_at": self.asked_at.isoformat(),
            "basis": self.basis,
            "reference": self.reference,
            "source": self.source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "document_id": str(self.document_id) if self.document_id else None,
            "about": self.about,
        }


def of_row(row: "Showing") -> Shown:
    """What a dossier keeps, to be kept by a part of it as well."""
    return Shown(
        need=row.need,
        evidence=row.evidence,
        outcome=row.outcome,
        asked_at=row.asked_at,
        basis=row.basis,
        reference=row.reference,
        source=row.source,
        as_of=row.as_of,
        document_id=row.document_id,
    )


def from_json(kept: dict[str, Any]) -> Shown:
    """What `as_json` wrote."""
    as_of, document = kept["as_of"], kept["document_id"]
    times = {
        "asked_at": datetime.datetime.fromisoformat(kept["asked_at"]),
        "as_of": datetime.datetime.fromisoformat(as_of) if as_of else None,
        "document_id": uuid.UUID(document) if document else None,
    }
    return Shown(**(kept | times))
