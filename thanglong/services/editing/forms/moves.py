"""What becomes of what is gone, and how many dossiers shall move now."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from pydantic import ValidationError

from thanglong.kernel.cases.actions import MappingIsWrong, Order
from thanglong.kernel.cases.conversion import Mapped
from thanglong.kernel.web.forms import CityForm

if TYPE_CHECKING:
    from thanglong.services.editing.queries import Begun

FIRST_PART = 20


class Ordering(CityForm):
    """Which run is ordered; moving wants somebody who has looked."""

    run = forms.ChoiceField(
        choices=[(one, one) for one in ("rehearse", "part", "apply", "undo")],
        widget=forms.HiddenInput,
    )
    seen = forms.BooleanField(required=False)

    def is_confirmed(self) -> bool:
        """Whether what moves something was confirmed."""
        return self.cleaned_data["run"] == "rehearse" or bool(self.cleaned_data["seen"])

    def order(self) -> Order:
        """The order: a part is the first dossiers, to be looked at before the rest."""
        run = self.cleaned_data["run"]
        return Order(run="apply", most=FIRST_PART) if run == "part" else Order(run=run)


def mapping(post: Mapping[str, Any], pair: "Begun") -> Mapped:
    """The mapping that somebody chose. Raises MappingIsWrong."""
    found: dict[str, Any] = {}
    for one in pair.gone:
        chosen = str(post.get(f"map|{one.part}|{one.name}", ""))[:160]
        if chosen == "-":
            found.setdefault(one.part, {})[one.name] = None
        elif chosen:
            found.setdefault(one.part, {})[one.name] = chosen
    values = {name: str(post.get(f"value|{name}", ""))[:500].strip() for name, _label in pair.asked}
    given = {name: value for name, value in values.items() if value}
    try:
        return Mapped.model_validate({**found, "values": given})
    except ValidationError as error:
        places = {".".join(str(part) for part in one["loc"]) for one in error.errors()}
        raise MappingIsWrong(names=", ".join(sorted(places))) from error
