"""The list of procedures with their texts, and one procedure with all of its texts."""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from thanglong.kernel.base import text as letters
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import archives
from thanglong.services.editing.queries.heads import standing_of, title_in

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Conversion, Draft, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft in a list, with who writes it."""

    draft: "Draft"
    title: str
    standing: str
    names: tuple[str, ...]
    note: str
    moved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A procedure in the list: what is in force, what is coming, what is being written."""

    code: str
    slug: str
    title: str
    drafts: list[DraftLine]
    coming: list[cases.Coming]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The whole list. open: drafts that are written or reviewed, whatever the words looked for."""

    lines: list[TextLine]
    open: list[DraftLine]
    coming: list[tuple[str, cases.Coming]]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """One procedure. present: the revision in force today; revisions: the newest first.

    running: how many open dossiers stand on each revision.
    """

    code: str
    slug: str
    title: str
    present_id: int | None
    revisions: list["Revision"]
    drafts: list[DraftLine]
    past: list[DraftLine] = field(default_factory=list)
    running: dict[int, int] = field(default_factory=dict)
    moves: list["Conversion"] = field(default_factory=list)
    today: datetime.date = datetime.date.min


def texts(*, on: datetime.date, language: str, words: str = "") -> Texts:
    """Every procedure with its drafts and what is coming, or those that the words are in."""
    lines = draft_lines(cases.drafts(), language)
    titles = {
        one.procedure: (one.slug, one.definition.words(language).title)
        for one in cases.open_revisions(on=on)
    }
    coming = cases.coming_revisions(on=on)
    for one in coming:
        title = cases.revision_definition(one.revision_id).words(language).title
        titles.setdefault(one.procedure, (one.slug, title))
    for line in lines:
        titles.setdefault(line.draft.procedure, (line.draft.slug, line.title))
    wanted = letters.fold(words)
    found = [
        TextLine(
            code=code,
            slug=slug,
            title=title,
            drafts=[one for one in lines if one.draft.procedure == code],
            coming=[one for one in coming if one.procedure == code],
        )
        for code, (slug, title) in titles.items()
        if wanted in letters.fold(f"{code} {slug} {title}")
    ]
    return Texts(
        lines=sorted(found, key=lambda one: letters.sort_key(one.title)),
        open=lines,
        coming=[(titles[one.procedure][1], one) for one in coming],
        count=len(titles),
    )


def text(code: str, *, on: datetime.date, language: str) -> TextPage | None:
    """One procedure by its code, with what was and is written of it."""
    revisions = cases.revisions_of(code)
    every = draft_lines(
        cases.drafts(states=("draft", "review", "published", "discarded"), procedure=code), language
    )
    if not revisions and not every:
        return None
    present = cases.latest_revision(code, on=on)
    shown = present.id if present else revisions[0].id if revisions else None
    title = cases.revision_definition(shown).words(language).title if shown else every[0].title
    return TextPage(
        code=code,
        slug=revisions[0].slug if revisions else every[0].draft.slug,
        title=title,
        present_id=present.id if present else None,
        revisions=revisions,
        drafts=[one for one in every if one.draft.state in ("draft", "review")],
        past=[one for one in every if one.draft.state not in ("draft", "review")],
        running=cases.open_counts(code),
        moves=cases.conversions_of(code),
        today=on,
    )


def newest_id(code: str) -> int | None:
    """The text of a procedure that a new draft begins from: the one that was published last."""
    return cases.newest_revision_id(code)


def revision_archive(code: str, revision_id: int) -> tuple[str, bytes] | None:
    """(name, content) of the files of a published revision."""
    found = next((one for one in cases.revisions_of(code) if one.id == revision_id), None)
    files = cases.files_of_revision(revision_id) if found else {}
    if found is None or not files:
        return None
    name = f"{found.procedure}-{found.slug}"
    return f"{name}-{found.content_hash[:8]}.zip", archives.pack(files, name=name)


def draft_lines(drafts: list["Draft"], language: str) -> list[DraftLine]:
    """Drafts with who writes them; the number of queries does not grow with them."""
    writers = cases.writers_of([one.id for one in drafts])
    return [
        DraftLine(
            draft=one,
            title=_title(one, language),
            standing=standing_of(one.state, writers[one.id].moved),
            names=writers[one.id].names,
            note=writers[one.id].note,
            moved_by=writers[one.id].moved_by,
        )
        for one in drafts
    ]


def _title(draft: "Draft", language: str) -> str:
    """The title that the draft follows; of a new procedure the one in its files."""
    if draft.base_id is not None:
        return cases.revision_definition(draft.base_id).words(language).title
    return title_in(cases.files_of_draft(draft.id), language) or draft.slug
