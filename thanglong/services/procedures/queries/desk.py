"""The officers' inbox as a page shows it."""

import datetime
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from thanglong.kernel.base import clock, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import desk_words

VIEWS = ("mine", "team", "late", "today", "waiting", "consulted")
PAGE_SIZE = 50
GLANCE_DAYS = 10
SOON_MINUTES = 240
WORDS_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something is due, as a word and a shape. state: late, today, soon, on_time, paused."""

    at: datetime.datetime | None
    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One piece of work in the inbox."""

    task_id: int
    code: str
    cursor: str
    title: str
    applicant: str
    stage: str
    channel: str
    due: Due
    promised_at: datetime.datetime | None
    strip: time.Strip | None
    claimed_by: str
    is_mine: bool
    is_consultation: bool
    is_waiting: bool
    supplements: int
    forward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the officer wants to see, as it stands in the address."""

    view: str = "team"
    procedure: str = ""
    words: str = ""
    after: str = ""

    def filter(self, *, limit: int) -> cases.Filter:
        """The same for the inbox."""
        return cases.Filter(
            view=self.view,
            procedure=self.procedure,
            words=text.fold(self.words),
            after=cursor_of(self.after),
            limit=limit,
        )

    def query(self, **changes: str) -> str:
        """The same as the query of an address, with changes."""
        parts = {"view": self.view, "procedure": self.procedure, "words": self.words} | changes
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """A page of the inbox; `next`: where the next one begins, empty on the last."""

    rows: list[DeskRow]
    next: str


def desk_page(*, by: Actor, shown: Shown, now: datetime.datetime, language: str) -> DeskPage:
    """The work of the officer's posts, the most urgent first, in a fixed number of queries."""
    found = cases.inbox(by=by, show=shown.filter(limit=PAGE_SIZE + 1), now=now)
    rows, more = found[:PAGE_SIZE], found[PAGE_SIZE:]
    clocks = cases.clocks_of((row.case_id for row in rows), now=now)
    lines = [_row(row, clocks[row.case_id], by, now, language) for row in rows]
    return DeskPage(rows=lines, next=lines[-1].cursor if more else "")


def desk_counts(*, by: Actor, now: datetime.datetime) -> dict[str, int]:
    """How much lies in each view."""
    return cases.counts(by=by, now=now)


def desk_procedures(*, on: datetime.date, language: str) -> list[tuple[str, str]]:
    """(code, title) of what can be chosen as a filter."""
    found = [
        (one.procedure, one.definition.words(language).title) for one in cases.open_revisions(on=on)
    ]
    return sorted(found, key=lambda pair: text.sort_key(pair[1]))


def next_row(*, by: Actor, shown: Shown, now: datetime.datetime, but: str) -> cases.InboxRow | None:
    """The piece of work after the cursor (else the first) that is of another dossier."""
    for after in [shown.after, ""] if shown.after else [""]:
        for row in cases.inbox(by=by, show=replace(shown, after=after).filter(limit=3), now=now):
            if row.code != but:
                return row
    return None


def cursor_text(due_at: datetime.datetime | None, row_id: int) -> str:
    """The place of a row in a list, for an address."""
    return f"{due_at.timestamp():.6f}_{row_id}" if due_at else ""


def cursor_of(written: str) -> tuple[datetime.datetime, int] | None:
    """The place that an address names; None for none or nonsense."""
    seconds, _line, row_id = written.partition("_")
    try:
        at = datetime.datetime.fromtimestamp(float(seconds), datetime.UTC)
        return at, int(row_id)
    except (ValueError, OverflowError, OSError):
        return None


def due_of(
    due_at: datetime.datetime | None,
    *,
    now: datetime.datetime,
    calendar: time.Calendar,
    is_paused: bool = False,
) -> Due:
    """When work is due, in words that need no colour."""
    if is_paused:
        return Due(at=due_at, state="paused", text=_("clock stopped"))
    if due_at is None:
        return Due(at=None, state="on_time", text=_("no time limit"))
    if due_at < now:
        over = time.used(due_at, now, calendar)
        late = _("late by %(time)s") % {"time": formats.format_duration(over)}
        return Due(at=due_at, state="late", text=late if over else _("late"))
    left = time.used(now, due_at, calendar)
    words = _("%(time)s left") % {"time": formats.format_duration(left)}
    if clock.local(due_at).date() == clock.local(now).date():
        return Due(at=due_at, state="today", text=words)
    return Due(at=due_at, state="soon" if left <= SOON_MINUTES else "on_time", text=words)


def glance(strip: time.Strip | None) -> time.Strip | None:
    """As much of a band of days as a list can show: around today, else its end."""
    if strip is None or len(strip.days) <= GLANCE_DAYS:
        return strip
    today = next((i for i, day in enumerate(strip.days) if day.is_today), len(strip.days) - 1)
    first = max(0, min(today - GLANCE_DAYS // 2, len(strip.days) - GLANCE_DAYS))
    return replace(strip, days=strip.days[first : first + GLANCE_DAYS], is_cut=True)


def _row(
    row: cases.InboxRow, seen: cases.ClockSeen, by: Actor, now: datetime.datetime, language: str
) -> DeskRow:
    definition = cases.revision_definition(row.revision_id)
    is_waiting = row.role == "applicant"
    return DeskRow(
        task_id=row.task_id,
        code=row.code,
        cursor=cursor_text(row.task_due_at, row.task_id),
        title=definition.words(language).title,
        applicant=formats.title_name(row.applicant_name),
        stage=desk_words.stage_name(definition, row.stage, language),
        channel=row.channel,
        due=due_of(row.task_due_at, now=now, calendar=seen.calendar, is_paused=is_waiting),
        promised_at=seen.reading.due_at,
        strip=glance(seen.strip),
        claimed_by=row.claimed_by_name,
        is_mine=row.claimed_by_id is not None and row.claimed_by_id == by.account_id,
        is_consultation=row.kind == "consultation",
        is_waiting=is_waiting,
        supplements=row.supplements,
        forward=forward_of(row),
    )


def forward_of(row: cases.InboxRow) -> str:
    """The action that takes a dossier forward from here; empty when there is none."""
    stage = cases.revision_definition(row.revision_id).stages.get(row.stage)
    if row.kind != "stage" or row.role == "applicant":
        return ""
    names = [arc.action for arc in stage.do] if stage else ["hand_over", "approve_supplement"]
    built_in = {"handover": "hand_over", "supplement_approval": "approve_supplement"}
    found = [name for name in names if name in desk_words.FORWARD]
    return built_in.get(row.stage) or (found[0] if found else "")
