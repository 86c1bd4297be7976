"""The linter: everything about a procedure that can be proved before a citizen meets it.

Each rule is one function from a subject to faults. A fault blocks; a notice does not.
"""

from collections.abc import Mapping

from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases.definition import Definition, Finding
from thanglong.kernel.cases.definition.strict_yaml import Document
from thanglong.kernel.cases.lint import burden, findings, flow, law, parts, proof, typing, words
from thanglong.kernel.cases.lint.faults import REGISTERS, Fault, IsStaffed, Rule, Subject
from thanglong.kernel.cases.scenarios import Scenario

RULES: tuple[Rule, ...] = (
    typing.names_are_free,
    typing.nothing_goes_round,
    typing.expressions_are_typed,
    flow.arcs_lead_somewhere,
    flow.supplements_reach_the_applicant,
    flow.stages_can_be_reached_and_left,
    flow.dues_are_given,
    flow.dues_fit_into_the_total,
    flow.clock_pauses_only_by_law,
    flow.posts_exist,
    law.laws_are_known,
    law.laws_are_alive,
    law.laws_are_used,
    law.tables_are_total,
    law.rows_are_not_in_vain,
    law.personal_fields_say_why,
    law.links_hold,
    words.texts_are_complete,
    words.languages_say_the_same,
    words.english_is_english,
    words.refusals_have_reasons,
    burden.nothing_is_asked_twice,
    burden.prefills_exist,
    burden.needs_can_be_shown,
    burden.templates_print_what_was_asked,
    burden.templates_claim_nothing,
    burden.templates_are_used,
    findings.stages_find_what_is_declared,
    findings.findings_are_found,
    parts.parts_have_the_stage,
    parts.parts_can_begin,
    parts.parts_are_known,
    parts.sources_are_there,
    parts.parts_get_what_they_ask,
    parts.parts_fit_into_the_total,
    parts.stories_are_accepted_by_the_parts,
    proof.scenarios_come_out,
    proof.scenarios_cover_everything,
    proof.posts_are_staffed,
)


def lint(
    definition: Definition,
    *,
    scenarios: tuple[Scenario, ...] | None = None,
    calendar: Calendar | None = None,
    is_staffed: IsStaffed | None = None,
    documents: Mapping[str, Document] | None = None,
    procedures: Mapping[str, Definition] | None = None,
) -> list[Finding]:
    """Every finding of every rule.

    scenarios: None leaves out what they prove. calendar: None compares with weeks of five days and
    leaves out promised dates. is_staffed: None gives a notice. documents: the files by name, for
    line numbers. procedures: those that an interlinked filing starts, by code.
    """
    subject = Subject(
        definition=definition,
        scenarios=scenarios,
        calendar=calendar,
        is_staffed=is_staffed,
        parts=procedures or {},
    )
    return [_finding(rule, fault, documents or {}) for rule in RULES for fault in rule(subject)]


def _finding(rule: Rule, fault: Fault, documents: Mapping[str, Document]) -> Finding:
    document = documents.get(fault.file)
    return Finding(
        file=fault.file,
        path=".".join(str(part) for part in fault.place),
        message=fault.message,
        advice=fault.advice,
        line=document.line(fault.place) if document and fault.place else 0,
        rule=rule.__name__,
        is_notice=fault.is_notice,
    )


__all__ = ["REGISTERS", "RULES", "Fault", "IsStaffed", "Subject", "lint"]
