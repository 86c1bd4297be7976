"""Facts are true or not there; each subscriber takes effect once; nothing falls through."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.events import actions, tasks
from thanglong.kernel.events.models import Delivery, Event
from thanglong.kernel.events.registry import REGISTRY, EventType, Fact, Registry
from thanglong.kernel.trail.models import Entry

SAID = EventType("tests.word.said.v1", "Somebody said a word.", ("word",))
SUBSCRIBER = f"{__name__}.hear"
heard: list[Fact] = []


class CannotHear(Exception):
    """The subscriber fails."""


def hear(fact: Fact) -> None:
    """A subscriber that remembers; it fails on a bad word."""
    heard.append(fact)
    if fact.payload["word"] == "bad":
        raise CannotHear


@pytest.fixture(autouse=True)
def listener() -> Iterator[None]:
    """Somebody listens, in this test only."""
    heard.clear()
    REGISTRY.declare(SAID)
    REGISTRY.subscribe(SAID.name, hear)
    yield
    REGISTRY.types.pop(SAID.name)
    REGISTRY.subscribers.pop(SAID.name)


def say(word: str = "chào", *, hours_ago: int = 0) -> int:
    """Publish the fact; its id."""
    with transaction.atomic():
        return actions.publish(
            SAID,
            subject="word:1",
            payload={"word": word},
            at=clock.now() - datetime.timedelta(hours=hours_ago),
            by=SYSTEM,
        )


def jobs_of(event_id: int) -> int:
    """How many deliveries of it are queued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'events.deliver' AND (args ->> 'event_id')::bigint = %s",
            [event_id],
        )
        found: int = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_a_fact_needs_the_transaction_that_makes_it_true() -> None:
    with pytest.raises(actions.NoTransaction):
        actions.publish(SAID, subject="word:1", payload={}, at=clock.now(), by=SYSTEM)


def priorities_of(*event_ids: int) -> list[int]:
    """With what priority they are delivered, in the order of the facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT priority FROM procrastinate_jobs WHERE task_name = 'events.deliver'"
            " AND (args ->> 'event_id')::bigint = ANY(%s) ORDER BY args ->> 'event_id'",
            [list(event_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_what_is_entered_long_after_it_happened_waits_behind_what_happens_now() -> None:
    then, now = say(hours_ago=500), say()

    assert priorities_of(then) < priorities_of(now) == [0]


@pytest.mark.django_db
def test_a_fact_brings_its_trail_entry_and_one_job_a_subscriber() -> None:
    event_id = say()

    assert Event.objects.get(id=event_id).payload == {"word": "chào"}
    assert Entry.objects.filter(act=SAID.name, subject="word:1").count() == 1
    assert jobs_of(event_id) == 1


@pytest.mark.django_db
def test_what_is_undone_was_never_said() -> None:
    with pytest.raises(CannotHear), transaction.atomic():
        event_id = say()
        raise CannotHear

    assert not Event.objects.filter(id=event_id).exists()
    assert not Entry.objects.filter(act=SAID.name).exists()
    assert jobs_of(event_id) == 0


@pytest.mark.django_db
def test_a_subscriber_hears_once_however_often_its_job_runs() -> None:
    event_id = say()

    for _ in range(3):
        tasks.deliver(event_id=event_id, subscriber=SUBSCRIBER)

    assert [fact.id for fact in heard] == [event_id]
    assert Delivery.objects.filter(event_id=event_id).count() == 1


@pytest.mark.django_db
def test_a_subscriber_that_failed_hears_again() -> None:
    event_id = say("bad")

    for _ in range(2):
        with pytest.raises(CannotHear):
            tasks.deliver(event_id=event_id, subscriber=SUBSCRIBER)

    assert len(heard) == 2
    assert not Delivery.objects.filter(event_id=event_id).exists()


@pytest.mark.django_db
def test_a_subscriber_that_is_gone_does_not_stop_the_queue() -> None:
    tasks.deliver(event_id=say(), subscriber="thanglong.services.gone.subscribers.hear")

    assert heard == []


@pytest.mark.django_db
def test_the_sweep_takes_up_what_fell_through() -> None:
    event_id = say(hours_ago=2)
    before = jobs_of(event_id)

    tasks.sweep(timestamp=0)

    assert jobs_of(event_id) == before + 1


@pytest.mark.django_db
def test_the_sweep_leaves_alone_what_was_heard_or_is_fresh() -> None:
    done, fresh = say(hours_ago=2), say()
    tasks.deliver(event_id=done, subscriber=SUBSCRIBER)

    tasks.sweep(timestamp=0)

    assert (jobs_of(done), jobs_of(fresh)) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE events_event SET subject = 'x'", "DELETE FROM events_event"]
)
def test_nobody_changes_what_was_said(change: str) -> None:
    say()

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change)


def test_one_name_is_one_event() -> None:
    registry = Registry()
    registry.declare(SAID, SAID)

    with pytest.raises(ValueError, match="declared twice"):
        registry.declare(EventType(SAID.name, "Something else."))
