"""A past dossier on another text of its procedure: what would have come otherwise. Pure."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import walks
from thanglong.kernel.cases.definition import Context, Definition, NoRow

KINDS = ("refused", "outcome", "authority", "desk", "fee", "due", "needs")
EXAMPLES_MAX = 5  # dossiers shown for each kind of difference
GROUPS_MAX = 40  # different differences counted apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A dossier as it was filed, and what was done to it. `acts`: (stage, act), in order."""

    code: str
    answers: Mapping[str, Any]
    context: Context
    acts: tuple[tuple[str, str], ...]
    calendar: time.Calendar


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would have been otherwise. `where`: the stage or paper, if it is about one."""

    kind: str
    where: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class Replayed:
    """What a replay found. `same`: dossiers that nothing changes for.

    groups: how many dossiers have each difference; examples: codes by kind.
    """

    looked: int = 0
    same: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    groups: Counter[Difference] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, Difference]]] = field(default_factory=dict)

    def add(self, code: str, found: tuple[Difference, ...]) -> None:
        """Count what one dossier shows."""
        self.looked += 1
        self.same += not found
        self.counts.update({one.kind for one in found})
        for one in found:
            if one in self.groups or len(self.groups) < GROUPS_MAX:
                self.groups[one] += 1
            shown = self.examples.setdefault(one.kind, [])
            if len(shown) < EXAMPLES_MAX and all(code != other for other, _ in shown):
                shown.append((code, one))


def replay(past: Past, old: Definition, new: Definition) -> tuple[Difference, ...]:
    """Everything that would have been otherwise for one dossier.

    Ages and conditions are as on the day of filing; rows of law are those of that day, or of the
    first day of the new text when it was not in force yet.
    """
    before, after = _filed(past, old), _filed(past, new)
    return (*_compare(before, after), *_acts(past, old, new))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filed:
    """What filing gives under one text."""

    problems: frozenset[str]
    authority: str
    fee: str
    due: datetime.datetime | None
    needs: frozenset[str]


def _filed(past: Past, text: Definition) -> _Filed:
    known = {
        name: value
        for name, value in past.answers.items()
        if name in text.fields and value is not None
    }
    seen = text.see(text.typed(known), past.context)
    shown = {name: value for name, value in known.items() if name in seen.visible}
    checked = text.validate(shown, past.context)
    problems = {str(one.params.get("check") or one.field) for one in checked.problems}
    on = max(past.context.submitted_on, text.procedure.effective.valid_from)
    needs = frozenset(due.need.id for due in text.needs_for(seen) if due.is_required)
    try:
        row, fee, limit = text.authority(seen, on), text.fee(seen, on), text.deadline(seen, on)
    except NoRow as error:
        return _Filed(
            problems=frozenset({*problems, error.table}),
            authority="",
            fee="",
            due=None,
            needs=needs,
        )
    start = past.context.submitted_at
    due = None
    if start is not None:
        cutoff = time.parse_cutoff(limit.cutoff)
        due = time.due(start, time.Duration.parse(limit.total), past.calendar, cutoff=cutoff)
    return _Filed(
        problems=frozenset(problems),
        authority=f"{row.level} {row.department or ''}".strip(),
        fee=str(fee.amount),
        due=due,
        needs=needs,
    )


def _compare(before: _Filed, after: _Filed) -> Iterator[Difference]:
    for name in sorted(after.problems - before.problems):
        yield Difference("refused", name, "", name)
    if after.problems:
        return  # such a dossier would not have come in, so nothing else is known of it
    if before.authority != after.authority:
        yield Difference("authority", "", before.authority, after.authority)
    if before.fee != after.fee:
        yield Difference("fee", "", before.fee, after.fee)
    if before.due != after.due:
        yield Difference("due", "", _day(before.due), _day(after.due))
    for name in sorted(after.needs - before.needs):
        yield Difference("needs", name, "", name)
    for name in sorted(before.needs - after.needs):
        yield Difference("needs", name, name, "")


def _acts(past: Past, old: Definition, new: Definition) -> Iterator[Difference]:
    """Acts that would not have been possible or would have led elsewhere, and other desks."""
    desks_told: set[str] = set()
    for stage, act in past.acts:
        was = _target(old, stage, act)
        if was is None:
            continue  # what every procedure has, or what its text did not know either
        now = _target(new, stage, act) or ""
        if stage in new.stages and stage not in desks_told:
            desks_told.add(stage)
            if old.stages[stage].by != new.stages[stage].by:
                yield Difference("desk", stage, old.stages[stage].by, new.stages[stage].by)
        if was != now:
            yield Difference("outcome", f"{stage}.{act}", was, now)
            if not now:
                return  # from here on it would have gone another way


def _target(text: Definition, stage: str, act: str) -> str | None:
    """Where an act leads; None when there is no such stage or act."""
    found = text.stages.get(stage)
    if found is None:
        return None
    if act == walks.LIMIT_PASSES:
        return found.on_limit
    return text.actions(stage).get(act)


def _day(at: datetime.datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"


def plain(found: Replayed) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "looked": found.looked,
        "same": found.same,
        "counts": dict(found.counts),
        "groups": [
            _plain_difference(one) | {"dossiers": dossiers}
            for one, dossiers in found.groups.most_common()
        ],
        "examples": {
            kind: [{"code": code} | _plain_difference(one) for code, one in shown]
            for kind, shown in found.examples.items()
        },
    }


def _plain_difference(one: Difference) -> dict[str, str]:
    return {"kind": one.kind, "where": one.where, "before": one.before, "after": one.after}
