"""A sample procedure that starts two others, and ways to break that."""

from collections.abc import Callable
from typing import Any

from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.broken_findings import finds_status
from thanglong.kernel.cases.tests.broken_stages import Broken
from thanglong.kernel.cases.tests.make import Data

FIRST, SECOND, NESTED, COUNTER = "1.000001", "1.000002", "1.000003", "1.000004"


def procedures() -> dict[str, Definition]:
    """What the sample may start: the first finds something, the second asks one thing more."""

    def second(data: Data) -> None:
        page = data["procedure"]["form"]["pages"][0]
        page["fields"].append({"id": "found_status", "type": "text", "required": True})

    def counter(data: Data) -> None:
        data["procedure"]["service_level"] = "counter"

    return {
        FIRST: make.definition(finds_status),
        SECOND: make.definition(second),
        NESTED: make.definition(interlinks),
        COUNTER: make.definition(counter),
    }


def interlinks(data: Data) -> None:
    """The sample starts the first, and after it the second with what the first found."""
    procedure = data["procedure"]
    procedure["parts"] = {
        "one": {"procedure": FIRST},
        "two": {
            "procedure": SECOND,
            "after": ["one"],
            "answers": {"found_status": "'free'"},
        },
    }
    procedure["stages"] = {"together": {"by": "parts", "do": {"complete": "returned"}}}
    for row in procedure["deadline"]:
        row["total"] = "60wd"
    del procedure["results"]
    for language in ("vi", "en"):
        data[language]["stages"] = {"together": "Together"}
        data[language]["parts"] = {"one": "One", "two": "Two"}
        data[language].pop("results")


def _then(change: Callable[[Data], Any]) -> Callable[[Data], None]:
    def both(data: Data) -> None:
        interlinks(data)
        change(data)

    return both


def _part(data: Data, name: str) -> Data:
    part: Data = data["procedure"]["parts"][name]
    return part


def _answers(**sources: str) -> Callable[[Data], None]:
    return _then(lambda data: _part(data, "two").update(answers=sources))


def _copies_as_text(data: Data) -> None:
    fields = [one for page in data["procedure"]["form"]["pages"] for one in page["fields"]]
    copies = next(one for one in fields if one["id"] == "copies")
    copies.clear()
    copies.update({"id": "copies", "type": "text"})


BROKEN_PARTS: list[Broken] = [
    (
        "parts_have_the_stage",
        _then(
            lambda data: data["procedure"]["stages"].update(
                desk={"by": "leader@deciding", "due": "4wh", "do": {"approve": "returned"}}
            )
        ),
        "stages",
        "no stages of its own",
    ),
    (
        "parts_have_the_stage",
        lambda data: data["procedure"]["stages"]["appraisal"].update(by="parts"),
        "stages.appraisal.by",
        "the procedure has none",
    ),
    (
        "parts_can_begin",
        _then(lambda data: _part(data, "one").update(after=["two"])),
        "parts.one.after",
        "'two' is no part that stands before 'one'",
    ),
    (
        "parts_can_begin",
        _then(lambda data: _part(data, "two").update(procedure=FIRST)),
        "parts.two.procedure",
        "Another part starts",
    ),
    (
        "parts_are_known",
        _then(lambda data: _part(data, "one").update(procedure="1.999999")),
        "parts.one.procedure",
        "There is no procedure 1.999999",
    ),
    (
        "parts_are_known",
        _then(lambda data: _part(data, "one").update(procedure=NESTED)),
        "parts.one.procedure",
        "has parts itself",
    ),
    (
        "parts_are_known",
        _then(lambda data: _part(data, "one").update(procedure=COUNTER)),
        "parts.one.procedure",
        "is for the counter only",
    ),
    (
        "sources_are_there",
        _answers(found_status="'free'", colour="'red'"),
        "parts.two.answers.colour",
        "does not ask 'colour'",
    ),
    (
        "sources_are_there",
        _answers(found_status="one:stature"),
        "parts.two.answers.found_status",
        "has no finding or result 'stature'",
    ),
    (
        "sources_are_there",
        _then(lambda data: _part(data, "one").update(answers={"copies": "two:status"})),
        "parts.one.answers.copies",
        "does not wait for it",
    ),
    (
        "sources_are_there",
        _then(_copies_as_text),
        "parts.one.answers.copies",
        "is of type text",
    ),
    (
        "sources_are_there",
        _then(lambda data: _part(data, "two").update(papers={"passport": "lives_here"})),
        "parts.two.papers.passport",
        "does not ask 'passport'",
    ),
    (
        "sources_are_there",
        _then(lambda data: _part(data, "two").update(papers={"lives_here": "passport"})),
        "parts.two.papers.lives_here",
        "'passport' is no need of this procedure",
    ),
    (
        "parts_get_what_they_ask",
        _then(lambda data: _part(data, "two").update(answers={})),
        "parts.two.answers",
        "requires 'found_status', and nothing answers it",
    ),
    (
        "parts_get_what_they_ask",
        _answers(found_status="one:spouse"),
        "parts.two.answers.found_status",
        "may leave it empty",
    ),
    (
        "parts_fit_into_the_total",
        _then(lambda data: data["procedure"]["deadline"][0].update(total="4wd")),
        "deadline.0.total",
        "The parts take",
    ),
    (
        "stories_are_accepted_by_the_parts",
        _answers(found_status="'x'", copies="99"),
        "0",
        "refuses 'copies'",
    ),
]
