"""What officers found about a case: kept in its steps, the last value of each counts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.cases import scopes, wording
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case, Step

KEY = "findings"  # of the data of a step
_VALUES = "SELECT data -> %s FROM cases_step WHERE case_id = %s AND data ? %s ORDER BY seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One value that an officer entered; None: he took it away. `value`: as JSON keeps it."""

    field: str
    value: Any
    stage: str
    step: Step

    @property
    def at(self) -> datetime.datetime:
        """When it was entered."""
        return self.step.at


def history_of(case: Case) -> list[Found]:
    """Every value that was entered, in order; corrected ones stay."""
    if not Flow.of(case).definition.findings:
        return []
    steps = case.steps.filter(data__has_key=KEY).select_related("post", "agency").order_by("seq")
    return [
        Found(field=name, value=value, stage=step.from_stage, step=step)
        for step in steps
        for name, value in step.data[KEY].items()
    ]


def values_of(case: Case) -> dict[str, Any]:
    """What is found as it stands now, as JSON keeps it."""
    if not Flow.of(case).definition.findings:
        return {}
    with connection.cursor() as cursor:  # written out: asked with every act of an officer
        cursor.execute(_VALUES, [KEY, case.id, KEY])
        rows = cursor.fetchall()
    last = {name: value for (found,) in rows for name, value in orjson.loads(found).items()}
    return {name: value for name, value in last.items() if value is not None}


def seen_in(case: Case, values: Mapping[str, Any], *, on: datetime.date) -> Seen:
    """The scope of answers and findings. values: as JSON keeps them."""
    asked = scopes.of_case(case)
    typed = asked.definition.typed_findings(values)
    return asked.definition.see_found(asked.seen, typed, on)


def shown_values(case: Case, *, at: datetime.datetime) -> dict[str, Any]:
    """The findings that apply, as JSON keeps them."""
    values = values_of(case)
    if not values:
        return {}
    wide = seen_in(case, values, on=clock.local(at).date())
    return {name: values[name] for name in wide.visible if name in values}


def is_shown_to_applicant(case: Case, field: str) -> bool:
    """Whether the applicant may see a finding as the case stands."""
    finding = Flow.of(case).definition.findings.get(field)
    if finding is None or finding.applicant == "never":
        return False
    return finding.applicant == "always" or case.decided_at is not None


def words(case: Case, values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Findings in words, as a page or a paper says them."""
    definition, on = Flow.of(case).definition, clock.local(case.filed_at).date()
    return {
        name: wording.answer(definition, name, value, language=language, on=on)
        for name, value in values.items()
        if name in definition.findings
    }
