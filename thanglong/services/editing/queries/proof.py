"""What came of a text on trial, in words: scenarios, made-up applicants, past dossiers."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import changes
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.lint import spoken
from thanglong.services.editing.queries.heads import Head, draft_head
from thanglong.services.editing.queries.standing import Compared, compared

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Trial

RUNNING = ("ordered", "scenarios", "applicants", "replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceTold:
    """One kind of difference that past dossiers would have met."""

    title: str
    dossiers: int
    lines: list[tuple[str, int]]
    codes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A draft on trial. trial: of the draft as it stands; None before it was ordered."""

    head: Head
    trial: "Trial | None"
    compared: Compared | None
    scenarios: list[Mapping[str, Any]]
    missed: list[str]
    differences: list[DifferenceTold]

    @property
    def is_running(self) -> bool:
        """Whether the worker is at it."""
        return self.trial is not None and self.trial.state in RUNNING


def proof_page(text_id: int, *, by: Actor, at: datetime.datetime, language: str) -> Proof:
    """What is known of a draft from trying it. Raises NotFound."""
    head = draft_head(text_id, by=by, at=at, language=language)
    text = cases.folder_of_draft(text_id).definition
    trial = cases.trial_of(head.draft)
    report = trial.report if trial else {}
    missed = report.get("applicants", {}).get("missed", [])
    return Proof(
        head=head,
        trial=trial,
        compared=compared(head.draft.base_id, text, language, with_picture=True),
        scenarios=[_scenario(one, language) for one in report.get("scenarios", [])],
        missed=[_missed(kind, name, text, language) for kind, name in missed] if text else [],
        differences=_differences(report.get("replay", {}), text, language) if text else [],
    )


def _scenario(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A scenario with what is not as it says, in the language of whoever looks."""
    faults = one["faults"]
    if language == "vi":
        start = f"{one['name']}: "
        known = [spoken.in_vietnamese(start + fault, spoken.SENTENCES) for fault in faults]
        faults = [told.removeprefix(start) for told in known]
    return {**one, "faults": faults}


def _differences(
    replay: Mapping[str, Any], text: Definition, language: str
) -> list[DifferenceTold]:
    titles = _titles()
    groups = replay.get("groups", [])
    return [
        DifferenceTold(
            title=titles.get(kind, kind),
            dossiers=count,
            lines=[
                (_line(one, text, language), one["dossiers"])
                for one in groups
                if one["kind"] == kind
            ],
            codes=[one["code"] for one in replay["examples"].get(kind, [])],
        )
        for kind, count in sorted(replay.get("counts", {}).items(), key=lambda one: -one[1])
    ]


def _line(one: Mapping[str, Any], text: Definition, language: str) -> str:
    """A difference in words: where, before, after."""
    kind, where = one["kind"], one["where"]
    before, after = (_value(kind, one[key], text, language) for key in ("before", "after"))
    place = _place(kind, where, text, language)
    if kind in ("needs", "refused"):
        word = _("would be asked") if after else _("would not be asked")
        return f"{place}: {word}" if kind == "needs" else place
    return f"{place + ': ' if place else ''}{before or '–'} → {after or '–'}"


def _place(kind: str, where: str, text: Definition, language: str) -> str:
    words = text.words(language)
    if kind == "needs":
        return words.needs[where].label if where in words.needs else where
    if kind == "refused":
        if where in words.checks:
            return words.checks[where]
        return words.fields[where].label if where in words.fields else where
    stage, _dot, act = where.partition(".")
    title = words.stages.get(stage, stage)
    return f"{title}, {say.action(act, text, language)}" if act else title


def _value(kind: str, value: str, text: Definition, language: str) -> str:
    if kind == "desk" and value:
        return changes.post_words(value, language)
    if kind == "outcome":
        return text.words(language).stages.get(value) or say.WORDS[language].get(value, value)
    if kind == "fee" and value.isdigit():
        return f"{int(value):,} ₫".replace(",", ".")
    if kind == "authority":
        level, _space, department = value.partition(" ")
        found = say.WORDS[language].get(level, level)
        return f"{found}, {say.function(department, language)}" if department else found
    return value


def _titles() -> dict[str, str]:
    return {
        "refused": _("would not have come in"),
        "outcome": _("an act is gone or leads elsewhere"),
        "authority": _("another level or department decides"),
        "desk": _("another desk has a stage"),
        "fee": _("another fee"),
        "due": _("another promised date"),
        "needs": _("other papers are asked"),
    }


def _missed(kind: str, name: str, text: Definition, language: str) -> str:
    """A place of a procedure that nobody reached, in words."""
    words = text.words(language)
    labels = {
        "question": {key: one.label for key, one in words.fields.items()},
        "need": {key: one.label for key, one in words.needs.items()},
        "finding": {key: one.label for key, one in words.findings.items()},
        "check": dict(words.checks),
        "fee": dict(words.fees),
        "stage": dict(words.stages),
        "result": dict(words.results),
    }
    if kind == "act":
        shown = _place("outcome", name, text, language)
    else:
        shown = labels.get(kind, {}).get(name, name)
    said = spoken.WORDS.get(kind, kind) if language == "vi" else kind
    return f"{said[:1].upper()}{said[1:]}: {shown}"
