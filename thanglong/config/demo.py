"""Making the demo city: what is there already is not made again."""

from collections.abc import Callable
from dataclasses import dataclass

import yaml
from django.conf import settings

Update = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of the work. `weight`: its share of the progress bar."""

    name: str
    weight: int
    run: Callable[[Update], None]


def steps(*, dossiers: int) -> list[Step]:
    """What is still to be made, in order; nothing when the city is complete."""
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
    town = yaml.safe_load((settings.CITY / "demo" / "people.yaml").read_text(encoding="utf-8"))
    residents = ", ".join(one["full_name"] for one in town["residents"][:3])
    lines = [
        f"Residents sign in with VNeID (simulator): {residents} …",
        f"Officers: password “{town['password']}”; codes: {settings.VNEID_ISSUER}/authenticator",
    ]
    lines += [f"  {one['login']:<22} {one['full_name']}" for one in town["officers"][:6]]
    return lines


def _town_steps(dossiers: int) -> list[Step]:
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
