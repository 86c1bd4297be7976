"""Who acts: the account behind a session, a key or an id, with the posts held at that instant."""

import datetime
from typing import Any

from django.db import connection

from thanglong.kernel.base import clock, errors
from thanglong.kernel.base.actor import ANONYMOUS, Actor, HeldPost
from thanglong.kernel.people import rules
from thanglong.kernel.people.models import Account, SignedIn

SEEN_EVERY = datetime.timedelta(minutes=1)
KEY_LENGTH_MAX = 100

# The posts an account holds at an instant: its own, and those of absent colleagues whose deputy it
# is. A post counts only while its agency exists. Own posts come first.
_POSTS_SQL = """
SELECT held.post_id, agency.id, agency.name, post.role, post.title, held.deputises_for,
       post.title_en, agency.name_en
FROM (
    SELECT holding.post_id, '' AS deputises_for
    FROM people_holding holding
    WHERE holding.account_id = %(account)s
      AND holding.valid_from <= %(at)s
      AND (holding.valid_to IS NULL OR holding.valid_to > %(at)s)
    UNION ALL
    SELECT holding.post_id, person.full_name
    FROM people_absence absence
    JOIN people_account absent ON absent.id = absence.account_id
    JOIN people_person person ON person.id = absent.person_id
    JOIN people_holding holding ON holding.account_id = absence.account_id
    WHERE absence.deputy_id = %(account)s
      AND absence.starts_at <= %(at)s AND absence.ends_at > %(at)s
      AND absence.cancelled_at IS NULL
      AND holding.valid_from <= %(at)s
      AND (holding.valid_to IS NULL OR holding.valid_to > %(at)s)
) held
JOIN units_post post ON post.id = held.post_id
JOIN units_agency agency ON agency.id = post.agency_id
WHERE agency.valid_from <= %(on)s AND (agency.valid_to IS NULL OR agency.valid_to > %(on)s)
ORDER BY held.deputises_for <> '', held.post_id
"""

# The account behind a key that works at an instant: asked with every request of a program.
_KEY_SQL = """
SELECT account.id, account.person_id, account.kind, person.full_name, token.assurance
FROM people_token token
JOIN people_account account ON account.id = token.account_id AND account.is_active
JOIN people_person person ON person.id = account.person_id
WHERE token.digest = %s AND token.revoked_at IS NULL AND token.expires_at > %s
"""


def actor_for_account(*, account_id: int, at: datetime.datetime, assurance: int = 0) -> Actor:
    """The actor that an account is at an instant: posts held then, own and as a deputy.

    Raises NotFound for an account that does not exist or is closed.
    """
    account = Account.objects.select_related("person").filter(id=account_id, is_active=True).first()
    if account is None:
        raise errors.NotFound()
    return _actor(account, at=at, assurance=assurance)


def session_actor(*, session_key: str, at: datetime.datetime) -> Actor:
    """The actor whose sign-in has this session key; ANONYMOUS when it has ended or grown old.

    That the sign-in was used is written down at most once a minute.
    """
    signed_in = (
        SignedIn.objects.select_related("account__person")
        .filter(session_key=session_key, ended_at=None, account__is_active=True)
        .first()
    )
    if signed_in is None or not rules.is_session_alive(
        kind=signed_in.account.kind,
        seen_at=signed_in.seen_at,
        expires_at=signed_in.expires_at,
        ended_at=signed_in.ended_at,
        at=at,
    ):
        return ANONYMOUS
    if at - signed_in.seen_at >= SEEN_EVERY:
        SignedIn.objects.filter(id=signed_in.id, seen_at__lt=at).update(seen_at=at)
    return _actor(signed_in.account, at=at, assurance=signed_in.assurance)


def actor_for_token(*, token: str, at: datetime.datetime) -> Actor:
    """The actor whose key for the programming interface this is.

    Raises SignInNeeded for a key that is wrong, expired or revoked.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEY_SQL, [rules.digest_of(token[:KEY_LENGTH_MAX]), at])
        row = cursor.fetchone()
    if row is None:
        raise errors.SignInNeeded()
    account_id, person_id, kind, name, assurance = row
    is_officer = kind == "officer"
    return Actor(
        kind="officer" if is_officer else "person",
        account_id=account_id,
        person_id=person_id,
        name=name,
        posts=posts_held(account_id=account_id, at=at) if is_officer else (),
        assurance=assurance,
    )


def posts_held(*, account_id: int, at: datetime.datetime) -> tuple[HeldPost, ...]:
    """The posts that an account holds at an instant, its own before those of absent colleagues."""
    arguments: dict[str, Any] = {"account": account_id, "at": at, "on": clock.local(at).date()}
    with connection.cursor() as cursor:
        cursor.execute(_POSTS_SQL, arguments)
        rows = cursor.fetchall()
    posts: dict[int, HeldPost] = {}
    for post_id, agency_id, agency_name, role, title, deputises_for, title_en, name_en in rows:
        if post_id not in posts:
            posts[post_id] = HeldPost(
                post_id=post_id,
                agency_id=agency_id,
                agency_name=agency_name,
                role=role,
                title=title,
                deputises_for=deputises_for,
                title_en=title_en,
                agency_name_en=name_en,
            )
    return tuple(posts.values())


def _actor(account: Account, *, at: datetime.datetime, assurance: int) -> Actor:
    is_officer = account.kind == "officer"
    return Actor(
        kind="officer" if is_officer else "person",
        account_id=account.id,
        person_id=account.person_id,
        name=account.person.full_name,
        posts=posts_held(account_id=account.id, at=at) if is_officer else (),
        assurance=assurance,
    )
