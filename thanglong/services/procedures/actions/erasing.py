"""Erasing what the law does not make us keep."""

import datetime

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.services.procedures.models import Draft, Rating


def erase_person(person_id: int, *, at: datetime.datetime, by: Actor) -> int:
    """Erase open forms and the words of ratings; dossiers stay for their term of retention.

    Returns how many rows were touched. Source: retention of each procedure's revision.
    """
    del at, by
    with transaction.atomic():
        drafts = Draft.objects.filter(account__person_id=person_id).delete()[0]
        words = Rating.objects.filter(account__person_id=person_id).exclude(words="")
        return drafts + words.update(words="")
