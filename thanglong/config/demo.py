"""Making the demo city: what is there already is not made again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from django.conf import settings

Update = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of the work. `weight`: its share of the progress bar."""

    name: str
    weight: int
    run: Callable[[Update], None]


def steps(*, dossiers: int | None) -> list[Step]:
    """What is still to be made, in order; nothing when the city is complete.

    dossiers: None for as many as the town of its day has.
    """
    from thanglong.kernel.units import queries as units

    loaded = units.is_loaded()
    procedures = Step(name="procedures", weight=10, run=_load_procedures)
    if loaded:
        _load_procedures(lambda _: None)
        return _town_steps(dossiers)
    return [
        Step(name="units and agencies", weight=20, run=_load_units),
        Step(name="calendar", weight=5, run=_load_calendar),
        procedures,
        *_town_steps(dossiers),
    ]


def account_lines() -> list[str]:
    """What to tell whoever opens the city for the first time."""
    cast = _cast()
    lines = ["", f"Residents sign in with VNeID ({settings.VNEID_ISSUER}, simulated):"]
    lines += [_line(one["full_name"], one) for one in cast["residents"] if one["level"] > 0]
    lines += [
        "",
        f"Officers sign in with their login and the password “{cast['password']}”;",
        f"the codes of their phones are shown at {settings.VNEID_ISSUER}/authenticator",
    ]
    lines += [_line(one["login"], one) for one in cast["officers"]]
    return [*lines, "", "A key for the programming interface: thanglong token --as lan", ""]


def jobs_waiting() -> int:
    """What the worker still has to do; asked without Django set up before."""
    import django

    django.setup()
    from thanglong.kernel.events import queries as events

    return events.jobs_waiting()


def login_of(name: str) -> str:
    """The login of somebody of the cast by given name (lan), or the name itself."""
    from thanglong.kernel.base import text

    for one in _cast()["residents"]:
        if text.fold(one["full_name"]).split()[-1] == text.fold(name):
            return str(one["number"])
    return name


def _line(name: str, one: dict[str, Any]) -> str:
    return f"  {name:<16} {one['role']['en']}"


def _cast() -> dict[str, Any]:
    text = (settings.CITY / "demo" / "people.yaml").read_text(encoding="utf-8")
    cast: dict[str, Any] = yaml.safe_load(text)
    return cast


def _town_steps(dossiers: int | None) -> list[Step]:
    from thanglong.config import demo_town

    return demo_town.steps(dossiers=dossiers)


def _load_units(update: Update) -> None:
    from thanglong.kernel.base import clock
    from thanglong.kernel.units import actions as units

    def one_more(_: str) -> None:
        update(4)

    units.load_city(folder=settings.CITY / "units", at=clock.now(), progress=one_more)


def _load_calendar(update: Update) -> None:
    from thanglong.kernel.base import clock
    from thanglong.kernel.base.actor import SYSTEM
    from thanglong.kernel.calendar import actions as calendars

    calendars.load_calendar(folder=settings.CITY / "calendar", at=clock.now(), by=SYSTEM)
    update(5)


def _load_procedures(update: Update) -> None:
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions as cases

    cases.load_procedures(folder=settings.CITY / "procedures", at=clock.now())
    update(10)
