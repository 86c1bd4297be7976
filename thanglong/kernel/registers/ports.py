"""Where the city asks what a national register knows of a person."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of whom, and why: a register answers nobody without a purpose.

    register: `population` or `civil_status`; key: the personal number; fields: the least that is
    needed; purpose: the procedure and the law; reference: our number of the question.
    """

    register: str
    key: str
    fields: tuple[str, ...]
    purpose: str
    reference: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a register answered. `values` has only what was asked; `source` names the record."""

    values: Mapping[str, Any]
    source: str
    as_of: datetime.datetime


class RegisterSource(Protocol):
    """A way to ask registers."""

    def look_up(self, question: Question) -> Record | None:
        """The record, None when the register has none.

        Raises PartnerUnavailable when it does not answer, PartnerRefused when it says no.
        """
        ...


@cache
def register_source() -> RegisterSource:
    """The way that the operator has chosen (REGISTERS_ADAPTER)."""
    return cast(RegisterSource, import_string(settings.REGISTERS_ADAPTER)())
