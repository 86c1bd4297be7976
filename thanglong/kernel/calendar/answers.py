"""What the clock answers, as plain data for JSON. The keys are a promise to other programs."""

import datetime
from dataclasses import asdict
from typing import Any

from thanglong.kernel.calendar import rules, wording

LANGUAGES = ("vi", "en")


def due(explanation: rules.Explanation) -> dict[str, Any]:
    """A due instant with its reason: `due`, `why` in both languages, `steps`."""
    cutoff = explanation.cutoff
    return {
        "from": _instant(explanation.received_at),
        "budget": str(explanation.budget),
        "cutoff": f"{cutoff:%H:%M}" if cutoff else None,
        "calendar": explanation.calendar_code,
        "calendar_version": explanation.calendar_version,
        "counted_from": _instant(explanation.counted_from),
        "due": _instant(explanation.due_at),
        "working_minutes": explanation.total_minutes,
        "said": {one: wording.instant(explanation.due_at, one) for one in LANGUAGES},
        "why": {one: " ".join(wording.sentences(explanation, one)) for one in LANGUAGES},
        "steps": [step(one) for one in explanation.steps],
    }


def used(
    calendar: rules.Calendar, *, start: datetime.datetime, end: datetime.datetime, minutes: int
) -> dict[str, Any]:
    """Working time between two instants."""
    return {
        "from": _instant(start),
        "to": _instant(end),
        "calendar": calendar.code,
        "calendar_version": calendar.version,
        "working_minutes": minutes,
        "said": {one: wording.worked(minutes, one) for one in LANGUAGES},
    }


def step(one: rules.Step) -> dict[str, Any]:
    """One step of a reason."""
    return {
        "kind": one.kind.value,
        "from": _instant(one.start),
        "to": _instant(one.end),
        "minutes": one.minutes,
        "count": one.count,
        "name": {"vi": one.name_vi, "en": one.name_en},
        "detail": one.detail,
        "source": one.source,
        "certainty": one.certainty,
    }


def day(calendar: rules.Calendar, on: datetime.date) -> dict[str, Any]:
    """One date: what it is, its hours, and why if it is not as the week says."""
    declared = calendar.days.get(on)
    week = calendar.week_on(on)
    return {
        "date": on.isoformat(),
        "kind": calendar.kind_on(on).value,
        "hours": [str(span) for span in calendar.hours_on(on)],
        "name": {"vi": declared.name_vi, "en": declared.name_en} if declared else None,
        "projection": declared.is_projection if declared else False,
        "certainty": declared.certainty if declared else week.certainty,
        "source": declared.source if declared else week.source,
    }


def moved(one: rules.MovedDate) -> dict[str, Any]:
    """One date that a change of the calendar would move."""
    plain = asdict(one)
    return {
        key: _instant(value) if isinstance(value, datetime.datetime) else value
        for key, value in plain.items()
    } | {"is_later": one.is_later, "breaks_promise": one.breaks_promise}


def _instant(when: datetime.datetime) -> str:
    return when.isoformat(timespec="seconds")
