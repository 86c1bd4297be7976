"""The application forgets who may see what; PostgreSQL does not."""

from collections.abc import Iterator

import pytest

from tests.house.tree import listed
from tests.matrix import asking
from tests.matrix.cast import Cast, gather
from tests.matrix.doors import Door, doors
from tests.sight import eyes
from thanglong.kernel.base import sight

pytestmark = pytest.mark.django_db
STRANGERS = ("resident stranger", "mandate expired", "lost the post", "deputy after")
# What stands in Lan's dossiers and nowhere else.
LANS = ("Nguyễn Thị Lan", "NGUYỄN THỊ LAN", "999196000101")
# Whoever knows a code and the digits may follow a dossier; examples are made up, with this name.
MEANT = ("POST /track", "GET /track", "GET /api/v1/tracking", "GET /styleguide/", "GET /previews/")
# What is Lan's, and what somebody might put among it.
OF_LAN = """
WITH lan AS (SELECT id FROM people_person WHERE personal_number = %(lan)s),
dossier AS (SELECT c.* FROM cases_case c JOIN lan ON lan.id = c.applicant_id)
SELECT sum(hashtextextended(t::text, 0)) FROM dossier t
"""
AROUND = "".join(
    f" UNION ALL SELECT sum(hashtextextended(t::text, 0)) FROM {name} t "  # noqa: S608 - ours
    "JOIN dossier ON dossier.id = t.case_id"
    for name in ("cases_step", "cases_task", "cases_message", "cases_paper", "cases_clock_entry")
)
OWNED = "".join(
    f" UNION ALL SELECT sum(hashtextextended(t::text, 0)) FROM {name} t "  # noqa: S608 - ours
    f"JOIN lan ON lan.id = t.{column}"
    for name, column in (("people_mandate", "person_id"), ("documents_document", "owner_id"))
)
STATE = OF_LAN + AROUND + OWNED
OPEN_THEN = {
    "GET /dossiers",
    "GET /dossiers/<dossier:code>",
    "GET /desk",
    "GET /desk/dossiers/<dossier:code>",
    "GET /desk/intake/<uuid:draft_id>",
    "GET /drafts/<uuid:draft_id>/check",
    "GET /api/v1/dossiers",
    "GET /api/v1/dossiers/<code>",
    "GET /api/v1/inbox",
}


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    gathered = gather()
    eyes.switch_filter_off(monkeypatch)
    return gathered


def at_stake() -> Iterator[tuple[Door, str]]:
    """Every door behind which something of Lan's may be, and which of it."""
    for door in doors():
        relation = asking.relations(door)[0]
        if not door.name.startswith(MEANT):
            yield door, {"own": "another's"}.get(relation, relation)


def leaks(cast: Cast, verb: str, roles: tuple[str, ...]) -> list[str]:
    """Where strangers are told of Lan, or change something of hers."""
    before, found = state(), []
    for door, relation in at_stake():
        if (door.verb == "GET") != (verb == "GET"):
            continue
        for role in roles:
            heard = asking.hear(door, role, relation, cast, look=state)
            told = [word for word in LANS if word in heard.said]
            if told:
                found.append(f"{door.name} tells {role} of {told[0]}")
            if heard.seen != before:
                found.append(f"{door.name} lets {role} change something")
    return found


def state() -> str:
    """Lan's rows as they are, in a word: nothing of them may go, come or change."""
    return str(eyes.rows(STATE, {"lan": LANS[2]}))


def test_strangers_are_told_nothing_of_lan_at_any_door(cast: Cast) -> None:
    found = leaks(cast, "GET", STRANGERS)

    assert not found, f"Without our filter these tell of Lan:{listed(found)}"


def test_strangers_change_nothing_of_lan_at_any_door(cast: Cast) -> None:
    found = leaks(cast, "POST", ("resident stranger", "lost the post"))

    assert not found, f"Without our filter these touch Lan's:{listed(found)}"


def test_without_policies_the_same_doors_tell_of_lan(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the switch does turn our filter off, and only the policies stand behind it."""
    monkeypatch.setattr(sight, "eyes", lambda: sight.HOUSE)

    found = leaks(cast, "GET", ("resident stranger",))

    told = {one.partition(" tells")[0] for one in found}
    assert told >= OPEN_THEN, listed(sorted(OPEN_THEN - told))
    assert leaks(cast, "POST", ("resident stranger",))
