"""The catalogue of procedures: what there is, and what answers a person's words."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from thanglong.kernel.base import text as texts
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.definition.model import Definition
from thanglong.services.procedures import rules

INTERNAL_FIELDS = frozenset({"complaints"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One procedure as the catalogue shows it."""

    revision_id: int
    code: str
    slug: str
    title: str
    summary: str
    field: str
    life_events: tuple[str, ...]
    audience: tuple[str, ...]
    service_level: str


def catalogue(*, on: datetime.date, language: str) -> list[Entry]:
    """All procedures open on a day, by title in the order of the alphabet."""
    entries = [
        _entry(one.id, one.definition, language)
        for one in cases.open_revisions(on=on)
        if one.definition.procedure.field not in INTERNAL_FIELDS
    ]
    return sorted(entries, key=lambda entry: texts.sort_key(entry.title))


def entries_of_event(event: str, *, on: datetime.date, language: str) -> list[Entry]:
    """What there is to do when this happens in a life: first those that it concerns most.

    Each procedure names its events in the order in which they call for it.
    """
    entries = [one for one in catalogue(on=on, language=language) if event in one.life_events]
    return sorted(entries, key=lambda one: one.life_events.index(event))


def search(*, words: str, on: datetime.date, language: str) -> list[Entry]:
    """The procedures that answer these words, best first, whatever their diacritics."""
    entries = {entry.slug: entry for entry in catalogue(on=on, language=language)}
    library = {slug: _library_words(entry.revision_id) for slug, entry in entries.items()}
    return [entries[slug] for slug in rules.ranked(texts.fold(words[:200]), library)]


def entry_of(*, name: str, on: datetime.date, language: str) -> Entry | None:
    """The procedure of this slug or code, open on a day."""
    found = cases.latest_revision(name, on=on)
    return _entry(found.id, found.definition, language) if found else None


def entry_of_text(definition: Definition, language: str) -> Entry:
    """A text that may not be published yet, as the catalogue would show it."""
    return _entry(0, definition, language)


def why_not_open(name: str) -> CityError:
    """Why a procedure is not in the catalogue: one that was there, or will be, is closed today."""
    if cases.has_revisions(name):
        return refusals.RevisionIsClosed()
    return refusals.UnknownProcedure()


@lru_cache(maxsize=512)
def _library_words(revision_id: int) -> rules.Words:
    definition = cases.revision_definition(revision_id)
    parts: list[tuple[str, float]] = []
    phrases: list[str] = []
    for words in definition.texts.values():
        parts.append((texts.fold(words.title), 1.0))
        parts += [(texts.fold(phrase), 0.9) for phrase in words.also_called]
        parts.append((texts.fold(words.summary), 0.5))
        parts += [(texts.fold(need.label), 0.25) for need in words.needs.values()]
        parts += [(texts.fold(result), 0.6) for result in words.results.values()]
        phrases += [texts.fold(phrase) for phrase in words.also_called]
    parts.append((definition.code.replace(".", " "), 1.0))
    return rules.words_of(parts, phrases=[phrase for phrase in phrases if " " in phrase])


def _entry(revision_id: int, definition: Definition, language: str) -> Entry:
    procedure, words = definition.procedure, definition.words(language)
    return Entry(
        revision_id=revision_id,
        code=procedure.procedure,
        slug=procedure.slug,
        title=words.title,
        summary=words.summary,
        field=procedure.field,
        life_events=procedure.life_events,
        audience=procedure.audience,
        service_level=procedure.service_level,
    )
