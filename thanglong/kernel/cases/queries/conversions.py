"""Conversions: which dossiers are open on a revision, how they go, what a person has to decide."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import F

from thanglong.kernel.base import sight
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import findings, scopes
from thanglong.kernel.cases.conversion import Standing
from thanglong.kernel.cases.models import (
    Case,
    Conversion,
    ConvertedCase,
    Paper,
    Showing,
    Step,
    Supplement,
    Task,
)
from thanglong.kernel.cases.showing import SHOWN

OF_A_TEXT = "who brings dossiers to a new text is told how many, and codes; not whose"
BATCH = 500
LINES_MAX = 200

_OPEN = """
SELECT id FROM cases_case
WHERE revision_id = %s AND closed_at IS NULL AND decided_at IS NULL AND id > %s
ORDER BY id LIMIT %s
"""


def open_on(revision_id: int, *, after_id: int = 0, limit: int = BATCH) -> list[int]:
    """Ids of dossiers on a revision that are not decided yet, after one of them."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [revision_id, after_id, min(limit, BATCH)])
        return [row[0] for row in cursor.fetchall()]


def standings(case_ids: Sequence[int]) -> list[Standing]:
    """Dossiers with all that a conversion may touch: six queries, however many they are."""
    cases = Case.objects.select_related("revision").defer("revision__definition")
    tasks = _grouped(Task.objects.filter(case_id__in=case_ids, closed_at__isnull=True))
    papers = _grouped(Paper.objects.filter(case_id__in=case_ids))
    shown = _grouped(Showing.objects.filter(case_id__in=case_ids))
    requests = _grouped(Supplement.objects.filter(case_id__in=case_ids).order_by("number"))
    found: dict[int, dict[str, Any]] = {}
    steps = Step.objects.filter(case_id__in=case_ids, data__has_key=findings.KEY).order_by("seq")
    for case_id, entered in steps.values_list("case_id", f"data__{findings.KEY}"):
        values = json.loads(entered) if isinstance(entered, str) else entered
        found.setdefault(case_id, {}).update(values)
    return [
        _standing(case, tasks, (papers, shown), requests, found.get(case.id, {}))
        for case in cases.filter(id__in=case_ids).order_by("id")
    ]


def conversion_of(old_id: int, new_id: int) -> Conversion | None:
    """The conversion between two revisions, if it was rehearsed or carried out."""
    return Conversion.objects.filter(old_id=old_id, new_id=new_id).first()


def conversions_of(procedure: str) -> list[Conversion]:
    """The conversions between revisions of a procedure, the latest first."""
    found = Conversion.objects.select_related("old", "new").filter(old__procedure=procedure)
    return list(found.order_by("-id")[:LINES_MAX])


@sight.of_the_house(OF_A_TEXT)
def open_counts(procedure: str) -> dict[int, int]:
    """How many dossiers that are not decided stand on each revision of a procedure."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT revision_id, count(*) FROM cases_case WHERE procedure = %s "
            "AND closed_at IS NULL AND decided_at IS NULL GROUP BY revision_id",
            [procedure],
        )
        return dict(cursor.fetchall())


def conversion(conversion_id: int) -> Conversion:
    """One conversion with its revisions. Raises NotFound."""
    found = Conversion.objects.select_related("old", "new").filter(id=conversion_id).first()
    if found is None:
        raise NotFound()
    return found


@sight.of_the_house(OF_A_TEXT)
def ways_of(conversion_id: int) -> dict[str, tuple[int, int]]:
    """How many dossiers go in each way, and how many of them are moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT how, count(*), count(moved_at) FROM cases_converted_case "
            "WHERE conversion_id = %s GROUP BY how ORDER BY how",
            [conversion_id],
        )
        return {how: (count, moved) for how, count, moved in cursor.fetchall()}


@sight.of_the_house(OF_A_TEXT)
def problems_of(conversion_id: int) -> Counter[str]:
    """Why dossiers are held, with how many for each reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT problem, count(*) FROM cases_converted_case, unnest(problems) problem "
            "WHERE conversion_id = %s AND how = 'held' GROUP BY problem ORDER BY 2 DESC LIMIT %s",
            [conversion_id, LINES_MAX],
        )
        return Counter(dict(cursor.fetchall()))


@sight.of_the_house(OF_A_TEXT)
def held_in(
    conversion_id: int, *, after_id: int = 0, limit: int = LINES_MAX
) -> list[ConvertedCase]:
    """Dossiers that stay on their revision, a page at a time, with the reasons."""
    found = ConvertedCase.objects.select_related("case").filter(
        conversion_id=conversion_id, how="held", id__gt=after_id
    )
    return list(found.order_by("id")[: min(limit, LINES_MAX)])


@sight.of_the_house(OF_A_TEXT)
def worked_on_since(conversion_id: int) -> int:
    """How many moved dossiers have taken a new step, and so stay where they are."""
    moved = ConvertedCase.objects.filter(conversion_id=conversion_id, moved_at__isnull=False)
    return moved.exclude(case__steps_count=F("seq")).count()


def _standing(
    case: Case,
    tasks: dict[int, list[Task]],
    about_needs: tuple[dict[int, list[Paper]], dict[int, list[Showing]]],
    requests: dict[int, list[Supplement]],
    found: dict[str, Any],
) -> Standing:
    last = requests[case.id][-1] if case.id in requests else None
    is_open = last is not None and last.answered_at is None
    given, looks = about_needs[0].get(case.id, []), about_needs[1].get(case.id, [])
    met = [one.need for one in looks if one.outcome == SHOWN]
    return Standing(
        case=case,
        tasks=tasks.get(case.id, []),
        context=scopes.context_of_case(case, [*(one.need for one in given), *met]),
        papers={one.id: one.need for one in given},
        shown={one.id: one.need for one in looks},
        found={name: value for name, value in found.items() if value is not None},
        asked=frozenset(
            said["requirement"] for said in (last.verdicts if last and is_open else ())
        ),
        asked_by=(last.id, last.back_to) if last is not None else None,
    )


def _grouped(rows: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for one in rows:
        grouped.setdefault(one.case_id, []).append(one)
    return grouped
