"""Filings for tests, from the scenarios that the procedures bring with them."""

import datetime
from typing import Any

import yaml
from django.conf import settings

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case


def scenario(slug: str, number: int = 0) -> dict[str, Any]:
    """The n-th scenario of a procedure."""
    folder = next((settings.CITY / "procedures").glob(f"*-{slug}"))
    found: list[dict[str, Any]] = yaml.safe_load((folder / "scenarios.yaml").read_text("utf-8"))
    return found[number]


def findings(slug: str, stage: str) -> dict[str, Any]:
    """What the officer of a stage enters in the first scenario that has it."""
    for number in range(100):
        found = scenario(slug, number).get("findings", {})
        if stage in found:
            return plain(found[stage])
    raise LookupError(f"No scenario of {slug} finds anything at {stage}.")


def found_for(case: Case, action: str) -> dict[str, Any]:
    """What the officer enters with an act of this case; nothing where nothing is to be found."""
    flow = Flow.of(case)
    if not flow.takes_findings(case.stage, action) or action == "approve":
        return {}
    return findings(flow.definition.procedure.slug, case.stage)


def plain(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as JSON has them."""
    return {
        key: str(value) if isinstance(value, datetime.date) else value
        for key, value in answers.items()
    }


def file(
    *,
    slug: str,
    by: Actor,
    at: datetime.datetime,
    key: str | None = None,
    **changes: Any,
) -> Case:
    """File a procedure with the answers of its first scenario, at the counter: no papers needed."""
    revision = queries.latest_revision(slug, on=at.date())
    assert revision is not None
    answers = plain(scenario(slug)["answers"]) | changes.pop("answers", {})
    filing = cases.Filing(
        revision_id=revision.id,
        channel=changes.pop("channel", "direct"),
        delivery=changes.pop("delivery", "online"),
        answers=answers,
        applicant_id=by.person_id or 0,
        applicant_name=by.name,
        key=key,
        **changes,
    )
    return cases.file_dossier(filing=filing, at=at, by=by)
