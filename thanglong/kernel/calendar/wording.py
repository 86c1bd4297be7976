"""The clock in words: why this date, and how much time is left. In two languages, no Django."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.phrases import (
    date,
    day,
    duration,
    instant,
    listed,
    name,
    words,
    worked,
)
from thanglong.kernel.calendar.rules import Explanation, Step, StepKind

__all__ = ["date", "day", "duration", "headline", "instant", "left", "name", "sentences", "worked"]

DATES_LISTED_MAX = 6
NAMES_LISTED_MAX = 3

Steps = Sequence[Step]


def sentences(explanation: Explanation, language: str) -> list[str]:
    """Why this date: whole sentences, in order. language: vi or en."""
    told: list[str] = []
    for kind, steps in groupby(_gathered(explanation.steps), key=lambda step: step.kind):
        told += _TELL[kind](list(steps), explanation, language)
    return told


def headline(reading: rules.Reading, language: str) -> str:
    """The promise and what is left of it: "Due: 16:00 on … · 9 working hours left"."""
    if reading.due_at is None:
        return words(language).gettext("The time has not begun to count.")
    due = words(language).gettext("Due: %(when)s") % {"when": instant(reading.due_at, language)}
    return f"{due} · {left(reading, language)}"


def left(reading: rules.Reading, language: str) -> str:
    """What is left: "9 working hours left", "late by 2 working hours", "paused, … left"."""
    gettext = words(language).gettext
    if reading.mode is rules.Mode.STOPPED:
        return gettext("finished late") if reading.is_late else gettext("finished on time")
    amount = worked(abs(reading.remaining_minutes), language)
    if reading.is_late:
        # Time is up, and no working time has passed since: the night after the due instant.
        return (
            gettext("late by %(time)s") % {"time": amount}
            if reading.remaining_minutes
            else gettext("late")
        )
    if reading.is_paused:
        return gettext("paused, %(time)s left") % {"time": amount}
    return gettext("%(time)s left") % {"time": amount}


def _gathered(steps: Steps) -> Iterator[Step]:
    """The steps with all days of rest in the place of the first: one sentence tells them."""
    rest = [step for step in steps if step.kind is StepKind.WEEKEND]
    for step in steps:
        if step.kind is not StepKind.WEEKEND:
            yield step
        elif step is rest[0]:
            yield from rest


def _received(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    form = words(language).gettext("The dossier was received at %(when)s.")
    yield form % {"when": instant(steps[0].start, language)}


def _waited(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    form = words(language).gettext("The office was closed then, so the time counts from %(when)s.")
    yield form % {"when": instant(steps[0].end, language)}


def _cutoff(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    form = words(language).gettext(
        "What comes at %(cutoff)s or later counts from the next working day, at %(when)s."
    )
    yield form % {"cutoff": steps[0].detail, "when": instant(steps[0].end, language)}


def _first_day(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    yield words(language).gettext("The day of receipt does not count.")


def _counted(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    time = duration(told.budget, language)
    if told.budget.unit == "wd" and not told.budget.is_same_day:
        hours = duration(rules.Duration(told.budget.working_minutes // 60, "wh"), language)
        form = words(language).gettext(
            "The time allowed is %(time)s of 8 hours, that is %(hours)s."
        )
        yield form % {"time": time, "hours": hours}
    else:
        yield words(language).gettext("The time allowed is %(time)s.") % {"time": time}


def _night(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    hours = [span.replace("-", "–") for span in steps[0].detail.split()]
    form = words(language).gettext("Only working hours count: %(hours)s.")
    yield form % {"hours": listed(hours, language)}


def _weekend(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    dates = [
        step.start.date() + datetime.timedelta(days=index)
        for step in steps
        for index in range(step.count)
    ]
    if len(dates) > DATES_LISTED_MAX:
        form = words(language).gettext("%(n)s days of weekly rest do not count.")
        yield form % {"n": len(dates)}
    else:
        form = words(language).gettext("Days of weekly rest do not count: %(dates)s.")
        yield form % {"dates": listed([date(on, language) for on in dates], language)}


def _holiday(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    for run in _runs(steps):
        names = list(dict.fromkeys(name(step, language) for step in run))
        short = len(names) <= NAMES_LISTED_MAX
        places = {
            "first": day(run[0].start.date(), language),
            "last": day(run[-1].start.date(), language),
            "names": ", ".join(names) if short else f"{names[0]} – {names[-1]}",
        }
        if len(run) == 1:
            form = words(language).gettext("A day off does not count: %(first)s (%(names)s).")
        else:
            form = words(language).gettext(
                "Days off do not count: %(first)s to %(last)s (%(names)s)."
            )
        yield form % places


def _runs(steps: Steps) -> Iterator[list[Step]]:
    run: list[Step] = []
    for step in steps:
        if run and step.start != run[-1].end:
            yield run
            run = []
        run.append(step)
    if run:
        yield run


def _swapped(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    form = words(language).gettext("A day of rest that is worked counts: %(date)s (%(name)s).")
    for step in steps:
        yield form % {"date": day(step.start.date(), language), "name": name(step, language)}


def _paused(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    gettext = words(language).gettext
    for step in steps:
        places = {
            "from": instant(step.start, language),
            "to": instant(step.end, language),
            "time": _added(step, told, language),
        }
        if places["time"]:
            form = gettext("The clock stood still from %(from)s to %(to)s, which adds %(time)s.")
        else:
            form = gettext("The clock stood still from %(from)s to %(to)s.")
        yield form % places
        if step.detail:
            yield gettext("Why: %(why)s") % {"why": step.detail}


def _added(step: Step, told: Explanation, language: str) -> str:
    """What a pause adds: its working time, or its dates when the term runs by date."""
    if told.budget.is_same_day:
        return ""
    if told.budget.is_working_time:
        return worked(step.minutes, language) if step.minutes else ""
    return duration(rules.Duration(step.count, "d"), language) if step.count else ""


def _extended(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    gettext = words(language).gettext
    for step in steps:
        amount = duration(rules.Duration.parse(step.detail), language)
        yield gettext("The time was extended by %(time)s.") % {"time": amount}
        why = name(step, language)
        if why:
            yield gettext("Why: %(why)s") % {"why": why}


def _rolled(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    gettext = words(language).gettext
    form = gettext(
        "The last day, %(date)s, is off (%(name)s), so the time ends with the next working day."
    )
    off = name(steps[0], language) or gettext("weekly rest")
    yield form % {"date": day(steps[0].start.date(), language), "name": off}


def _due(steps: Steps, told: Explanation, language: str) -> Iterator[str]:
    form = words(language).gettext("So the time is up at %(when)s.")
    yield form % {"when": instant(steps[0].start, language)}


_TELL: Mapping[StepKind, Callable[[Steps, Explanation, str], Iterator[str]]] = {
    StepKind.RECEIVED: _received,
    StepKind.WAITED: _waited,
    StepKind.CUTOFF: _cutoff,
    StepKind.FIRST_DAY: _first_day,
    StepKind.COUNTED: _counted,
    StepKind.NIGHT: _night,
    StepKind.WEEKEND: _weekend,
    StepKind.HOLIDAY: _holiday,
    StepKind.SWAPPED: _swapped,
    StepKind.PAUSED: _paused,
    StepKind.EXTENDED: _extended,
    StepKind.ROLLED: _rolled,
    StepKind.DUE: _due,
}
