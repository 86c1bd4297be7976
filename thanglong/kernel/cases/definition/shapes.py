"""The small shapes that the format is made of: ids, durations, dated rows, named lists."""

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from thanglong.kernel.calendar import rules as calendar

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FieldId = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){0,3}$")
]
ResultId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,59}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Condition = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Certainty = Literal["V", "S", "M"]
Level = Literal["commune", "district", "city"]

_CUTOFF = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")


def _budget(value: str) -> str:
    try:
        return str(calendar.Duration.parse(value))
    except ValueError:
        raise ValueError(
            "is not a duration|Write a number and a unit: 3wd, 12wh, 30min, 10d, 6mo or 2y."
        ) from None


def _cutoff(value: str) -> str:
    if not _CUTOFF.match(value):
        raise ValueError('is not a time of day|Write it in quotes as "15:00".')
    return value


Budget = Annotated[str, AfterValidator(_budget)]
Cutoff = Annotated[str, AfterValidator(_cutoff)]


class Shape(BaseModel):
    """A piece of the format: nothing but what is declared, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)


class Dated(Shape):
    """A row of law with its life: `from` the first day, `until` the first day no more."""

    valid_from: datetime.date | None = Field(default=None, alias="from")
    valid_until: datetime.date | None = Field(
        default=None,
        validation_alias=AliasChoices("until", "to"),
        serialization_alias="until",
    )
    certainty: Certainty | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Dated":
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError("ends before it begins|Write an `until` after `from`.")
        return self

    def is_alive(self, on: datetime.date) -> bool:
        """Whether the row is law on this day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on < self.valid_until)


def _named(value: Any) -> Any:
    """A map `id: {…}` as the list that keeps its order in any database."""
    if not isinstance(value, dict):
        return value
    return [_with_id(key, item) for key, item in value.items()]


def _with_id(key: str, item: Any) -> Any:
    if isinstance(item, dict):
        return {"id": key, **item}
    return {"id": key} if item is None else item


def _pairs(names: tuple[str, str]) -> Callable[[Any], Any]:
    def pairs(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return [{names[0]: key, names[1]: item} for key, item in value.items()]

    return pairs


ItemT = TypeVar("ItemT", bound=Shape)
Named = Annotated[tuple[ItemT, ...], BeforeValidator(_named)]


class Fact(Shape):
    """A named condition: id and expression."""

    id: Id
    expression: Condition


class Arc(Shape):
    """What may be done at a stage, and where it leads."""

    action: Id
    target: Id


Facts = Annotated[tuple[Fact, ...], BeforeValidator(_pairs(("id", "expression")))]
Arcs = Annotated[tuple[Arc, ...], BeforeValidator(_pairs(("action", "target")))]
