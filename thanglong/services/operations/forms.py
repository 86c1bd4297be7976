"""Input of the units pages."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.forms import CityForm, DateField, TextField

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
