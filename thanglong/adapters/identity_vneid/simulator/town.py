"""Who can sign in at the simulator, and the phones of the officers: from the demo town's file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import yaml


@dataclass(frozen=True, slots=True)
class Citizen:
    """One person with VNeID. `level`: the highest identity level; `role`: who it is in the town."""

    number: str
    full_name: str
    birth_on: str
    sex: str
    level: int
    role: dict[str, str]

    def get_user_id(self) -> str:
        """What Authlib calls the person."""
        return self.number


@dataclass(frozen=True, slots=True)
class Phone:
    """The authenticator app on the phone of an officer of the demo town."""

    login: str
    full_name: str
    secret: str
    role: dict[str, str]

    @property
    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).now()


def phones(path: Path) -> list[Phone]:
    """The phones of the officers of a file."""
    with path.open(encoding="utf-8") as file:
        officers: list[dict[str, Any]] = yaml.safe_load(file)["officers"]
    return [
        Phone(one["login"], one["full_name"], one["totp_secret"], one["role"]) for one in officers
    ]


def citizens(path: Path) -> dict[str, Citizen]:
    """The persons of a file who have VNeID, by number, in the order of the file."""
    with path.open(encoding="utf-8") as file:
        residents: list[dict[str, Any]] = yaml.safe_load(file)["residents"]
    found = [
        Citizen(
            number=one["number"],
            full_name=one["full_name"],
            birth_on=str(one["birth_on"]),
            sex=one["sex"],
            level=int(one["level"]),
            role=one.get("role", {"vi": "", "en": ""}),
        )
        for one in residents
    ]
    return {one.number: one for one in found if one.level > 0}
