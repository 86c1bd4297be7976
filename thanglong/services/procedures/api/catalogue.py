"""What can be filed: the catalogue and one procedure with the schema of its form."""

import datetime
from functools import lru_cache
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from thanglong.kernel.base import clock
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import schema
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.web import api, cursors
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, public
from thanglong.services.procedures import queries
from thanglong.services.procedures.api import payloads

router = Router(tags=["Procedures"])
SCHEMAS_KEPT = 256


@router.get("/procedures", response=payloads.Procedures, auth=None)
@public
def list_procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=api.PAGE_MAX)] = 50,
    cursor: str | None = None,
) -> HttpResponse:
    """The procedures open today; `q` searches in plain words, with or without diacritics."""
    api.limit_strangers(request)
    on = clock.today()
    if q:
        entries = queries.search(words=q, on=on, language=language())
    else:
        entries = queries.catalogue(on=on, language=language())
    after = cursors.place(cursor, count=1)
    if after:
        slugs = [entry.slug for entry in entries]
        entries = entries[slugs.index(after[0]) + 1 :] if after[0] in slugs else []
    rows, following = cursors.cut(entries, limit=limit, after=lambda entry: [entry.slug])
    items = [_line(entry) for entry in rows]
    return api.answer(payloads.Procedures(items=items, next_cursor=following))


@router.get("/procedures/{code}", response=payloads.Procedure, auth=None)
@public
def read_procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure by its code or short name: form, needs, fees, deadlines, laws."""
    api.limit_strangers(request)
    on = clock.today()
    found = cases.latest_revision(code[:80], on=on)
    if found is None:
        raise queries.why_not_open(code[:80])
    whom = queries.whom_choices(revision_id=found.id, by=actor_of(request), at=clock.now())
    return api.answer(_procedure(found.id, found.definition, on, whom))


def _line(entry: queries.Entry) -> payloads.ProcedureLine:
    return payloads.ProcedureLine(
        code=entry.code,
        slug=entry.slug,
        title=entry.title,
        summary=entry.summary,
        field=entry.field,
        life_events=list(entry.life_events),
        audience=list(entry.audience),
        service_level=entry.service_level,
    )


def _procedure(
    revision_id: int, definition: Definition, on: datetime.date, whom: list[queries.Whom]
) -> payloads.Procedure:
    procedure, words = definition.procedure, definition.words(language())
    return payloads.Procedure(
        code=definition.code,
        slug=procedure.slug,
        revision=revision_id,
        title=words.title,
        summary=words.summary,
        who=words.who,
        how_to=words.how_to,
        field=procedure.field,
        life_events=list(procedure.life_events),
        audience=list(procedure.audience),
        service_level=procedure.service_level,
        assurance=procedure.assurance,
        effective_from=procedure.effective.valid_from,
        effective_to=procedure.effective.valid_until,
        is_certain=procedure.certainty == "V",
        form=_form(revision_id, language()),
        needs=_needs(definition),
        fees=_fees(definition, on),
        deadlines=_deadlines(definition, on),
        results=[
            payloads.Result(id=one.id, code=one.code or "", title=words.results[one.id])
            for one in procedure.results
        ],
        parts=[
            payloads.ProcedurePart(
                id=one.id,
                title=words.parts[one.id],
                procedure=one.procedure,
                after=list(one.after),
                is_always=one.when is None,
            )
            for one in procedure.parts
        ],
        laws=[one.cite for one in procedure.basis if one.is_alive(on)],
        whom=[payloads.Whom(key=one.key, kind=one.kind, name=one.name) for one in whom],
    )


@lru_cache(maxsize=SCHEMAS_KEPT)
def _form(revision_id: int, language: str) -> dict[str, Any]:
    """The schema of a form; a revision never changes, so it is kept."""
    return schema.form_schema(cases.revision_definition(revision_id), language)


def _needs(definition: Definition) -> list[payloads.Need]:
    words = definition.words(language())
    return [
        payloads.Need(
            id=one.id,
            label=words.needs[one.id].label,
            hint=words.needs[one.id].hint or "",
            law=definition.bases[one.basis].cite,
            evidence=list(one.evidence),
            is_always=one.required is True and one.when is None,
            from_register=any(text.startswith("register:") for text in one.evidence),
        )
        for one in definition.procedure.needs
    ]


def _fees(definition: Definition, on: datetime.date) -> list[payloads.Fee]:
    words = definition.words(language())
    return [
        payloads.Fee(
            id=row.id,
            label=words.fees.get(row.id, ""),
            amount=row.amount if isinstance(row.amount, int) else None,
            list_amount=row.list_amount if isinstance(row.list_amount, int) else None,
            law=definition.bases[row.basis].cite,
            is_certain=row.certainty in (None, "V"),
        )
        for row in definition.procedure.fee
        if row.is_alive(on)
    ]


def _deadlines(definition: Definition, on: datetime.date) -> list[payloads.Deadline]:
    return [
        payloads.Deadline(
            duration=row.total,
            cutoff=row.cutoff or "",
            law=definition.bases[row.basis].cite,
            is_conditional=row.when is not None,
            is_online="online" in (row.when or ""),
            is_certain=row.certainty in (None, "V"),
        )
        for row in definition.procedure.deadline
        if row.is_alive(on)
    ]
