"""When one person may act for another."""

import datetime
from collections.abc import Iterable

EVERYTHING = "*"
ADULT_YEARS = 18
AGENT_YEARS = 1


def is_in_force(
    *,
    valid_from: datetime.datetime,
    valid_to: datetime.datetime | None,
    revoked_at: datetime.datetime | None,
    at: datetime.datetime,
) -> bool:
    """Whether a mandate may be used at an instant; at its very end it may not.

    Source: Civil Code 91/2015/QH13, art. 140 (end of representation) and 569 (revocation).
    """
    if revoked_at is not None and revoked_at <= at:
        return False
    return valid_from <= at and (valid_to is None or at < valid_to)


def covers(scope: Iterable[str], procedure: str) -> bool:
    """Whether a scope (codes of procedures, or * for all) includes a procedure.

    Source: Civil Code 91/2015/QH13, art. 141 (scope of representation).
    """
    return any(code in (EVERYTHING, procedure) for code in scope)


def parental_mandate_ends_on(*, birth_on: datetime.date) -> datetime.date:
    """The day from which a child acts for itself: its eighteenth birthday.

    Source: Civil Code 91/2015/QH13, art. 20, 21 and 136(1).
    """
    return _years_later(birth_on, ADULT_YEARS)


def agent_mandate_ends_on(*, given_on: datetime.date) -> datetime.date:
    """The day on which a mandate ends that names no end: one year after it was given.

    Source: Civil Code 91/2015/QH13, art. 563.
    """
    return _years_later(given_on, AGENT_YEARS)


def _years_later(day: datetime.date, years: int) -> datetime.date:
    if (day.month, day.day) == (2, 29):
        day += datetime.timedelta(days=1)
    return day.replace(year=day.year + years)
