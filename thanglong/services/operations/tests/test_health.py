"""Whoever watches the house is told the truth."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

WORKER = (
    "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
)


def worker_seen(*, seconds_ago: int) -> None:
    """A worker that reported so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(WORKER, [seconds_ago])


def test_a_process_that_answers_is_alive_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "alive"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_house_is_ready_when_a_worker_has_just_reported(client: Client) -> None:
    worker_seen(seconds_ago=5)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": True, "migrations": True, "worker": True}


@pytest.mark.django_db
def test_the_house_is_not_ready_without_a_worker(client: Client) -> None:
    worker_seen(seconds_ago=600)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": True, "migrations": True, "worker": False}


@pytest.mark.django_db
def test_pages_go_on_while_no_worker_runs(client: Client) -> None:
    answer = client.get("/readyz?exclude=worker")

    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_house_whose_tables_are_old_is_not_ready(client: Client) -> None:
    worker_seen(seconds_ago=5)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] is False


def test_the_house_says_so_when_its_database_is_away(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")

        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": False, "migrations": False, "worker": False}
