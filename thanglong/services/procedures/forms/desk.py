"""The small forms of the officers' pages."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.web.forms import CityForm, DateField, LongTextField, TextField
from thanglong.services.procedures import rules
from thanglong.services.procedures.forms.returning import Returning

OTHER = "other"
BOTH_WORDS = ("refuse", "stop")


class Words(CityForm):
    """Why: a ready reason of the procedure or one's own words, and the law behind it."""

    reason = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, required=False, choices=[]
    )
    note = LongTextField(
        label=_("In your own words"),
        help_text=_("The applicant reads this. Say what the person can do now."),
        required=False,
        max_length=2000,
    )
    basis = forms.ChoiceField(label=_("The law behind it"), required=False, choices=[])

    def __init__(
        self,
        data: QueryDict | None,
        *,
        action: str,
        definition: Definition,
        days: tuple[datetime.date, datetime.date],
        language: str,
    ) -> None:
        """days: of filing and of the act; law in force on neither is not offered."""
        super().__init__(data)
        laws = [
            rules.law_on(one.cite, day)
            for one in definition.procedure.basis
            for day in list(filter(one.is_alive, days))[-1:]
        ]
        known = {part for one in definition.procedure.basis for part in one.cite.split("; ")}
        gone = known - {part for law in laws for part in law.split("; ")}
        # What is printed and kept is Vietnamese, whatever the language of the officer's page.
        self.printed = {
            one.id: one.text
            for one in definition.words("vi").refusals
            if not any(part in one.text for part in gone)
        }
        words = definition.words(language).refusals if action == "refuse" else ()
        self.ready = {one.id: one.text for one in words if one.id in self.printed}
        self.action = action
        if self.ready:
            ready = [(key, text) for key, text in self.ready.items()]
            self.fields["reason"].choices = [*ready, (OTHER, _("Another reason"))]  # type: ignore[attr-defined]
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        if action in BOTH_WORDS:
            cites = [(law, law) for law in laws]
            self.fields["basis"].choices = [("", ""), *cites]  # type: ignore[attr-defined]
            self.fields["basis"].required = True
        else:
            del self.fields["basis"]
        if action == "send_back":
            self.fields["note"].help_text = _("Your colleague reads this.")
        if not self.ready:
            self.fields["note"].required, self.fields["note"].label = True, _("Reason")

    def clean(self) -> dict[str, Any]:
        """A ready reason; another one in words."""
        values = super().clean() or {}
        if values.get("reason") == OTHER and not values.get("note"):
            self.add_error("note", _("Please choose a reason, or write one."))
        return values

    def told(self) -> str:
        """The reason as the applicant reads it."""
        reason = self.cleaned_data.get("reason", "")
        ready = self.printed.get(reason, "") if reason in self.ready else ""
        own = self.cleaned_data.get("note", "")
        return "\n".join(part for part in (ready, own) if part)


class Question(CityForm):
    """What is asked of another agency, or answered to it."""

    text = LongTextField(label=_("Question"), max_length=4000)


class Opinion(CityForm):
    """The answer to an agency that asked."""

    text = LongTextField(
        label=_("Your opinion"), help_text=_("The desk that asked reads this."), max_length=4000
    )


class Message(CityForm):
    """A message to the applicant."""

    text = LongTextField(label=_("Message to the applicant"), max_length=2000)


class PassOn(CityForm):
    """To whom the work is given."""

    account = forms.TypedChoiceField(label=_("Give to"), coerce=int, choices=[])

    def __init__(self, data: QueryDict | None, *, colleagues: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["account"].choices = [("", ""), *colleagues]  # type: ignore[attr-defined]


class Visitor(CityForm):
    """Who stands at the counter, and what for."""

    procedure = forms.CharField(widget=forms.HiddenInput)
    personal_number = TextField(
        label=_("Personal number"),
        help_text=_("12 digits, on the identity card. Leave empty for someone who has none."),
        widget=forms.TextInput(attrs={"type": "personal_number"}),
        max_length=20,
        required=False,
    )
    full_name = TextField(
        label=_("Full name"),
        help_text=_("As on the card. Needed when nobody is known by the number."),
        widget=forms.TextInput(attrs={"type": "person_name"}),
        required=False,
    )
    birth_on = DateField(label=_("Date of birth"), required=False)
    channel = forms.ChoiceField(
        label=_("How did the dossier come?"),
        widget=forms.RadioSelect,
        choices=[("direct", _("The person is at the counter")), ("post", _("By post"))],
        initial="direct",
    )

    def clean_personal_number(self) -> str:
        """Digits only."""
        return "".join(char for char in self.cleaned_data["personal_number"] if char.isdigit())


class CounterReturn(Returning):
    """How the result comes back, and how the person can be reached."""

    delivery = forms.ChoiceField(
        label=_("How should the result come back?"),
        widget=forms.RadioSelect,
        choices=[
            ("counter", _("On paper, at this counter")),
            ("online", _("Electronically, into the person's documents")),
            ("post", _("On paper, by post")),
        ],
    )
    phone = TextField(
        label=_("Phone"), widget=forms.TextInput(attrs={"type": "phone"}), required=False
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


def verdicts(data: QueryDict, requirements: list[tuple[str, str]]) -> tuple[cases.Verdict, ...]:
    """What was said of each requirement; what nothing was said of is left out (and refused)."""
    return tuple(
        cases.Verdict(
            requirement=name,
            is_fulfilled=data[f"verdict-{name}"] == "yes",
            reason=data.get(f"reason-{name}", "").strip()[:1000],
        )
        for name, _label in requirements
        if data.get(f"verdict-{name}") in {"yes", "no"}
    )


class Extension(CityForm):
    """The apology: how many more working days, and why."""

    days = forms.IntegerField(label=_("More working days"), min_value=1, max_value=30, initial=3)
    reason = forms.CharField(
        label=_("Why the applicant has to wait"),
        help_text=_("The applicant reads this in the letter."),
        max_length=1000,
        widget=forms.Textarea,
    )
