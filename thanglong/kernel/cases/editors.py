"""Who may write texts of procedures and who may publish them: posts, named by the city's data."""

import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.cases import desks, refusals
from thanglong.kernel.cases.definition import strict_yaml
from thanglong.kernel.units import queries as units

FILE = "editing.yaml"
# Where a city says nothing: those who lead it.
LEADERS = ("leader@city", "deputy_leader@city")

Duty = Literal["write", "publish"]


def may(duty: Duty, *, at: datetime.datetime, by: Actor) -> bool:
    """Whether the actor holds a post that has this duty now; who may publish may write as well."""
    on = clock.local(at).date()
    city = units.city_id(on=on)
    named = _posts(settings.CITY / "procedures" / FILE)
    texts = named["publish"] + (named["write"] if duty == "write" else ())
    if city is None or not by.posts:
        return False
    return any(_holds(text, city_id=city, on=on, by=by) for text in texts)


def check(duty: Duty, *, at: datetime.datetime, by: Actor) -> None:
    """Raises NotAllowed unless the actor has the duty."""
    if not may(duty, at=at, by=by):
        raise NotAllowed()


def _holds(text: str, *, city_id: int, on: datetime.date, by: Actor) -> bool:
    try:
        desk = desks.desk(text, receiving_id=city_id, deciding_id=city_id, on=on)
    except refusals.NobodyOnDesk:
        return False
    return by.post_in(agency_id=desk.agency_id, role=desk.role) is not None


@lru_cache(maxsize=4)
def _posts(path: Path) -> dict[str, tuple[str, ...]]:
    if not path.exists():
        return {"write": (), "publish": LEADERS}
    data = strict_yaml.read(path, file=FILE).data
    return {duty: tuple(data.get(duty) or ()) for duty in ("write", "publish")}
