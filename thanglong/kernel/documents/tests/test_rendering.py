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
from thanglong.kernel.documents.models import Document, SharedTemplate, StoredFile

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


STYLED = """
#import "/forms/look.typ": colour
#let given = json(bytes(sys.inputs.data))
#set document(title: "Giấy", date: auto, keywords: given.at("form_version", default: ()))
#text(fill: colour, given.name)
"""


def style(folder: Path, colour: str) -> None:
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "forms" / "look.typ").write_text(f"#let colour = {colour}")


def printed(data: dict[str, Any], at: datetime.datetime = MORNING) -> bytes:
    return rendering.render(template_text=TEMPLATE, data=data, at=at)


def issued(town: Town, template: str = TEMPLATE) -> Document:
    issue = actions.Issue(
        kind="form",
        code="01",
        title="Giấy",
        file_name="giay.pdf",
        template="forms/x.typ",
        template_text=template,
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


def test_a_paper_keeps_the_form_of_its_day_when_the_style_changes_before_it_is_printed(
    town: Town, folders: None, settings: Any, tmp_path: Path
) -> None:
    settings.CITY = tmp_path
    style(tmp_path, "red")
    paper = issued(town, STYLED)
    first = actions.make_pdf(document_id=paper.id)

    style(tmp_path, "blue")
    Document.objects.filter(id=paper.id).update(file=None)
    anew = actions.make_pdf(document_id=paper.id)
    other = issued(town, STYLED)

    assert anew.sha256 == first.sha256
    assert actions.make_pdf(document_id=other.id).sha256 != first.sha256
    assert paper.data is not None
    assert other.data is not None
    assert paper.data["form_version"] != other.data["form_version"]


def test_a_paper_names_the_version_of_its_form(town: Town, folders: None) -> None:
    paper = issued(town, STYLED.replace('#import "/forms/look.typ": colour', "#let colour = red"))
    content = b"".join(ports.storage().chunks(sha256=actions.make_pdf(document_id=paper.id).sha256))

    assert paper.data is not None
    assert paper.data["form_version"].encode() in content


def test_a_style_is_kept_once_for_all_its_papers(
    town: Town, folders: None, settings: Any, tmp_path: Path
) -> None:
    settings.CITY = tmp_path
    style(tmp_path, "red")

    hashes = [tuple(issued(town, STYLED).imports.values()) for _number in range(3)]

    assert SharedTemplate.objects.filter(sha256__in=hashes[0]).count() == 1
    assert len(set(hashes)) == 1


def test_a_long_paper_is_made_in_a_process_of_its_own_with_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = printed(LAN)
    monkeypatch.setattr(rendering, "APART_BYTES", 0)

    assert printed(LAN) == here


def test_a_wrong_template_of_a_long_paper_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "APART_BYTES", 0)

    with pytest.raises(rendering.PressFailed, match="unknown variable"):
        rendering.render(template_text="#nonsense", data={}, at=MORNING)
