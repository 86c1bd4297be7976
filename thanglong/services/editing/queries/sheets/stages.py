"""The way of a dossier: who has it at each stage, what may be done there, where that leads."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from thanglong.kernel.cases import changes
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.patching import Place
from thanglong.kernel.web.fields import Option
from thanglong.services.editing.queries.cells import EN, PROCEDURE, VI, Cell, Group, Row, Source
from thanglong.services.editing.queries.sheets import columns

STAGE = ("by", "clock", "due", "limit", "on_limit", "sign")
WAITS = ("by", "clock", "limit", "on_limit")
AUTHORITY = ("level", "department", "when", "basis", "from", "until")
ENDS = ("returned", "refused", "not_accepted", "stopped")
NEW = ("id", "by", "due", "act", "target")
COMMON = (
    "one_stop@receiving", "specialist@deciding", "head@deciding", "leader@deciding", "applicant",
)  # fmt: skip


def route(source: Source, language: str) -> Sequence[Group]:
    """Stage by stage; then who decides."""
    choices = _choices(source, language)
    rows = [_stage(source, name, language, choices) for name in source.keys("stages")]
    rows.append(_new(language, choices))
    deciding = _deciding(source, language)
    return (
        Group(
            title=_("Stages"),
            hint=_("A dossier begins at the first. Every act leads to a stage or to an end."),
            rows=tuple(rows),
            id="stages",
        ),
        Group(title=_("Who decides"), rows=tuple(deciding), id="authority"),
    )


def _stage(source: Source, name: str, language: str, choices: dict[str, Any]) -> Row:
    place: Place = ("stages", name)
    cells: list[Cell] = list(source.pair(place, _("In words")))
    cells += columns.cells(source, place, _keys(source, place), language, choices)
    for act in source.keys("stages", name, "do"):
        spot = (*place, "do", act)
        label = _("%(act)s leads to") % {"act": say.WORDS[language].get(act, act)}
        options = columns.with_present(choices["on_limit"], source.at(PROCEDURE, spot))
        cells.append(source.cell(PROCEDURE, spot, label, "choice", options=options))
    owns = ((PROCEDURE, place), (VI, place), (EN, place))
    is_only = len(source.keys("stages")) < 2
    title = columns.in_words(source, place, language)
    return Row(title=title, code=name, cells=tuple(cells), owns=() if is_only else owns)


def _keys(source: Source, place: Place) -> tuple[str, ...]:
    """What is written of a stage: where the applicant has it other things than at a desk."""
    there = source.at(PROCEDURE, place)
    present = there if isinstance(there, dict) else {}
    if present.get("by") == "applicant" or present.get("clock") == "paused":
        return tuple(one for one in STAGE if one in WAITS or one in present)
    wants = ["by", "clock", "due", *(["sign"] if "leader@" in str(present.get("by")) else [])]
    return tuple(one for one in STAGE if one in wants or one in present)


def _new(language: str, choices: dict[str, Any]) -> Row:
    more = {**choices, "target": choices["on_limit"]}
    made = columns.blank(("new", "stages"), NEW, language, more)
    words = tuple(
        Cell(file=file, place=("new",), label=_("In words"), lang=lang, was=columns.EMPTY)
        for file, lang in ((VI, "vi"), (EN, "en"))
    )
    return Row(title=_("Add a stage"), cells=(*made, *words), is_new=True)


def _deciding(source: Source, language: str) -> list[Row]:
    choices = {"basis": columns.laws(source), "level": columns.levels(language)}
    rows = source.at(PROCEDURE, ("authority",))
    count = len(rows) if isinstance(rows, list) else 0
    found = [
        Row(
            title=_("Row %(number)s") % {"number": at + 1},
            cells=columns.cells(source, ("authority", at), AUTHORITY, language, choices),
            owns=((PROCEDURE, ("authority", at)),) if count > 1 else (),
            position=at + 1 if count > 1 else 0,
            count=count,
        )
        for at in range(count)
    ]
    made = columns.blank(("new", "authority"), AUTHORITY, language, choices)
    new = Row(title=_("Add one"), cells=made, is_new=True)
    return [*found, columns.placed(new, source, "authority")]


def _choices(source: Source, language: str) -> dict[str, Any]:
    words = say.WORDS[language]
    file = VI if language == "vi" else EN
    names = source.keys("stages")
    stages = [
        Option(value=one, label=str(source.at(file, ("stages", one)) or one), group=_("Stages"))
        for one in names
    ]
    ends = [Option(value=one, label=words.get(one, one), group=_("Ends")) for one in ENDS]
    back = [Option(value="back", label=_("back to where it came from"), group=_("Ends"))]
    paused = [Option(value="paused", label=_("stands still"))]
    return {"on_limit": (*stages, *ends, *back), "clock": paused, "by": _posts(source, language)}


def _posts(source: Source, language: str) -> tuple[Option, ...]:
    """The posts that procedures of this city name, in words."""
    used = {
        stage.by
        for one in cases.open_revisions(on=source.on)
        for stage in one.definition.procedure.stages
    }
    known = dict.fromkeys((*COMMON, *sorted(used - {"parts"})))
    return tuple(Option(value=one, label=changes.post_words(one, language)) for one in known)
