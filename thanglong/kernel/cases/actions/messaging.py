"""The conversation on a dossier between the applicant and the office that has it."""

import datetime

from django.db import transaction

from thanglong.kernel.base import text as texts
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import events, parties, queries, refusals
from thanglong.kernel.cases.models import Case, Message
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live

LENGTH_MAX = 2000
REPEAT = datetime.timedelta(minutes=1)  # the same words again so soon are the same click twice


def send_message(*, code: str, text: str, at: datetime.datetime, by: Actor) -> Message:
    """Write on a dossier: as a party of it, or as an officer of an agency that has seen it.

    text: 1..2000 characters. The same words again within a minute are one message.
    Raises MessageIsEmpty, NotYourDossier. Publishes cases.message.sent.v1. Locks: the case.
    """
    clean = texts.nfc(text).strip()
    if not clean or len(clean) > LENGTH_MAX:
        raise refusals.MessageIsEmpty(limit=LENGTH_MAX)
    with transaction.atomic():
        case = queries.lock_case(code)
        post = by.post_among([case.agency_id, *case.seen_by])
        is_from_office, by = post is not None, by.acting_as(post)
        if not is_from_office:
            parties.check(case=case, by=by, at=at)
        if said := _said_just_now(case, clean, at, by):
            return said
        message = Message.objects.create(
            case=case,
            at=at,
            account_id=by.account_id,
            is_from_office=is_from_office,
            post_id=post.post_id if post else None,
            text=clean,
        )
        facts.publish(
            events.MESSAGE_SENT,
            subject=f"dossier:{case.code}",
            payload={"code": case.code, "is_from_office": is_from_office},
            at=at,
            by=by,
            person_id=case.applicant_id,
        )
        live.touch(f"dossier:{case.code}")
    return message


def _said_just_now(case: Case, text: str, at: datetime.datetime, by: Actor) -> Message | None:
    latest = case.messages.order_by("-at", "-id").first()
    if latest is None or at - latest.at > REPEAT:
        return None
    return latest if (latest.account_id, latest.text) == (by.account_id, text) else None
