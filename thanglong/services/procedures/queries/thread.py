"""The thread of a dossier as its owner reads it: everything that happened, and by whom."""

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.flow import Flow
from thanglong.services.procedures import rules
from thanglong.services.procedures.queries import desk_words
from thanglong.services.procedures.queries.parts import parts_told, titles_by_case
from thanglong.services.procedures.queries.work import new_date

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Message, Step
    from thanglong.kernel.documents.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that happened: `papers` are the documents that came of it.

    code: the dossier in which it happened; part: of an interlinked filing, what it is called.
    """

    at: datetime.datetime
    title: str
    by: str
    text: str
    icon: str
    is_mine: bool
    action: str
    tone: str = "plain"
    papers: tuple[Any, ...] = ()
    code: str = ""
    part: str = ""


QUIET = frozenset({"release", "pass_on", "decline_extension", "part"})
TELLING = frozenset(
    {"refuse", "stop", "supplement", "resubmit", "extend", "calendar_moved", "rehomed"}
)
ICONS = {
    "file": "send",
    "accept": "inbox",
    "supplement": "person",
    "approve_supplement": "person",
    "resubmit": "send",
    "approve": "stamp",
    "refuse": "return",
    "withdraw": "return",
    "stop": "stop",
    "hand_over": "check",
    "consult": "people",
    "opinion": "people",
    "extend": "clock",
    "calendar_moved": "clock",
    "rehomed": "people",
    "complete": "check",
}
TONES = {
    "approve": "good",
    "complete": "good",
    "hand_over": "good",
    "supplement": "wait",
    "approve_supplement": "wait",
    "refuse": "bad",
    "stop": "bad",
}


def thread_of(case: "Case", steps: list["Step"], *, by: Actor, language: str) -> list[Told]:
    """The steps of a dossier that concern its owner, latest first; with those of its parts."""
    own = [_told(case, step, by, language) for step in steps if step.action not in QUIET]
    if not case.has_parts:
        return own[::-1]
    names = titles_by_case(parts_told(case, language))
    inner = [
        replace(_told(step.case, step, by, language), part=names[step.case_id])
        for step in cases.steps_of_parts(case)
        if step.action not in QUIET
    ]
    return sorted([*own, *inner], key=lambda one: one.at)[::-1]


def story_of(
    thread: list[Told],
    messages: list["Message"],
    issued: list["Document"],
    *,
    by: Actor,
    language: str,
) -> list[Told]:
    """The thread with what was written in between, and each paper where it was issued."""
    papers: dict[int, list[Document]] = {}
    for paper in issued:
        earlier = [
            i
            for i, told in enumerate(thread)
            if told.at <= paper.created_at and told.code == paper.case_code
        ]
        papers.setdefault(earlier[0] if earlier else len(thread) - 1, []).append(paper)
    steps = [replace(told, papers=tuple(papers.get(i, ()))) for i, told in enumerate(thread)]
    written = [_written(one, by, language) for one in reversed(messages)]
    return sorted([*steps, *written], key=lambda told: told.at, reverse=True)


def _told(case: "Case", step: "Step", by: Actor, language: str) -> Told:
    is_mine = step.actor_kind == "person"
    post = step.post.title if step.post else ""
    if step.post and language == "en":
        post = step.post.title_en
    agency = desk_words.agency_name(step.agency, language)
    return Told(
        at=step.at,
        title=_title(case, step, language),
        by=step.actor_name if is_mine else rules.holder_words(post, agency),
        text=_words(step) if step.action in TELLING else _asked(case, step, language),
        icon=ICONS.get(step.action, "dot"),
        is_mine=is_mine and step.account_id == by.account_id,
        action=step.action,
        code=case.code,
        tone=TONES.get(step.action, "plain"),
    )


def _asked(case: "Case", step: "Step", language: str) -> str:
    """What another agency was asked, so that two questions are told apart."""
    words = Flow.of(case).definition.words(language).consult
    return words.get(str(step.data.get("consult", "")), "")


def _written(message: "Message", by: Actor, language: str) -> Told:
    post = message.post
    title = (post.title_en if language == "en" else post.title) if post else ""
    is_mine = message.account_id == by.account_id
    return Told(
        at=message.at,
        title=_("The office wrote") if message.is_from_office else _("Message to the office"),
        by=title if message.is_from_office else "",
        text=message.text,
        icon="letter",
        is_mine=is_mine and not message.is_from_office,
        action="message",
    )


def _words(step: "Step") -> str:
    """What was written with a step; with a new date also the old one and the decision."""
    moved = new_date(step)
    parts = [step.note, moved.sentence, moved.basis] if moved else [step.note]
    return "\n".join(part for part in parts if part)


def _title(case: "Case", step: "Step", language: str) -> str:
    known = {
        "file": _("Passed on to the office") if case.parent_id else _("Dossier filed"),
        "complete": _("All parts are finished"),
        "accept": _("Received at the one-stop counter"),
        "claim": _("Someone has begun to work on it"),
        "supplement": _("You were asked to complete the dossier"),
        "approve_supplement": _("You were asked to complete the dossier"),
        "resubmit": _("Dossier completed"),
        "propose": _("Examined and submitted for signature"),
        "send_back": _("Sent back for another look"),
        "approve": _("Granted"),
        "refuse": _("Refused"),
        "withdraw": _("Withdrawn by the applicant"),
        "stop": _("Stopped"),
        "hand_over": _("Result handed over"),
        "consult": _("Another agency was asked for its opinion"),
        "opinion": _("The other agency has answered"),
        "recall": _("The question to the other agency was withdrawn"),
        "extend": _("A new date was given"),
        "calendar_moved": _("The date moved with the city's calendar"),
        "rehomed": _("Passed to the office that follows: %(to)s") % {"to": step.data.get("to", "")},
        "rehoming_undone": _("Back at the office where it was before"),
        "converted": _("Goes on by the new text of the procedure"),
        "conversion_undone": _("Goes on by its former text again"),
    }
    own = Flow.of(case).definition.words(language).actions.get(step.action)
    return known.get(step.action) or own or step.action
