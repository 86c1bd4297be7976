"""Builders: people of the little town, for tests. Everybody's number begins with 999."""

import datetime
import itertools
from typing import Any

from django.contrib.auth import hashers

from thanglong.kernel.base import text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions, queries, sealing
from thanglong.kernel.people.models import (
    Absence,
    Account,
    Holding,
    Mandate,
    Organisation,
    Person,
    SignedIn,
    Token,
)
from thanglong.kernel.units.models import Agency, Post

__all__ = [
    "Absence",
    "SignedIn",
    "Token",
]  # for the tests of services, which ask for what became of it
PASSWORD = "mua thu ha noi 1010"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime.datetime(2026, 11, 24, 2, 0, tzinfo=datetime.UTC)
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
_serial = itertools.count(1)


def person(full_name: str = "Nguyễn Thị Lan", **facts: Any) -> Person:
    """A person; a woman born in 1996 unless told otherwise."""
    facts.setdefault("personal_number", f"999196{next(_serial):06d}")
    facts.setdefault("birth_on", datetime.date(1996, 3, 8))
    facts.setdefault("sex", "female")
    return Person.objects.create(
        full_name=full_name,
        folded=text.fold(full_name),
        sort_key=text.given_name_key(full_name),
        **facts,
    )


def resident(full_name: str = "Nguyễn Thị Lan", **facts: Any) -> Account:
    """A resident's account."""
    someone = person(full_name, **facts)
    return Account.objects.create(
        login=someone.personal_number, kind="resident", person=someone, created_at=LONG_AGO
    )


def officer(full_name: str = "Trần Văn Minh", *, login: str = "", totp: bool = True) -> Account:
    """An officer's account with the password PASSWORD and the authenticator secret SECRET."""
    return Account.objects.create(
        login=login or f"officer{next(_serial)}",
        kind="officer",
        person=person(full_name, sex="male"),
        password=hashers.make_password(PASSWORD),
        totp_secret=sealing.seal(SECRET) if totp else "",
        created_at=LONG_AGO,
    )


def agency(name: str = "UBND phường Ba Đình", **facts: Any) -> Agency:
    """An agency; a commune's committee unless told otherwise."""
    facts.setdefault("code", f"DEMO{next(_serial):06d}")
    facts.setdefault("kind", "committee")
    facts.setdefault("level", "commune")
    facts.setdefault("valid_from", datetime.date(2020, 1, 1))
    return Agency.objects.create(
        name=name, name_en=name, source="test", sort_key=text.sort_key(name), **facts
    )


def post(office: Agency, role: str = "specialist", title: str = "") -> Post:
    """A post in an agency."""
    title = title or role
    return Post.objects.create(agency=office, role=role, title=title, title_en=title)


def hold(
    account: Account,
    held: Post,
    *,
    since: datetime.datetime = LONG_AGO,
    until: datetime.datetime | None = None,
) -> Holding:
    """An officer holds a post."""
    return Holding.objects.create(
        post=held, account=account, valid_from=since, valid_to=until, basis="test"
    )


def organisation(representative: Person, tax_code: str = "9900000023") -> Organisation:
    """A company of the demo town."""
    return Organisation.objects.create(
        tax_code=tax_code,
        name="Công ty TNHH Sen Hồ Tây",
        kind="enterprise",
        representative=representative,
        is_demo=True,
    )


def mandate(holder: Person, **facts: Any) -> Mandate:
    """A mandate for everything since long ago, given by the beneficiary."""
    facts.setdefault("kind", "agent")
    facts.setdefault("scope", ["*"])
    facts.setdefault("certainty", "given")
    return Mandate.objects.create(holder=holder, valid_from=LONG_AGO, basis="test", **facts)


def actor(account: Account, *, at: datetime.datetime = NOW, assurance: int = 2) -> Actor:
    """The actor that an account is."""
    return queries.actor_for_account(account_id=account.id, at=at, assurance=assurance)


def sign_in(
    client: Any, account: Account, *, at: datetime.datetime | None = None, assurance: int = 2
) -> None:
    """Sign a test client in, as the screens do it."""
    from thanglong.kernel.base import clock

    session = client.session
    session["account_id"] = account.id
    session.save()
    client.cookies["sessionid"] = session.session_key
    actions.begin_session(
        account=account,
        session_key=session.session_key,
        method="totp" if account.kind == "officer" else "vneid",
        assurance=assurance,
        device="test",
        at=at or clock.now(),
    )
