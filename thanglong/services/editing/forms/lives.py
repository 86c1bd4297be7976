"""Words with which a draft is given on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.web.forms import CityForm, LongTextField

WORDS_MAX = 1000


class Returning(CityForm):
    """Why a draft goes back; an author who takes back his own need not say."""

    note = LongTextField(label=_("What is to be changed?"), max_length=WORDS_MAX)

    def __init__(self, *args: Any, is_author: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_author:
            self.fields["note"].required = False
            self.fields["note"].label = _("Why do you take it back?")


class Publishing(CityForm):
    """Somebody else has read it."""

    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = LongTextField(label=_("A word to the record"), required=False, max_length=WORDS_MAX)
    seen = forms.BooleanField(label=_("I have read what changes, and answer for it"))
