"""Who sees which row is said in the database, table by table; each way past it is named here."""

import re

import pytest
from django.db import connection

from tests.house import tree

# Tables without a policy, and why nobody is hurt.
OPEN = {
    "calendar_clock_watch": "when the clock was last looked at",
    "calendar_day": "working days are public",
    "calendar_hours": "working hours are public",
    "calendar_set": "working days are public",
    "calendar_version": "working days are public",
    "cases_conversion": "a pair of texts of a procedure",
    "cases_counter": "running numbers",
    "cases_date_review": "a plan of the calendar; its dossiers are in cases_date_move",
    "cases_draft": "a text of a procedure",
    "cases_draft_file": "a text of a procedure",
    "cases_draft_step": "officers at work on a text",
    "cases_reform": "an act; its dossiers are in cases_rehoming",
    "cases_reposting": "who holds which public post is public",
    "cases_revision": "a text of a procedure",
    "cases_revision_file": "a text of a procedure",
    "cases_trial": "a text on trial; names dossiers by code and no person",
    "django_migrations": "names of migrations",
    "django_session": "found only by its key, which is the secret; asked before anybody is known",
    "documents_file": "a content by its hash; whose it is stands in documents_document",
    "documents_shared_template": "the look of printed papers",
    "events_delivery": "numbers of events",
    "people_holding": "who holds which public post is public, and policies are made of it",
    "people_tries": "counts tries before anybody is known",
    "procrastinate_events": "jobs carry ids",
    "procrastinate_jobs": "jobs carry ids",
    "procrastinate_periodic_defers": "jobs carry ids",
    "procrastinate_workers": "jobs carry ids",
    "units_agency": "the city is public",
    "units_area": "the city is public",
    "units_edition": "the city is public",
    "units_jurisdiction": "the law is public",
    "units_post": "the city is public",
    "units_succession": "the city is public",
}
# Ways past the policies within a request: how many in which file. Each says why where it stands.
DOORS = {
    "thanglong/kernel/cases/actions/recalculating.py": 1,
    "thanglong/kernel/cases/actions/reviewing.py": 4,
    "thanglong/kernel/cases/queries/by_area.py": 1,
    "thanglong/kernel/cases/queries/conversions.py": 5,
    "thanglong/kernel/cases/queries/figures.py": 6,
    "thanglong/kernel/cases/queries/flows.py": 2,
    "thanglong/kernel/cases/queries/loads.py": 1,
    "thanglong/kernel/cases/queries/parts.py": 3,
    "thanglong/kernel/cases/queries/reforms.py": 4,
    "thanglong/kernel/cases/queries/reviews.py": 3,
    "thanglong/kernel/people/actions/absences.py": 1,
    "thanglong/kernel/people/actions/mandates.py": 2,
    "thanglong/kernel/people/actions/officers.py": 1,
    "thanglong/kernel/people/actions/residents.py": 2,
    "thanglong/kernel/people/actions/sessions.py": 1,
    "thanglong/kernel/people/queries/mandates.py": 1,
    "thanglong/kernel/web/live.py": 1,
    "thanglong/kernel/web/middleware.py": 1,
    "thanglong/services/procedures/actions/tracking.py": 1,
}
TABLES = """
SELECT relname, relrowsecurity FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE n.nspname = current_schema() AND relkind IN ('r', 'p')
"""
VIEWS = """
SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE n.nspname = current_schema() AND relkind IN ('v', 'm') AND relname NOT LIKE 'pg_stat%'
"""


@pytest.mark.django_db
def test_every_table_has_a_policy_or_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        walled = dict(cursor.fetchall())
    bare = sorted(name for name, has in walled.items() if not has and name not in OPEN)
    ghosts = sorted(name for name in OPEN if walled.get(name, True))

    assert not bare, (
        "Write a policy in a migration (docs/adr/0030), or say here why none is needed:"
        f"{tree.listed(bare)}"
    )
    assert not ghosts, f"These have policies or are gone, take them out:{tree.listed(ghosts)}"


@pytest.mark.django_db
def test_no_view_shows_what_policies_hide() -> None:
    with connection.cursor() as cursor:
        cursor.execute(VIEWS)
        found = sorted(name for (name,) in cursor.fetchall())

    assert not found, f"A view asks as its owner; make none:{tree.listed(found)}"


def test_every_way_past_the_policies_is_known() -> None:
    there = {
        tree.place(path): count
        for path in tree.modules()
        if path.name != "sight.py" and (count := tree.text(path).count("sight.of_the_house("))
    }

    other = sorted(f"{place}: {count}" for place, count in there.items() ^ DOORS.items())
    assert not other, (
        "A new way past the policies is a door in the wall: can it be smaller, or a policy? "
        f"Then say so in DOORS:{tree.listed(other)}"
    )


def test_only_requests_and_their_sign_in_say_who_asks() -> None:
    saying = re.compile(r"sight\.of_(account|a_request)\(")
    found = {tree.place(path) for path in tree.modules() if saying.search(tree.text(path))}

    assert found == {
        "thanglong/kernel/web/live.py",
        "thanglong/kernel/web/middleware.py",
        "thanglong/services/accounts/views/devices.py",
        "thanglong/services/accounts/views/officer.py",
    }
