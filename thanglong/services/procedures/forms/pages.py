"""Words and shapes of the catalogue's pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thanglong.services.procedures.queries import Entry

LIFE_EVENTS: dict[str, tuple[Any, str]] = {
    "birth": (_("A child is born"), "pram"),
    "childhood": (_("Growing up"), "book"),
    "marriage": (_("Marrying"), "rings"),
    "home": (_("Building and living"), "home"),
    "business": (_("Running a business"), "shop"),
    "work": (_("Work"), "case"),
    "travel_abroad": (_("Going abroad"), "globe"),
    "documents": (_("Papers and copies"), "stamp"),
    "death": (_("When someone dies"), "lotus"),
}
FIELDS: dict[str, Any] = {
    "civil_status": _("Civil status"),
    "certification": _("Certification"),
    "household_business": _("Household business"),
    "construction": _("Construction"),
    "planning": _("Planning"),
    "roads": _("Roads and pavements"),
    "judicial_record": _("Judicial record"),
    "justice": _("Justice"),
    "labour": _("Labour"),
}
LEVELS = {
    "full": _("Entirely online"),
    "partial": _("Partly online"),
    "counter": _("At the counter"),
}
WHERE = {
    "full": _("Online, or at the counter"),
    "partial": _("Partly online, or at the counter"),
    "counter": _("At the counter"),
}


def life_events(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Tiles for the life events that have a procedure."""
    used = {event for entry in entries for event in entry.life_events}
    return [life_event(slug) for slug in LIFE_EVENTS if slug in used]


def life_event(slug: str) -> dict[str, Any]:
    """One life event as a tile."""
    title, icon = LIFE_EVENTS[slug]
    return {
        "title": title,
        "href": reverse("procedures:life_event", args=[slug]),
        "icon_name": icon,
    }


def tiles(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Procedures as short tiles."""
    return [{"title": one.title, "href": _href(one)} for one in entries]


def cards(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Procedures as cards with their summary."""
    return [
        {
            "title": one.title,
            "href": _href(one),
            "text": one.summary,
            "note": LEVELS[one.service_level],
        }
        for one in entries
    ]


def groups(entries: Iterable[Entry], *, is_search: bool) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Cards by field; the answer of a search stays in its order."""
    if is_search:
        return [("", cards(entries))]
    by_field: dict[str, list[Entry]] = {}
    for one in entries:
        by_field.setdefault(one.field, []).append(one)
    return [(FIELDS.get(field, field), cards(found)) for field, found in by_field.items()]


def _href(entry: Entry) -> str:
    return reverse("procedures:procedure", args=[entry.slug])
