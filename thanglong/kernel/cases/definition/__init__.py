"""A procedure as data: load a folder, ask it who decides, what it costs and what is missing."""

from thanglong.kernel.cases.definition.errors import DefinitionError, Finding
from thanglong.kernel.cases.definition.files import Files, read_folder, write_folder
from thanglong.kernel.cases.definition.loader import as_json, content_hash, from_json, load
from thanglong.kernel.cases.definition.messages import sentence
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.rows import DeadlineDue, FeeDue, NeedDue, NoRow
from thanglong.kernel.cases.definition.scope import Context, Seen
from thanglong.kernel.cases.definition.validation import Checked, Problem, plain

__all__ = [
    "Checked",
    "Context",
    "DeadlineDue",
    "Definition",
    "DefinitionError",
    "FeeDue",
    "Files",
    "Finding",
    "NeedDue",
    "NoRow",
    "Problem",
    "Seen",
    "as_json",
    "content_hash",
    "from_json",
    "load",
    "plain",
    "read_folder",
    "sentence",
    "write_folder",
]
