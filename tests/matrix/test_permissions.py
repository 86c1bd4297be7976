"""Role, relation, door and verb: everybody asks at every door, and is told what was reviewed."""

import os

import pytest

from tests.house.tree import listed
from tests.matrix import asking
from tests.matrix.cast import Cast, gather
from tests.matrix.doors import doors
from thanglong.config.api import api

pytestmark = pytest.mark.django_db
HOW = "Run FREEZE=1 pytest tests/matrix/test_permissions.py, and question each line of the diff."


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


def test_everybody_is_told_at_every_door_what_was_reviewed(cast: Cast) -> None:
    lines = [
        asking.Line(
            door.name,
            relation,
            {role: asking.ask(door, role, relation, cast) for role in cast.browsers},
        )
        for door in doors()
        for relation in asking.relations(door)
    ]
    if os.environ.get("FREEZE"):
        asking.write(lines)
    reviewed = {(one.door, one.relation): one.told for one in asking.read()}

    different = [
        f"{one.door} ({one.relation}) as {role}: {told}, reviewed "
        f"{reviewed.get((one.door, one.relation), {}).get(role, '-')}"
        for one in lines
        for role, told in one.told.items()
        if reviewed.get((one.door, one.relation), {}).get(role, "-") != told
    ]
    assert not different, f"{HOW} Different from permissions.csv:{listed(different[:60])}"


def test_every_door_has_its_lines_and_no_line_is_without_a_door() -> None:
    there = {(door.name, relation) for door in doors() for relation in asking.relations(door)}
    reviewed = {(one.door, one.relation) for one in asking.read()}

    missing = [f"{name},{relation}" for name, relation in sorted(there - reviewed)]
    gone = [f"{name},{relation}" for name, relation in sorted(reviewed - there)]
    assert not missing, f"{HOW} Add these lines to permissions.csv:{listed(missing)}"
    assert not gone, f"Take these lines out of permissions.csv:{listed(gone)}"


def test_the_description_of_the_api_names_the_same_doors() -> None:
    def plain(text: str) -> str:
        return asking.PLACE.sub("{}", text)

    said = {
        f"{verb.upper()} {plain(path)}"
        for path, verbs in api.get_openapi_schema()["paths"].items()
        for verb in verbs
    }
    there = {plain(door.name) for door in doors() if door.operation is not None}

    assert said == there


def test_nobody_meets_a_fault() -> None:
    broken = [one.door for one in asking.read() if any("fault" in x for x in one.told.values())]

    assert not broken, f"Ask better, or mend:{listed(broken)}"
