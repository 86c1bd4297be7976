"""What is read: by citizens before and while they file, and by officers at their work."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from thanglong.services.editing.queries.cells import (
    EN,
    PROCEDURE,
    VI,
    Group,
    Row,
    Source,
    names_in,
)

ROWS_MAX = 300  # of one part; what is beyond is written in the file


def about(source: Source, language: str) -> Sequence[Group]:
    """Title, summary, for whom, how it goes."""
    del language
    texts = (
        ("title", _("Title"), "line"),
        ("summary", _("In one sentence"), "line"),
        ("who", _("For whom"), "text"),
        ("how_to", _("How it goes"), "text"),
        ("deadline_note", _("A word on the time"), "line"),
        ("also_called", _("Other names people use, one a line"), "lines"),
    )
    rows = tuple(
        Row(title=label, cells=source.pair((name,), label, kind)) for name, label, kind in texts
    )
    results = (*_simple(source, "results"), *_simple(source, "parts"))
    return (
        Group(title=_("The page of the procedure"), rows=rows, id="about"),
        Group(title=_("What one gets"), rows=results, id="results"),
    )


def questions(source: Source, language: str) -> Sequence[Group]:
    """Page by page what is asked, with what helps to answer."""
    del language
    groups = []
    pages: Any = source.at(PROCEDURE, ("form", "pages"))
    for page in pages if isinstance(pages, list) else []:
        name = str(page.get("id", "")) if isinstance(page, dict) else ""
        if not name:
            continue
        rows = [
            Row(title=_("Heading"), cells=source.pair(("pages", name, "title"), _("Heading"))),
            Row(title=_("Under it"), cells=source.pair(("pages", name, "intro"), _("Under it"))),
        ]
        for asked in names_in(page.get("fields")):
            rows += _question(source, "fields", asked)
        title = str(source.at(VI, ("pages", name, "title")) or name)
        groups.append(Group(title=title, rows=tuple(rows), id=f"page-{name}"))
    checks = Group(
        title=_("When answers contradict one another"),
        hint=_("What the applicant reads when a check refuses what was filled in."),
        rows=tuple(_simple(source, "checks", kind="text")),
        id="checks",
    )
    return (*groups, checks)


def steps(source: Source, language: str) -> Sequence[Group]:
    """Stages, acts, what officers enter, ready reasons to refuse."""
    del language
    names = source.keys("findings")
    entered = tuple(row for name in names for row in _question(source, "findings", name))
    refusals = tuple(_simple(source, "refusals", kind="text"))
    return (
        Group(title=_("Stages"), rows=tuple(_simple(source, "stages")), id="stages"),
        Group(title=_("Acts"), rows=tuple(_simple(source, "actions")), id="actions"),
        Group(title=_("Who is asked"), rows=tuple(_simple(source, "consult")), id="consult"),
        Group(title=_("What an officer enters"), rows=entered, id="findings"),
        Group(title=_("Ready reasons to refuse"), rows=refusals, id="refusals"),
    )


def _question(source: Source, part: str, name: str) -> Iterator[Row]:
    """A question: its words, its help, what is said of a wrong answer, its options."""
    label = _("Question")
    yield Row(title=label, code=name, cells=source.pair((part, name, "label"), label))
    yield Row(title=_("Help"), cells=source.pair((part, name, "hint"), _("Help")))
    if any(source.at(file, (part, name, "error")) for file in (VI, EN)):
        label = _("If the answer is wrong")
        yield Row(title=label, cells=source.pair((part, name, "error"), label))
    for option in islice(names_in(source.at(VI, ("options", name))), ROWS_MAX):
        label = _("Answer")
        yield Row(title=label, code=option, cells=source.pair(("options", name, option), label))


def _simple(source: Source, part: str, kind: str = "line") -> Iterator[Row]:
    """One text for each name, in the order of the Vietnamese file."""
    names = dict.fromkeys((*names_in(source.at(VI, (part,))), *names_in(source.at(EN, (part,)))))
    for name in islice(names, ROWS_MAX):
        yield Row(title=name, code=name, cells=source.pair((part, name), name, kind))
