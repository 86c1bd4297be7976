"""Printed papers: the same today and in ten years, in a format made for keeping."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typst
from django.db import transaction

from tests.town import MORNING, Town
from thanglong.kernel.documents import actions, ports, rendering
from thanglong.kernel.documents.models import Document, StoredFile

TEMPLATE = """
#let given = json(bytes(sys.inputs.data))
#set document(title: "Giấy", date: auto)
#set text(font: "Be Vietnam Pro", lang: "vi")
Ông/Bà #given.name
#if "qr_svg" in given { image(bytes(given.qr_svg), format: "svg", width: 2cm, alt: "QR") }
"""
LAN = {"name": "Nguyễn Thị Lan", "qr": "H26.00004-261125-0001"}


@pytest.fixture
def folders(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR = tmp_path / "files"
    ports.storage.cache_clear()
    yield
    ports.storage.cache_clear()


def printed(data: dict[str, Any], at: datetime.datetime = MORNING) -> bytes:
    return rendering.render(template_text=TEMPLATE, data=data, at=at)


def issued(town: Town) -> Document:
    issue = actions.Issue(
        kind="form",
        code="01",
        title="Giấy",
        file_name="giay.pdf",
        template="forms/x.typ",
        template_text=TEMPLATE,
        data=LAN,
        case_code="H26-1",
        owner_id=town.lan.person_id,
    )
    with transaction.atomic():
        return actions.issue_document(issue=issue, at=MORNING)


def test_equal_input_gives_equal_bytes() -> None:
    assert printed(LAN) == printed(dict(LAN))


def test_another_name_or_another_instant_gives_another_paper() -> None:
    later = MORNING + datetime.timedelta(days=1)

    assert len({printed(LAN), printed({**LAN, "name": "Lê Hồng Hạnh"}), printed(LAN, later)}) == 3


def test_a_paper_says_of_itself_that_it_is_made_for_keeping() -> None:
    pdf = printed(LAN)

    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"BeVietnamPro" in pdf  # the letters travel with the paper


def test_data_without_end_is_not_printed() -> None:
    with pytest.raises(ValueError, match="1 MB"):
        printed({"name": "x" * 1_000_001})


def test_a_template_reads_nothing_outside_the_city() -> None:
    with pytest.raises(typst.TypstError):
        rendering.render(template_text='#read("../../pyproject.toml")', data={}, at=MORNING)


def test_a_pdf_is_made_once_and_can_be_made_again_with_the_same_bytes(
    town: Town, folders: None
) -> None:
    paper = issued(town)

    first = actions.make_pdf(document_id=paper.id)
    second = actions.make_pdf(document_id=paper.id)
    Document.objects.filter(id=paper.id).update(file=None)
    anew = actions.make_pdf(document_id=paper.id)

    assert first.id == second.id == anew.id
    assert StoredFile.objects.filter(sha256=first.sha256).count() == 1
