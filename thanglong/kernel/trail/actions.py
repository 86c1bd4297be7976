"""Writing the trail."""

import datetime

from django.db import connection

from thanglong.kernel.base.actor import Actor

_INSERT = """
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
    post = by.posts[0] if by.posts else None
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                at,
                act,
                subject,
                person_id,
                by.account_id,
                post.post_id if post else None,
                post.agency_id if post else None,
                purpose,
            ],
        )
