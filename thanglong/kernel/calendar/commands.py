"""`thanglong calendar …`: the legal clock from a terminal, from the city pack's files alone."""

import calendar as gregorian
import datetime
import functools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from thanglong.kernel.calendar import answers, pack, phrases, rules, wording
from thanglong.kernel.units import pack as units

P = ParamSpec("P")
T = TypeVar("T")

RECEIPTS = 20  # a preview asks for dossiers received on so many working days before the change
DAYS_CHANGED_MAX = 60
MARKS = {"working": "", "rest": "–", "holiday": "×", "swapped": "+"}


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """A command whose faults of input end as one sentence, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except (ValueError, OverflowError) as error:
            raise click.ClickException(str(error)) from None

    return wrapped


def with_calendar(command: Callable[P, T]) -> Callable[P, T]:
    """The options that choose a calendar, and JSON."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Answer as JSON."),
        click.option("--known-on", metavar="DATE", help="As it was known on a date: 2025-12-01."),
        click.option("--agency", default="", metavar="CODE", help="With this agency's hours."),
        click.option("--calendar", "code", default="vn-civil", show_default=True, metavar="CODE"),
    ):
        command = option(command)
    return plainly(command)


@click.group()
def calendar() -> None:
    """Count time as the law does: working hours, days off, swapped days.

    These commands read the files of the city pack (CITY_DIR, folder `calendar`); they need no
    database and no running city. Times without a zone are local times of the calendar.

    Example: thanglong calendar due --from 2026-02-13T14:30 --budget 3wd
    """


@calendar.command()
@click.option("--from", "start", required=True, metavar="TIME", help="Receipt: 2026-02-13T14:30.")
@click.option("--budget", required=True, metavar="TIME", help="3wd, 4wh, 30min, 10d, 6mo, 2y; 0wd.")
@click.option("--cutoff", default="", metavar="HH:MM", help="From then on: the next working day.")
@click.option("--pause", "pauses", nargs=2, multiple=True, metavar="FROM TO", help="Repeatable.")
@with_calendar
def due(
    start: str,
    budget: str,
    cutoff: str,
    pauses: Sequence[tuple[str, str]],
    as_json: bool,
    **chosen: Any,
) -> None:
    """When the time is up, and why.

    \b
    wh working hours, wd working days of 8 working hours, min working minutes,
    d calendar days, mo months, y years; 0wd is the same working day.

    \b
    Example: thanglong calendar due --from 2026-02-13T14:30 --budget 3wd --json
    {
     "from": "2026-02-13T14:30:00+07:00",      instants: ISO 8601 with offset
     "budget": "3wd", "cutoff": null,
     "calendar": "vn-civil", "calendar_version": "…",
     "counted_from": "2026-02-13T14:30:00+07:00",
     "due": "2026-02-25T14:30:00+07:00",
     "working_minutes": 1440,
     "said": {"vi": "14:30 thứ Tư 25/02/2026", "en": "…"},
     "why": {"vi": "…", "en": "…"},         whole sentences
     "steps": [{"kind": "holiday", "from": "…", "to": "…", "minutes": 0, "count": 1,
                "name": {"vi": "…", "en": "…"}, "detail": "", "source": "…", "certainty": "V"}]
    }
    kind: received waited cutoff first_day counted night weekend holiday swapped paused
    extended rolled due. certainty: V verified, S secondary, M from memory.
    """
    found = _calendar(**chosen)
    explanation = rules.explain(
        _instant(start, found),
        rules.Duration.parse(budget),
        found,
        cutoff=rules.parse_cutoff(cutoff),
        pauses=[rules.Pause(*_span(pause, found)) for pause in pauses],
    )
    if as_json:
        return _echo(answers.due(explanation))
    click.echo(f"{explanation.due_at:%Y-%m-%d %H:%M}")
    for language in answers.LANGUAGES:
        click.echo("\n" + "\n".join(wording.sentences(explanation, language)))
    return None


