"""The format of `texts/vi.yaml` and `texts/en.yaml`: every word that a person reads."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from thanglong.kernel.cases.definition.shapes import Line, Shape, Text


class PageText(Shape):
    """What stands over a page."""

    title: Line
    intro: Text | None = None


class FieldText(Shape):
    """A question in words; `error` replaces the general sentence when the answer is wrong."""

    label: Line
    hint: Text | None = None
    error: Text | None = None


class NeedText(Shape):
    """A paper in words."""

    label: Line
    hint: Text | None = None


class RefusalText(Shape):
    """A ready reason to refuse, with its legal basis in words."""

    id: Line
    text: Text


def _short(key: str) -> BeforeValidator:
    """`full_name: Họ và tên` is short for `full_name: {label: Họ và tên}`."""

    def expand(value: Any) -> Any:
        return {key: value} if isinstance(value, str) else value

    return BeforeValidator(expand)


def _refusals(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return [{"id": key, "text": item} for key, item in value.items()]


class Texts(Shape):
    """A whole file of texts."""

    title: Line
    summary: Line
    also_called: tuple[Line, ...] = ()
    who: Text
    how_to: Text
    pages: dict[str, Annotated[PageText, _short("title")]]
    fields: dict[str, Annotated[FieldText, _short("label")]]
    findings: dict[str, Annotated[FieldText, _short("label")]] = {}
    options: dict[str, dict[str, Line]] = {}
    needs: dict[str, Annotated[NeedText, _short("label")]] = {}
    checks: dict[str, Text] = {}
    fees: dict[str, Line] = {}
    deadline_note: Text | None = None
    stages: dict[str, Line]
    consult: dict[str, Line] = {}
    actions: dict[str, Line] = {}
    results: dict[str, Line] = {}
    parts: dict[str, Line] = {}
    refusals: Annotated[tuple[RefusalText, ...], BeforeValidator(_refusals)] = Field(default=())
