"""What officers found about a dossier: all for the offices, for the applicant what is open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thanglong.kernel.base import clock
from thanglong.kernel.cases import findings, wording
from thanglong.kernel.cases.flow import Flow
from thanglong.services.procedures.queries import desk_words

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTold:
    """One value that was entered. `raw`: as JSON keeps it, `value`: in words; by: name, post."""

    field: str
    label: str
    raw: Any
    value: str
    at: datetime.datetime
    by: str
    post: str


def found_of(case: Case, *, language: str) -> list[FoundTold]:
    """Every value that was entered, in order, with who and when: for the offices that have it."""
    definition = Flow.of(case).definition
    labels, on = definition.words(language).findings, clock.local(case.filed_at).date()
    return [
        FoundTold(
            field=one.field,
            label=labels[one.field].label,
            raw=one.value,
            value=wording.answer(definition, one.field, one.value, language=language, on=on),
            at=one.at,
            by=one.step.actor_name,
            post=desk_words.post_title(one.step.post, language),
        )
        for one in findings.history_of(case)
    ]


def found_rows(case: Case, language: str) -> list[dict[str, Any]]:
    """Each finding with its value now and, before it, the values that were corrected."""
    told: dict[str, list[FoundTold]] = {}
    for one in found_of(case, language=language):
        told.setdefault(one.field, []).append(one)
    return [
        {"now": told[name][-1], "earlier": told[name][:-1]}
        for name in Flow.of(case).definition.findings
        if name in told
    ]


def found_for_applicant(case: Case, language: str) -> list[FoundTold]:
    """What is found as it stands now, as far as the applicant may see it."""
    last = {one.field: one for one in found_of(case, language=language)}
    return [
        last[name]
        for name in Flow.of(case).definition.findings
        if name in last
        and last[name].raw is not None
        and findings.is_shown_to_applicant(case, name)
    ]
