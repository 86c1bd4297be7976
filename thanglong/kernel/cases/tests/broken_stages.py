"""Ways to break the sample procedure, in its expressions and its stages."""

from collections.abc import Callable
from typing import Any

from thanglong.kernel.cases.tests.make import Data

Change = Callable[[Data], object]
Broken = tuple[str, Change, str, str]


def field(data: Data, field_id: str) -> dict[str, Any]:
    pages = data["procedure"]["form"]["pages"]
    found: dict[str, Any] = next(
        one for page in pages for one in page["fields"] if one["id"] == field_id
    )
    return found


def stage(data: Data, stage_id: str) -> dict[str, Any]:
    found: dict[str, Any] = data["procedure"]["stages"][stage_id]
    return found


def add_fact(data: Data, name: str, expression: str) -> None:
    data["procedure"]["facts"][name] = expression


def expect(data: Data, number: int, **changes: Any) -> None:
    data["scenarios"][number]["expect"].update(changes)


# rule, what breaks it, a part of the path, a part of what is said.
BROKEN_STAGES: list[Broken] = [
    (
        "names_are_free",
        lambda data: add_fact(data, "channel", "true"),
        "facts.channel",
        "already the name",
    ),
    (
        "names_are_free",
        lambda data: field(data, "phone").update(id="applicant.phone"),
        "applicant.phone",
        "built-in value",
    ),
    (
        "nothing_goes_round",
        lambda data: (
            add_fact(data, "hen", "egg"),
            add_fact(data, "egg", "hen"),
        ),
        "facts.",
        "depend on one another",
    ),
    (
        "nothing_goes_round",
        lambda data: field(data, "purpose").update(show_if="is_empty(purpose_text)"),
        "show_if",
        "purpose → purpose_text",
    ),
    (
        "expressions_are_typed",
        lambda data: field(data, "purpose_text").update(show_if="purpos == 'other'"),
        "purpose_text.show_if",
        "Did you mean 'purpose'?",
    ),
    (
        "expressions_are_typed",
        lambda data: field(data, "purpose_text").update(show_if="copies"),
        "show_if",
        "true or false is needed",
    ),
    (
        "expressions_are_typed",
        lambda data: field(data, "copies").update(max="2030-01-01"),
        "copies.max",
        "a number is needed",
    ),
    (
        "expressions_are_typed",
        lambda data: data["procedure"]["route"].update(area="subject.residence"),
        "route.area",
        "text is needed",
    ),
    (
        "expressions_are_typed",
        lambda data: data["procedure"]["fee"][1].update(amount="purpose"),
        "fee.counter.amount",
        "a number is needed",
    ),
    (
        "expressions_are_typed",
        lambda data: data["procedure"]["needs"]["lives_here"].update(when="papers.passport"),
        "needs.lives_here.when",
        "There is no 'papers.passport'",
    ),
    (
        "expressions_are_typed",
        lambda data: add_fact(data, "broken", "purpose + 1"),
        "facts.broken",
        "makes no sense",
    ),
    (
        "arcs_lead_somewhere",
        lambda data: stage(data, "appraisal")["do"].update(propose="signatur"),
        "stages.appraisal.do.propose",
        "Did you mean 'signature'?",
    ),
    (
        "arcs_lead_somewhere",
        lambda data: stage(data, "waiting").update(on_limit="nowhere"),
        "stages.waiting.on_limit",
        "no stage and no end",
    ),
    (
        "arcs_lead_somewhere",
        lambda data: stage(data, "appraisal")["do"].update(withdraw="stopped"),
        "do.withdraw",
        "exists at every stage",
    ),
    (
        "arcs_lead_somewhere",
        lambda data: stage(data, "signature")["do"].update(send_back="back"),
        "do.send_back",
        "nobody was asked",
    ),
    (
        "arcs_lead_somewhere",
        lambda data: data["procedure"]["stages"].update(
            handover={"by": "one_stop@receiving", "due": "1wh", "do": {"give": "returned"}}
        ),
        "stages.handover",
        "built-in stage",
    ),
    (
        "supplements_reach_the_applicant",
        lambda data: stage(data, "reception")["do"].update(supplement="appraisal"),
        "do.supplement",
        "Lead it to a stage with `by: applicant`",
    ),
    (
        "supplements_reach_the_applicant",
        lambda data: stage(data, "waiting").update(do={"resubmit": "stopped"}),
        "stages.waiting.do",
        "resubmit: back",
    ),
    (
        "stages_can_be_reached_and_left",
        lambda data: data["procedure"]["stages"].update(
            attic={"by": "leader@deciding", "due": "1wh", "do": {"approve": "returned"}}
        ),
        "stages.attic",
        "No way leads",
    ),
    (
        "stages_can_be_reached_and_left",
        lambda data: data["procedure"]["stages"].update(
            signature={"by": "leader@deciding", "due": "4wh", "do": {"send_back": "cellar"}},
            cellar={"by": "leader@deciding", "due": "1wh", "do": {"turn": "signature"}},
        ),
        "stages.signature",
        "can never end",
    ),
    (
        "stages_can_be_reached_and_left",
        lambda data: stage(data, "signature").update(do={"refuse": "refused"}),
        "stages",
        "nobody ever gets a result",
    ),
    (
        "stages_can_be_reached_and_left",
        lambda data: stage(data, "reception").update(by="applicant", clock="paused"),
        "stages.reception.by",
        "land with the applicant",
    ),
    (
        "dues_fit_into_the_total",
        lambda data: stage(data, "appraisal").update(due="20wh"),
        "deadline.1.total",
        "take 28 working hours, but 3wd holds no more than 24",
    ),
    (
        "dues_fit_into_the_total",
        lambda data: data["procedure"]["deadline"][1].update(total="3d"),
        "deadline.1.total",
        "holds no more than 8",
    ),
    (
        "dues_are_given",
        lambda data: stage(data, "signature").pop("due"),
        "stages.signature",
        "Add `due: 8wh`",
    ),
    (
        "dues_are_given",
        lambda data: [stage(data, "waiting").pop(key) for key in ("limit", "on_limit")],
        "stages.waiting",
        "stand still for ever",
    ),
    (
        "dues_are_given",
        lambda data: stage(data, "appraisal")["consult"]["police"].update(due="3wd"),
        "consult.police.due",
        "longer than the stage",
    ),
    (
        "clock_pauses_only_by_law",
        lambda data: stage(data, "waiting").update(clock="running", due="1wh"),
        "stages.waiting.by",
        "Add `clock: paused`",
    ),
    (
        "clock_pauses_only_by_law",
        lambda data: stage(data, "appraisal").update(clock="paused"),
        "stages.appraisal.clock",
        "name the law",
    ),
    (
        "posts_exist",
        lambda data: stage(data, "signature").update(by="boss@deciding"),
        "stages.signature.by",
        "There is no role 'boss'",
    ),
    (
        "posts_exist",
        lambda data: stage(data, "appraisal")["consult"]["police"].update(to="police"),
        "consult.police.to",
        "Write role@agency",
    ),
]
