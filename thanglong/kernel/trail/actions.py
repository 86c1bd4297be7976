"""Writing the trail."""

import datetime
from typing import Any

from django.db import connection

from thanglong.kernel.base.actor import Actor

INSERT = """
INSERT INTO trail_entry (at, act, subject, person_id, account_id, post_id, agency_id, purpose)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def record(
    *,
    act: str,
    subject: str,
    at: datetime.datetime,
    by: Actor,
    person_id: int | None = None,
    purpose: str = "",
) -> None:
    """Add one entry: who did or looked at what, when, and whose data it was.

    act: a verb with its room (`cases.read`); subject: `dossier:CODE`, never content.
    The entry is part of the caller's transaction: an act that cannot be recorded does not happen.
    """
    values = entry(act=act, subject=subject, at=at, by=by, person_id=person_id, purpose=purpose)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


def entry(
    *,
    act: str,
    subject: str,
    at: datetime.datetime,
    by: Actor,
    person_id: int | None,
    purpose: str = "",
) -> list[Any]:
    """The values of `INSERT`, for those who write their entry in one statement with the fact.

    act, subject: as of `record`. Returns them in the order of the statement.
    """
    post = by.posts[0] if by.posts else None
    return [
        at,
        act,
        subject,
        person_id,
        by.account_id,
        post.post_id if post else None,
        post.agency_id if post else None,
        purpose,
    ]
