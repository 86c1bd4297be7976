"""Saying how it was."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import text as texts
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import parties, refusals
from thanglong.kernel.cases import queries as cases
from thanglong.services.procedures.models import Rating

WORDS_MAX = 1000


class NotFinishedYet(CityError):
    """A service is rated when it is over."""

    code = "procedures.not_finished"
    message = _("You can rate the service when the dossier is finished.")


def rate_service(*, code: str, stars: int, words: str, at: datetime.datetime, by: Actor) -> Rating:
    """One to five stars and words if one likes; the first rating stays, a second changes nothing.

    Raises NotYourDossier, NotFinishedYet.
    """
    case = cases.case_by_code(code)
    if case is None:
        raise refusals.NotYourDossier()
    parties.check(case=case, by=by, at=at)
    if case.decided_at is None and case.closed_at is None:
        raise NotFinishedYet()
    try:
        with transaction.atomic():
            return Rating.objects.create(
                case_code=case.code,
                procedure=case.procedure,
                agency_id=case.deciding_id,
                account_id=by.account,
                stars=max(1, min(stars, 5)),
                words=texts.nfc(words).strip()[:WORDS_MAX],
                at=at,
            )
    except IntegrityError:
        return Rating.objects.get(case_code=case.code)


def explain_rating(*, code: str, words: str, by: Actor) -> None:
    """Say in words why one has rated so; the first words stay. Changes nothing else.

    Raises NotYourDossier when nobody of this account has rated this dossier. Locks: the rating.
    """
    with transaction.atomic():
        found = Rating.objects.select_for_update(of=("self",))
        rating = found.filter(case_code=code, account_id=by.account).first()
        if rating is None:
            raise refusals.NotYourDossier()
        if not rating.words:
            rating.words = texts.nfc(words).strip()[:WORDS_MAX]
            rating.save(update_fields=["words"])
