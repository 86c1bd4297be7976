"""Whether the posts of a procedure are held in every unit that can receive it."""

import datetime
from collections.abc import Sequence

from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.cases import desks, refusals
from thanglong.kernel.cases.agencies import Post, parse_post
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.lint import IsStaffed
from thanglong.kernel.units import queries as units

_HELD = """
SELECT DISTINCT p.agency_id, p.role FROM people_holding h JOIN units_post p ON p.id = h.post_id
WHERE h.valid_from <= %(at)s AND (h.valid_to IS NULL OR h.valid_to > %(at)s)
"""


def of(definition: Definition, *, today: datetime.date) -> IsStaffed:
    """Asks the city of a day, from today on; what is past cannot be staffed any more.

    A unit can receive the procedure where the post of its first stage is held: there every other
    post must be held as well.
    """
    if definition.procedure.parts:  # its parts have the posts
        return lambda _post, _on: ()
    first = parse_post(definition.procedure.stages[0].by)
    epochs = {definition.procedure.effective.valid_from}
    epochs |= {row.valid_from for row in definition.procedure.authority if row.valid_from}
    present = max((one for one in epochs if one <= today), default=None)

    def is_staffed(post: Post, on: datetime.date) -> Sequence[str]:
        day = today if on == present else on
        if day < today:
            return ()
        return _missing(definition, post, first, day)

    return is_staffed


def _missing(definition: Definition, post: Post, first: Post, on: datetime.date) -> list[str]:
    """The communes that can receive, and where a dossier would find nobody with this post."""
    held, found, can_receive = _held(on), [], False
    for area in units.areas(level="commune", on=on):
        places = _places(definition, area.code, on)
        if not any(_is_held(first, place, on, held) for place in places):
            continue
        can_receive = True
        if not all(_is_held(post, place, on, held) for place in places):
            found.append(area.name)
    return found if can_receive else ["the whole city"]


def _places(definition: Definition, code: str, on: datetime.date) -> list[tuple[int, int]]:
    """Who receives and who may decide for a commune on a day."""
    receiving = units.committee_of(area_code=code, level="commune", on=on)
    if receiving is None:
        return []
    deciding = []
    for row in definition.procedure.authority:
        if not row.is_alive(on):
            continue
        found = units.committee_of(area_code=code, level=row.level, on=on)
        if found is not None and row.department:
            found = units.department_of(agency_id=found.id, function=row.department, on=on)
        if found is not None:
            deciding.append(found.id)
    return [(receiving.id, one) for one in dict.fromkeys(deciding)]


def _is_held(
    post: Post, place: tuple[int, int], on: datetime.date, held: set[tuple[int, str]]
) -> bool:
    try:
        desk = desks.desk(str(post), receiving_id=place[0], deciding_id=place[1], on=on)
    except refusals.NobodyOnDesk:
        return False
    return (desk.agency_id, desk.role) in held


def _held(on: datetime.date) -> set[tuple[int, str]]:
    """Agency and role of every post that somebody holds at the noon of a day."""
    noon = datetime.datetime.combine(on, datetime.time(12), tzinfo=clock.zone())
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"at": noon})
        return set(cursor.fetchall())
