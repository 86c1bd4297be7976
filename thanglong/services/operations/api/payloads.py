"""What the API says of units, class by class. A day is ISO 8601; codes are texts."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Level = Literal["", "city", "district", "commune"]


class Wanted(Schema):
    """Which units are wanted; nothing: all of the day."""

    level: Level = ""
    within: Annotated[str, Field(max_length=10)] = ""
    q: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One area under one name during one span of time; valid_to is the first day after it."""

    code: str
    name: str
    name_en: str
    level: str
    kind: str
    parent: str | None
    valid_from: datetime.date
    valid_to: datetime.date | None
    legal_basis: str
    latitude: float | None
    longitude: float | None
    area_km2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """A page of areas, in the order of the Vietnamese alphabet."""

    on: datetime.date
    items: list[Unit]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An area before or after another. kind: whole, part or rename.

    is_default: where an address goes when nothing more is known. certainty: V verified, S from a
    second source, M from memory.
    """

    code: str
    name: str
    kind: str
    on: datetime.date
    is_default: bool
    certainty: str
    legal_basis: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAgency:
    """An agency of an area. is_demo_code: the code is ours, not the state's."""

    code: str
    name: str
    name_en: str
    kind: str
    level: str
    functions: list[str]
    is_demo_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWhole:
    """One area with its agencies on a day, and what came before and after it."""

    on: datetime.date
    unit: Unit
    history: list[Unit]
    agencies: list[UnitAgency]
    predecessors: list[Origin]
    successors: list[Origin]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An agency in few words."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What the address may be on the day. kind: same, rename, whole or part."""

    unit: Unit
    kind: str
    is_default: bool
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """A case that the law gives to another agency."""

    variant: str
    level: str
    agency: Named | None
    reason: str
    legal_basis: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who decides, and why. agency: null when that depends on what is to be chosen from candidates.

    department: the part that does the work; one_stop: where dossiers are handed in.
    """

    code: str
    on: datetime.date
    power: str
    level: str | None
    agency: Named | None
    department: Named | None
    one_stop: Named | None
    unit: Unit | None
    candidates: list[Possible]
    reason: str
    exceptions: list[Otherwise]
    legal_basis: str
    certainty: str
