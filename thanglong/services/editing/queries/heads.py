"""The head of each page of a draft: whose it is, how it stands, what one may do."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import editors
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import DefinitionError, Files, strict_yaml

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A draft with what its pages show at the top.

    standing: writing, returned, submitted, published, discarded. is_behind: another text was
    published since it began. is_author: whoever looks has written on it; then he does not publish.
    """

    draft: "Draft"
    title: str
    standing: str
    writers: cases.Writers
    is_author: bool
    may_publish: bool
    is_behind: bool

    @property
    def is_open(self) -> bool:
        """Whether it can be written."""
        return self.draft.state == "draft"

    @property
    def is_in_review(self) -> bool:
        """Whether it waits for another person."""
        return self.draft.state == "review"


def draft_head(text_id: int, *, by: Actor, at: datetime.datetime, language: str = "vi") -> Head:
    """The head of a draft. Raises NotFound."""
    draft = cases.draft(text_id)
    writers = cases.writers_of([text_id])[text_id]
    authors = cases.author_ids(text_id)
    is_author = by.account_id in authors or cases.is_one_person(by.person_id, authors)
    newest = cases.newest_revision_id(draft.procedure)
    return Head(
        draft=draft,
        title=title_in(cases.files_of_draft(text_id), language) or draft.slug,
        standing=standing_of(draft.state, writers.moved),
        writers=writers,
        is_author=is_author,
        may_publish=editors.may("publish", at=at, by=by),
        is_behind=draft.state in ("draft", "review") and draft.base_id != newest,
    )


def standing_of(state: str, moved: str) -> str:
    """How far a draft is, in a word."""
    if state == "draft":
        return "returned" if moved == "returned" else "writing"
    return {"review": "submitted"}.get(state, state)


def title_in(files: Files, language: str) -> str:
    """The title in these files, if they can be read."""
    try:
        data = strict_yaml.of(files, f"texts/{language}.yaml").data
    except DefinitionError:
        return ""
    found = data.get("title") if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
