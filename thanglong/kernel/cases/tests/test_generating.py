"""Made-up applicants reach everything that can be reached, and say what cannot."""

import pytest
from django.conf import settings

from thanglong.kernel.cases import folders, generating
from thanglong.kernel.cases.generating.aiming import Aim
from thanglong.kernel.cases.generating.applicants import Maker
from thanglong.kernel.cases.generating.reaching import Reached
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.broken_findings import finds_status
from thanglong.kernel.cases.tests.broken_stages import Change, add_fact, field, stage
from thanglong.kernel.cases.tests.make import Data

CITY = folders.find([settings.CITY / "procedures"])


def reached(change: Change | None = None, **known: int) -> Reached:
    return generating.generate(make.definition(change), calendar=make.calendar(), **known)


@pytest.mark.parametrize("path", CITY, ids=[path.name for path in CITY])
def test_every_procedure_of_the_city_is_reached_in_all_its_parts(path: object) -> None:
    folder = folders.read(path)  # type: ignore[arg-type]
    assert folder.definition is not None

    found = generating.generate(
        folder.definition, calendar=folder.calendar, reports=folders.simulate(folder)
    )

    assert found.missed == ()
    assert found.accepted > 0


def test_without_any_scenario_the_sample_is_reached_as_well() -> None:
    assert reached().missed == ()
    assert reached(finds_status).missed == ()


def test_the_same_seed_makes_up_the_same_people() -> None:
    assert reached(seed=7).refusals == reached(seed=7).refusals
    assert reached(seed=7).refusals != reached(seed=8).refusals


# what breaks the sample, and what nobody can reach then
@pytest.mark.parametrize(
    ("change", "missed"),
    [
        (lambda d: d["procedure"]["fee"].insert(
            0, {"id": "never", "when": "copies > 3 and copies < 2", "amount": 1, "basis": "nd123"}),
         ("fee", "never")),
        (lambda d: d["procedure"]["deadline"].insert(
            0, {"when": "age(subject.birth_date, submitted_on) < 0", "total": "9wd",
                "basis": "nd123"}),
         ("deadline row", "1")),
        (lambda d: d["procedure"]["needs"].update(
            gone={"basis": "nd123", "evidence": ["file:pdf"], "when": "purpose == 'none'"}),
         ("need", "gone")),
        (lambda d: d["procedure"]["checks"].append({"id": "idle", "unless": "copies > 0"}),
         ("check", "idle")),
        (lambda d: field(d, "purpose_text").update(show_if="purpose == 'nothing'"),
         ("question", "purpose_text")),
        (lambda d: stage(d, "appraisal")["do"].update(propose="returned"), ("stage", "signature")),
        (lambda d: d["procedure"]["results"].update(SECOND={"when": "copies > 1 and copies < 1"}),
         ("result", "SECOND")),
    ],
)  # fmt: skip
def test_what_nobody_can_reach_is_a_finding_that_says_what_to_do(
    change: Change, missed: tuple[str, str]
) -> None:
    found = reached(change)

    assert missed in found.missed
    said = [str(one) for one in generating.findings_of(found)]
    assert any(missed[1] in one and "can it ever hold?" in one for one in said)


@pytest.mark.parametrize(
    ("condition", "want"),
    [
        (condition, want)
        for condition in (
            "purpose == 'marriage'",
            "copies >= 3",
            "copies * 8000 > 20000",
            "copies + 2 == 7",
            "purpose in ['study', 'other']",
            "purpose not in ['study', 'other']",
            "age(subject.birth_date, submitted_on) < 18",
            "days_between(subject.birth_date, submitted_on) == 9000",
            "year(subject.birth_date) == 1990",
            "length(purpose_text) > 5",
            "is_empty(phone)",
            "not lives_abroad and channel == 'post'",
            "lives_abroad or papers.lives_here",
            "is_grown",
            "subject.residence.area == '00013'",
            "min(copies, 4) == 4",
        )
        for want in (True, False)
    ],
)
def test_a_condition_is_made_to_hold_or_not(condition: str, want: bool) -> None:
    sample = make.definition(
        lambda data: add_fact(data, "is_grown", "age(subject.birth_date, submitted_on) >= 18")
    )
    held = []
    for seed in range(6):  # a way that chance chose may be closed; another is open
        maker = Maker(sample, make.calendar(), seed)
        who = maker.applicant()
        Aim(maker, who).at(condition, want=want)
        held.append(maker.see(who).holds(condition))

    assert want in held


def test_applicants_are_bounded() -> None:
    def hopeless(data: Data) -> None:
        for number in range(5):
            row = {"id": f"n{number}", "when": "copies < 0", "amount": number, "basis": "nd123"}
            data["procedure"]["fee"].insert(0, row)

    found = reached(hopeless, applicants=10**6)

    assert found.applicants <= generating.APPLICANTS_MAX + 5 * 24
