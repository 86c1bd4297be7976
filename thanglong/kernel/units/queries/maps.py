"""Areas: what a code or a name means on a day, and what came before and after."""

import datetime
from collections.abc import Iterable

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Max, Q, QuerySet

from thanglong.kernel.base import text
from thanglong.kernel.units.edition import remembered
from thanglong.kernel.units.models import Area, Succession

FOUND_MAX = 200
WORDS_MAX = 100
ALIKE_MIN = 0.5  # word similarity of pg_trgm from which a misspelt name is offered


def on_day(on: datetime.date, path: str = "") -> Q:
    """The condition of a row to be valid on a day. path: where the row is (`agency__`)."""
    return Q(**{f"{path}valid_from__lte": on}) & (
        Q(**{f"{path}valid_to__isnull": True}) | Q(**{f"{path}valid_to__gt": on})
    )


def area(code: str, *, on: datetime.date) -> Area | None:
    """The area that has this code on a day."""
    return Area.objects.select_related("parent").filter(on_day(on), code=code).first()


def closest(code: str, *, on: datetime.date) -> Area | None:
    """The area that has this code on a day; else the last one before, else the first one after."""
    rows = history(code)
    begun = [row for row in rows if row.valid_from <= on]
    if begun:
        return begun[-1]
    return rows[0] if rows else None


def areas(*, on: datetime.date, level: str = "", parent_code: str = "") -> QuerySet[Area]:
    """The areas of a day, in the order of the Vietnamese alphabet."""
    found = Area.objects.select_related("parent").filter(on_day(on))
    if level:
        found = found.filter(level=level)
    if parent_code:
        found = found.filter(parent__code=parent_code)
    return found.order_by("sort_key", "code")


def search(
    words: str, *, on: datetime.date, limit: int = 20, is_lenient: bool = True
) -> list[Area]:
    """Areas of a day by code or name, with or without diacritics.

    is_lenient: when there is none, those whose name is nearly so.
    """
    return _found(areas(on=on), words, limit, is_lenient=is_lenient)


def former(words: str, *, on: datetime.date, limit: int = 20) -> list[Area]:
    """Areas that had ended by a day, by code or name: where an old address was."""
    ended = Area.objects.select_related("parent").filter(valid_to__lte=on)
    return _found(ended.order_by("sort_key", "code", "-valid_from"), words, limit)


def history(code: str) -> list[Area]:
    """Everything that has had this code, oldest first."""
    return list(Area.objects.select_related("parent").filter(code=code).order_by("valid_from"))


def successors(of: Area) -> list[Succession]:
    """What became of an area, the usual one first."""
    found = Succession.objects.select_related("successor__parent").filter(predecessor=of)
    return list(found.order_by("-is_default", "successor__sort_key"))


def predecessors(of: Area) -> list[Succession]:
    """What an area was made of."""
    found = Succession.objects.select_related("predecessor__parent").filter(successor=of)
    return list(found.order_by("predecessor__sort_key", "predecessor__code"))


def communes_in(district: Area) -> list[Area]:
    """The communes of a district on its last day."""
    last = (district.valid_to or datetime.date.max) - datetime.timedelta(days=1)
    return list(areas(on=last, level="commune").filter(parent__code=district.code))


def epochs() -> list[datetime.date]:
    """The days on which the map of communes changed, oldest first."""
    found = Area.objects.filter(level="commune").values_list("valid_from", flat=True)
    return sorted(set(found.distinct()))


@remembered
def districts_ended_on(*, on: datetime.date) -> datetime.date | None:
    """The first day without districts, if there were some before this day and are none on it."""
    districts = Area.objects.filter(level="district")
    if districts.filter(on_day(on)).exists():
        return None
    ended: datetime.date | None = districts.filter(valid_to__lte=on).aggregate(
        last=Max("valid_to")
    )["last"]
    return ended


@remembered
def is_commune(code: str, on: datetime.date) -> bool:
    """Whether this is the code of a commune on a day."""
    return Area.objects.filter(on_day(on), code=code, level="commune").exists()


def area_by_id(area_id: int) -> Area | None:
    """An area by id."""
    return Area.objects.select_related("parent").filter(id=area_id).first()


def areas_by_id(area_ids: Iterable[int]) -> list[Area]:
    """Areas by id, in the order of the Vietnamese alphabet."""
    return list(Area.objects.filter(id__in=list(area_ids)).order_by("sort_key", "code"))


@remembered
def area_id(code: str, *, on: datetime.date) -> int | None:
    """The id of the area that has this code on a day."""
    return Area.objects.filter(on_day(on), code=code).values_list("id", flat=True).first()


@remembered
def area_name(code: str, *, on: datetime.date) -> str:
    """The name of the area that has this code on a day; empty when there is none."""
    name = Area.objects.filter(on_day(on), code=code).values_list("name", flat=True).first()
    return name or ""


@remembered
def commune_choices(*, on: datetime.date) -> tuple[tuple[str, str, str], ...]:
    """(code, name, district) of all communes of a day, in the order of the Vietnamese alphabet.

    Where there are no districts the third is empty.
    """
    return tuple(
        (one.code, one.name, one.parent.name if one.parent and one.parent.level != "city" else "")
        for one in areas(on=on, level="commune")
    )


def is_loaded() -> bool:
    """Whether the city has units."""
    return Area.objects.exists()


def _found(rows: QuerySet[Area], words: str, limit: int, *, is_lenient: bool = False) -> list[Area]:
    folded = text.fold(words[:WORDS_MAX])
    if not folded:
        return []
    count = min(limit, FOUND_MAX)
    found = list(rows.filter(Q(folded__contains=folded) | Q(code=folded))[:count])
    if found or not is_lenient:
        return found
    alike = rows.annotate(alike=TrigramWordSimilarity(folded, "folded"))
    return list(alike.filter(alike__gte=ALIKE_MIN).order_by("-alike", "sort_key", "code")[:count])
