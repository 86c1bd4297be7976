"""How a draft stands: what is to be mended, what differs, what happened; the page to publish."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import changes, drawing
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.changes import Weight
from thanglong.kernel.cases.definition import Definition, content_hash
from thanglong.services.editing.queries.findings import Told, told
from thanglong.services.editing.queries.heads import Head, draft_head

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import DraftStep, Trial

CHANGES_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A change in words, with its class: cosmetic, compatible, breaking."""

    sentence: str
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What differs from the text that the draft follows. weight: of the whole, or empty."""

    weight: str
    lines: list[Said]
    more: int
    picture: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The first page of a draft."""

    head: Head
    found: list[Told]
    faults: int
    compared: Compared | None
    steps: list["DraftStep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a second person reads before he publishes."""

    head: Head
    found: list[Told]
    faults: int
    compared: Compared | None
    content_hash: str
    effective_from: datetime.date | None
    is_at_once: bool
    trial: "Trial | None"


def draft_page(text_id: int, *, by: Actor, at: datetime.datetime, language: str) -> DraftPage:
    """How a draft stands. Raises NotFound."""
    head = draft_head(text_id, by=by, at=at, language=language)
    folder = cases.folder_of_draft(text_id)
    found = told(cases.findings_of_folder(folder, at=at), language=language)
    return DraftPage(
        head=head,
        found=found,
        faults=sum(not one.is_notice for one in found),
        compared=compared(head.draft.base_id, folder.definition, language),
        steps=cases.steps_of_draft(text_id),
    )


def publication_page(
    text_id: int, *, by: Actor, at: datetime.datetime, language: str
) -> Publication:
    """A draft as its reviewer reads it. Raises NotFound."""
    head = draft_head(text_id, by=by, at=at, language=language)
    folder = cases.folder_of_draft(text_id)
    text = folder.definition
    found = told(cases.findings_of_folder(folder, at=at), language=language)
    begins = text.procedure.effective.valid_from if text else None
    return Publication(
        head=head,
        found=found,
        faults=sum(not one.is_notice for one in found),
        compared=compared(head.draft.base_id, text, language, with_picture=True),
        content_hash=content_hash(text) if text else "",
        effective_from=begins,
        is_at_once=begins is not None and begins <= clock.local(at).date(),
        trial=cases.trial_of(head.draft),
    )


def compared(
    base_id: int | None, text: Definition | None, language: str, *, with_picture: bool = False
) -> Compared | None:
    """What differs between a revision and a text; None while the text cannot be read."""
    if text is None:
        return None
    if base_id is None:
        picture = drawing.svg(text, language) if with_picture else ""
        return Compared(weight="", lines=[], more=0, picture=picture, is_new=True)
    before = cases.revision_definition(base_id)
    found = changes.compare(before, text)
    weight = changes.weight_of(found)
    both, marks = drawing.merged(before, text) if with_picture else (text, None)
    return Compared(
        weight=weight.name.lower() if weight else "",
        lines=[
            Said(
                sentence=changes.sentence(one, before, text, language),
                weight=one.weight.name.lower(),
            )
            for one in sorted(found[:CHANGES_MAX], key=lambda one: -Weight(one.weight))
        ],
        more=max(0, len(found) - CHANGES_MAX),
        picture=drawing.svg(both, language, marks=marks) if with_picture else "",
        is_new=False,
    )
