"""Who can sign in at the simulator: the residents of the demo town's file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
