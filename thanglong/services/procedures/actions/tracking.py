"""Letting somebody follow a dossier who proves that he knows whose it is."""

import datetime
import hmac

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import sight
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.people import actions as people
from thanglong.services.procedures import queries


class NothingToTrack(CityError):
    """No such dossier, or other digits; the two look the same from outside."""

    code = "procedures.nothing_to_track"
    status = 404
    message = _("We found no dossier with this code and these digits. Please check both.")


@sight.of_the_house("whoever knows a code and the digits may follow it, signed in or not")
def track_dossier(
    *, code: str, digits: str, address: str, at: datetime.datetime, language: str
) -> queries.Row:
    """The public state of a dossier. Ten tries for a code and sixty for an address in an hour.

    Raises NothingToTrack, TooManyTries.
    """
    people.count_try(kind="track_code", key=code[:60], at=at)
    people.count_try(kind="track_address", key=address, at=at)
    case = cases.case_by_code(code)
    number = cases.applicant_number(case) if case else ""
    if case is None or not hmac.compare_digest(number[-4:] or "none", digits):
        raise NothingToTrack()
    people.forgive_tries(kind="track_code", key=code[:60])
    return queries.row_of(case, at=at, language=language)
