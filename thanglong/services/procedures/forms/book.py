"""Which unit, days and procedure of the register book an address asks for."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.web.forms import CityForm, DateField

DAYS_MAX = 366
OLDEST = "old"
NEWEST = "new"


class BookFilter(CityForm):
    """The days of the book, both counted."""

    from_on = DateField(label=_("From"))
    to_on = DateField(label=_("To"))
    procedure = forms.CharField(max_length=20, required=False)

    def clean(self) -> dict[str, object]:
        """Days in order, and not more than a year."""
        values = super().clean() or {}
        from_on, to_on = values.get("from_on"), values.get("to_on")
        if from_on and to_on and from_on > to_on:
            self.add_error("to_on", _("The last day lies before the first."))
        elif from_on and to_on and (to_on - from_on).days >= DAYS_MAX:
            self.add_error("to_on", _("Please choose at most one year."))
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for, mended where it says nonsense; `show` is None without a unit."""

    form: BookFilter
    units: list[cases.BookUnit]
    unit: cases.BookUnit | None
    show: cases.BookShown | None
    from_on: datetime.date
    to_on: datetime.date
    procedure: str
    order: str

    def query(self, **changes: Any) -> str:
        """The same as the query of an address, with changes."""
        parts = {
            "unit": self.unit.id if self.unit else "",
            "from_on": f"{self.from_on:%d/%m/%Y}",
            "to_on": f"{self.to_on:%d/%m/%Y}",
            "procedure": self.procedure,
            "order": self.order,
        } | changes
        return "?" + urlencode({name: value for name, value in parts.items() if value})


def asked(data: QueryDict, *, by: Actor, today: datetime.date) -> Asked:
    """What is asked for; today's book of one's own unit when nothing is said."""
    given = {"from_on": data.get("from_on") or today, "to_on": data.get("to_on") or today}
    form = BookFilter(given | {"procedure": data.get("procedure", "")})
    is_clear = form.is_valid()
    days: dict[str, Any] = {"from_on": today, "to_on": today, "procedure": ""}
    if is_clear:
        days = form.cleaned_data
    units = cases.book_units(by=by, from_on=days["from_on"], to_on=days["to_on"])
    wanted = data.get("unit", "")
    unit = next((one for one in units if str(one.id) == wanted), None)
    if not wanted and units:
        unit = units[0]
    order = NEWEST if data.get("order") == NEWEST else OLDEST
    show = None
    if unit is not None and is_clear:
        show = cases.BookShown(agency_id=unit.id, is_newest_first=order == NEWEST, **days)
    return Asked(form=form, units=units, unit=unit, show=show, order=order, **days)
