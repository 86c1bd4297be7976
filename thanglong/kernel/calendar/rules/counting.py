"""When time is up, and how much of it is used."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thanglong.kernel.calendar.rules.calendars import YEAR_MAX, Calendar, OutOfTime
from thanglong.kernel.calendar.rules.durations import Duration

SOURCE_DAY = "Procedure texts: a day is 8 working hours [V]"
SOURCE_CUTOFF = "Procedure texts: received after 15:00, result on the next working day [V]"
SOURCE_TERM = "Bộ luật Dân sự 91/2015/QH13, Điều 147–148 [S]"
SOURCE_PAUSE = "Nghị định 118/2025/NĐ-CP: time of waiting for the applicant is not counted [M]"

YEARS_LONGEST = 101


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stood still, half-open, with why and on what basis."""

    start: datetime.datetime
    end: datetime.datetime
    why: str = ""
    basis: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, given by a signed decision. `at`: when it was given."""

    amount: Duration
    at: datetime.datetime
    why: str = ""
    basis: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """How a due instant came about, in minute numbers of the calendar.

    counted_from: when the clock began; end: without pauses and extensions; due: with them;
    ends: the due after the budget and after each extension; total: the working minutes that count
    from the beginning to the due.
    """

    received: int
    opened: int
    counted_from: int
    end: int
    ends: tuple[int, ...]
    due: int
    total: int


def due(
    start: datetime.datetime,
    budget: Duration,
    calendar: Calendar,
    *,
    cutoff: datetime.time | None = None,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> datetime.datetime:
    """The instant at which the time is up, to the minute, in the time zone of the calendar.

    Working time (`wd`, `wh`, `min`) runs while the office works, from the instant of receipt or
    from the next opening, and a pause adds exactly its working time. Calendar time (`d`, `mo`, `y`)
    begins the day after receipt and ends when the office closes on the last day, on the next
    working day if that one is off; a pause adds the days between its dates. `0wd` and `0d` end
    with the working day. At or after the cut-off a dossier counts as received at the next
    working day's opening.

    Raises OutOfTime beyond the year 9997, ValueError for instants without time zone.
    Source: Civil Code 91/2015/QH13, art. 147–148 [S]; procedure texts [V]; docs/clock.md.
    """
    reckoning = reckon(start, budget, calendar, cutoff=cutoff, pauses=pauses, extensions=extensions)
    return calendar.instant(reckoning.due)


def used(
    start: datetime.datetime,
    end: datetime.datetime,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
) -> int:
    """Working minutes from one instant to another, without those of the pauses.

    Source: Decree 118/2025/NĐ-CP [M]: measured time is without the time waited for the applicant.
    """
    first, last = calendar.minute(start), calendar.minute(end)
    return _worked(calendar, first, last, merged(pauses, calendar))


def remaining(
    reckoning: Reckoning,
    calendar: Calendar,
    *,
    at: datetime.datetime,
    pauses: Iterable[Pause] = (),
) -> int:
    """Working minutes that are left at an instant; negative when they were overdrawn.

    Source: form 06 of Circular 03/2025/TT-VPCP (time allowed, time used) [S].
    """
    stops = merged(pauses, calendar)
    worked = _worked(calendar, reckoning.counted_from, calendar.minute(at), stops)
    return reckoning.total - worked


def before(instant: datetime.datetime, duration: Duration, calendar: Calendar) -> datetime.datetime:
    """The instant that lies so much working time before another.

    duration: `wd`, `wh` or `min`.
    Source: apology at least a day before the due instant (Decree 118/2025/NĐ-CP [M]).
    """
    return calendar.instant(calendar.retreat(calendar.minute(instant), duration.working_minutes))


def reached(
    instant: datetime.datetime,
    minutes: int,
    calendar: Calendar,
    *,
    pauses: Iterable[Pause] = (),
) -> datetime.datetime:
    """When so many working minutes have passed since an instant, pauses not counted.

    Source: the same reckoning as `due`, art. 147(1) of the Civil Code [S].
    """
    start = calendar.minute(instant)
    later = [(max(begin, start), end) for begin, end in merged(pauses, calendar) if end > start]
    return calendar.instant(_run(start, minutes, calendar, later))


def reckon(
    start: datetime.datetime,
    budget: Duration,
    calendar: Calendar,
    *,
    cutoff: datetime.time | None = None,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Reckoning:
    """The due instant with all that it is made of. Arguments and errors as for `due`.

    Source: Civil Code 91/2015/QH13, art. 147–148 [S]; procedure texts [V]; docs/clock.md.
    """
    stops = merged(pauses, calendar)
    received = calendar.minute(start)
    opened = calendar.opening(received)
    counted_from = begun(opened, calendar, cutoff)
    end = _end(counted_from, budget, calendar, cutoff=cutoff, stops=[])
    last = _end(counted_from, budget, calendar, cutoff=cutoff, stops=stops) if stops else end
    ends = [last]
    for extension in extensions:
        last = _end(last, extension.amount, calendar, cutoff=None, stops=stops)
        ends.append(last)
    return Reckoning(
        received=received,
        opened=opened,
        counted_from=counted_from,
        end=end,
        ends=tuple(ends),
        due=last,
        total=_worked(calendar, counted_from, last, stops),
    )


def begun(minute: int, calendar: Calendar, cutoff: datetime.time | None) -> int:
    """When the clock begins for a dossier that comes at this minute.

    Outside working hours: at the next opening. At or after the cut-off: at the next working day's.
    Source: procedure texts, "sau 15 giờ … ngày làm việc tiếp theo" [V].
    """
    opened = calendar.opening(minute)
    if cutoff is None:
        return opened
    on = calendar.date_of(opened)
    last = calendar.wall(on, cutoff.hour * 60 + cutoff.minute)
    if opened < last or last <= calendar.spans(on)[0][0]:  # a cut-off before the day is none
        return opened
    return calendar.opening(calendar.wall(on + datetime.timedelta(days=1), 0))


def merged(pauses: Iterable[Pause], calendar: Calendar) -> list[tuple[int, int]]:
    """Pauses as minute numbers, in order, those that touch as one.

    Source: time that two pauses share is one time (Decree 118/2025/NĐ-CP [M]).
    """
    known = sorted((calendar.minute(pause.start), calendar.minute(pause.end)) for pause in pauses)
    stops: list[tuple[int, int]] = []
    for start, end in known:
        if end <= start:
            continue
        if stops and start <= stops[-1][1]:
            stops[-1] = (stops[-1][0], max(stops[-1][1], end))
        else:
            stops.append((start, end))
    return stops


def _end(
    start: int,
    amount: Duration,
    calendar: Calendar,
    *,
    cutoff: datetime.time | None,
    stops: Sequence[tuple[int, int]],
) -> int:
    """When an amount is used up that begins at a minute; pauses before it do not matter."""
    later = [(max(begin, start), end) for begin, end in stops if end > start]
    if amount.is_same_day:
        return _same_day(start, calendar, cutoff, later)
    if amount.is_working_time:
        return _run(start, amount.working_minutes, calendar, later)
    return _by_date(start, amount, calendar, later)


def _run(start: int, minutes: int, calendar: Calendar, stops: Sequence[tuple[int, int]]) -> int:
    cursor, left = start, minutes
    for begin, end in stops:
        worked = calendar.between(cursor, begin)
        if worked >= left:
            break
        left -= worked
        cursor = end
    return calendar.advance(cursor, left)


def _same_day(
    start: int,
    calendar: Calendar,
    cutoff: datetime.time | None,
    stops: Sequence[tuple[int, int]],
) -> int:
    # When the answer of the applicant ends a pause, the dossier counts as received then.
    last = calendar.closing(calendar.date_of(start))
    for begin, end in stops:
        if begin >= last:
            break
        last = max(last, calendar.closing(calendar.date_of(begun(end, calendar, cutoff))))
    return last


def _by_date(
    start: int, amount: Duration, calendar: Calendar, stops: Sequence[tuple[int, int]]
) -> int:
    on = calendar.date_of(start)
    if on.year > YEAR_MAX - YEARS_LONGEST:
        raise OutOfTime("A calendar does not know the days so far ahead.")
    # A pause moves the day from which is counted, so that months end as if begun so much later.
    last_on = amount.after(on)
    for begin, end in stops:
        if begin >= calendar.closing(last_on):
            break
        on += calendar.date_of(end) - calendar.date_of(begin)
        last_on = amount.after(on)
    return calendar.closing(last_on)


def _worked(calendar: Calendar, start: int, end: int, stops: Sequence[tuple[int, int]]) -> int:
    paused = sum(calendar.between(max(begin, start), min(finish, end)) for begin, finish in stops)
    return calendar.between(start, end) - paused
