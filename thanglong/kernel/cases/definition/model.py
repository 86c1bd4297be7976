"""A definition: a procedure with its texts and templates, and the questions one may ask of it."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from thanglong.kernel.cases.agencies import NOBODY, Post, parse_post
from thanglong.kernel.cases.definition import rows, scope, validation
from thanglong.kernel.cases.definition.findings import Act, check_act, missing, see_found
from thanglong.kernel.cases.definition.findings import typed as typed_findings
from thanglong.kernel.cases.definition.format import (
    Authority,
    Basis,
    FindingField,
    FormField,
    Page,
    Procedure,
    Result,
    Stage,
)
from thanglong.kernel.cases.definition.rows import DeadlineDue, FeeDue, NeedDue
from thanglong.kernel.cases.definition.scope import Context, Plan, Seen
from thanglong.kernel.cases.definition.texts import Texts
from thanglong.kernel.cases.definition.validation import Checked


@dataclass(frozen=True, eq=False)
class Definition:
    """One text of one procedure; never changes."""

    procedure: Procedure
    texts: Mapping[str, Texts]
    templates: Mapping[str, str]

    @property
    def code(self) -> str:
        """The national code."""
        return self.procedure.procedure

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """Every question by id, in the order of the form."""
        return {one.id: one for page in self.procedure.form.pages for one in page.fields}

    @cached_property
    def findings(self) -> Mapping[str, FindingField]:
        """Everything that an officer may find, by id, in order."""
        return {one.id: one for one in self.procedure.findings}

    @cached_property
    def entries(self) -> Mapping[str, FormField]:
        """Questions and findings by id."""
        return {**self.fields, **self.findings}

    @cached_property
    def plan(self) -> Plan:
        """The procedure prepared for many questions."""
        return Plan.of(self.procedure)

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """Every stage by id, in the normal order."""
        return {stage.id: stage for stage in self.procedure.stages}

    @cached_property
    def bases(self) -> Mapping[str, Basis]:
        """Every law by its key."""
        return {basis.id: basis for basis in self.procedure.basis}

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id. Raises KeyError when there is none."""
        return self.stages[stage_id]

    def page(self, page_id: str) -> Page:
        """The page with this id. Raises KeyError when there is none."""
        return next((one for one in self.procedure.form.pages if one.id == page_id), None) or _no(
            page_id
        )

    def result(self, result_id: str) -> Result:
        """The result with this id. Raises KeyError when there is none."""
        return next((one for one in self.procedure.results if one.id == result_id), None) or _no(
            result_id
        )

    def actions(self, stage_id: str) -> Mapping[str, str]:
        """What may be done at a stage: action → target."""
        return {arc.action: arc.target for arc in self.stage(stage_id).do}

    def post(self, stage_id: str) -> Post | None:
        """The post that does a stage; None when the applicant or the parts do it."""
        by = self.stage(stage_id).by
        return None if by in NOBODY else parse_post(by)

    def words(self, language: str) -> Texts:
        """The texts in a language. Raises KeyError when the procedure does not have it."""
        return self.texts[language]

    def see(self, values: Mapping[str, Any], context: Context) -> Seen:
        """What the expressions see: the scope for every question below. values: typed answers."""
        return scope.see(self.plan, values, context)

    def visible_fields(self, values: Mapping[str, Any], context: Context) -> tuple[str, ...]:
        """The ids of the questions that are asked, given these typed answers."""
        return self.see(values, context).visible

    def validate(
        self, answers: Mapping[str, Any], context: Context, *, page: str | None = None
    ) -> Checked:
        """Typed values and every problem of a whole form, or of one page of it."""
        return validation.validate(self.plan, answers, context, page=page)

    def typed(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Stored answers (`validation.plain`) as typed values; what does not fit is left out."""
        return validation.typed(self.plan, stored)

    def see_found(self, seen: Seen, values: Mapping[str, Any], on: datetime.date) -> Seen:
        """The scope with what officers found; `visible`: the findings that apply."""
        return see_found(self.procedure, seen, values, on)

    def check_act(self, act: Act, seen: Seen, context: Context) -> Checked:
        """Typed findings as they stand after an act, and every problem with what was entered."""
        return check_act(self.procedure, act, seen, context)

    def typed_findings(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Stored findings as typed values; what does not fit is left out."""
        return typed_findings(self.procedure, stored)

    def missing_findings(self, wide: Seen) -> tuple[str, ...]:
        """The findings that must be there and are not. wide: from `see_found`."""
        return missing(self.procedure, wide)

    def authority(self, seen: Seen, on: datetime.date) -> Authority:
        """Who decides. Raises NoRow."""
        return rows.first("authority", self.procedure.authority, seen, on)

    def fee(self, seen: Seen, on: datetime.date) -> FeeDue:
        """What it costs. Raises NoRow."""
        row = rows.first("fee", self.procedure.fee, seen, on)
        return FeeDue(
            id=row.id,
            amount=rows.amount(row.amount, seen),
            list_amount=None if row.list_amount is None else rows.amount(row.list_amount, seen),
            basis=self.bases.get(row.basis),
            explanation={name: one.fees.get(row.id, "") for name, one in self.texts.items()},
        )

    def deadline(self, seen: Seen, on: datetime.date) -> DeadlineDue:
        """How long the city has. Raises NoRow."""
        row = rows.first("deadline", self.procedure.deadline, seen, on)
        return DeadlineDue(
            total=row.total, cutoff=row.cutoff or "", basis=self.bases.get(row.basis)
        )

    def needs_for(self, seen: Seen) -> tuple[NeedDue, ...]:
        """The claims that apply, in order, each with whether it must be shown."""
        return tuple(
            NeedDue(need, seen.holds(need.required))
            for need in self.procedure.needs
            if seen.holds(need.when)
        )

    def missing_needs(self, seen: Seen, met: Collection[str]) -> tuple[str, ...]:
        """The claims that must be shown and are not. met: ids of the needs that are."""
        due = self.needs_for(seen)
        return tuple(one.need.id for one in due if one.is_required and one.need.id not in met)

    def results_for(self, seen: Seen) -> tuple[Result, ...]:
        """The results that are issued here."""
        return tuple(one for one in self.procedure.results if seen.holds(one.when))

    def route_area(self, seen: Seen) -> str:
        """The code of the commune that receives; empty when the answers do not say."""
        value = seen.value(self.procedure.route.area)
        return value if isinstance(value, str) else ""


def _no(name: str) -> Any:
    raise KeyError(name)
