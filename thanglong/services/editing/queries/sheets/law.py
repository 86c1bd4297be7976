"""What the law says: its sources, what it costs, how long it may take, what is to be shown."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.cases.patching import Place
from thanglong.kernel.web.fields import Option
from thanglong.services.editing.queries.cells import EN, PROCEDURE, VI, Cell, Group, Row, Source
from thanglong.services.editing.queries.sheets import columns

BASIS = ("cite", "from", "until", "certainty")
FEE = ("amount", "list_amount", "when", "basis", "from", "until", "certainty")
TIME = ("total", "cutoff", "when", "basis", "from", "until", "certainty")
NEED = ("required", "when", "basis", "evidence")


def law(source: Source, language: str) -> Sequence[Group]:
    """Decision, day of beginning, the sources."""
    sure = {"certainty": columns.certainties()}
    decision = columns.cells(source, ("decision",), ("number", "on", "certainty"), language, sure)
    effective = columns.cells(source, ("effective",), ("from", "to"), language, {})
    rows = [
        Row(
            title=name,
            code=name,
            cells=columns.cells(source, ("basis", name), BASIS, language, sure),
            owns=((PROCEDURE, ("basis", name)),),
        )
        for name in source.keys("basis")
    ]
    rows.append(_new(("new", "basis"), ("id", *BASIS), language, sure))
    return (
        Group(
            title=_("From when"),
            hint=_("A text that is published holds from its day; until then the present one does."),
            rows=(
                Row(title=_("In force"), cells=effective),
                Row(title=_("Decision that publishes the procedure"), cells=decision),
            ),
            id="effective",
        ),
        Group(
            title=_("Sources"),
            hint=_("Every fee, time and paper stands on one of them. Days are the law's own."),
            rows=tuple(rows),
            id="basis",
        ),
    )


def fees(source: Source, language: str) -> Sequence[Group]:
    """What it costs: the first row that holds and whose days are right."""
    choices = {"basis": columns.laws(source), "certainty": columns.certainties()}
    rows, names = [], source.keys("fee")
    for at, name in enumerate(names):
        place: Place = ("fee", name)
        rows.append(
            Row(
                title=columns.in_words(source, ("fees", name), language),
                code=name,
                cells=(
                    *source.pair(("fees", name), _("In words")),
                    *columns.cells(source, place, FEE, language, choices),
                ),
                owns=((PROCEDURE, place), (VI, ("fees", name)), (EN, ("fees", name))),
                position=at + 1,
                count=len(names),
            )
        )
    words = tuple(_words(file, lang) for file, lang in ((VI, "vi"), (EN, "en")))
    made = _new(("new", "fee"), ("id", *FEE), language, choices, words)
    rows.append(columns.placed(made, source, "fee"))
    hint = _("The first row counts that holds on the day. The last one should hold always.")
    return (Group(title=_("Fees"), hint=hint, rows=tuple(rows), id="fee"),)


def times(source: Source, language: str) -> Sequence[Group]:
    """How long the city has, and how long each desk."""
    choices = {"basis": columns.laws(source), "certainty": columns.certainties()}
    rows = source.at(PROCEDURE, ("deadline",))
    count = len(rows) if isinstance(rows, list) else 0
    total = [
        Row(
            title=_("Time limit %(number)s") % {"number": at + 1},
            cells=columns.cells(source, ("deadline", at), TIME, language, choices),
            owns=((PROCEDURE, ("deadline", at)),) if count > 1 else (),
            position=at + 1 if count > 1 else 0,
            count=count,
        )
        for at in range(count)
    ]
    made = _new(("new", "deadline"), TIME, language, choices)
    total.append(columns.placed(made, source, "deadline"))
    main = calendars.main_code()
    present = source.at(PROCEDURE, ("calendar",))
    known = columns.with_present((Option(value=main, label=main),), present)
    calendar = columns.cells(source, (), ("calendar",), language, {"calendar": known})
    return (
        Group(
            title=_("The whole time"),
            hint=_("What the receipt promises. The first row counts that holds on the day."),
            rows=(*total, Row(title=_("Calendar"), cells=calendar)),
            id="deadline",
        ),
        Group(
            title=_("At each desk"),
            hint=_("Together they must fit into the whole time, on the longest way through."),
            rows=tuple(_dues(source, language)),
            id="dues",
        ),
    )


def papers(source: Source, language: str) -> Sequence[Group]:
    """What is to be shown, and what shows it."""
    choices = {"basis": columns.laws(source), "required": columns.flags()}
    rows = []
    for name in source.keys("needs"):
        place: Place = ("needs", name)
        rows.append(
            Row(
                title=columns.in_words(source, (*place, "label"), language),
                code=name,
                cells=(
                    *source.pair((*place, "label"), _("In words")),
                    *source.pair((*place, "hint"), _("Help")),
                    *columns.cells(source, place, NEED, language, choices),
                ),
                owns=((PROCEDURE, place), (VI, place), (EN, place)),
            )
        )
    words = tuple(_words(file, lang) for file, lang in ((VI, "vi"), (EN, "en")))
    rows.append(_new(("new", "needs"), ("id", *NEED), language, choices, words))
    hint = _("Evidence one a line, the best first, such as register:population.residence.")
    return (Group(title=_("Papers"), hint=hint, rows=tuple(rows), id="needs"),)


def _dues(source: Source, language: str) -> list[Row]:
    rows = []
    for name in source.keys("stages"):
        place: Place = ("stages", name)
        waits = source.at(PROCEDURE, (*place, "clock")) == "paused"
        cells = list(columns.cells(source, place, ("limit" if waits else "due",), language, {}))
        for asked in source.keys("stages", name, "consult"):
            cells += columns.cells(source, (*place, "consult", asked), ("due",), language, {})
        title = columns.in_words(source, place, language)
        rows.append(Row(title=title, code=name, cells=tuple(cells)))
    return rows


def _words(file: str, lang: str) -> Cell:
    """The cell for the words of what is added."""
    return Cell(file=file, place=("new",), label=_("In words"), lang=lang, was=columns.EMPTY)


def _new(
    place: Place,
    names: Sequence[str],
    language: str,
    choices: dict[str, tuple[Option, ...]],
    words: tuple[Cell, ...] = (),
) -> Row:
    """A row that may be added."""
    made = columns.blank(place, names, language, choices)
    return Row(title=_("Add one"), cells=(*made, *words), is_new=True)
