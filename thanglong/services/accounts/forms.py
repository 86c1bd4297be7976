"""What people enter on the pages of this service."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock
from thanglong.kernel.web.forms import CityForm, DateField, TextField

EVERYTHING = "*"
MYSELF = "me"
ANSWER_LENGTH_MAX = 20_000


def _number(**options: Any) -> TextField:
    return TextField(
        max_length=14, widget=forms.TextInput(attrs={"type": "personal_number"}), **options
    )


class OfficerSignIn(CityForm):
    """The first step of an officer's sign-in."""

    login = TextField(
        label=_("Login"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeStep(CityForm):
    """The second step by a code of the app."""

    code = TextField(
        label=_("Code from your authenticator app"),
        help_text=_("Six digits. Each code works once."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"type": "code", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )


class PasskeyStep(CityForm):
    """The second step by a passkey; the browser fills in the answer."""

    answer = forms.CharField(max_length=ANSWER_LENGTH_MAX, widget=forms.HiddenInput)


class NewApp(CityForm):
    """The first code of an authenticator app that is being set up."""

    code = TextField(
        label=_("Code that the app shows now"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"type": "code", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )


class NewPasskey(CityForm):
    """A passkey that the browser has made."""

    label = TextField(
        label=_("Name of the passkey"),
        help_text=_("So that you recognise it later, such as: my work computer."),
        required=False,
        max_length=80,
    )
    answer = forms.CharField(required=False, max_length=ANSWER_LENGTH_MAX, widget=forms.HiddenInput)


class NewPassword(CityForm):
    """The present password and the new one, twice."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. A short sentence is good; signs are not needed."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both new passwords are the same."""
        values = super().clean() or {}
        if values.get("new") != values.get("again"):
            self.add_error("again", _("The two new passwords differ. Please type both again."))
        return values


class Contact(CityForm):
    """Where and in which language the city writes to a person."""

    phone = TextField(
        label=_("Mobile number"),
        required=False,
        max_length=15,
        widget=forms.TextInput(attrs={"type": "phone", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We write here when something happens in your dossiers."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def clean_phone(self) -> str:
        """Ten digits, however they were grouped."""
        written = "".join(char for char in self.cleaned_data["phone"] if char not in " .-()")
        if written.startswith("+84"):
            written = "0" + written[3:]
        if written and not (written.isascii() and written.isdigit() and len(written) in (10, 11)):
            raise forms.ValidationError(
                _("This is not a phone number. It has ten digits, such as 0912 345 678.")
            )
        return written


class NewMandate(CityForm):
    """Who may act for me, or for my organisation, for what, until when."""

    giver = forms.ChoiceField(label=_("For whom may this person act?"), widget=forms.RadioSelect)
    full_name = TextField(
        label=_("Full name of the person who will act"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "person_name"}),
    )
    personal_number = _number(
        label=_("Personal number of that person"),
        help_text=_("12 digits, on the front of the identity card."),
    )
    scope = forms.MultipleChoiceField(
        label=_("For which procedures?"), widget=forms.CheckboxSelectMultiple
    )
    ends_on = DateField(
        label=_("Until which day?"),
        help_text=_("The last day of the mandate. Leave it empty for one year."),
        required=False,
    )

    def __init__(
        self, *args: Any, givers: list[tuple[str, str]], titles: dict[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["giver"].initial = MYSELF
        self.fields["giver"].choices = givers  # type: ignore[attr-defined]
        if len(givers) == 1:
            self.fields["giver"].widget = forms.HiddenInput()
        everything = [(EVERYTHING, _("All procedures"))]
        self.fields["scope"].choices = [*everything, *titles.items()]  # type: ignore[attr-defined]

    def first_day_without(self) -> datetime.date | None:
        """The day after the last one, or nothing."""
        last: datetime.date | None = self.cleaned_data["ends_on"]
        return last + datetime.timedelta(days=1) if last else None


class NewChild(CityForm):
    """A child for whom a parent acts."""

    full_name = TextField(
        label=_("Full name of the child"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "person_name"}),
    )
    birth_on = DateField(label=_("Date of birth"))
    personal_number = _number(
        label=_("Personal number of the child"),
        help_text=_("12 digits, on the birth certificate. Leave it empty for a newborn."),
        required=False,
    )


class NewAbsence(CityForm):
    """Who is away, from when to when, and who stands in."""

    account = forms.TypedChoiceField(label=_("Who is away?"), coerce=int)
    deputy = forms.TypedChoiceField(
        label=_("Who stands in?"),
        help_text=_("The deputy sees and does everything that belongs to the posts."),
        coerce=int,
    )
    starts_on = DateField(label=_("First day"))
    starts_time = forms.TimeField(
        label=_("From what time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ends_on = DateField(label=_("Last day"))
    ends_time = forms.TimeField(
        label=_("Until what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    reason = TextField(label=_("Note for colleagues"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        officers: list[tuple[str, str]],
        deputies: list[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["account"].choices = officers  # type: ignore[attr-defined]
        self.fields["deputy"].choices = deputies  # type: ignore[attr-defined]

    def span(self) -> tuple[datetime.datetime, datetime.datetime]:
        """From which instant to which the officer is away, on the city's clocks."""
        values = self.cleaned_data
        begin = values["starts_time"] or datetime.time()
        starts_at = datetime.datetime.combine(values["starts_on"], begin, tzinfo=clock.zone())
        if values["ends_time"]:
            last, end = values["ends_on"], values["ends_time"]
        else:
            last, end = values["ends_on"] + datetime.timedelta(days=1), datetime.time()
        return starts_at, datetime.datetime.combine(last, end, tzinfo=clock.zone())
