"""What a pack says, one row for each thing. `place`: file and line, for messages."""

import datetime
import hashlib
from dataclasses import astuple, dataclass, field
from decimal import Decimal

Key = tuple[str, datetime.date]  # code and first day: what names a unit or an agency for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on which a row is valid, half-open; no end: still."""

    valid_from: datetime.date
    valid_to: datetime.date | None

    def covers(self, on: datetime.date) -> bool:
        """Whether the day is in the span."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def common(self, other: "Span") -> "Span | None":
        """The days in both; None when there are none."""
        start = max(self.valid_from, other.valid_from)
        ends = [one for one in (self.valid_to, other.valid_to) if one]
        end = min(ends) if ends else None
        return None if end and end <= start else Span(valid_from=start, valid_to=end)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One area under one name during one span of time."""

    code: str
    level: str
    kind: str
    kind_name: str
    bare_name: str
    name: str
    name_en: str
    parent: Key | None
    span: Span
    legal_basis: str
    source: str
    latitude: Decimal | None
    longitude: Decimal | None
    area_km2: Decimal | None
    place: str

    @property
    def key(self) -> Key:
        return self.code, self.span.valid_from

    @property
    def in_text(self) -> str:
        """The name as it stands inside a sentence or another name: `phường Ba Đình`."""
        return f"{self.kind_name.lower()} {self.bare_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """What became of an area on a day."""

    old: Key
    new: Key
    kind: str
    on: datetime.date
    is_default: bool
    legal_basis: str
    certainty: str
    source: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One kind of work in an agency."""

    role: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """One agency or department, with its posts."""

    code: str
    name: str
    name_en: str
    kind: str
    level: str
    area: Key
    parent: Key | None
    functions: tuple[str, ...]
    span: Span
    is_demo_code: bool
    certainty: str
    source: str
    posts: tuple[PostRow, ...]
    place: str

    @property
    def key(self) -> Key:
        return self.code, self.span.valid_from


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionRow:
    """Which level decides a power, where and when."""

    power: str
    variant: str
    level: str
    function: str
    area_code: str
    agency_code: str
    span: Span
    reason: str
    reason_en: str
    legal_basis: str
    certainty: str
    source: str
    place: str


@dataclass(slots=True)
class Pack:
    """Everything that a city pack says of its units."""

    areas: list[AreaRow] = field(default_factory=list)
    successions: list[SuccessionRow] = field(default_factory=list)
    agencies: list[AgencyRow] = field(default_factory=list)
    jurisdictions: list[JurisdictionRow] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of what the pack says; where in the files it says so does not count."""
        seen = hashlib.sha256()
        for rows in (self.areas, self.successions, self.agencies, self.jurisdictions):
            for row in rows:
                seen.update(repr(astuple(row)[:-1]).encode())
        return seen.hexdigest()
