"""From a folder to a definition, and from a definition to one JSON document with a hash."""

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from thanglong.kernel.cases.definition import advice, strict_yaml
from thanglong.kernel.cases.definition.errors import DefinitionError, Finding
from thanglong.kernel.cases.definition.files import Files, read_folder
from thanglong.kernel.cases.definition.format import Procedure
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.strict_yaml import Document
from thanglong.kernel.cases.definition.texts import Texts

LANGUAGES = ("vi", "en")
TEMPLATE_BYTES_MAX = 256 * 1024

ShapeT = TypeVar("ShapeT", bound=BaseModel)


def load(folder: Path | str) -> Definition:
    """The definition in a procedure's folder. Raises DefinitionError with every fault found."""
    definition, faults = examine(read_folder(Path(folder)))
    if faults or definition is None:
        raise DefinitionError(faults)
    return definition


def examine(files: Files) -> tuple[Definition | None, list[Finding]]:
    """What can be read of a procedure's files, and every fault found.

    A definition comes with faults when only templates are missing, so that it can be linted.
    """
    faults: list[Finding] = []
    procedure = _read(files, "procedure.yaml", Procedure, faults)
    texts = {
        language: _read(files, f"texts/{language}.yaml", Texts, faults) for language in LANGUAGES
    }
    whole = {language: text for language, text in texts.items() if text is not None}
    templates = _templates(files, procedure, faults) if procedure else {}
    if procedure is None or len(whole) < len(LANGUAGES):
        return None, faults
    return Definition(procedure=procedure, texts=whole, templates=templates), faults


def documents(files: Files) -> dict[str, Document]:
    """The files that can be read, for the lines of findings."""
    found: dict[str, Document] = {}
    for file in ("procedure.yaml", *(f"texts/{language}.yaml" for language in LANGUAGES)):
        try:
            found[file] = strict_yaml.of(files, file)
        except DefinitionError:
            continue
    return found


def as_json(definition: Definition) -> dict[str, Any]:
    """The definition as plain JSON values: what is stored with a revision.

    Order is kept in lists only, so a store may sort the keys of maps.
    """
    return {
        "format": 1,
        "procedure": _dump(definition.procedure),
        "texts": {language: _dump(text) for language, text in definition.texts.items()},
        "templates": dict(definition.templates),
    }


def from_json(data: dict[str, Any]) -> Definition:
    """The definition that `as_json` wrote. Raises DefinitionError."""
    faults: list[Finding] = []
    procedure = _shaped(Procedure, Document("procedure", data.get("procedure")), faults)
    texts = {
        language: _shaped(Texts, Document(f"texts/{language}", text), faults)
        for language, text in dict(data.get("texts") or {}).items()
    }
    if faults or procedure is None:
        raise DefinitionError(faults)
    return Definition(
        procedure=procedure,
        texts={language: text for language, text in texts.items() if text is not None},
        templates=dict(data.get("templates") or {}),
    )


def content_hash(definition: Definition) -> str:
    """The identity of a revision: sha256 of its canonical JSON, texts and templates included."""
    canonical = json.dumps(
        as_json(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _dump(shape: BaseModel) -> dict[str, Any]:
    return shape.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _read(files: Files, file: str, shape: type[ShapeT], faults: list[Finding]) -> ShapeT | None:
    try:
        document = strict_yaml.of(files, file)
    except DefinitionError as error:
        faults.extend(error.findings)
        return None
    return _shaped(shape, document, faults)


def _shaped(shape: type[ShapeT], document: Document, faults: list[Finding]) -> ShapeT | None:
    try:
        return shape.model_validate(document.data)
    except ValidationError as error:
        faults.extend(advice.findings(error, document=document, shape=shape))
        return None


def _templates(files: Files, procedure: Procedure, faults: list[Finding]) -> dict[str, str]:
    found: dict[str, str] = {}
    for result in procedure.results:
        if result.template is None:
            continue
        text = _template(files.get(result.template))
        if text is None:
            faults.append(
                Finding(
                    file="procedure.yaml",
                    path=f"results.{result.id}.template",
                    message=f"The file {result.template} is missing, too large or not UTF-8.",
                    advice="Write it inside the procedure's folder (at most 256 kB).",
                )
            )
        else:
            found[result.template] = text
    return found


def _template(content: bytes | None) -> str | None:
    if content is None or len(content) > TEMPLATE_BYTES_MAX:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
