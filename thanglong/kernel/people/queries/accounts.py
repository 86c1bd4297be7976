"""What a person may see of the own account: sign-ins, ways to sign in, keys."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from thanglong.kernel.base import errors, text
from thanglong.kernel.people import rules, sealing
from thanglong.kernel.people.models import (
    Account,
    Mandate,
    Organisation,
    Passkey,
    Person,
    SignedIn,
    Token,
)

LINES_MAX = 50
PERSON_FACTS = (
    "personal_number",
    "full_name",
    "birth_on",
    "sex",
    "area_code",
    "address_line",
    "phone",
    "email",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLine:
    """One sign-in as its owner sees it."""

    id: int
    device: str
    method: str
    assurance: int
    began_at: datetime.datetime
    seen_at: datetime.datetime
    is_this_one: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyLine:
    """One passkey as its owner sees it."""

    id: int
    label: str
    created_at: datetime.datetime
    last_used_at: datetime.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """One key for the programming interface as its owner sees it."""

    id: int
    label: str
    created_at: datetime.datetime
    expires_at: datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person may see and change of himself."""

    full_name: str
    personal_number: str
    birth_on: datetime.date | None
    phone: str
    email: str
    kind: str
    login: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysToSignIn:
    """How an officer may take the second step."""

    login: str
    has_totp: bool
    has_passkey: bool

    @property
    def has_second_step(self) -> bool:
        """Whether any second step is set up."""
        return self.has_totp or self.has_passkey


def profile_of(*, account_id: int) -> Profile:
    """What the city knows of the owner of an account."""
    account = Account.objects.select_related("person").get(id=account_id)
    return Profile(
        full_name=account.person.full_name,
        personal_number=account.person.personal_number,
        birth_on=account.person.birth_on,
        phone=account.person.phone,
        email=account.person.email,
        kind=account.kind,
        login=account.login,
        language=account.language,
    )


def data_of(person_id: int) -> dict[str, Any]:
    """Everything that this step keeps about a person, to be handed out to the person."""
    person = Person.objects.get(id=person_id)
    sign_ins = SignedIn.objects.filter(account__person=person).order_by("id")
    concerned = Q(holder=person) | Q(person=person)
    return {
        "person": _values(Person.objects.filter(id=person_id), PERSON_FACTS)[0],
        "accounts": _values(Account.objects.filter(person=person), ("login", "kind", "language")),
        "sign_ins": _values(sign_ins, ("device", "method", "began_at", "seen_at", "ended_at")),
        "mandates": _values(
            Mandate.objects.filter(concerned), ("kind", "scope", "valid_from", "valid_to", "basis")
        ),
        "organisations": _values(
            Organisation.objects.filter(representative=person), ("tax_code", "name", "kind")
        ),
    }


def ways_to_sign_in(*, account_id: int) -> WaysToSignIn:
    """How this officer may take the second step."""
    account = Account.objects.get(id=account_id)
    return WaysToSignIn(
        login=account.login,
        has_totp=bool(account.totp_secret),
        has_passkey=Passkey.objects.filter(account=account).exists(),
    )


def sign_ins_of(*, account_id: int, session_key: str, at: datetime.datetime) -> list[SignInLine]:
    """The sign-ins of an account that still count, the last used first.

    session_key: of the one who asks, to mark it.
    """
    found = SignedIn.objects.filter(account_id=account_id, ended_at=None, expires_at__gt=at)
    return [
        SignInLine(
            id=one.id,
            device=one.device,
            method=one.method,
            assurance=one.assurance,
            began_at=one.began_at,
            seen_at=one.seen_at,
            is_this_one=one.session_key == session_key,
        )
        for one in found.select_related("account").order_by("-seen_at")[:LINES_MAX]
        if rules.is_session_alive(
            kind=one.account.kind,
            seen_at=one.seen_at,
            expires_at=one.expires_at,
            ended_at=one.ended_at,
            at=at,
        )
    ]


def passkeys_of(*, account_id: int) -> list[PasskeyLine]:
    """The passkeys of an account, the oldest first."""
    return [
        PasskeyLine(
            id=one.id, label=one.label, created_at=one.created_at, last_used_at=one.last_used_at
        )
        for one in Passkey.objects.filter(account_id=account_id).order_by("id")[:LINES_MAX]
    ]


def tokens_of(*, account_id: int, at: datetime.datetime) -> list[TokenLine]:
    """The keys of an account that still work, the newest first."""
    found = Token.objects.filter(account_id=account_id, revoked_at=None, expires_at__gt=at)
    return [
        TokenLine(id=one.id, label=one.label, created_at=one.created_at, expires_at=one.expires_at)
        for one in found.order_by("-id")[:LINES_MAX]
    ]


def account_named(name: str) -> Account:
    """The account with this login, or the only one whose person has this name (or part of it).

    For the operator at the command line. Raises NotFound when there is none or more than one.
    """
    by_login = Account.objects.select_related("person").filter(login=name.strip().casefold())
    exact = by_login.first()
    if exact is not None:
        return exact
    folded = text.fold(name)
    if not folded:
        raise errors.NotFound()
    by_name = Account.objects.select_related("person").filter(
        person__folded__contains=folded, is_active=True
    )
    found = [one for one in by_name[:LINES_MAX] if _is_word_of(folded, one.person.folded)]
    if len(found) != 1:
        raise errors.NotFound()
    return found[0]


def officer_id_of(login: str) -> int | None:
    """The account of the officer with this login, also a closed one; or nothing."""
    found = Account.objects.filter(login=login.strip().casefold(), kind="officer").first()
    return found.id if found else None


def _values(found: QuerySet[Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return list(found.order_by("id").values(*names))


def account_id_of(name: str) -> int | None:
    """The account that account_named finds, or nothing."""
    try:
        return account_named(name).id
    except errors.NotFound:
        return None


def _is_word_of(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "


def second_steps_closed() -> int:
    """How many officers' second steps this SECRET_KEY (with its fallbacks) cannot open."""
    sealed = Account.objects.exclude(totp_secret="").values_list("totp_secret", flat=True)
    return sum(not sealing.opens(one) for one in sealed)
