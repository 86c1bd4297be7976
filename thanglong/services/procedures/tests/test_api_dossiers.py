"""Filing, reading, completing and withdrawing a dossier by program."""

import pytest

from tests import filing
from thanglong.services.procedures.tests.conftest import Program

SLUG = "marital-status-certificate"


def form() -> dict[str, object]:
    scenario = filing.scenario(SLUG)
    return {"answers": filing.plain(scenario["answers"])}


def test_lan_files_a_dossier(lan: Program) -> None:
    answer = lan.post(f"/procedures/{SLUG}/dossiers", form())

    print(answer.content.decode())
    assert answer.status_code == 201
