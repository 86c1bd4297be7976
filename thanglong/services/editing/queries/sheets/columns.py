"""The columns of rows of law, stages and papers: what each key is and how it is written."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from thanglong.kernel.cases import changes
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.patching import Place
from thanglong.kernel.web.fields import Option
from thanglong.services.editing.queries.cells import PROCEDURE, TEXTS, Cell, Row, Source, digest

DATES, TIMES = ("from", "until", "to", "on"), ("due", "limit", "total")
MONEY = ("amount", "list_amount")
CONDITIONS = ("when", "show_if", "unless", "area", "shown_if")
KINDS: Mapping[str, str] = {
    **dict.fromkeys(DATES, "date"),
    **dict.fromkeys(TIMES, "duration"),
    **dict.fromkeys(MONEY, "money"),
    **dict.fromkeys(CONDITIONS, "condition"),
    "cutoff": "time",
    "evidence": "lines",
    "sign": "lines",
}


def cells(
    source: Source, place: Place, names: Sequence[str], language: str, choices: Mapping[str, Any]
) -> tuple[Cell, ...]:
    """The cells of a row: one for each of these keys."""
    return tuple(_cell(source, (*place, name), language, choices.get(name)) for name in names)


def blank(
    place: Place, names: Sequence[str], language: str, choices: Mapping[str, Any]
) -> tuple[Cell, ...]:
    """The empty cells of a row that may be added."""
    nothing = Source({}, datetime.date.min)
    return tuple(
        _cell(nothing, (*place, name), language, choices.get(name), label=_name(name, language))
        for name in names
    )


def in_words(source: Source, place: Place, language: str) -> str:
    """What the part at this place of the texts is called; its short name when it has no words."""
    found = source.at(TEXTS[language], place)
    return found if isinstance(found, str) and found else str(place[1])


def placed(row: Row, source: Source, table: str) -> Row:
    """A row that may be added, before the first that holds always: after that one it is in vain."""
    there = source.at(PROCEDURE, (table,))
    rows = there if isinstance(there, list) else []
    always = (at for at, one in enumerate(rows) if isinstance(one, dict) and "when" not in one)
    position = next(always, len(rows)) + 1
    return replace(row, position=position, count=len(rows) + 1)


def laws(source: Source) -> tuple[Option, ...]:
    """The laws that the draft names."""
    return tuple(
        Option(value=name, label=f"{name}: {source.at(PROCEDURE, ('basis', name, 'cite'))}")
        for name in source.keys("basis")
    )


def certainties() -> tuple[Option, ...]:
    """How sure a fact is."""
    return (
        Option(value="V", label=_("V, verified")),
        Option(value="S", label=_("S, from a secondary source")),
        Option(value="M", label=_("M, from memory")),
    )


def flags() -> tuple[Option, ...]:
    """Yes or no."""
    return (Option(value="true", label=_("always")), Option(value="false", label=_("never")))


def levels(language: str) -> tuple[Option, ...]:
    """Who may decide."""
    return tuple(
        Option(value=one, label=say.WORDS[language][one]) for one in ("commune", "district", "city")
    )


def with_present(options: Sequence[Option], value: Any) -> tuple[Option, ...]:
    """The options, with what stands there now if it is none of them."""
    shown = "" if value is None else str(value)
    if not shown or any(one.value == shown for one in options):
        return tuple(options)
    return (*options, Option(value=shown, label=shown))


def _cell(source: Source, place: Place, language: str, choice: Any, label: str = "") -> Cell:
    name = str(place[-1])
    label = label or _name(name, language)
    value = source.at(PROCEDURE, place)
    if choice is not None:
        shown = str(value).lower() if isinstance(value, bool) else value
        options = with_present(choice, shown)
        none = _("runs") if name == "clock" else "—"
        return source.cell(PROCEDURE, place, label, "choice", options=options, none=none)
    return source.cell(PROCEDURE, place, label, KINDS.get(name, "line"))


def _name(name: str, language: str) -> str:
    if name == "id":
        return _("Short name (small letters)")
    found = changes.attribute(name, language)
    return found[:1].upper() + found[1:]


EMPTY = digest("")
