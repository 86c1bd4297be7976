"""The format of `procedure.yaml`: what may stand in it, and of which kind.

Maps whose order means something (stages, needs, actions…) are kept as lists of items with ids, so
that the order survives a database that sorts the keys of its maps.
"""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from thanglong.kernel.cases.definition.shapes import (
    Arcs,
    Budget,
    Certainty,
    Condition,
    Cutoff,
    Dated,
    Facts,
    FieldId,
    Id,
    Level,
    Line,
    Named,
    ResultId,
    Shape,
    Word,
)

FIELDS_MAX = 200

FieldType = Literal[
    "text", "long_text", "person_name", "personal_number", "date", "time", "integer", "decimal",
    "money", "phone", "email", "choice", "multi_choice", "boolean", "area", "address", "tax_code",
    "plate",
]  # fmt: skip
LifeEvent = Literal[
    "birth", "childhood", "marriage", "home", "business", "work", "travel_abroad", "death",
    "documents",
]  # fmt: skip
Prefill = Annotated[
    str, StringConstraints(pattern=r"^(population|civil_status|account)\.[a-z][a-z0-9_.]{0,60}$")
]
EvidenceText = Annotated[
    str,
    StringConstraints(
        pattern=r"^(register:[a-z_]+\.[a-z0-9_.]+|own_result:[A-Za-z0-9_.]+"
        r"|file:(pdf|photo)(\|(pdf|photo))?)$"
    ),
]
Required = bool | Condition
Bound = Annotated[Condition, BeforeValidator(lambda value: _literal(value))]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z.]{1,20}$")]
AgencyText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Decision(Shape):
    """The decision that published the procedure."""

    number: Line
    on: datetime.date
    certainty: Certainty | None = None


class Effective(Dated):
    """When this text of the procedure is in force."""

    valid_from: datetime.date = Field(alias="from")


class Child(Shape):
    """Filing for one's child; `needs` names the claim that proves the link."""

    needs: Id | None = None


class Agent(Shape):
    """Filing for somebody else."""

    mandate: Literal["required", "optional"] = "required"


class Applicant(Shape):
    """For whom one may file."""

    self_: bool = Field(default=False, alias="self")
    child: Annotated[Child | None, BeforeValidator(lambda value: _shape_or_flag(value))] = None
    agent: Annotated[Agent | None, BeforeValidator(lambda value: _shape_or_flag(value))] = None


class Basis(Dated):
    """A law, by a short key, with its life."""

    id: Id
    cite: Line


class Authority(Dated):
    """A row of who decides: the first that is alive and whose `when` holds."""

    level: Level
    department: Id | None = None
    when: Condition | None = None
    basis: Id | None = None

    @model_validator(mode="after")
    def _only_the_city_has_departments_that_decide(self) -> Self:
        if self.department and self.level != "city":
            raise ValueError(
                "has a department below the city|Drop `department`; a stage names a division as "
                "deciding.department('…')."
            )
        return self


class Route(Shape):
    """Which commune receives: an expression that gives a commune code."""

    area: Condition


class FormField(Shape):
    """One question of the form."""

    id: FieldId
    type: FieldType
    required: Required = False
    show_if: Condition | None = None
    options: tuple[Word, ...] = ()
    prefill: Prefill | None = None
    min: Bound | None = None
    max: Bound | None = None
    max_length: int | None = Field(default=None, ge=1, le=4000)
    personal: bool = False
    purpose: Id | None = None
    retention: Budget | None = None
    certainty: Certainty | None = None

    @model_validator(mode="after")
    def _options_belong_to_choices(self) -> Self:
        if self.type in ("choice", "multi_choice"):
            if len(self.options) < 1:
                raise ValueError("is a choice without options|Add `options: [one, other]`.")
            if len(set(self.options)) < len(self.options):
                raise ValueError("gives an option twice|Keep each option once.")
        elif self.options:
            raise ValueError("has options but is no choice|Use `type: choice`, or drop `options`.")
        return self


class FindingField(FormField):
    """What an officer enters when acting; `applicant` says from when the applicant sees it.

    `suggest`: a value that is offered to the officer, never taken without him.
    """

    applicant: Literal["always", "decided", "never"] = "decided"
    suggest: Condition | None = None

    @model_validator(mode="after")
    def _a_register_finds_nothing_for_the_officer(self) -> Self:
        if self.prefill is not None:
            raise ValueError(
                "has `prefill`, which is for questions of the form|Offer a value by `suggest`."
            )
        return self


class Page(Shape):
    """One page of the form."""

    id: Id
    show_if: Condition | None = None
    fields: tuple[FormField, ...] = Field(min_length=1)


class Form(Shape):
    """The questions, page by page."""

    pages: tuple[Page, ...] = Field(min_length=1)


class Need(Shape):
    """A claim to be shown, with the evidence that shows it, best first.

    `of`: the field with the number of the person whose record is asked; without it, of the one
    whom the dossier is for. `shown_if`: what the register's `answer` must say; without it, any.
    """

    id: Id
    basis: Id
    evidence: tuple[EvidenceText, ...] = Field(min_length=1)
    required: Required = True
    when: Condition | None = None
    of: FieldId | None = None
    shown_if: Condition | None = None
    certainty: Certainty | None = None


