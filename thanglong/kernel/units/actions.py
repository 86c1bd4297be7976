"""Loading a city: areas, successions, agencies and posts, as its pack says."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from thanglong.kernel.base import text
from thanglong.kernel.units import queries
from thanglong.kernel.units.models import Agency, Area, Post, Succession
from thanglong.kernel.units.pack import AreaRow, BadPack, Pack, read_pack

BATCH = 2000
PACK_SOURCE = "city pack"


def load_city(
    *, folder: Path, progress: Callable[[str], None] = lambda what: None
) -> dict[str, int]:
    """Load the units of a city pack into an empty city; a city that is loaded is left as it is.

    Returns how many areas, agencies and posts there are then. Raises BadPack.
    A change of units after that is a reform, not a load.
    """
    pack = read_pack(folder)
    with transaction.atomic():
        if not Area.objects.exists():
            areas = _load_areas(pack)
            progress("areas")
            _load_successions(pack, areas)
            progress("successions")
            _load_agencies(pack, list(areas.values()), progress)
    queries.forget()
    return {
        "areas": Area.objects.count(),
        "agencies": Agency.objects.count(),
        "posts": Post.objects.count(),
    }


AreaKey = tuple[str, datetime.date]


def _load_areas(pack: Pack) -> dict[AreaKey, Area]:
    known: dict[AreaKey, Area] = {}
    for level in ("city", "district", "commune"):
        rows = [row for row in pack.areas if row.level == level]
        made = [_area(row, _parent(row, known)) for row in rows]
        for area in Area.objects.bulk_create(made, batch_size=BATCH):
            known[(area.code, area.valid_from)] = area
    return known


def _area(row: AreaRow, parent: Area | None) -> Area:
    return Area(
        code=row.code,
        level=row.level,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        parent=parent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_basis=row.legal_basis,
        latitude=row.latitude or None,
        longitude=row.longitude or None,
        folded=text.fold(row.name),
        sort_key=text.sort_key(_bare(row.name)),
        source=row.source,
    )


def _parent(row: AreaRow, known: dict[AreaKey, Area]) -> Area | None:
    if not row.parent_code:
        return None
    for (code, start), area in known.items():
        if code == row.parent_code and start <= row.valid_from:
            return area
    raise BadPack(f"{row.code} {row.name}: there is no unit {row.parent_code} above it.")


def _load_successions(pack: Pack, areas: dict[AreaKey, Area]) -> None:
    ended = {(area.code, area.valid_to): area for area in areas.values() if area.valid_to}
    made = []
    for row in pack.successions:
        old, new = ended.get((row.old_code, row.on)), areas.get((row.new_code, row.on))
        if old is None or new is None:
            raise BadPack(
                f"{row.old_code} cannot be followed by {row.new_code} on {row.on}: one is unknown."
            )
        made.append(
            Succession(
                predecessor=old,
                successor=new,
                kind=row.kind,
                on=row.on,
                is_default=row.is_default,
                legal_basis=new.legal_basis,
                source=row.source,
            )
        )
    Succession.objects.bulk_create(made, batch_size=BATCH)


def _load_agencies(pack: Pack, areas: list[Area], progress: Callable[[str], None]) -> None:
    committees: dict[int, Agency] = {}
    for level in ("city", "district", "commune"):
        here = [area for area in areas if area.level == level]
        templates = pack.agencies[level]
        heads = [_agency(pack, area, templates[0], committees) for area in here]
        for agency in Agency.objects.bulk_create(heads, batch_size=BATCH):
            committees[agency.area_id or 0] = agency
        parts = [
            _agency(pack, area, template, committees)
            for area in here
            for template in templates[1:]
            if _applies(area, template)
        ]
        made = [*heads, *Agency.objects.bulk_create(parts, batch_size=BATCH)]
        posts = [post for agency in made for post in _posts(pack, agency)]
        Post.objects.bulk_create(posts, batch_size=BATCH)
        progress(f"agencies of level {level}")


def _applies(area: Area, template: dict[str, Any]) -> bool:
    start = template.get("from") or area.valid_from
    end = template.get("until") or area.valid_to
    overlaps = (area.valid_to is None or start < area.valid_to) and (
        end is None or end > area.valid_from
    )
    return overlaps and area.kind in template.get("of", [area.kind])


def _agency(
    pack: Pack, area: Area, template: dict[str, Any], committees: dict[int, Agency]
) -> Agency:
    above = committees.get(area.id) or committees.get(area.parent_id or 0)
    ends = [one for one in (template.get("until"), area.valid_to) if one]
    names = {"name": area.name, "name_en": area.name_en}
    name = template["name"].format(**names)
    code = _code(area, template["code"])
    return Agency(
        code=code,
        name=name,
        name_en=template["name_en"].format(**names),
        kind=template["kind"],
        level=area.level,
        area=area,
        parent=above,
        functions=template["functions"],
        valid_from=max(template.get("from") or area.valid_from, area.valid_from),
        valid_to=min(ends) if ends else None,
        is_demo_code=area.level != "city" or bool(template["code"]),
        source=pack.agencies["source"][:200],
        sort_key=text.sort_key(name),
    )


def _code(area: Area, suffix: str) -> str:
    """`H26`, `H26.001`, `H26.00004.KT`: marked as demo codes, of the form of Decision 20/2020."""
    whole = "H26" if area.level == "city" else f"H26.{area.code}"
    return f"{whole}.{suffix}" if suffix else whole


def _posts(pack: Pack, agency: Agency) -> list[Post]:
    return [
        Post(agency=agency, role=row["role"], title=row["title"], title_en=row["title_en"])
        for row in pack.agencies["posts"][agency.kind]
    ]


def _bare(name: str) -> str:
    """A name without its kind, as it is sorted: `Phường Ba Đình` under B."""
    for kind in ("Thành phố ", "Thị trấn ", "Thị xã ", "Phường ", "Quận ", "Huyện ", "Xã "):
        if name.startswith(kind):
            return name[len(kind) :]
    return name
