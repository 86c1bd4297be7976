"""One connection serves many people: nobody is ever answered with the eyes of another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.test import Client

from tests import filing
from tests.sight import eyes
from tests.town import Town
from thanglong.config import asking
from thanglong.kernel.base import clock, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.web.middleware import SightMiddleware

BrowserOf = Callable[[Actor], Client]
SLUG = "birth-registration"
WHO = "SELECT current_user <> session_user, current_setting('thanglong.account', true)"


def told() -> tuple[bool, str]:
    """What PostgreSQL believes: whether a request asks, and whose."""
    with connection.cursor() as cursor:
        cursor.execute(WHO)
        is_request, account = cursor.fetchone()
    return is_request, account or ""


@contextmanager
def request_of(account_id: int) -> Iterator[None]:
    with sight.of_a_request():
        sight.of_account(account_id, at=clock.now())
        yield


@pytest.mark.django_db
def test_who_comes_next_is_not_who_was_before(town: Town, browser_of: BrowserOf) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=clock.now())
    lan, hanh = browser_of(town.lan), browser_of(town.hanh)
    pid = connection.connection.info.backend_pid

    assert lan.get(f"/dossiers/{case.code}").status_code == 200
    with sight.of_a_request():
        assert told() == (True, "")
        assert not eyes.rows("SELECT id FROM cases_case")
    assert hanh.get(f"/dossiers/{case.code}").status_code == 404
    assert connection.connection.info.backend_pid == pid
    assert told()[0] is False


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_back_no_more_than_it_should() -> None:
    with request_of(7):
        with suppress(ZeroDivisionError), transaction.atomic():
            assert told() == (True, "7")
            _ = 1 / 0
        assert told() == (True, "7")
        with suppress(DatabaseError), transaction.atomic(), sight.of_the_house("a test"):
            assert told()[0] is False
            eyes.rows("SELECT 1 / 0")
        assert told() == (True, "7")
        with transaction.atomic():
            with suppress(DatabaseError), transaction.atomic(), sight.of_the_house("a test"):
                eyes.rows("SELECT 1 / 0")
            assert told() == (True, "7")
    with request_of(8), suppress(ZeroDivisionError), transaction.atomic():
        assert told() == (True, "8")
        _ = 1 / 0
    assert told()[0] is False


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_as_well() -> None:
    with request_of(7):
        assert told() == (True, "7")
        connections["default"].close()
        assert told() == (True, "7")


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_cut_says_so_whoever_asks() -> None:
    with request_of(7), connection.cursor() as cursor:
        cursor.execute(WHO)
        connection.connection.close()
        connection.connection = None  # as Django leaves it when the server does not come back
        with sight.of_the_house("a test"), pytest.raises(OperationalError):
            cursor.execute(WHO)


@pytest.mark.django_db
def test_what_is_streamed_is_asked_for_with_the_same_eyes() -> None:
    seen: list[tuple[bool, str]] = []

    def pieces() -> Iterator[bytes]:
        for _ in range(2):
            seen.append(told())
            yield b"x"

    def view(_request: HttpRequest) -> StreamingHttpResponse:
        sight.of_account(7, at=clock.now())
        return StreamingHttpResponse(pieces())

    answer = SightMiddleware(view)(HttpRequest())
    assert isinstance(answer, StreamingHttpResponse)
    assert b"".join(answer) == b"xx"  # type: ignore[arg-type]

    assert seen == [(True, "7"), (True, "7")]
    assert told()[0] is False


@pytest.mark.django_db
def test_a_house_door_closes_behind_an_error() -> None:
    with request_of(7):
        with suppress(ZeroDivisionError), sight.of_the_house("a test"):
            assert told()[0] is False
            _ = 1 / 0
        assert told() == (True, "7")


@pytest.mark.django_db
def test_who_may_not_take_the_role_on_is_told_what_to_run() -> None:
    assert not asking.can_take("nobody_s_role")
    assert not asking.can_take("pg_read_all_data")


@pytest.mark.django_db
def test_the_role_that_asks_owns_nothing_and_is_not_mighty() -> None:
    assert asking.is_too_mighty() == ""
    assert asking.missing() == ""
    with sight.of_a_request():
        owned = "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
        assert eyes.rows(owned) == []
        with pytest.raises(DatabaseError, match="must be owner"):
            eyes.rows("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
