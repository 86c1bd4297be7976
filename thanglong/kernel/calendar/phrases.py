"""Instants, dates and lengths of time as people say them, in Vietnamese and English. No Django.

Words come from this step's own catalogue, so that they can also be said without a web server.
"""

import datetime
import gettext
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from babel.messages import mofile, pofile

from thanglong.kernel.calendar import rules

LOCALES = Path(__file__).parent / "locale"
HOURS_SAID_MAX = 16  # more than this is said in days of eight hours

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@cache
def words(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English needs none.

    The compiled file is used when it is there and new, otherwise the written one is compiled here.
    """
    written = LOCALES / language[:2] / "LC_MESSAGES" / "django.po"
    if not written.is_file():
        return gettext.NullTranslations()
    compiled = written.with_suffix(".mo")
    if compiled.is_file() and compiled.stat().st_mtime >= written.stat().st_mtime:
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    buffer = io.BytesIO()
    mofile.write_mo(buffer, pofile.read_po(io.BytesIO(written.read_bytes())))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def instant(when: datetime.datetime, language: str) -> str:
    """An instant: "16:00 on Thursday 5 February 2026". when: in local time."""
    form = words(language).gettext("%(time)s on %(date)s")
    return form % {"time": f"{when:%H:%M}", "date": day(when.date(), language)}


def day(on: datetime.date, language: str) -> str:
    """A date with its weekday: "Thursday 5 February 2026"."""
    form = words(language).gettext("%(weekday)s %(date)s")
    weekday = words(language).gettext(WEEKDAYS[on.weekday()])
    return form % {"weekday": weekday, "date": date(on, language)}


def date(on: datetime.date, language: str) -> str:
    """A date: "5 February 2026"."""
    if language.startswith("vi"):
        return f"{on:%d/%m/%Y}"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def duration(amount: rules.Duration, language: str) -> str:
    """A duration: "3 working days"."""
    count, ngettext = amount.amount, words(language).ngettext
    if amount.is_same_day:
        return words(language).gettext("the same working day")
    forms = {
        "min": ngettext("%(n)s working minute", "%(n)s working minutes", count),
        "wh": ngettext("%(n)s working hour", "%(n)s working hours", count),
        "wd": ngettext("%(n)s working day", "%(n)s working days", count),
        "d": ngettext("%(n)s calendar day", "%(n)s calendar days", count),
        "mo": ngettext("%(n)s month", "%(n)s months", count),
        "y": ngettext("%(n)s year", "%(n)s years", count),
    }
    return forms[amount.unit] % {"n": count}


def worked(minutes: int, language: str) -> str:
    """Working time: "9 working hours", "3 days 2 hours of working time"."""
    ngettext = words(language).ngettext
    days, left = divmod(minutes, rules.MINUTES_A_DAY)
    if minutes <= HOURS_SAID_MAX * 60:
        days, left = 0, minutes
    hours, rest = divmod(left, 60)
    parts: list[tuple[int, rules.Unit, str]] = [
        (days, "wd", ngettext("%(n)s day", "%(n)s days", days)),
        (hours, "wh", ngettext("%(n)s hour", "%(n)s hours", hours)),
        (rest, "min", ngettext("%(n)s minute", "%(n)s minutes", rest)),
    ]
    said = [part for part in parts if part[0]] or parts[-1:]
    if len(said) == 1:
        return duration(rules.Duration(said[0][0], said[0][1]), language)
    time = " ".join(form % {"n": count} for count, _unit, form in said)
    return words(language).gettext("%(time)s of working time") % {"time": time}


def listed(things: Sequence[str], language: str) -> str:
    """A list in a sentence: "a, b and c"."""
    if len(things) < 2:
        return "".join(things)
    form = words(language).gettext("%(first)s and %(last)s")
    return form % {"first": ", ".join(things[:-1]), "last": things[-1]}


def name(named: rules.Day | rules.StripDay | rules.Step, language: str) -> str:
    """The name of a day off or of a worked day of rest."""
    return named.name_vi if language.startswith("vi") else named.name_en
