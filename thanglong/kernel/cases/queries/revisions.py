"""Published revisions of procedures."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.flow import flow_of_revision
from thanglong.kernel.cases.models import Revision

# The revision of a procedure for a day: among those in force that day, the one published last.
_OPEN = """
SELECT DISTINCT ON (procedure) id, procedure, slug FROM cases_revision
WHERE effective_from <= %(on)s AND (effective_to IS NULL OR effective_to > %(on)s)
  AND (%(one)s = '' OR procedure = %(one)s OR slug = %(one)s)
ORDER BY procedure, published_at DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class OpenRevision:
    """A procedure that can be filed on a day."""

    id: int
    procedure: str
    slug: str

    @property
    def definition(self) -> Definition:
        """Its text."""
        return revision_definition(self.id)


def open_revisions(*, on: datetime.date) -> list[OpenRevision]:
    """All procedures that are in force on a day, by code."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"on": on, "one": ""})
        return [OpenRevision(*row) for row in cursor.fetchall()]


def latest_revision(name: str, *, on: datetime.date) -> OpenRevision | None:
    """The procedure of this code or slug as it is in force on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"on": on, "one": name})
        row = cursor.fetchone()
    return OpenRevision(*row) if row and name else None


def has_revisions(name: str) -> bool:
    """Whether a procedure of this code or slug was ever published, in force or not."""
    return Revision.objects.filter(Q(procedure=name) | Q(slug=name)).exists()


def revision_definition(revision_id: int) -> Definition:
    """The text of a published revision, kept in memory: it never changes."""
    return flow_of_revision(revision_id).definition
