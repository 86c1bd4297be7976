"""Publishing facts, in the transaction that makes them true."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanglong.kernel.base import clock, transactions
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.events import live
from thanglong.kernel.events.registry import REGISTRY, EventType
from thanglong.kernel.events.tasks import deliver
from thanglong.kernel.trail import actions as trail

# A fact, its trail entry, a job for each subscriber, a word to open pages: one statement, because
# it stands on every hot path.
_PUBLISH = f"""
WITH fact AS (
  INSERT INTO events_event (type, subject, payload, account_id, agency_id, happened_at)
  VALUES (%s, %s, %s::jsonb, %s, %s, %s) RETURNING id
), noted AS ({trail.INSERT})
SELECT id, procrastinate_defer_jobs_v1(ARRAY(
  SELECT (%s, %s, %s, NULL, NULL,
    jsonb_build_object('event_id', fact.id, 'subscriber', label), NULL
  )::procrastinate_job_to_defer_v1 FROM unnest(%s::text[]) AS label
)), ARRAY({live.TOUCH}) FROM fact
"""  # noqa: S608 - constants only


# What is entered later than it happened (a town with its past) waits behind what happens now.
FRESH = datetime.timedelta(hours=1)
AFTER_THE_FRESH = -10


class NoTransaction(RuntimeError):
    """A fact was published outside a transaction: a fault of ours, never of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A fact and who has to do with it.

    payload: ids and small values, no names of people. person_id: whose data it was. touch: what
    open pages look at again, as of `live.touch`.
    """

    type: EventType
    subject: str
    payload: dict[str, Any]
    person_id: int | None = None
    touch: tuple[str, ...] = ()


def publish(
    event_type: EventType,
    *,
    subject: str,
    payload: dict[str, Any],
    at: datetime.datetime,
    by: Actor,
    person_id: int | None = None,
) -> int:
    """Write a fact, its trail entry and one job for each subscriber; all or nothing.

    payload: ids and small values, no names of people.
    Returns the id of the event. Raises NoTransaction when none is open.
    """
    news = News(type=event_type, subject=subject, payload=payload, person_id=person_id)
    return announce(news=news, at=at, by=by)


def announce(*, news: News, at: datetime.datetime, by: Actor) -> int:
    """Publish a fact and have open pages look again, with one way to the database.

    Returns the id of the event. Raises NoTransaction when none is open.
    """
    name = news.type.name
    if not transactions.is_open():
        raise NoTransaction(f"Publish {name} inside transaction.atomic().")
    agency_id = by.posts[0].agency_id if by.posts else None
    content = transactions.json(news.payload)
    values: list[Any] = [name, news.subject, content, by.account_id, agency_id, at]
    values += trail.entry(act=name, subject=news.subject, at=at, by=by, person_id=news.person_id)
    urgency = AFTER_THE_FRESH if clock.now() - at > FRESH else deliver.priority
    values += [deliver.queue, deliver.name, urgency, list(REGISTRY.of(name))]
    values += live.values_of(news.touch)
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISH, values)
        event_id: int = cursor.fetchone()[0]
    return event_id