@calendar.command()
@click.option("--from", "start", required=True, metavar="TIME", help="2026-02-13T14:30")
@click.option("--to", "end", required=True, metavar="TIME", help="2026-02-25T14:30")
@click.option("--pause", "pauses", nargs=2, multiple=True, metavar="FROM TO", help="Repeatable.")
@with_calendar
def used(
    start: str, end: str, pauses: Sequence[tuple[str, str]], as_json: bool, **chosen: Any
) -> None:
    """How much working time lies between two instants.

    \b
    Example: thanglong calendar used --from 2026-02-13T14:30 --to 2026-02-25T14:30 --json
    {"from": "…", "to": "…", "calendar": "vn-civil", "calendar_version": "…",
     "working_minutes": 1440, "said": {"vi": "3 ngày làm việc", "en": "3 working days"}}
    """
    found = _calendar(**chosen)
    first, last = _span((start, end), found)
    stops = [rules.Pause(*_span(pause, found)) for pause in pauses]
    minutes = rules.used(first, last, found, stops)
    if as_json:
        return _echo(answers.used(found, start=first, end=last, minutes=minutes))
    click.echo(f"{minutes} min")
    for language in answers.LANGUAGES:
        click.echo(wording.worked(minutes, language))
    return None


@calendar.command()
@click.argument("month", metavar="YYYY-MM")
@with_calendar
def show(month: str, as_json: bool, **chosen: Any) -> None:
    """The days of a month: worked, off, swapped, with names and sources.

    \b
    Example: thanglong calendar show 2026-02 --json
    {"calendar": "vn-civil", "calendar_version": "…", "month": "2026-02",
     "days": [{"date": "2026-02-16", "kind": "holiday", "hours": [], "name": {"vi": "…", "en": "…"},
               "projection": false, "certainty": "S", "source": "…"}]}
    kind: working, rest (of the week), holiday, swapped (a rest day that is worked).
    """
    found = _calendar(**chosen)
    days = [answers.day(found, on) for on in _month(month)]
    if as_json:
        return _echo(
            {
                "calendar": found.code,
                "calendar_version": found.version,
                "month": month,
                "days": days,
            }
        )
    for day in days:
        on = datetime.date.fromisoformat(day["date"])
        weekday = phrases.words("vi").gettext(phrases.WEEKDAYS[on.weekday()])
        name = day["name"]["vi"] + " / " + day["name"]["en"] if day["name"] else ""
        mark = MARKS[day["kind"]]
        click.echo(
            f"{day['date']}  {weekday:<9} {mark:1} {' '.join(day['hours']):<24} {name}".rstrip()
        )
    return None


