"""Filings for tests, from the scenarios that the procedures bring with them."""

import datetime
from typing import Any

import yaml
from django.conf import settings

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.cases.models import Case


def scenario(slug: str, number: int = 0) -> dict[str, Any]:
    """The n-th scenario of a procedure."""
    folder = next((settings.CITY / "procedures").glob(f"*-{slug}"))
    found: list[dict[str, Any]] = yaml.safe_load((folder / "scenarios.yaml").read_text("utf-8"))
    return found[number]


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
