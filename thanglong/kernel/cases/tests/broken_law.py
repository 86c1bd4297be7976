"""Ways to break the sample procedure, in its law, its words and its scenarios."""

import datetime

from thanglong.kernel.cases.tests.broken_stages import Broken, expect, field, stage

# rule, what breaks it, a part of the path, a part of what is said.
BROKEN_LAW: list[Broken] = [
    (
        "laws_are_known",
        lambda data: data["procedure"]["needs"]["lives_here"].update(basis="nd132"),
        "needs.lives_here.basis",
        "Did you mean 'nd123'?",
    ),
    (
        "laws_are_known",
        lambda data: field(data, "subject.full_name").update(purpose="gdpr"),
        "subject.full_name.purpose",
        "There is no law 'gdpr'",
    ),
    (
        "needs_can_be_shown",
        lambda data: data["procedure"]["needs"]["lives_here"].update(
            required=True, evidence=["register:population.residence"]
        ),
        "needs.lives_here.evidence",
        "when the register does not answer",
    ),
    (
        "needs_can_be_shown",
        lambda data: data["procedure"]["needs"]["lives_here"].update(of="subject.full_name"),
        "needs.lives_here.of",
        "is no field with a personal number",
    ),
    (
        "needs_can_be_shown",
        lambda data: data["procedure"]["needs"]["lives_here"].update(
            evidence=["file:pdf|photo"], shown_if="copies == 1"
        ),
        "needs.lives_here",
        "none is asked",
    ),
    (
        "expressions_are_typed",
        lambda data: data["procedure"]["needs"]["lives_here"].update(
            evidence=["register:population.residence", "file:pdf"], shown_if="answer == copies"
        ),
        "needs.lives_here.shown_if",
        "",
    ),
    (
        "laws_are_alive",
        lambda data: data["procedure"]["fee"][0].pop("from"),
        "fee.online.basis",
        "is not in force on 2023-01-01",
    ),
    (
        "laws_are_alive",
        lambda data: (
            data["procedure"]["basis"].update(
                old={"cite": "NĐ 158/2005/NĐ-CP", "from": "2006-01-01", "until": "2016-01-01"}
            )
            or data["procedure"]["needs"]["lives_here"].update(basis="old")
        ),
        "needs.lives_here.basis",
        "not in force while the procedure is",
    ),
    (
        "tables_are_total",
        lambda data: data["procedure"]["authority"].pop(2),
        "authority",
        "From 2025-07-01 on, a dossier may find no row",
    ),
    (
        "tables_are_total",
        lambda data: data["procedure"]["fee"][1].update(when="channel == 'direct'"),
        "fee",
        "filed online or post may find no row",
    ),
    (
        "tables_are_total",
        lambda data: data["procedure"]["deadline"][1].update(when="not lives_abroad"),
        "deadline",
        "Add a last row without `when`",
    ),
    (
        "rows_are_not_in_vain",
        lambda data: data["procedure"]["fee"].reverse(),
        "fee.online",
        "can never apply",
    ),
    (
        "rows_are_not_in_vain",
        lambda data: data["procedure"]["deadline"].insert(
            1, {"when": "(lives_abroad)", "total": "9wd", "basis": "nd123"}
        ),
        "deadline.1",
        "can never apply",
    ),
    (
        "rows_are_not_in_vain",
        lambda data: data["procedure"]["authority"].insert(
            0, {"until": datetime.date(2020, 1, 1), "level": "city", "basis": "nd123"}
        ),
        "authority.0",
        "outside the life",
    ),
    (
        "personal_fields_say_why",
        lambda data: field(data, "spouse.full_name").pop("personal"),
        "spouse.full_name",
        "Add `personal: true",
    ),
    (
        "personal_fields_say_why",
        lambda data: field(data, "subject.birth_date").pop("retention"),
        "subject.birth_date",
        "`retention: 5y`",
    ),
    (
        "links_hold",
        lambda data: data["procedure"]["applicant"].update(child={"needs": "parent_link"}),
        "applicant.child.needs",
        "Did you mean 'parental_link'?",
    ),
    (
        "links_hold",
        lambda data: data["procedure"].update(applicant={"self": False}),
        "applicant",
        "Nobody may file",
    ),
    (
        "texts_are_complete",
        lambda data: data["vi"]["fields"].pop("copies"),
        "fields.copies",
        "The text is missing",
    ),
    (
        "texts_are_complete",
        lambda data: data["en"]["options"]["purpose"].pop("study"),
        "options.purpose.study",
        "The text is missing",
    ),
    (
        "texts_are_complete",
        lambda data: data["en"]["stages"].update(appraisel="x"),
        "stages.appraisel",
        "nothing of this name",
    ),
    (
        "texts_are_complete",
        lambda data: stage(data, "signature")["do"].update(publish="returned"),
        "actions.publish",
        "The text is missing",
    ),
    (
        "languages_say_the_same",
        lambda data: data["en"]["fields"]["lives_abroad"].pop("hint"),
        "fields.lives_abroad.hint",
        "the other language has it",
    ),
    (
        "english_is_english",
        lambda data: data["en"]["stages"].update(waiting="Chờ ông/bà bổ sung"),
        "stages.waiting",
        "Write it in English",
    ),
    (
        "refusals_have_reasons",
        lambda data: (data["vi"].pop("refusals"), data["en"].pop("refusals")),
        "refusals",
        "no ready reason",
    ),
    (
        "nothing_is_asked_twice",
        lambda data: field(data, "subject.birth_date").pop("prefill"),
        "subject.birth_date",
        "Add `prefill: population.birth_date`",
    ),
    (
        "prefills_exist",
        lambda data: field(data, "subject.birth_date").update(prefill="population.birthday"),
        "subject.birth_date.prefill",
        "has no 'birthday'",
    ),
    (
        "templates_print_what_was_asked",
        lambda data: data.update(template='#data.answers.at("subject.fullname")'),
        "",
        "prints 'subject.fullname'",
    ),
    (
        "templates_print_what_was_asked",
        lambda data: data.update(template='#square("subject.area")'),
        "",
        "prints 'subject.area'",
    ),
    (
        "scenarios_come_out",
        lambda data: expect(data, 0, fee=8000),
        "0",
        "`fee` should be 8000, but is 0",
    ),
    (
        "scenarios_cover_everything",
        lambda data: data["scenarios"].pop(0),
        "",
        "No scenario reaches the stage 'waiting'",
    ),
    (
        "scenarios_cover_everything",
        lambda data: data["scenarios"].pop(0),
        "",
        "No scenario reaches the fee 'online'",
    ),
    (
        "scenarios_cover_everything",
        lambda data: data["scenarios"].pop(3),
        "",
        "No scenario reaches the check 'old_enough_to_marry'",
    ),
    (
        "scenarios_cover_everything",
        lambda data: data["scenarios"].pop(2),
        "",
        "No scenario reaches the authority row '1'",
    ),
    (
        "scenarios_cover_everything",
        lambda data: stage(data, "appraisal")["do"].update(refuse="refused"),
        "",
        "No scenario reaches the refusal 'appraisal.refuse'",
    ),
]