@calendar.command()
@click.option("--off", multiple=True, metavar="DATE", help="A day to be declared off.")
@click.option("--work", multiple=True, metavar="DATE", help="A day to be declared worked.")
@click.option("--budget", "budgets", multiple=True, metavar="TIME", help="[default: 1wd 3wd 5wd]")
@click.option("--cutoff", default="", metavar="HH:MM", help="As of `due`.")
@with_calendar
def preview(
    off: Sequence[str],
    work: Sequence[str],
    budgets: Sequence[str],
    cutoff: str,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Which due instants a change of the calendar would move. Nothing is changed.

    Asked are dossiers received at opening on the 20 working days before the first changed day, and
    until the last. (The dossiers that are really open are shown in the officers' workspace.)

    \b
    Example: thanglong calendar preview --off 2026-12-24 --work 2026-12-26 --budget 3wd --json
    {"calendar": "vn-civil", "calendar_version": "…", "off": ["2026-12-24"], "work": [],
     "asked": 21,
     "moved": [{"key": "2026-12-21T08:00 3wd", "promised_at": "…", "old_due_at": "…",
                "new_due_at": "…", "shift_minutes": 1440, "is_later": true,
                "breaks_promise": true}]}
    """
    old = _calendar(**chosen)
    changed = [*_days(off, is_working=False), *_days(work, is_working=True)]
    if not 0 < len(changed) <= DAYS_CHANGED_MAX:
        raise click.ClickException(f"Name 1 to {DAYS_CHANGED_MAX} days with --off or --work.")
    clocks = list(_clocks(old, changed, budgets or ("1wd", "3wd", "5wd"), cutoff))
    moves = rules.preview(clocks, old=old, new=old.with_days(*changed))
    if as_json:
        return _echo(
            {
                "calendar": old.code,
                "calendar_version": old.version,
                "off": list(off),
                "work": list(work),
                "asked": len(clocks),
                "moved": [answers.moved(move) for move in moves],
            }
        )
    click.echo(f"{len(moves)} of {len(clocks)} would move")
    for move in moves:
        click.echo(
            f"{move.key:<23} {move.old_due_at:%Y-%m-%d %H:%M} → {move.new_due_at:%Y-%m-%d %H:%M}"
        )
    return None


def _calendar(*, code: str, agency: str, known_on: str | None) -> rules.Calendar:
    from django.conf import settings

    known = _date(known_on) if known_on else None
    if agency:
        _need_agency(agency, folder=settings.CITY / "units")
    folder = settings.CITY / "calendar"
    return pack.calendar(pack.read_pack(folder), code, agency=agency, known_on=known)


def _need_agency(code: str, *, folder: Path) -> None:
    """An agency without hours of its own has everybody's; one that is not there has none."""
    try:
        agencies = units.read_pack(folder).agencies
    except units.BadPack as error:
        raise click.ClickException(str(error)) from None
    if all(one.code != code for one in agencies):
        raise click.ClickException(
            f"There is no agency “{code}” in {folder}: "
            "“thanglong units show CODE” lists the agencies of a unit."
        )


def _instant(text: str, calendar: rules.Calendar) -> datetime.datetime:
    try:
        when = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no time: write it as 2026-02-13T14:30.") from None
    return when.replace(tzinfo=calendar.tz) if when.tzinfo is None else when


def _span(
    texts: Sequence[str], calendar: rules.Calendar
) -> tuple[datetime.datetime, datetime.datetime]:
    start, end = (_instant(text, calendar) for text in texts)
    if end < start:
        raise ValueError(f"{texts[1]} comes before {texts[0]}: write the earlier time first.")
    return start, end


def _month(text: str) -> Iterator[datetime.date]:
    try:
        first = datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError(f"“{text}” is no month: write it as 2026-02.") from None
    for day in range(gregorian.monthrange(first.year, first.month)[1]):
        yield first + datetime.timedelta(days=day)


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no date: write it as 2026-12-24.") from None


def _days(texts: Sequence[str], *, is_working: bool) -> Iterator[rules.Day]:
    for text in texts:
        yield rules.Day(
            on=_date(text), is_working=is_working, name_vi="", name_en="", source="preview"
        )


def _clocks(
    calendar: rules.Calendar, changed: Sequence[rules.Day], budgets: Sequence[str], cutoff: str
) -> Iterator[rules.OpenClock]:
    first, last = min(day.on for day in changed), max(day.on for day in changed)
    back = rules.Duration(RECEIPTS, "wd")
    received = rules.before(calendar.instant(calendar.wall(first, 0)), back, calendar).date()
    for number in range(received.toordinal(), last.toordinal() + 1):
        spans = calendar.spans(datetime.date.fromordinal(number))
        for budget in budgets if spans else ():
            start = calendar.instant(spans[0][0])
            yield rules.OpenClock(
                key=f"{start:%Y-%m-%dT%H:%M} {budget}",
                start=start,
                budget=rules.Duration.parse(budget),
                cutoff=rules.parse_cutoff(cutoff),
            )


def _echo(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


COMMANDS = [calendar]
