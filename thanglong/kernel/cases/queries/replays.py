"""Past dossiers, a batch at a time, replayed on another text: nothing is changed."""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import replaying
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.flow import flow_of_revision
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.replaying import Past, Replayed
from thanglong.kernel.cases.scopes import context_of

BATCH = 500
DOSSIERS_MAX = 100_000

_CASES = """
SELECT id, code, revision_id, channel, applicant_name, organisation_id IS NOT NULL, answers,
  filed_at, calendar,
  (SELECT array_agg(need) FROM (
     SELECT need FROM cases_paper p WHERE p.case_id = c.id AND p.round = 0
     UNION SELECT need FROM cases_showing w WHERE w.case_id = c.id AND w.outcome = 'shown') met),
  (SELECT array_agg(ARRAY[from_stage, action] ORDER BY seq) FROM cases_step s
   WHERE s.case_id = c.id AND from_stage <> '')
FROM cases_case c
WHERE procedure = %(procedure)s AND id < %(before)s AND filed_at >= %(since)s
ORDER BY id DESC LIMIT %(limit)s
"""
_LONG_AGO = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


def replay_dossiers(
    new: Definition,
    *,
    since: datetime.datetime | None = None,
    most: int = 10_000,
    progress: Callable[[int], object] = int,
) -> Replayed:
    """Replay the dossiers of a procedure on a new text, the latest first, each on its own text.

    since: filed from then on. most: at most so many, 1..DOSSIERS_MAX. progress: told how many more
    were looked at. The report names dossiers by code and no person.
    """
    found = Replayed()
    for batch in _batches(new.code, since or _LONG_AGO, min(most, DOSSIERS_MAX)):
        for revision_id, past in batch:
            old = flow_of_revision(revision_id).definition
            found.add(past.code, replaying.replay(past, old, new))
        progress(len(batch))
    return found


def count_of(procedure: str) -> int:
    """How many dossiers of a procedure there are."""
    return Case.objects.filter(procedure=procedure).count()


def _batches(
    procedure: str, since: datetime.datetime, most: int
) -> Iterator[list[tuple[int, Past]]]:
    before, known = 2**62, _Calendars()
    while most > 0:
        values: dict[str, Any] = {
            "procedure": procedure,
            "before": before,
            "since": since,
            "limit": min(BATCH, most),
        }
        with connection.cursor() as cursor:
            cursor.execute(_CASES, values)
            rows = cursor.fetchall()
        if not rows:
            return
        yield [_past(row, known) for row in rows]
        before, most = rows[-1][0], most - len(rows)


class _Calendars:
    """The calendars of one replay, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[str, Calendar] = {}

    def of(self, code: str) -> Calendar:
        """The calendar with this code."""
        if code not in self._known:
            self._known[code] = calendars.calendar(code)
        return self._known[code]


def _past(row: tuple[Any, ...], known: _Calendars) -> tuple[int, Past]:
    _, code, revision_id, channel, name, is_organisation, answers, at, calendar, papers, acts = row
    context = context_of(
        flow_of_revision(revision_id).definition,
        channel=channel,
        at=at.astimezone(clock.zone()),
        full_name=name,
        is_organisation=is_organisation,
        papers=papers or (),
    )
    past = Past(
        code=code,
        answers=json.loads(answers) if isinstance(answers, str) else answers,
        context=context,
        acts=tuple((stage, act) for stage, act in acts or ()),
        calendar=known.of(calendar),
    )
    return revision_id, past
