"""Input of the pages of units, reforms and the calendar."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.calendar import rules
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.forms import CityForm, DateField, LongTextField, TextField

if TYPE_CHECKING:
    from thanglong.services.operations.queries import Decisions

WORDS_MAX = 100
YEARS_AHEAD_MAX = 3


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


class LookingAtDays(CityForm):
    """Whose calendar, and as it was known when; both may be left out."""

    unit = TextField(label=_("Agency"), required=False, max_length=40)
    known = DateField(label=_("As it was known on"), required=False)

    def values(self) -> tuple[str, datetime.date | None]:
        """The agency's code and the day asked for; nonsense asks for nothing."""
        self.is_valid()
        data = self.cleaned_data
        return str(data.get("unit") or ""), data.get("known")


class Change(CityForm):
    """Days that are to be off, worked, or again as their week says."""

    kind = forms.ChoiceField(
        label=_("What is to be declared?"),
        choices=[
            ("off", _("Days off")),
            ("working", _("Working days")),
            ("ordinary", _("Take a declaration back: as the week says")),
        ],
        initial="off",
        widget=forms.RadioSelect,
    )
    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"), required=False, help_text=_("Empty: one day only."))
    swapped = DateField(
        label=_("Worked instead on"),
        required=False,
        help_text=_("For a swap: the day of rest that is worked for the day off."),
    )
    hours = TextField(
        label=_("Hours of a worked day"),
        required=False,
        max_length=60,
        help_text=_("Such as 08:00-12:00 13:00-17:00. Empty: the usual hours."),
    )
    name = TextField(label=_("What the day is called, in Vietnamese"), max_length=120)
    name_en = TextField(label=_("The same in English"), max_length=120)
    source = TextField(
        label=_("The decision behind it"),
        max_length=200,
        help_text=_("Its number, date and who took it. It is shown to everybody."),
    )
    unit = forms.ChoiceField(
        label=_("Whose days"),
        required=False,
        help_text=_("Empty: the whole city. An agency that is closed: only its dossiers move."),
    )

    def __init__(self, data: Any, *, choices: list[tuple[str, str]], today: datetime.date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["unit"].choices = [("", _("The whole city")), *choices]  # type: ignore[attr-defined]

    def clean_hours(self) -> rules.Hours:
        """The hours as stretches of a day. Raises ValidationError for what is none."""
        try:
            return rules.parse_hours(self.cleaned_data["hours"].replace("–", "-"))
        except ValueError:
            raise forms.ValidationError(
                _("These are no hours. Please write them as 08:00-12:00 13:00-17:00.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """Dates in order, not farther than YEARS_AHEAD_MAX from today."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last") or values.get("first")
        far = datetime.timedelta(days=366 * YEARS_AHEAD_MAX)
        for name in ("first", "last", "swapped"):
            if values.get(name) and abs(values[name] - self.today) > far:
                self.add_error(name, _("This date is too far from today."))
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first one."))
        if values.get("swapped") and values.get("kind") != "off":
            self.add_error("swapped", _("Only a day off can be swapped for a worked one."))
        return values

    def plan(self, code: str) -> cases.Plan:
        """What is to be looked at, for a calendar."""
        data = self.cleaned_data
        first, last = data["first"], data["last"] or data["first"]
        span = range(min((last - first).days + 1, cases.DAYS_A_PLAN_MAX + 1))
        is_working = data["kind"] == "working"
        days = [self._day(first + datetime.timedelta(days=n), is_working) for n in span]
        if data["swapped"]:
            days.append(self._day(data["swapped"], is_working=True))
        return cases.Plan(
            calendar=code,
            days=tuple(days),
            agency_id=int(data["unit"]) if data["unit"] else None,
            takes_back=data["kind"] == "ordinary",
        )

    def _day(self, on: datetime.date, is_working: bool) -> rules.Day:
        data = self.cleaned_data
        return rules.Day(
            on=on,
            is_working=is_working,
            name_vi=data["name"],
            name_en=data["name_en"],
            source=data["source"],
            hours=data["hours"] if is_working else (),
            certainty="V",
        )


class Deciding(CityForm):
    """Why the dates move, and the number of the decision."""

    reason = LongTextField(
        label=_("Why the dates move"),
        max_length=500,
        help_text=_("Every applicant reads this. Please write it in Vietnamese, for a person."),
    )
    basis = TextField(
        label=_("Number and date of the decision"),
        max_length=200,
        help_text=_("Such as 4321/QĐ-UBND of 25 November 2026."),
    )
