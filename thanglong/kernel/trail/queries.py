"""Reading the trail."""

import datetime
from dataclasses import dataclass

from django.db import connection

_LOOKS = """
SELECT t.at, t.act, coalesce(p.title, ''), coalesce(p.title_en, ''), coalesce(a.name, ''), t.purpose
FROM trail_entry t
LEFT JOIN units_post p ON p.id = t.post_id
LEFT JOIN units_agency a ON a.id = t.agency_id
WHERE t.subject = %s AND t.act = 'cases.read'
ORDER BY t.at DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at something, named by the post that looked."""

    at: datetime.datetime
    act: str
    title: str
    title_en: str
    agency: str
    purpose: str


def looks_at(*, subject: str, limit: int = 100) -> list[Look]:
    """Who has looked at it, latest first, at most `limit`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, [subject, limit])
        return [Look(*row) for row in cursor.fetchall()]
