"""Input of the pages on units and reforms."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.forms import CityForm, DateField, TextField

if TYPE_CHECKING:
    from thanglong.services.operations.queries import Decisions

WORDS_MAX = 100


class Looking(CityForm):
    """Which units, and as of which day; both may be left out."""

    q = TextField(
        label=_("Name or code"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    on = DateField(label=_("As of"), required=False)

    def day(self, today: datetime.date) -> datetime.date:
        """The day asked for; today when none was, or when it is no date."""
        self.is_valid()
        return self.cleaned_data.get("on") or today

    def words(self) -> str:
        """The words asked for."""
        self.is_valid()
        return str(self.cleaned_data.get("q") or "")


class Confirmed(CityForm):
    """Somebody has looked at what will happen."""

    seen = forms.BooleanField(label=_("I have looked at it"))


class Decided(CityForm):
    """Which of the dossiers on the page lie in which of the units; `every`: all on the page."""

    area = forms.TypedChoiceField(label=_("They lie in"), coerce=int, widget=forms.RadioSelect)
    dossier = forms.TypedMultipleChoiceField(label=_("Dossiers"), coerce=int, required=False)
    every = forms.BooleanField(required=False)

    def __init__(self, *args: Any, page: "Decisions", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._all = [one.id for one in page.lines]
        self.fields["area"].choices = [(one.id, one.name) for one in page.candidates]  # type: ignore[attr-defined]
        self.fields["dossier"].choices = [(one, str(one)) for one in self._all]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one dossier."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("every") and not found.get("dossier"):
            self.add_error("dossier", _("Please tick at least one dossier."))
        return found

    def ids(self) -> list[int]:
        """The dossiers meant."""
        if self.cleaned_data["every"]:
            return self._all
        return [int(one) for one in self.cleaned_data["dossier"]]
