"""The changes from one text of a procedure to another, part by part."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from thanglong.kernel.cases.changes.model import Change
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import FormField, Procedure, Stage

# What of a part is compared apart, because it has parts of its own.
_INSIDE = {
    "page": {"fields"},
    "field": {"options"},
    "finding": {"options"},
    "stage": {"do", "consult"},
}
_WHOLE = (
    "slug", "decision", "effective", "field", "life_events", "service_level", "certainty",
    "audience", "applicant", "assurance", "calendar", "route", "retention",
)  # fmt: skip
# Texts whose ids belong to the procedure: added and removed with it, and not told twice.
_OWNED = {
    "pages", "fields", "findings", "options", "needs", "checks", "fees", "stages", "consult",
    "results",
}  # fmt: skip
Parts = Mapping[str, BaseModel]


def compare(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Every change, in the order of the file: data first, then what is printed and read."""
    return (*_data(old.procedure, new.procedure), *_templates(old, new), *_texts(old, new))


def _data(old: Procedure, new: Procedure) -> Iterator[Change]:
    if old.procedure != new.procedure:
        yield _changed("procedure", "", "code", old.procedure, new.procedure)
    for name in _WHOLE:
        before, after = _plain(getattr(old, name)), _plain(getattr(new, name))
        if before != after:
            yield _changed("procedure", "", name, before, after)
    yield from _items("basis", _by_id(old.basis), _by_id(new.basis))
    yield from _items("fact", _by_id(old.facts), _by_id(new.facts))
    yield from _rows("authority", old.authority, new.authority)
    yield from _items("page", _by_id(old.form.pages), _by_id(new.form.pages))
    yield from _fields("field", _fields_of(old), _fields_of(new))
    yield from _places(old, new)
    yield from _items("need", _by_id(old.needs), _by_id(new.needs))
    yield from _fields("finding", _by_id(old.findings), _by_id(new.findings))
    yield from _items("check", _by_id(old.checks), _by_id(new.checks))
    yield from _items("fee", _by_id(old.fee), _by_id(new.fee))
    yield from _rows("deadline", old.deadline, new.deadline)
    yield from _items("stage", _by_id(old.stages), _by_id(new.stages))
    for stage in old.stages:
        later = next((one for one in new.stages if one.id == stage.id), None)
        if later is not None:
            yield from _inside_stage(stage, later)
    yield from _items("result", _by_id(old.results), _by_id(new.results))


def _items(part: str, old: Parts, new: Parts) -> Iterator[Change]:
    """Parts with ids: gone, come, changed, in another order."""
    for name in old:
        if name not in new:
            yield Change(part=part, name=name, what="removed", before=_plain(old[name]))
    for name, one in new.items():
        if name not in old:
            yield Change(
                part=part,
                name=name,
                what="added",
                attribute="required" if _always_required(one) and part == "field" else "",
                after=_plain(one),
            )
        else:
            yield from _attributes(part, name, old[name], one)
    both = [name for name in old if name in new]
    for name in _out_of_order(both, [name for name in new if name in old]):
        yield Change(part=part, name=name, what="moved")


