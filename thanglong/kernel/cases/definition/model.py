"""A definition: a procedure with its texts and templates, and the questions one may ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from thanglong.kernel.cases.definition.format import FormField, Procedure, Stage
from thanglong.kernel.cases.definition.texts import Texts


@dataclass(frozen=True, eq=False)
class Definition:
    """One text of one procedure; never changes."""

    procedure: Procedure
    texts: Mapping[str, Texts]
    templates: Mapping[str, str]

    @property
    def code(self) -> str:
        """The national code."""
        return self.procedure.procedure

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """Every question by id, in the order of the form."""
        return {field.id: field for page in self.procedure.form.pages for field in page.fields}

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """Every stage by id, in the normal order."""
        return {stage.id: stage for stage in self.procedure.stages}

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id. Raises KeyError when there is none."""
        return self.stages[stage_id]

    def actions(self, stage_id: str) -> Mapping[str, str]:
        """What may be done at a stage: action → target."""
        return {arc.action: arc.target for arc in self.stage(stage_id).do}
