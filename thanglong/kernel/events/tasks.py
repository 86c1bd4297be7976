"""Delivering facts: each subscriber takes effect exactly once, however often a worker is killed."""

import datetime

import procrastinate
import structlog
from django.db import connection, transaction
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.events.models import Event
from thanglong.kernel.events.registry import REGISTRY, Fact

log = structlog.get_logger(__name__)
TRIES_MAX = 7  # with exponential waits about half an hour; the hourly sweep takes up what is left
SWEEP_LIMIT = 1000

_CLAIM = """
INSERT INTO events_delivery (event_id, subscriber, done_at) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING RETURNING id
"""
_FALLEN = """
SELECT e.id, e.type FROM events_event e
WHERE e.type = ANY(%s) AND e.happened_at < %s AND e.happened_at > %s
ORDER BY e.id LIMIT %s
"""


@app.task(
    name="events.deliver",
    queue="events",
    retry=procrastinate.RetryStrategy(max_attempts=TRIES_MAX, exponential_wait=2),
)
def deliver(*, event_id: int, subscriber: str) -> None:
    """Run one subscriber for one event in one transaction with the row that says it was done."""
    event = Event.objects.get(id=event_id)
    function = REGISTRY.of(event.type).get(subscriber)
    if function is None:
        log.warning("subscriber_unknown", event_type=event.type, subscriber=subscriber)
        return
    with transaction.atomic():
        if _claim(event_id, subscriber):
            function(_fact(event))


@app.periodic(cron="7 * * * *")
@app.task(name="events.sweep", queue="events")
def sweep(timestamp: int) -> None:
    """Queue again what fell through in the last week, at most SWEEP_LIMIT events a run."""
    del timestamp
    now = clock.now()
    names = [name for name, found in REGISTRY.subscribers.items() if found]
    with connection.cursor() as cursor:
        cursor.execute(
            _FALLEN,
            [
                names,
                now - datetime.timedelta(hours=1),
                now - datetime.timedelta(days=7),
                SWEEP_LIMIT * 100,
            ],
        )
        events = cursor.fetchall()
        cursor.execute(
            "SELECT event_id, subscriber FROM events_delivery WHERE event_id = ANY(%s)",
            [[event_id for event_id, _ in events]],
        )
        done = set(cursor.fetchall())
    missing = [
        (event_id, label)
        for event_id, name in events
        for label in REGISTRY.of(name)
        if (event_id, label) not in done
    ]
    for event_id, label in missing[:SWEEP_LIMIT]:
        deliver.defer(event_id=event_id, subscriber=label)


def _claim(event_id: int, subscriber: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [event_id, subscriber, clock.now()])
        return cursor.fetchone() is not None


def _fact(event: Event) -> Fact:
    return Fact(
        id=event.id,
        type=event.type,
        subject=event.subject,
        payload=event.payload,
        happened_at=event.happened_at,
        account_id=event.account_id,
    )