def _out_of_order(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The names that stand elsewhere: those to be taken out for the rest to be in order."""
    rest = list(old)
    for name in new:
        if rest and rest[0] == name:
            rest.pop(0)
        elif name in rest:
            rest.remove(name)
            yield name


def _attributes(part: str, name: str, old: BaseModel, new: BaseModel) -> Iterator[Change]:
    for key in type(old).model_fields:
        before, after = _plain(getattr(old, key)), _plain(getattr(new, key))
        if before != after and key not in _INSIDE.get(part, ()):
            is_tighter = key == "required" and (before is False or after is True)
            what = "tightened" if is_tighter and part == "field" else "changed"
            yield Change(part=part, name=name, what=what, attribute=key, before=before, after=after)


def _fields(part: str, old: Parts, new: Parts) -> Iterator[Change]:
    yield from _items(part, old, new)
    for name, one in old.items():
        other = new.get(name)
        if isinstance(one, FormField) and isinstance(other, FormField):
            yield from _options(name, one.options, other.options)


def _options(field: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for option in old:
        if option not in new:
            yield Change(part="option", name=f"{field}:{option}", what="removed")
    for option in new:
        if option not in old:
            yield Change(part="option", name=f"{field}:{option}", what="added")


def _places(old: Procedure, new: Procedure) -> Iterator[Change]:
    """Questions that stand on another page."""
    before = {one.id: page.id for page in old.form.pages for one in page.fields}
    for page in new.form.pages:
        for one in page.fields:
            if before.get(one.id, page.id) != page.id:
                yield Change(
                    part="field",
                    name=one.id,
                    what="moved",
                    attribute="page",
                    before=before[one.id],
                    after=page.id,
                )


def _inside_stage(old: Stage, new: Stage) -> Iterator[Change]:
    """Acts and opinions of a stage."""
    before = {arc.action: arc.target for arc in old.do}
    after = {arc.action: arc.target for arc in new.do}
    for act in (*before, *(one for one in after if one not in before)):
        if before.get(act) != after.get(act):
            what = "changed" if act in before and act in after else "added"
            yield Change(
                part="act",
                name=f"{new.id}:{act}",
                what="removed" if act not in after else what,
                attribute="target" if what == "changed" else "",
                before=before.get(act),
                after=after.get(act),
            )
    named = ({f"{new.id}:{one.id}": one for one in stage.consult} for stage in (old, new))
    yield from _items("consult", *named)


def _rows(part: str, old: Sequence[BaseModel], new: Sequence[BaseModel]) -> Iterator[Change]:
    """Rows without ids: which came in between, which went, which stand for another."""
    before, after = [_plain(one) for one in old], [_plain(one) for one in new]
    lines = [json.dumps(one, sort_keys=True) for one in before]
    matcher = SequenceMatcher(None, lines, [json.dumps(one, sort_keys=True) for one in after])
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        for row in range(max(i_end - i, j_end - j) if tag != "equal" else 0):
            was = before[i + row] if i + row < i_end else None
            now = after[j + row] if j + row < j_end else None
            what = "added" if was is None else "removed" if now is None else "changed"
            number = i + row + 1 if now is None else j + row + 1
            yield Change(part=part, name=str(number), what=what, before=was, after=now)


def _templates(old: Definition, new: Definition) -> Iterator[Change]:
    for file in sorted({*old.templates, *new.templates}):
        if old.templates.get(file) != new.templates.get(file):
            what = "added" if file not in old.templates else "changed"
            yield Change(
                part="template",
                name=file,
                what="removed" if file not in new.templates else what,
            )


def _texts(old: Definition, new: Definition) -> Iterator[Change]:
    for language, texts in new.texts.items():
        before = dict(_leaves(_plain(old.texts[language]), ())) if language in old.texts else {}
        after = dict(_leaves(_plain(texts), ()))
        for place in (*before, *(one for one in after if one not in before)):
            if before.get(place) == after.get(place) or _is_told(place, before, after):
                continue
            yield Change(
                part="text",
                name=f"{language}.{'.'.join(place)}",
                what="changed",
                before=before.get(place),
                after=after.get(place),
            )


def _is_told(place: tuple[str, ...], *sides: Mapping[tuple[str, ...], Any]) -> bool:
    """Whether a text came or went with the part that it names."""
    if place[0] not in _OWNED:
        return False
    start = place[: 3 if place[0] == "options" else 2]
    return any(not any(one[: len(start)] == start for one in side) for side in sides)


def _leaves(value: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for item in value:
            yield (*place, item["id"]), item["text"]
    elif isinstance(value, list):
        yield place, "; ".join(value)
    else:
        yield place, value


def _fields_of(procedure: Procedure) -> Parts:
    return {one.id: one for page in procedure.form.pages for one in page.fields}


def _by_id(items: Sequence[Any]) -> Parts:
    return {one.id: one for one in items}


def _always_required(one: BaseModel) -> bool:
    return getattr(one, "required", False) is not False and getattr(one, "show_if", "") is None


def _plain(value: Any) -> Any:
    """A part as JSON says it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if value.__class__.__module__ in ("datetime", "decimal") else value


def _changed(part: str, name: str, attribute: str, before: Any, after: Any) -> Change:
    return Change(
        part=part, name=name, what="changed", attribute=attribute, before=before, after=after
    )
