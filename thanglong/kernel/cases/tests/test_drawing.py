"""Pictures of procedures: readable, complete, and nothing on top of anything else."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from django.conf import settings

from thanglong.kernel.cases import drawing, folders
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.drawing.layout import SMALL, Picture, lay_out
from thanglong.kernel.cases.drawing.shapes import Arrow, width_of
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.make import Data

Rectangle = tuple[float, float, float, float]


def city() -> list[Definition]:
    found = folders.find([settings.CITY / "procedures"])
    read = [folders.read(path).definition for path in found]
    return [one for one in read if one is not None]


def three_levels(data: Data) -> None:
    """A dossier that is sent up over two levels, past stages, and back from each of them."""
    data["procedure"]["stages"] = {
        "reception": {
            "by": "one_stop@receiving",
            "due": "2wh",
            "do": {"accept": "ward", "supplement": "waiting", "refuse": "not_accepted"},
        },
        "waiting": {
            "by": "applicant",
            "clock": "paused",
            "limit": "10wd",
            "on_limit": "stopped",
            "do": {"resubmit": "back"},
        },
        "ward": {
            "by": "specialist@receiving.department('construction')",
            "due": "2wh",
            "consult": {"police": {"to": "specialist@city.department('police')", "due": "1wh"}},
            "do": {"propose": "review", "approve": "signature", "supplement": "waiting"},
        },
        "review": {
            "by": "head@receiving.parent",
            "due": "2wh",
            "do": {"propose": "city", "send_back": "ward", "refuse": "refused"},
        },
        "city": {
            "by": "specialist@city.department('construction')",
            "due": "2wh",
            "do": {"propose": "signature", "send_back": "ward", "supplement": "waiting"},
        },
        "signature": {
            "by": "leader@deciding",
            "due": "2wh",
            "sign": ["leader", "seal"],
            "do": {
                "approve": "returned",
                "refuse": "refused",
                "send_back": "city",
            },
        },
    }
    for language in ("vi", "en"):
        data[language]["stages"] = {
            name: f"A rather long name for the stage {name}" for name in data["procedure"]["stages"]
        }


def pictures() -> Iterator[tuple[str, Picture]]:
    for one in [*city(), make.definition(), make.definition(three_levels)]:
        for language in ("vi", "en"):
            yield f"{one.code} {language}", lay_out(one, language)


def rectangles(picture: Picture) -> list[Rectangle]:
    return [(box.x, box.y, box.right, box.bottom) for box in picture.boxes]


def label(arrow: Arrow) -> Rectangle:
    x, y = arrow.label_at
    return x, y - 11, x + width_of(arrow.label, SMALL), y + 3


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] < other[2] - 0.5
        and other[0] < one[2] - 0.5
        and one[1] < other[3] - 0.5
        and other[1] < one[3] - 0.5
    )


def segments(arrow: Arrow) -> Iterator[Rectangle]:
    """The straight pieces of a line, as rectangles without width."""
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        thick_x, thick_y = (0.6, 0.0) if x == to_x else (0.0, 0.6)
        yield (
            min(x, to_x) - thick_x,
            min(y, to_y) - thick_y,
            max(x, to_x) + thick_x,
            max(y, to_y) + thick_y,
        )


@pytest.mark.parametrize(("name", "picture"), list(pictures()))
def test_nothing_lies_on_anything_else(name: str, picture: Picture) -> None:
    boxes = rectangles(picture)
    labels = [label(arrow) for arrow in picture.arrows if arrow.label]

    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [pair for pair in combinations(labels, 2) if overlap(*pair)]
    assert not [(one, box) for one in labels for box in boxes if overlap(one, box)]


@pytest.mark.parametrize(("name", "picture"), list(pictures()))
def test_no_line_runs_through_a_box(name: str, picture: Picture) -> None:
    boxes = rectangles(picture)

    for arrow in picture.arrows:
        crossed = [box for piece in segments(arrow) for box in boxes if overlap(piece, box)]
        assert not crossed, (arrow, crossed)


@pytest.mark.parametrize(("name", "picture"), list(pictures()))
def test_everything_is_on_the_sheet(name: str, picture: Picture) -> None:
    shown = [*rectangles(picture), *(label(one) for one in picture.arrows if one.label)]

    assert all(one[0] > 0 and one[2] < picture.width for one in shown)
    assert all(picture.top < one[1] and one[3] < picture.height for one in shown)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_picture_is_well_formed_and_says_what_it_shows(language: str) -> None:
    sample = make.definition()

    root = ElementTree.fromstring(drawing.svg(sample, language))  # noqa: S314 - our own picture

    title, text = list(root)[:2]
    assert title.text == sample.words(language).title
    assert all(stage in (text.text or "") for stage in sample.words(language).stages.values())
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    assert not [one for one in root.iter() if "style" in one.attrib]


def test_every_stage_act_and_end_is_in_the_picture() -> None:
    picture = drawing.svg(make.definition(), "vi")

    for word in ("Thẩm tra hộ tịch", "Trình", "Phê duyệt", "Trả lại", "Không tiếp nhận", "Công an"):
        assert word in picture


def test_words_of_a_procedure_cannot_become_markup() -> None:
    evil = make.definition(lambda data: data["vi"]["stages"].update(appraisal="<b onload=x>&"))

    assert "<b onload" not in drawing.svg(evil, "vi")
    assert "<b onload" not in drawing.mermaid(evil, "vi")


def test_mermaid_has_every_stage_and_every_act() -> None:
    text = drawing.mermaid(make.definition(), "en")

    assert text.startswith("flowchart TD\n")
    assert 'appraisal -->|"Propose"| signature' in text
    assert 'waiting -.->|"Answer"| appraisal' in text
    assert 'waiting -.->|"Answer"| reception' in text
    assert "class waiting paused" in text


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("3wd", "3 ngày làm việc", "3 working days"),
        ("1wh", "1 giờ làm việc", "1 working hour"),
        ("0wd", "trong ngày làm việc", "within the working day"),
        ("20d", "20 ngày", "20 days"),
        ("", "", ""),
    ],
)
def test_durations_are_put_in_words(text: str, vi: str, en: str) -> None:
    assert drawing.words.duration(text, "vi") == vi
    assert drawing.words.duration(text, "en") == en


def _another_way(data: Data) -> None:
    stages = data["procedure"]["stages"]
    stages["review"] = {"by": "head@deciding", "due": "1wh", "do": {"propose": "signature"}}
    stages["appraisal"]["do"]["propose"] = "review"
    stages["signature"]["do"].pop("send_back")
    stages["signature"]["due"] = "3wh"
    data["vi"]["stages"]["review"], data["en"]["stages"]["review"] = "Soát xét", "Reviewed"


def test_two_texts_in_one_picture_show_what_is_new_gone_and_changed() -> None:
    old, new = make.definition(), make.definition(_another_way)

    both, marks = drawing.merged(old, new)

    assert marks["review"] == "added"
    assert marks["signature:send_back"] == "removed"
    assert (marks["signature"], marks["appraisal:propose"]) == ("changed", "changed")
    picture = drawing.svg(both, "vi", marks=marks)
    for word in ("Soát xét", "Trả lại", "≠", "−", "+ thêm · − bỏ · ≠ đổi", "Thêm: Soát xét."):
        assert word in picture
    ElementTree.fromstring(picture)  # noqa: S314 - our own picture


def test_a_stage_that_is_gone_stands_where_it_stood() -> None:
    both, marks = drawing.merged(make.definition(_another_way), make.definition())

    assert marks["review"] == "removed"
    assert [one.id for one in both.procedure.stages][-2:] == ["signature", "review"]
    text = drawing.mermaid(both, "en", marks=marks)
    assert 'review["− Reviewed' in text
    assert "class review removed" in text


def test_nothing_lies_on_anything_else_where_two_texts_are_compared() -> None:
    both, _marks = drawing.merged(make.definition(), make.definition(three_levels))

    for language in ("vi", "en"):
        boxes = rectangles(lay_out(both, language))
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def test_a_picture_of_one_text_has_no_marks() -> None:
    assert "≠" not in drawing.svg(make.definition(), "vi")
