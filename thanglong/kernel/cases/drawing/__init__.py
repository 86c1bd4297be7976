"""A procedure as a picture: SVG for people, Mermaid for documents. Pictures are outputs only."""

from thanglong.kernel.cases.drawing.bpmn import bpmn
from thanglong.kernel.cases.drawing.marks import merged
from thanglong.kernel.cases.drawing.mermaid import mermaid
from thanglong.kernel.cases.drawing.svg import description, svg

__all__ = ["bpmn", "description", "merged", "mermaid", "svg"]
