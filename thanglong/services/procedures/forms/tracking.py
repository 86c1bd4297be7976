"""The question of the tracking page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.forms import CityForm


class Track(CityForm):
    """Which dossier, and the proof that one knows whose it is."""

    code = forms.CharField(
        label=_("Dossier code"),
        help_text=_("On your receipt, for example H26.00004-260202-0001."),
        max_length=60,
    )
    digits = forms.RegexField(
        regex=r"^[0-9]{4}$",
        label=_("Last four digits of the applicant's personal number"),
        max_length=4,
    )

    def clean_code(self) -> str:
        """In capitals, without spaces."""
        code: str = self.cleaned_data["code"]
        return code.replace(" ", "").upper()
