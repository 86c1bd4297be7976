"""Loading the cast of a demo town from the city's folder. What is there already stays."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import hashers
from django.db import connection, transaction

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions, rules, sealing
from thanglong.kernel.people.models import Account, Holding, Mandate, Organisation, Person

BEGINNING = datetime.date(2000, 1, 1)
BASIS = "thành phố mẫu"

_POSTS_SQL = """
SELECT DISTINCT ON (agency.id) post.id, agency.valid_from, agency.valid_to
FROM units_post post
JOIN units_agency agency ON agency.id = post.agency_id
LEFT JOIN units_area area ON area.id = agency.area_id
WHERE post.role = %(role)s AND agency.level = %(level)s
  AND %(function)s = ANY(agency.functions)
  AND (%(area)s = '' OR area.code = %(area)s)
ORDER BY agency.id, post.id
"""


class CastIsReal(RuntimeError):
    """The file has a number or tax code that may belong to a real person or firm."""


class CastIsDouble(RuntimeError):
    """Two officers of the file have one login: the second would be left out in silence."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Half-open, in dates."""

    start: datetime.date
    end: datetime.date | None


def load_cast(*, path: Path, at: datetime.datetime, by: Actor) -> int:
    """Make the people of a file known: residents, organisations, mandates, officers with posts.

    Who is not born yet at that instant is left out; a post is held in every epoch in which it
    exists. Units must be loaded before. Returns how many accounts are new.
    Raises CastIsReal, CastIsDouble.
    """
    with path.open(encoding="utf-8") as file:
        return make_known(cast=yaml.safe_load(file), at=at)


def make_known(*, cast: Mapping[str, Any], at: datetime.datetime) -> int:
    """As `load_cast`, from what such a file has in it.

    Officers without `totp_secret` cannot sign in: they are there so that desks are staffed.
    """
    _check_invented(cast)
    _check_single(cast)
    before = Account.objects.count()
    password = hashers.make_password(
        cast.get("password")
    )  # one for all, so that a demo starts fast
    with transaction.atomic():
        for one in cast["residents"]:
            if one["birth_on"] <= clock.local(at).date():
                _resident(one, at)
        for one in cast["organisations"]:
            _organisation(one)
        for one in cast["mandates"]:
            _mandate(one, at)
        for one in cast["officers"]:
            _officer(one, password=password, at=at)
    return Account.objects.count() - before


def _check_single(cast: Mapping[str, Any]) -> None:
    logins = [one["login"] for one in cast["officers"]]
    double = sorted({one for one in logins if logins.count(one) > 1})
    if double:
        raise CastIsDouble(f"Two officers are called {', '.join(double)}: give one another login.")


def _check_invented(cast: Mapping[str, Any]) -> None:
    numbers = [one["number"] for one in (*cast["residents"], *cast["officers"])]
    codes = [one["tax_code"] for one in cast["organisations"]]
    if not all(map(rules.is_demo_number, numbers)) or not all(c.startswith("99") for c in codes):
        raise CastIsReal("In a demo town numbers begin with 999 and tax codes with 99.")


def _person(one: Mapping[str, Any]) -> Person:
    person = actions.know_person(
        personal_number=one["number"],
        full_name=one["full_name"],
        birth_on=one["birth_on"],
        sex=one["sex"],
    )
    kept = {name: one[name] for name in ("address_line", "phone", "email") if name in one}
    Person.objects.filter(id=person.id).update(area_code=one.get("area", ""), **kept)
    return person


def _resident(one: Mapping[str, Any], at: datetime.datetime) -> None:
    person = _person(one)
    if one["level"] > 0:
        Account.objects.get_or_create(
            login=one["number"],
            defaults={"kind": "resident", "person": person, "created_at": at},
        )


def _organisation(one: Mapping[str, Any]) -> None:
    Organisation.objects.get_or_create(
        tax_code=one["tax_code"],
        defaults={
            "name": one["name"],
            "kind": one["kind"],
            "representative": Person.objects.get(personal_number=one["representative"]),
            "area_code": one["area"],
            "address_line": one["address_line"],
            "is_demo": True,
        },
    )


def _mandate(one: Mapping[str, Any], at: datetime.datetime) -> None:
    holder = Person.objects.filter(personal_number=one["holder"]).first()
    person = Person.objects.filter(personal_number=one.get("person", "-")).first()
    organisation = Organisation.objects.filter(tax_code=one.get("organisation", "-")).first()
    if holder is None or (person is None and organisation is None):
        return
    if one["kind"] == "parent" and person is not None and person.birth_on is not None:
        ends_on = rules.parental_mandate_ends_on(birth_on=person.birth_on)
    else:
        ends_on = rules.agent_mandate_ends_on(given_on=clock.local(at).date())
    Mandate.objects.get_or_create(
        kind=one["kind"],
        holder=holder,
        person=person,
        organisation=organisation,
        revoked_at=None,
        defaults={
            "scope": [rules.EVERYTHING],
            "valid_from": _midnight(clock.local(at).date()),
            "valid_to": _midnight(ends_on),
            "basis": BASIS,
            "certainty": one["certainty"],
        },
    )


def _officer(one: Mapping[str, Any], *, password: str, at: datetime.datetime) -> None:
    if Account.objects.filter(login=one["login"]).exists():
        return
    account = Account.objects.create(
        login=one["login"],
        kind="officer",
        person=_person(one),
        password=password,
        totp_secret=sealing.seal(one["totp_secret"]) if "totp_secret" in one else "",
        created_at=at,
    )
    spans = {post: span for spec in one["posts"] for post, span in _posts(spec)}
    Holding.objects.bulk_create(
        Holding(
            post_id=post_id,
            account=account,
            valid_from=_midnight(span.start),
            valid_to=_midnight(span.end) if span.end else None,
            basis=BASIS,
        )
        for post_id, span in spans.items()
    )


def _posts(spec: Mapping[str, Any]) -> Iterable[tuple[int, _Span]]:
    """The posts that a row of the file means, with the dates in which row and agency agree."""
    keys = {name: str(spec.get(name, "")) for name in ("role", "level", "function", "area")}
    with connection.cursor() as cursor:
        cursor.execute(_POSTS_SQL, keys)
        rows = cursor.fetchall()
    wanted = _Span(spec.get("from", BEGINNING), spec.get("to"))
    for post_id, valid_from, valid_to in rows:
        ends = [end for end in (wanted.end, valid_to) if end is not None]
        span = _Span(max(wanted.start, valid_from), min(ends) if ends else None)
        if span.end is None or span.start < span.end:
            yield post_id, span


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=clock.zone())
