"""Whether the clock of the machine may be trusted with what cannot be taken back.

A clock that jumps ahead by a month would end every dossier that waits for an answer. So the city
notes, minute by minute, what time it is; a hole in these notes is a jump of the clock, or a city
that was closed. Either way people are given time before anything ends.
"""

import datetime

HOLE_MAX = datetime.timedelta(hours=1)  # a worker that is started anew needs less
BACK_MAX = datetime.timedelta(minutes=2)  # by so much the clocks of two machines may differ
BEFORE_ENDING = datetime.timedelta(hours=24)  # so long a jump may go unnoticed by the operator
BEFORE_TELLING = datetime.timedelta(hours=1)


def steady_since(
    *, seen: datetime.datetime | None, since: datetime.datetime, at: datetime.datetime
) -> datetime.datetime:
    """Since when the clock has gone without a jump. seen: the last note; since: what it said.

    Source: none in law; a precaution of ours (docs/adr/0031-a-clock-that-jumps.md).
    """
    return since if seen is not None and _follows(seen, at) else at


def is_steady(
    *,
    seen: datetime.datetime,
    since: datetime.datetime,
    at: datetime.datetime,
    wanted: datetime.timedelta,
) -> bool:
    """Whether the clock has gone without a jump for so long, up to this instant.

    Source: none in law; a precaution of ours (docs/adr/0031-a-clock-that-jumps.md).
    """
    return _follows(seen, at) and at - since >= wanted


def _follows(seen: datetime.datetime, at: datetime.datetime) -> bool:
    return -BACK_MAX <= at - seen <= HOLE_MAX