class Check(Shape):
    """A contradiction that is refused at submission `unless` the condition holds."""

    id: Id
    unless: Condition
    when: Condition | None = None


class Fee(Dated):
    """A row of the fee table; `amount` in đồng or an expression."""

    id: Id
    when: Condition | None = None
    amount: int | Condition
    basis: Id
    list_amount: int | Condition | None = None

    @model_validator(mode="after")
    def _money_is_not_negative(self) -> Self:
        for amount in (self.amount, self.list_amount):
            if isinstance(amount, int) and not 0 <= amount <= 10**12:
                raise ValueError("is no amount in đồng|Write a whole number from 0.")
        return self


class Deadline(Dated):
    """A row of the time limits; `cutoff`: filed later counts from the next working day."""

    total: Budget
    when: Condition | None = None
    cutoff: Cutoff | None = None
    basis: Id


class Consult(Shape):
    """Another authority that may be asked for its opinion."""

    id: Id
    to: AgencyText
    due: Budget
    basis: Id | None = None


class Stage(Shape):
    """One place where a dossier lies, and what may be done with it there."""

    id: Id
    by: AgencyText
    due: Budget | None = None
    clock: Literal["running", "paused"] = "running"
    limit: Budget | None = None
    on_limit: Id | None = None
    sign: tuple[Literal["leader", "seal"], ...] = ()
    consult: Named[Consult] = ()
    finds: tuple[FieldId, ...] = ()
    basis: Id | None = None
    do: Arcs = Field(min_length=1)

    @model_validator(mode="after")
    def _a_limit_leads_somewhere(self) -> Self:
        if (self.limit is None) != (self.on_limit is None):
            raise ValueError("has `limit` or `on_limit` alone|Write both, or neither.")
        return self


class Result(Shape):
    """What is given to the applicant in the end."""

    id: ResultId
    code: Line | None = None
    template: Line | None = None
    valid: Budget | None = None
    number: Word | None = None
    when: Condition | None = None
    writes: Line | None = None


class Part(Shape):
    """Another procedure that an interlinked filing starts, and what it is given.

    answers: its questions by where the answer comes from: a question of the whole, `part:finding`
    or an expression; equal ids need no line. papers: its needs by a need of the whole or
    `part:RESULT`. after: the parts that must be granted first.
    """

    id: Id
    procedure: Code
    after: tuple[Id, ...] = ()
    when: Condition | None = None
    answers: dict[FieldId, Condition] = {}
    papers: dict[Id, Line] = {}


class Retention(Shape):
    """How long a dossier is kept."""

    granted: Budget
    refused: Budget
    start: Literal["closed", "decided", "filed"] = Field(default="closed", alias="from")


class Procedure(Shape):
    """A whole `procedure.yaml`."""

    procedure: Code
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    decision: Decision
    effective: Effective
    field: Id
    life_events: tuple[LifeEvent, ...] = ()
    service_level: Literal["counter", "partial", "full"]
    certainty: Certainty
    audience: tuple[Literal["resident", "organisation", "household_business"], ...] = Field(
        min_length=1
    )
    applicant: Applicant
    assurance: Literal[1, 2] = 1
    basis: Named[Basis] = Field(min_length=1)
    facts: Facts = ()
    authority: tuple[Authority, ...] = Field(min_length=1)
    route: Route
    form: Form
    needs: Named[Need] = ()
    findings: tuple[FindingField, ...] = ()
    checks: tuple[Check, ...] = ()
    fee: tuple[Fee, ...] = Field(min_length=1)
    deadline: tuple[Deadline, ...] = Field(min_length=1)
    calendar: Word = "vn-civil"
    stages: Named[Stage] = Field(min_length=1)
    parts: Named[Part] = ()
    results: Named[Result] = ()
    retention: Retention

    @model_validator(mode="after")
    def _somebody_gives_a_result(self) -> Self:
        if bool(self.results) == bool(self.parts):
            raise ValueError(
                "gives nothing, or twice|Write `results`, or `parts` that give them, not both."
            )
        return self

    @model_validator(mode="after")
    def _ids_are_given_once(self) -> Self:
        if sum(len(page.fields) for page in self.form.pages) > FIELDS_MAX:
            raise ValueError(f"has more than {FIELDS_MAX} fields|Ask less.")
        for what, ids in _ids(self).items():
            twice = next((one for one in ids if ids.count(one) > 1), None)
            if twice is not None:
                raise ValueError(f"gives the {what} '{twice}' twice|Rename one of them.")
        return self


def _ids(procedure: Procedure) -> dict[str, list[str]]:
    fields = [field.id for page in procedure.form.pages for field in page.fields]
    return {
        "page": [page.id for page in procedure.form.pages],
        "field": fields,
        "finding": [*fields, *(one.id for one in procedure.findings)],
        "check": [check.id for check in procedure.checks],
        "fee": [fee.id for fee in procedure.fee],
        "part": [part.id for part in procedure.parts],
    }


def _literal(value: Any) -> Any:
    """A bound is an expression; a plain number or date is one too."""
    is_plain = isinstance(value, int | Decimal | datetime.date) and not isinstance(value, bool)
    return str(value) if is_plain else value


def _shape_or_flag(value: Any) -> Any:
    """`child: true` means `child: {}`, `false` the same as leaving it out."""
    if value is True:
        return {}
    return None if value is False else value
