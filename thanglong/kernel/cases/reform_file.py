"""The file of a reform: which act, on which day, and what it says of the units that it splits.

The units themselves, and which follows which, are loaded with the city's units; the file names the
day, and the act tells more than they can: in which new commune a street of a split one lies.
"""

import datetime
from pathlib import Path
from typing import Annotated, Literal

import pydantic
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import text
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases.definition import DefinitionError, strict_yaml
from thanglong.kernel.units import queries as units

ADDRESSES_MAX = 20_000
Code = Annotated[str, pydantic.Field(pattern=r"^[0-9]{5}$")]
Words = Annotated[str, pydantic.Field(min_length=2, max_length=120)]


class ReformFileIsWrong(CityError):
    """The file of a reform cannot be used. `why`: a sentence."""

    code = "cases.reform_file_wrong"
    status = 422
    message = _("The file of the reform cannot be used: %(why)s")


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class AddressRule(_Strict):
    """Addresses of the unit `from` that have one of these words in them lie in `to` now."""

    from_code: Code = pydantic.Field(alias="from")
    to_code: Code = pydantic.Field(alias="to")
    words: tuple[Words, ...] = pydantic.Field(min_length=1)


class ReformFile(_Strict):
    """What a reform is. on: its first day; successions of the units of that day belong to it."""

    act: str = pydantic.Field(min_length=3, max_length=120)
    on: datetime.date
    title: dict[Literal["vi", "en"], str]
    source: str = pydantic.Field(min_length=3, max_length=300)
    certainty: Literal["V", "S", "M"]
    addresses: tuple[AddressRule, ...] = pydantic.Field(default=(), max_length=ADDRESSES_MAX)

    @pydantic.field_validator("title")
    @classmethod
    def _both(cls, value: dict[str, str]) -> dict[str, str]:
        if set(value) != {"vi", "en"} or not all(one.strip() for one in value.values()):
            raise ValueError("give the title in both languages, vi and en")
        return value

    def rules(self) -> list[dict[str, object]]:
        """The address rules as the reform keeps them, words folded for comparing."""
        return [
            {"from": one.from_code, "to": one.to_code, "words": [text.fold(w) for w in one.words]}
            for one in self.addresses
        ]


def read(path: Path) -> ReformFile:
    """The file, checked in itself and against the units that are loaded. Raises ReformFileIsWrong.

    Every rule for an address must lead to a unit that really followed.
    """
    try:
        document = strict_yaml.read(path, file=path.name)
        found = ReformFile.model_validate(document.data)
    except DefinitionError as error:
        raise ReformFileIsWrong(why=str(error)) from error
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReformFileIsWrong(why=f"{path.name}, {place}: {first['msg']}.") from error
    _check(found)
    return found


def _check(found: ReformFile) -> None:
    if found.on not in units.epochs():
        raise ReformFileIsWrong(
            why=f"no unit begins on {found.on}. Load the units first: thanglong units load"
        )
    day_before = found.on - datetime.timedelta(days=1)
    for rule in found.addresses:
        heirs = units.convert(rule.from_code, from_on=day_before, to_on=found.on)
        if rule.to_code not in {one.area.code for one in heirs}:
            raise ReformFileIsWrong(
                why=f"an address of {rule.from_code} cannot lie in {rule.to_code}: "
                f"followed by {', '.join(one.area.code for one in heirs) or 'nobody'}"
            )
