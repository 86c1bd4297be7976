"""The little town of every test: Lan owns the thing, Minh works on it, Hạnh must not see it."""

import datetime
import functools
from dataclasses import dataclass
from typing import Any

import yaml
from django.conf import settings
from django.db import connection

from thanglong.kernel.base import text
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.calendar import actions as calendars
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.people import cast
from thanglong.kernel.people import queries as people
from thanglong.kernel.people.models import Account, Holding, Person
from thanglong.kernel.units import actions as units
from thanglong.kernel.units.models import Post

MORNING = datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC)  # Wednesday, 9 in Hanoi
LONG_AGO = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
BA_DINH = "00004"


def load_city() -> None:
    """Units, calendar and procedures of the reference city."""
    units.load_city(folder=settings.CITY / "units", at=LONG_AGO, by=SYSTEM)
    calendars.load_calendar(folder=settings.CITY / "calendar", at=LONG_AGO, by=SYSTEM)
    cases.load_procedures(folder=settings.CITY / "procedures", at=LONG_AGO)


def ensure_city() -> None:
    """The city again, when a test with real transactions before this one has emptied the tables."""
    from thanglong.kernel.units import queries

    if not queries.is_loaded():
        load_city()


def end_procedure(slug: str, *, on: datetime.date) -> None:
    """As if its revision had been published with this end; what is published never changes."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_revision DISABLE TRIGGER cases_revision_immutable")
        cursor.execute("UPDATE cases_revision SET effective_to = %s WHERE slug = %s", [on, slug])
        cursor.execute("ALTER TABLE cases_revision ENABLE TRIGGER cases_revision_immutable")


@dataclass(frozen=True, slots=True)
class Town:
    """The cast, ready to act."""

    at: datetime.datetime

    def resident(self, name: str, number: str) -> Actor:
        """A resident signed in at level 2."""
        person, _ = Person.objects.get_or_create(
            personal_number=number,
            defaults={
                "full_name": name,
                "area_code": BA_DINH,
                "folded": text.fold(name),
                "sort_key": text.given_name_key(name),
            },
        )
        account, _ = Account.objects.get_or_create(
            login=number,
            defaults={"kind": "resident", "person": person, "created_at": LONG_AGO},
        )
        return people.actor_for_account(account_id=account.id, at=self.at, assurance=2)

    def officer(self, name: str, agency_name: str, role: str) -> Actor:
        """An officer who holds the post of this role in the agency of this name."""
        login = text.fold(f"{name} {role}").replace(" ", ".")
        person, _ = Person.objects.get_or_create(
            full_name=name,
            personal_number="",
            defaults={"folded": text.fold(name), "sort_key": text.given_name_key(name)},
        )
        account, _ = Account.objects.get_or_create(
            login=login,
            defaults={"kind": "officer", "person": person, "created_at": LONG_AGO},
        )
        post = Post.objects.filter(agency__name=agency_name, role=role).order_by("-id").first()
        assert post is not None, f"no post {role} in {agency_name}"
        Holding.objects.get_or_create(
            post=post, account=account, defaults={"valid_from": LONG_AGO, "basis": "test"}
        )
        return people.actor_for_account(account_id=account.id, at=self.at, assurance=2)

    def known(self, name: str) -> Actor:
        """Somebody of the demo town's cast, by number or login, as `thanglong demo` makes them."""
        people_of: dict[str, list[dict[str, Any]]] = {
            "residents": [],
            "organisations": [],
            "mandates": [],
            "officers": [],
        }
        for kind, key in (("residents", "number"), ("officers", "login")):
            people_of[kind] = [one for one in _cast()[kind] if one[key] == name]
        cast.make_known(cast=people_of, at=LONG_AGO)
        account_id = people.account_id_of(name)
        assert account_id is not None, f"nobody of the cast is {name}"
        return people.actor_for_account(account_id=account_id, at=self.at, assurance=2)

    @property
    def lan(self) -> Actor:
        """A resident of Ba Đình who owns the thing."""
        return self.known("999196000101")

    @property
    def hanh(self) -> Actor:
        """A stranger who must see nothing."""
        return self.known("999192000108")

    @property
    def minh(self) -> Actor:
        """The one-stop clerk of Ba Đình."""
        return self.known("minh")

    @property
    def hoa(self) -> Actor:
        """The civil-status appraiser of Ba Đình."""
        return self.known("hoa")

    @property
    def long(self) -> Actor:
        """The leader of Ba Đình."""
        return self.known("long")

    @property
    def tuan(self) -> Actor:
        """The leader of the city, who answers for its calendar."""
        return self.known("tuan")


@functools.cache
def _cast() -> dict[str, list[dict[str, Any]]]:
    cast_file = settings.CITY / "demo" / "people.yaml"
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(cast_file.read_text(encoding="utf-8"))
    return found
