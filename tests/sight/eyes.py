"""The database as somebody's request sees it; and the switch that turns our own filter off."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from tests.matrix.test_mutants import FILTERS, nothing, yes
from tests.tables import Case
from thanglong.kernel.base import clock, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.documents.models import Document
from thanglong.kernel.people.models import Mandate
from thanglong.kernel.people.queries.mandates import _line

ROW_SECURITY = """
SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE n.nspname = current_schema() AND relkind = 'r' AND relrowsecurity ORDER BY 1
"""
CASES = "thanglong.kernel.cases"


@contextmanager
def of(who: Actor | None, *, at: datetime.datetime | None = None) -> Iterator[None]:
    """Everything within is asked as in a request of this person; of nobody without one."""
    with sight.of_a_request():
        if who is not None:
            sight.of_account(who.account_id, at=at or clock.now())
        yield


def ids(table: str, who: Actor | None, *, at: datetime.datetime | None = None) -> set[Any]:
    """The rows of a table that somebody sees, by a statement without any condition."""
    with of(who, at=at):
        return set(rows(f"SELECT id FROM {table}"))  # noqa: S608 - a name of ours


def rows(statement: str, values: Any = None) -> list[Any]:
    """The first column of what a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def walled() -> list[str]:
    """The tables that have policies."""
    return rows(ROW_SECURITY)


def switch_filter_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application forgets who may see what: permissions, parties, desks, lists, all of it."""
    for home, name, instead, _start in FILTERS:
        monkeypatch.setattr(import_module(home), name, instead or nothing_at_all)
    elsewhere: dict[str, Any] = {
        "thanglong.kernel.web.permissions.check": nothing_at_all,
        f"{CASES}.parties.check": nothing,
        f"{CASES}.parties.is_party": yes,
        f"{CASES}.queries.cases_of_person": all_cases,
        f"{CASES}.queries.search_of_officer": all_cases,
        f"{CASES}.queries.inbox._desks": every_desk,
        f"{CASES}.queries.agencies_led": every_agency,
        f"{CASES}.queries.case_of_officer": any_case,
        f"{CASES}.queries.reading.case_of_party": any_case,
        "thanglong.kernel.people.queries.mandates_of": all_mandates,
        "thanglong.kernel.people.actions.mandates._concerns": always,
        "thanglong.kernel.documents.queries.store_of": all_documents,
    }
    for place, instead in elsewhere.items():
        home, _dot, name = place.rpartition(".")
        monkeypatch.setattr(import_module(home), name, instead)


def nothing_at_all(*_a: Any, **_k: Any) -> None:
    return None


def always(*_a: Any, **_k: Any) -> bool:
    return True


def any_case(*, code: str, **_who: Any) -> Case | None:
    return Case.objects.filter(code=code).first()


def all_cases(**_who: Any) -> list[Case]:
    return list(Case.objects.select_related("receiving", "deciding", "agency").order_by("-id"))


def every_desk(**_who: Any) -> tuple[list[int], list[str]]:
    desks = "SELECT DISTINCT agency_id, role FROM units_post"
    with connection.cursor() as cursor:
        cursor.execute(desks)
        found = cursor.fetchall()
    return [agency for agency, _ in found], [role for _, role in found]


def every_agency(*_who: Any) -> list[int]:
    return rows("SELECT id FROM units_agency")


def all_mandates(**_who: Any) -> list[Any]:
    return [_line(one) for one in Mandate.objects.select_related("holder", "person")]


def all_documents(**_who: Any) -> list[Document]:
    return list(Document.objects.select_related("file", "issuer"))
