"""A procedure as data: load a folder, ask it who decides, what it costs and what is missing."""

from thanglong.kernel.cases.definition.errors import DefinitionError, Finding
from thanglong.kernel.cases.definition.loader import as_json, content_hash, from_json, load
from thanglong.kernel.cases.definition.model import Definition

__all__ = [
    "Definition",
    "DefinitionError",
    "Finding",
    "as_json",
    "content_hash",
    "from_json",
    "load",
]
