"""Take away one check, and the matrix sees it: each check holds a door that nothing else holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest

from tests.house.tree import listed
from tests.matrix import asking
from tests.matrix.cast import Cast, gather
from tests.matrix.doors import Door, cell_of, doors
from thanglong.kernel.base import sight
from thanglong.kernel.cases.models import Case
from thanglong.kernel.documents.models import Upload
from thanglong.kernel.web.permissions import ANYONE, SIGNED_IN
from thanglong.services.procedures.models import Draft

pytestmark = pytest.mark.django_db
QUERIES = "thanglong.kernel.cases.queries"
ACTIONS = "thanglong.kernel.cases.actions"


def case_for_all(*, code: str, **_who: Any) -> Case | None:
    return Case.objects.filter(code=code).first()


def yes(**_who: Any) -> bool:
    return True


def nothing(**_who: Any) -> None:
    return None


def upload_for_all(*, upload_id: Any, **_who: Any) -> Any:
    return Upload.objects.get(id=upload_id)


def draft_for_all(*, draft_id: Any, **_who: Any) -> Any:
    return Draft.objects.filter(id=draft_id).first()


# What knows who may see what: the place where it is looked up, what lets everybody through, and
# the beginning of the addresses at which the matrix must see that it is gone.
FILTERS: list[tuple[str, str, Any, str]] = [
    (QUERIES, "case_of_party", case_for_all, "dossiers/"),
    (QUERIES, "case_of_party", case_for_all, "api/v1/dossiers/"),
    (QUERIES, "case_of_officer", case_for_all, "desk/dossiers/"),
    (QUERIES, "case_of_officer", case_for_all, "api/v1/dossiers/"),
    (QUERIES, "sees_task", yes, "api/v1/tasks/"),
    (QUERIES, "may_read_document", yes, "documents/"),
    (QUERIES, "may_read_document", yes, "api/v1/files/"),
    (f"{QUERIES}.reading", "case_of_officer", case_for_all, "documents/"),
    ("thanglong.services.procedures.queries", "draft_of", draft_for_all, "drafts/"),
    ("thanglong.services.procedures.queries", "draft_of", draft_for_all, "desk/intake/<uuid"),
    ("thanglong.kernel.documents.queries", "upload_of", upload_for_all, "uploads/"),
    (f"{ACTIONS}.reforming", "check_leads_city", nothing, "reforms/rehearsals"),
    ("thanglong.kernel.people.actions.absences", "_check_may_set", None, "desk/absence/"),
]


# Whoever is signed in may, and the action asks again (`Actor.account`): without @requires they stay
# shut. That they wear one all the same is held by tests/house/test_doors.py.
HELD_TWICE = {
    "POST /api/v1/files",
    "POST /account/sessions/<int:sign_in_id>/revocation",
    "POST /account/security/tokens/<int:token_id>/revocation",
    "POST /uploads",
    "POST /uploads/<uuid:upload_id>",
    "HEAD /uploads/<uuid:upload_id>",
}


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """PostgreSQL keeps nothing back here, so that each check of ours is seen by itself."""
    monkeypatch.setattr(sight, "eyes", lambda: sight.HOUSE)
    return gather()


def test_the_matrix_sees_every_permission_that_is_taken_off_a_door(cast: Cast) -> None:
    unseen = []
    for door in doors():
        cell = cell_of(door.view, "wanted")
        if cell is not None:
            with _open(door, cell):
                if not _is_seen(door, cast):
                    unseen.append(door.name)

    assert set(unseen) == HELD_TWICE, f"Nothing fails when these lose @requires:{listed(unseen)}"


def test_the_matrix_sees_every_filter_that_lets_everybody_through(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = []
    for home, name, instead, start in FILTERS:
        at_stake = [door for door in doors() if door.route.startswith(start)]
        with monkeypatch.context() as taken:
            taken.setattr(import_module(home), name, instead or (lambda *_a, **_k: None))
            if not any(_is_seen(door, cast) for door in at_stake):
                unseen.append(f"{home}.{name} at {start}")

    assert not unseen, f"Nothing fails when these let everybody through:{listed(unseen)}"


def _is_seen(door: Door, cast: Cast) -> bool:
    """Whether any cell of this door is told otherwise than reviewed; those refused come first."""
    cells = [
        (one.relation, role, told)
        for one in asking.read()
        if one.door == door.name
        for role, told in one.told.items()
        if told != "allow"
    ]
    return any(
        asking.ask(door, role, relation, cast) != told
        for relation, role, told in sorted(cells, key=lambda cell: cell[2] != "forbidden")
    )


@contextmanager
def _open(door: Door, cell: Any) -> Iterator[None]:
    """The door without its permission. The API asks twice who is signed in: without both."""
    kept, auth = cell.cell_contents, getattr(door.operation, "auth_callbacks", None)
    cell.cell_contents = (ANYONE,)
    if auth is not None and kept == (SIGNED_IN,):
        door.operation.auth_callbacks = []
    try:
        yield
    finally:
        cell.cell_contents = kept
        if auth is not None:
            door.operation.auth_callbacks = auth
