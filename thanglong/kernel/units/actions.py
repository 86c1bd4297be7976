"""Loading a city: areas, successions, agencies, posts and jurisdictions, as its pack says."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.trail import actions as trail
from thanglong.kernel.units import edition, loading
from thanglong.kernel.units.models import Agency, Area, Edition, Post
from thanglong.kernel.units.pack import BadPack, Pack, read_pack

LOAD_WAIT_MS = 60_000


class UnitsPackIsWrong(CityError):
    """The pack contradicts itself; the message names file and line."""

    code = "units.pack_is_wrong"
    message = _("The units of the city were not loaded. %(problem)s")


class UnitIsInUse(CityError):
    """The pack leaves out a unit or an agency that dossiers or people refer to."""

    code = "units.unit_is_in_use"
    message = _(
        "The units of the city were not loaded: the pack leaves out something that is in use. "
        "End it with a last day instead of taking its line away. (%(problem)s)"
    )


def load_city(
    *,
    folder: Path,
    at: datetime.datetime,
    by: Actor = SYSTEM,
    progress: Callable[[str], None] = lambda what: None,
) -> dict[str, int]:
    """Make the city as the pack in `folder` says. The same pack twice changes nothing.

    A reform is another edition of the pack: rows are added, ended or corrected; a row that is
    gone from the pack is removed if nothing refers to it.
    at: when it is loaded, kept with the edition. progress: told what has been done.
    Returns how many areas, agencies and posts there are then.
    Raises UnitsPackIsWrong, UnitIsInUse. Locks the table of editions.
    """
    try:
        pack = read_pack(folder)
    except BadPack as error:
        raise UnitsPackIsWrong(problem=str(error)) from error
    progress("pack")
    with transaction.atomic():
        locks.wait_at_most(LOAD_WAIT_MS)
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE units_edition IN SHARE ROW EXCLUSIVE MODE")
        last = Edition.objects.order_by("-id").first()
        if last is None or last.digest != pack.digest:
            _write(pack, progress)
            last = _edition(pack, at=at, by=by)
    edition.forget()
    return {"areas": last.areas, "agencies": last.agencies, "posts": last.posts}


def _write(pack: Pack, progress: Callable[[str], None]) -> None:
    try:
        loading.write(pack, progress)
    except IntegrityError as error:
        raise UnitIsInUse(problem=str(error).partition("\n")[0]) from error


def _edition(pack: Pack, *, at: datetime.datetime, by: Actor) -> Edition:
    made = Edition.objects.create(
        digest=pack.digest,
        loaded_at=at,
        account_id=by.account_id,
        areas=Area.objects.count(),
        agencies=Agency.objects.count(),
        posts=Post.objects.count(),
    )
    trail.record(act="units.city.loaded", subject=f"units:{made.id}", at=at, by=by)
    return made
